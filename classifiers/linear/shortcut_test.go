package linear

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/data/model"
	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// TestShortcutsChangeNothing compares the model with and without remembered
// words and sums on real reviews, and on one long enough to fill every sum:
// the figures must be the same to the bit.
func TestShortcutsChangeNothing(t *testing.T) {
	m := shipped(t)
	plain := m.Exhaustive()
	var ps []opinion.Passage
	long := ""
	for _, file := range []string{"insurance", "apps"} {
		texts := reviewTexts(t, file, 500)
		for _, text := range texts {
			ps = append(ps, passage.New("Never again", text, 2))
		}
		for _, text := range texts[:60] {
			long += " " + text
		}
	}
	ps = append(ps, passage.FromSpans("", long, 1, [][2]int{{0, len(long)}}), passage.New("", "", 0), passage.New("Bad", "", 0))
	if len(ps) < 800 {
		t.Fatalf("only %d reviews", len(ps))
	}
	for range 2 { // a second time, when every word is known
		if d := cmp.Diff(plain.Judge(ps), m.Judge(ps)); d != "" {
			t.Fatalf("the shortcuts change judgements (-without +with):\n%.2000s", d)
		}
	}
}

func shipped(t testing.TB) *Model {
	t.Helper()
	m, err := Load(model.Linear)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// reviewTexts are the first n texts of a shared corpus.
func reviewTexts(t testing.TB, name string, n int) (texts []string) {
	t.Helper()
	for _, r := range sharedtest.Reviews[struct{ Text string }](t, name, n) {
		texts = append(texts, r.Text)
	}
	return texts
}
