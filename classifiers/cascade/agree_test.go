package cascade

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/classifiers/encoder"
	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// TestAgreesWithAccurate holds that the cascade gives the accurate tier's cause
// for at least 99 % of real reviews, and that it spares the accurate tier a
// good part of the work.
func TestAgreesWithAccurate(t *testing.T) {
	fast, accurate := tiers(t)
	c := New(fast, accurate)
	all, plain, wrong := 0, 0, 0
	for _, name := range []string{"insurance", "apps", "storage", "games"} {
		ps := sample(t, name, 250)
		all += len(ps)
		var rest []opinion.Passage
		for i, j := range fast.Judge(ps) {
			if c.isPlain(&j) {
				rest = append(rest, ps[i])
			}
		}
		plain += len(rest)
		for _, j := range accurate.Judge(rest) {
			if cause, _ := j.Cause.Best(); cause != opinion.None {
				wrong++
			}
		}
	}
	t.Logf("%d reviews, %d left to the fast tier, %d of them with another cause", all, plain, wrong)
	if float64(wrong) > 0.01*float64(all) {
		t.Errorf("%d of %d causes differ, more than 1 %%", wrong, all)
	}
	if plain < all/5 {
		t.Errorf("only %d of %d reviews are spared the accurate tier", plain, all)
	}
}

// tiers loads the models that gripe ships.
func tiers(t *testing.T) (*linear.Model, *encoder.Classifier) {
	t.Helper()
	fast, err := linear.Load(model.Linear)
	if err != nil {
		t.Fatal(err)
	}
	accurate, err := encoder.New(model.Encoder, encoder.Options{Companion: fast})
	if err != nil {
		t.Fatal(err)
	}
	return fast, accurate
}

// TestShortcutsChangeNothing holds that the cascade, all its shortcuts on, gives
// every real review the judgement, field by field and bit by bit, that the tier
// which is to judge it gives when it is asked for that review alone.
func TestShortcutsChangeNothing(t *testing.T) {
	fast, accurate := tiers(t)
	c := New(fast, accurate)
	if c.beside == nil {
		t.Fatal("the fast tier is not taken for the accurate one's companion")
	}
	var ps []opinion.Passage
	for _, name := range []string{"insurance", "apps", "storage", "games"} {
		ps = append(ps, sample(t, name, 500)...)
	}
	ps = append(ps, ps[:20]...) // mentions that repeat
	for i, j := range c.Judge(ps) {
		want := fast.Judge(ps[i : i+1])[0]
		if !c.isPlain(&want) {
			want = accurate.Judge(ps[i : i+1])[0]
		}
		if d := cmp.Diff(want, j); d != "" {
			t.Fatalf("review %d: %s", i, d)
		}
	}
}

// sample takes every so manieth short review of a shared file.
func sample(t *testing.T, name string, n int) []opinion.Passage {
	t.Helper()
	var out []opinion.Passage
	type review struct {
		Title, Text string
		Rating      float64
	}
	for i, r := range sharedtest.Reviews[review](t, name, 24*n) {
		if i%11 != 0 || len(r.Text) > 1500 || len(out) == n {
			continue
		}
		out = append(out, passage.New(r.Title, r.Text, r.Rating))
	}
	return out
}
