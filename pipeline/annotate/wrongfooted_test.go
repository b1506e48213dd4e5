package annotate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

var fastModel = sync.OnceValues(func() (*linear.Model, error) { return linear.Load(model.Linear) })

// fast is an annotator with the fast model that gripe ships.
func fast(t testing.TB, o Options) *Annotator {
	t.Helper()
	m, err := fastModel()
	if err != nil {
		t.Fatal(err)
	}
	return New(m, o)
}

var someNames = Options{Gazetteer: []Name{{Name: "Bob", Label: "BRAND"}, {Name: "Healthy Paws", Label: "BRAND", Aliases: []string{"HP"}}}}

// onRune tells whether offset i of s, which may be broken UTF-8, lies between
// two characters.
func onRune(s string, i int) bool {
	if i < 0 || i > len(s) {
		return false
	}
	for back := 1; back < utf8.UTFMax && back <= i; back++ {
		if _, size := utf8.DecodeRuneInString(s[i-back:]); size > back {
			return false
		}
	}
	return true
}

// sound holds what check does, offsets on characters, and the bounds of work.
func sound(t *testing.T, v opinion.Verbatim, a opinion.Annotation) {
	t.Helper()
	check(t, v, a)
	for _, m := range a.Mentions {
		if !onRune(v.Text, m.Start) || !onRune(v.Text, m.End) || len(m.Aspects) > mostAspects {
			t.Fatalf("%.60q: mention %d..%d cuts a character, or has %d aspects", v.Text, m.Start, m.End, len(m.Aspects))
		}
	}
	for _, e := range a.Entities {
		if !onRune(v.Text, e.Start) || !onRune(v.Text, e.End) {
			t.Fatalf("%.60q: entity %+v cuts a character", v.Text, e)
		}
	}
	if n := len(a.Mentions); n > passage.MaxSpans || len(a.Entities) > passage.MaxTokens {
		t.Fatalf("%.60q: %d mentions, %d entities", v.Text, n, len(a.Entities))
	}
}

// sample reads every so many of the real reviews of a file.
func sample(t testing.TB, file string, every int) []opinion.Verbatim {
	t.Helper()
	var out []opinion.Verbatim
	for i, r := range sharedtest.Reviews[struct{ Text string }](t, file, 0) {
		if i%every == 0 {
			out = append(out, text(r.Text))
		}
	}
	return out
}

// annotateOdd annotates each text alone. It must come back sound, or with the
// reason: there is nothing in it to read. With -v it shows the slowest ten.
func annotateOdd(t *testing.T, a *Annotator, texts []odd) {
	t.Helper()
	type cost struct {
		odd
		took time.Duration
	}
	costs := make([]cost, 0, len(texts))
	empty := 0
	for _, o := range texts {
		begun := time.Now()
		got, err := a.Annotate(text(o.text))
		costs = append(costs, cost{o, time.Since(begun)})
		switch {
		case errors.Is(err, ErrNoText):
			empty++
			if strings.IndexFunc(passage.Clean(o.text), func(r rune) bool { return r > ' ' && r < 0x7f }) >= 0 {
				t.Errorf("%s, %.60q: %v, but there is some", o.name, o.text, err)
			}
		case err != nil:
			t.Errorf("%s, %.60q: %v", o.name, o.text, err)
		case got.Language == "" || got.Language == "en" && len(got.Mentions) == 0:
			t.Errorf("%s, %.60q: neither annotated nor an error", o.name, o.text)
		default:
			sound(t, text(o.text), got)
		}
	}
	slices.SortFunc(costs, func(a, b cost) int { return int(b.took - a.took) })
	t.Logf("%d texts, %d of them with nothing to read; the slowest:", len(texts), empty)
	for _, c := range costs[:min(10, len(costs))] {
		t.Logf("%8.1f ms  %7d bytes  %-30s %.24q", float64(c.took.Microseconds())/1000, len(c.text), c.name, c.text)
	}
}

func TestMalformed(t *testing.T) {
	texts := malformed()
	if len(texts) < 500 {
		t.Fatalf("%d malformed texts, want at least 500", len(texts))
	}
	loadTagger() // once in a process, so that no text pays for it
	annotateOdd(t, fast(t, someNames), texts)
}

func TestMutatedRealReviews(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var texts []odd
	for _, file := range []string{"insurance", "apps", "storage", "games"} {
		for _, v := range sample(t, file, 40) {
			texts = append(texts, odd{file, mutate(r, v.Text, 1+r.IntN(12))})
		}
	}
	annotateOdd(t, fast(t, someNames), texts)
}

// TestMalformedLines feeds the same, and what only JSON can hold, to the reader
// of JSON Lines: a line out for each line in, in order, and no error of its own.
func TestMalformedLines(t *testing.T) {
	var in bytes.Buffer
	want := 0
	add := func(line string) {
		in.WriteString(line + "\n")
		want++
	}
	for _, o := range malformed() {
		if len(o.text) < 5_000 {
			raw, err := json.Marshal(map[string]any{"id": want, "text": o.text})
			if err != nil {
				t.Fatal(err)
			}
			add(string(raw))
			if plain := strings.Map(func(r rune) rune {
				if r < ' ' || r == '"' || r == '\\' {
					return -1
				}
				return r
			}, o.text); plain == o.text {
				add(fmt.Sprintf(`{"id":%d,"text":"%s"}`, want, o.text)) // raw bytes, not replaced by Marshal
			}
		}
	}
	for _, s := range []string{`\ud800`, `\udc00`, `\udc00\ud800`, `bad \ud83d thing`, `bad \ud83d\u0041`, `\ud83d\ude21`, `\u0000bad`, `\u202ebad\u202c`, `\ufeffbad`, `bad\ud800\ud800\ud800's`, `don\u0027t`, `\u0149`} {
		add(fmt.Sprintf(`{"id":%d,"text":"%s"}`, want, s))
	}
	begin := want
	for _, line := range []string{`{"id":1`, `{"text":"\x"}`, `{"text":"a` + "\x00" + `"}`, `{"text":"\ud8"}`, `[]`, `"bad"`, `{"text":7}`, `{"text":null}`, `{"id":1}`, "\x00", strings.Repeat("[", 20_000), strings.Repeat(`{"a":`, 20_000), `{"text":"ok"} {"text":"two"}`, "\xff\xfe{", "nul", `{"text":"a","rating":"x"}`, `{"text":"a","rating":1e999}`, `{"text":"a","rating":-5}`} {
		add(line)
	}
	var out bytes.Buffer
	stats, err := Stream(context.Background(), &in, &out, fast(t, someNames), 2)
	if err != nil || stats.Lines != want {
		t.Fatalf("%+v, %v, want %d lines", stats, err, want)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != want {
		t.Fatalf("%d lines out of %d", len(lines), want)
	}
	for i, l := range lines {
		var got struct {
			ID              any
			Language, Error string
		}
		if err := json.Unmarshal([]byte(l), &got); err != nil || !utf8.ValidString(l) {
			t.Fatalf("line %d is no JSON: %v: %.80q", i, err, l)
		}
		switch {
		case i >= begin:
			if got.Error == "" {
				t.Errorf("broken line %d passed: %.80q", i, l)
			}
		case got.ID != float64(i):
			t.Fatalf("line %d answers %v", i, got.ID)
		case got.Language == "" && !strings.Contains(got.Error, ErrNoText.Error()):
			t.Errorf("line %d: %.80q", i, l)
		}
	}
}

// TestRunsAreOneToken: what took prose quadratic time costs gripe a token.
func TestRunsAreOneToken(t *testing.T) {
	for _, m := range marks + "x\u00e9\u6f22\U0001f621" {
		if n := len(passage.Tokenize(passage.Clean(strings.Repeat(string(m), 32_000)))); n != 1 {
			t.Errorf("32,000 of %q are %d tokens", m, n)
		}
	}
	if p := passage.New("", "bad"+strings.Repeat("\n", 200_000)+"worse", 0); len(p.Tokens) != 2 || len(p.Spans) != 2 {
		t.Errorf("200,000 newlines: %d tokens, %d mentions", len(p.Tokens), len(p.Spans))
	}
}

// TestProseIsKeptFromItsTraps holds the rows of HAZARDS.md on prose that are
// about how it is called.
func TestProseIsKeptFromItsTraps(t *testing.T) {
	a := fast(t, someNames)
	t.Run("its model is decoded once", func(t *testing.T) {
		if first, second := loadTagger(), loadTagger(); first != second {
			t.Error("loadTagger decodes again")
		}
		var before, after runtime.MemStats
		const times = 50
		runtime.ReadMemStats(&before)
		for range times {
			if _, err := a.Annotate(text(review + " We met John Smith.")); err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		if kb := (after.TotalAlloc - before.TotalAlloc) / times >> 10; kb > 500 {
			t.Errorf("a review takes %d KB: something is decoded for each", kb)
		}
	})
	t.Run("none of its calls that panic, reload or take quadratic time", func(t *testing.T) {
		files, err := filepath.Glob("*.go")
		if err != nil || len(files) < 10 {
			t.Fatal(files, err)
		}
		for _, f := range files {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range strings.Split(string(src), "prose.")[1:] {
				if !strings.HasSuffix(f, "_test.go") && !strings.HasPrefix(call, "Asset(") && strings.Contains(string(src), `prose/v2"`) && call[0] >= 'A' && call[0] <= 'Z' {
					t.Errorf("%s calls prose.%.20s: only Asset, its data, is safe", f, call)
				}
			}
		}
	})
	t.Run("repeated words have tags of their own", func(t *testing.T) {
		in := "I run the run today"
		words, _ := loadTagger().tag(in, passage.Tokenize(in), false)
		if words[1].tag == words[3].tag {
			t.Errorf("both are %s", words[1].tag)
		}
	})
	t.Run("a name at the end is found, with offsets", func(t *testing.T) {
		in := "It was awful when we met Barack Obama"
		got, err := a.Annotate(text(in))
		if err != nil || len(got.Entities) != 1 || in[got.Entities[0].Start:got.Entities[0].End] != "Barack Obama" {
			t.Errorf("%+v, %v", got.Entities, err)
		}
	})
	t.Run("a product is found where the configuration names it", func(t *testing.T) {
		in := "healthy PAWS is bad, so is HP"
		got, err := a.Annotate(text(in))
		if err != nil || len(got.Entities) != 2 || got.Entities[1].Label != "BRAND" {
			t.Errorf("%+v, %v", got.Entities, err)
		}
	})
}

// TestTokensCoverRealReviews: of 5,000 real reviews at least 99.9 % of the
// bytes that are no space are in tokens.
func TestTokensCoverRealReviews(t *testing.T) {
	n, total, covered := 0, 0, 0
	for _, file := range []string{"insurance", "apps", "storage", "games"} {
		for _, v := range sample(t, file, 10) {
			n++
			inToken := make([]bool, len(v.Text))
			for _, k := range passage.New("", v.Text, 0).Tokens {
				for i := k.Start; i < k.End; i++ {
					inToken[i] = true
				}
			}
			for i, r := range v.Text {
				if strings.ContainsRune(" \t\r\n\v\f\u00a0\u2003\u3000", r) {
					continue
				}
				size := max(1, utf8.RuneLen(r))
				total += size
				if inToken[i] {
					covered += size
				}
			}
		}
	}
	t.Logf("%d reviews: %d of %d bytes that are no space are in tokens, %.3f %%", n, covered, total, 100*float64(covered)/float64(total))
	if n < 5_000 || covered*1000 < total*999 {
		t.Errorf("%d reviews, %d of %d bytes covered", n, covered, total)
	}
}
