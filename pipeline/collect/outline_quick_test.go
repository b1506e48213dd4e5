package collect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gripe/data/sharedtest"
)

// FuzzOutline: the quick reader gives what the tokenizer gives, or gives up.
func FuzzOutline(f *testing.F) {
	for _, s := range []string{
		`<p>x</p><script type="application/ld+json">{"a":"<b>"}</script>`, `<SCRIPT TYPE=module>x</SCRIPT ><Br/><p a=/>`, `<script/>x</script>`,
		`<title>a<script>b</title><script>c`, `<script><!--<script>x</script>--></script>`, `<!--><script>a</script>-->`, `<!-- --!><script>a</script>`,
		`<!---><script>a</script>`, `<!doctype html><!x><style><script>a</style>`, `<script type=a type=b></script><textarea></textareax></textarea>`,
		"<script type='a&amp;b'>x\r\ny\x00</script>", `<a =b='>'><script type>x</script>`, `</ p><?x?><script>y</script>`, `<plaintext><script>a</script>`,
		`<p a=x a=y/><div b="1" / c>`, `< p><<p>`, `<scr\u0131pt></script>`, `<p type="x"><script id="1" type="t" >1</script`, strings.Repeat("<b>", maxOpen+2), strings.Repeat("<br>", maxOpen+2),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, ok := quickOutline([]byte(body))
		if !ok {
			return
		}
		if diff := cmp.Diff(readOutline([]byte(body)), got, cmp.AllowUnexported(outline{}, script{})); diff != "" {
			t.Errorf("%q read otherwise by the tokenizer (-) than at once (+):\n%s", body, diff)
		}
	})
}

// TestOutlineOfSavedPages: on real pages both readers agree, and the quick one
// reads most of them.
func TestOutlineOfSavedPages(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(sharedtest.Path(t, "pages"), "*.html"))
	if err != nil || len(pages) == 0 {
		t.Fatal("no saved pages", err)
	}
	read := 0
	for _, path := range pages {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := quickOutline(body)
		if !ok {
			continue
		}
		read++
		if diff := cmp.Diff(readOutline(body), got, cmp.AllowUnexported(outline{}, script{})); diff != "" {
			t.Errorf("%s: read otherwise by the tokenizer (-) than at once (+):\n%.2000s", path, diff)
		}
	}
	t.Logf("%d of %d pages at once", read, len(pages))
	if read*2 < len(pages) {
		t.Errorf("%d of %d saved pages read at once, want most", read, len(pages))
	}
}
