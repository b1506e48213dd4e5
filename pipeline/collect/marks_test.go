package collect

import (
	"strings"
	"testing"
)

// TestFinder: a mark is found wherever it stands, in either case only where it
// is folded.
func TestFinder(t *testing.T) {
	var f finder
	f.add(true, "itemtype", "h-review")
	f.add(false, "data-hook")
	for _, c := range []struct {
		body string
		want bool
	}{
		{"itemtype", true}, {"<p ItemTYPE=x>", true}, {"xH-Review", true}, {"<p data-hook", true}, {"DATA-HOOK", false}, {"Data-hook", false},
		{"", false}, {"itemtyp", false}, {"y", false}, {"k", false}, {"emtype", false}, {"h_review h review", false}, {"v-h-review", true}, {"itemtitemtype", true},
	} {
		if got := f.in([]byte(c.body)); got != c.want {
			t.Errorf("%q: found %v, want %v", c.body, got, c.want)
		}
	}
	for _, s := range shapes {
		if body := "<li class=x-" + s.mark + " y>"; !marksOfTree.in([]byte(body)) {
			t.Errorf("the mark of %s is not found in %s", s.name, body)
		}
	}
	for _, w := range pageWays {
		for _, m := range w.marks {
			if w.class != vocabulary || w.name == jsonLDName {
				continue
			}
			if !marksOfTree.in([]byte("<p " + strings.ToUpper(m) + ">")) {
				t.Errorf("the mark %s of %s is not found", m, w.name)
			}
		}
	}
}
