package lexicon

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	got, err := Parse("# c\n[a]\nx y*\n!x yz\n\n[b unless-negated]\n=can n't z\n")
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	a, b := got[0], got[1]
	if a.Label != "a" || a.UnlessNegated || a.Terms[0] != "x y*" || a.Exceptions[0] != "x yz" {
		t.Errorf("first section is %+v", a)
	}
	if !b.UnlessNegated || b.Always[0] != "can n't z" || len(b.Terms) != 0 {
		t.Errorf("second section is %+v", b)
	}
	for text, want := range map[string]string{
		"x":             "line 1: the term \"x\" stands before any [label]",
		"[a]\n[b":       "line 2: \"[b\" is no heading",
		"[a sometimes]": "line 1: \"[a sometimes]\" is no heading",
		"[a]\n\n!":      "line 3: \"!\" marks no term",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}

// TestDefault holds that no section is empty and no term stands twice in one.
func TestDefault(t *testing.T) {
	l, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Touchpoints) != 12 || len(l.Factors) != 6 || len(l.Signals) != 3 || len(l.Languages) < 15 || len(l.StopNouns) < 100 {
		t.Errorf("%d touchpoints, %d factors, %d signals, %d languages, %d stop nouns",
			len(l.Touchpoints), len(l.Factors), len(l.Signals), len(l.Languages), len(l.StopNouns))
	}
	for _, list := range [][]Section{l.Touchpoints, l.Factors, l.Signals, l.Languages} {
		for _, s := range list {
			if len(s.Terms) == 0 {
				t.Errorf("[%s] is empty", s.Label)
			}
			seen := map[string]bool{}
			for _, term := range append(append(s.Terms, s.Exceptions...), s.Always...) {
				if seen[term] {
					t.Errorf("[%s] holds %q twice", s.Label, term)
				}
				seen[term] = true
			}
		}
	}
}
