package annotate

import (
	"errors"
	"testing"

	"gripe/pipeline/passage"
)

// FuzzAnnotate: any text, through the fast model, is annotated soundly or has
// nothing to read; and it is cut into no more tokens than it has bytes.
func FuzzAnnotate(f *testing.F) {
	for _, s := range []string{"", "I don't.", "\xff's Bob", "\u023a's bad", "it's-a-bad-product", "Never met Barack Obama", "bad!!!1 \u2639 #a @b",
		"n\u00e3o \u00e9 bom", "Not John 's o'clock (((", "don&#39;t<br>buy <3 Healthy Paws"} {
		f.Add(s)
	}
	for i, o := range malformed() {
		if i%20 == 0 && len(o.text) < 1000 {
			f.Add(o.text)
		}
	}
	a := fast(f, someNames)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := a.Annotate(text(s))
		if err != nil && !errors.Is(err, ErrNoText) {
			t.Fatalf("%q: %v", s, err)
		}
		if n := len(passage.Tokenize(passage.Clean(s))); n > len(s) || (n == 0) != (err != nil) {
			t.Fatalf("%q: %d tokens, error %v", s, n, err)
		}
		if err == nil {
			sound(t, text(s), got)
		}
	})
}
