package store

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func loaded(t testing.TB) *codes {
	t.Helper()
	s := fresh(t)
	save(t, s, batch("shop", 0, 1))
	annotateAll(t, s, "m1")
	_, c, err := modelCodes(t.Context(), s.read, "m1")
	if err != nil {
		t.Fatal(err)
	}
	if c.version() != ownCodes().version() {
		t.Fatal("labels came back otherwise than they went")
	}
	return c
}

func TestMentionsRoundTrip(t *testing.T) {
	c := loaded(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var want []opinion.Mention
		for range rng.IntN(6) {
			p := func() float64 { return float64(rng.IntN(1_000_001)) / 1e6 }
			m := opinion.Mention{
				Start: rng.IntN(1 << 20), End: rng.IntN(1 << 20), Polarity: opinion.Polarities[rng.IntN(4)], PComplaint: p(),
				Class: opinion.Causes[rng.IntN(4)], P: opinion.ClassP{p(), p(), p()}, Theme: opinion.Themes[rng.IntN(25)],
				Stage: opinion.Stages[rng.IntN(5)], Gap: rng.IntN(2) == 1,
				Touchpoints: some(rng, opinion.Touchpoints[:]), Factors: some(rng, opinion.Factors[:]), Signals: some(rng, opinion.Signals[:]),
			}
			want = append(want, m)
		}
		packed := c.packMentions(want)
		got, err := c.unpackMentions(packed)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Fatalf("%s: %v (-want +got):\n%s", packed, err, d)
		}
	}
}

func some[T any](rng *rand.Rand, all []T) (out []T) {
	for _, x := range all {
		if rng.IntN(3) == 0 {
			out = append(out, x)
		}
	}
	return out
}

// FuzzEachMention: whatever a damaged row holds, reading it ends in an error
// or in whole mentions, never in a panic.
func FuzzEachMention(f *testing.F) {
	for _, seed := range []string{"", "[]", "[[]]", "[[1,2,3]]", "[[0,41,0,970000,2,100000,0,900000,16,3,0,32,3,1]]",
		"[[0,41,0,970000,2,100000,0,900000,16,3,0,32,3,1],]", "[,[0,41,0,970000,2,100000,0,900000,16,3,0,32,3,99999999999999999999]]", "[[-1", "[["} {
		f.Add(seed)
	}
	c := loaded(f)
	f.Fuzz(func(t *testing.T, s string) {
		got, err := c.unpackMentions(s)
		if err != nil {
			return
		}
		again, err := c.unpackMentions(c.packMentions(got))
		if err != nil || len(again) != len(got) {
			t.Fatalf("%q gave %d mentions, then %d, %v", s, len(got), len(again), err)
		}
	})
}
