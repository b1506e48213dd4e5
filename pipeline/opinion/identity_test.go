package opinion

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
)

// FuzzDigest: identifiers stay what they were, whatever they are made of and
// however long it is; OneLine is strings.Fields with single spaces.
func FuzzDigest(f *testing.F) {
	for _, s := range []string{"", " ", "a", " a", "a ", "a b", "a  b", "a\tb", "a\u00a0b", "é è", "a\x00b", "\x85", "it is  so\n"} {
		f.Add("shop", s)
	}
	f.Add("shop", " two  words\u00a0here ")
	f.Add("shop", strings.Repeat("Long text. ", 100))
	f.Fuzz(func(t *testing.T, a, b string) {
		var all string
		for _, p := range []string{a, b} {
			all += strconv.Itoa(len(p)) + ":" + p
		}
		sum := sha256.Sum256([]byte(all))
		if got, want := digest(a, b), hex.EncodeToString(sum[:12]); got != want {
			t.Errorf("%q and %q give %s, want %s", a, b, got, want)
		}
		if got, want := OneLine(b), strings.Join(strings.Fields(b), " "); got != want {
			t.Errorf("%q on one line is %q, want %q", b, got, want)
		}
	})
}
