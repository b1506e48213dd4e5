package collect

import (
	"strings"
	"testing"
)

func FuzzOneLine(f *testing.F) {
	for _, s := range []string{"", " ", "a", " a", "a ", "a b", "a  b", "a\tb", "a\u00a0b", "é è", "a\x00b", "\x85", "it is  so\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := oneLine(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	})
}
