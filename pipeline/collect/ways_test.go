package collect

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gripe/data/demo"
	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
)

// Pages are read by shortcuts where those suffice. Here each page is read with
// and without: by its data alone and by its tree, by the quick outline and by
// the tokenizer. Every field must be the same.

// sameBothWays tells whether the shortcut took the page.
func sameBothWays(t *testing.T, s *pageSource, name, body string) bool {
	t.Helper()
	page := func() *Page { return &Page{URL: "https://shop.example/item", Body: []byte(body), markup: true} }
	short := page()
	got, ok := s.dataAlone(short, s.reading(short))
	if !ok {
		return false
	}
	long := page()
	long.lines = readOutline(long.Body)
	want, err := s.parseTree(long, s.reading(long))
	if err != nil {
		t.Errorf("%s: read by its data alone, and not by its tree: %v", name, err)
		return true
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(found{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: read otherwise by its tree (-) than by its data (+):\n%.3000s", name, diff)
	}
	return true
}

func plainSource(t testing.TB) *pageSource {
	t.Helper()
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	gate, err := NewGate(GateOptions{Now: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	src, err := NewPage(PageOptions{Name: "p", URLs: []string{"https://shop.example/item"}}, gate)
	if err != nil {
		t.Fatal(err)
	}
	return src.(*pageSource)
}

func TestShortcutsOnSavedPages(t *testing.T) {
	saved, err := filepath.Glob(filepath.Join(sharedtest.Path(t, "pages"), "*.html"))
	if err != nil || len(saved) == 0 {
		t.Fatal("no saved pages", err)
	}
	s, other := plainSource(t), regexp.MustCompile(`(?i)itemtype|typeof|h-?review|data-hook|commentlist`)
	taken := 0
	for _, path := range saved {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		if sameBothWays(t, s, name, string(body)) {
			taken++
		}
		// The same page without what calls for the tree, and so by its data.
		if sameBothWays(t, s, name+", data only", other.ReplaceAllString(string(body), "x")) {
			taken++
		}
	}
	if taken < 5 {
		t.Errorf("the shortcut took %d pages: too few to compare", taken)
	}
}

func TestShortcutsOnDemoPages(t *testing.T) {
	s, taken := plainSource(t), 0
	site := demo.Handler(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	links := regexp.MustCompile(`href="(/[^"#]*)"`)
	seen, queue := map[string]bool{"/": true}, []string{"/"}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest("GET", at, nil))
		body := w.Body.String()
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && sameBothWays(t, s, at, body) {
			taken++
		}
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			if at := strings.ReplaceAll(m[1], "&amp;", "&"); !seen[at] && len(seen) < 100 {
				seen[at] = true
				queue = append(queue, at)
			}
		}
	}
	t.Logf("%d of %d addresses of the demo by their data alone", taken, len(seen))
	if taken == 0 {
		t.Error("the shortcut took no page of the demo")
	}
}

// FuzzShortcuts: whatever stands in the data, both ways read it alike.
func FuzzShortcuts(f *testing.F) {
	f.Add(`{"@type":"Product","name":"Lamp","aggregateRating":{"@type":"AggregateRating","reviewCount":2},"review":[{"@type":"Review",` + fields + `},{"@type":"Review",` + another + `}]}`)
	f.Add(`{"@type":"Review","reviewBody":"I &lt;3 it  &amp; you","author":{"name":"\u00c4nn"},"reviewRating":"4/5"}`)
	f.Add(`[{"@type":"Review","headline":"Null","schema:reviewBody":"<p>One<br>two</p>","Author":["B"]},{"@type":"Review"}]`)
	f.Add("{'@type':'Review',reviewBody:\"x\ny\",}</script><!-- <script>x</script> --><p title='>'>" + ld(`{"@type":"Review","text":"y"}`))
	f.Fuzz(func(t *testing.T, data string) {
		sameBothWays(t, plainSource(t), fmt.Sprintf("%q", data), ld(data))
	})
}

// FuzzPlain: the shortcut of plain changes nothing.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{"", "a b", " a", "a ", "a  b", "a\tb", "1 < 2", "a &amp; b", "\u00e4 b", "\u00a0a", "a\u2003", "a\x80b", "a\x00", "a\x7fb", "a\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := plain(s), unfolded(s); got != want {
			t.Errorf("%q is plainly %q, want %q", s, got, want)
		}
	})
}

// FuzzTextKey: two texts have one key if and only if they are one when folded.
func FuzzTextKey(f *testing.F) {
	f.Add("A  b", " a B\n")
	f.Add("\u212aettle", "kettle")
	f.Add(strings.Repeat("Long ", 100), strings.Repeat("long ", 100))
	f.Add(strings.Repeat("Long ", 100), strings.Repeat("long ", 99)+"lonG")
	f.Fuzz(func(t *testing.T, a, b string) {
		var m merger
		m.add(opinion.Verbatim{Text: "x"}, 0) // sets the seed
		if same := folded(a) == folded(b); same != (m.keyOf(a) == m.keyOf(b)) {
			t.Errorf("%q and %q: folded alike %v, keys do not say so", a, b, same)
		}
	})
}
