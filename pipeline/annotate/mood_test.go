package annotate

import (
	"math"
	"testing"

	"gripe/pipeline/opinion"
)

// TestPicturesAndSarcasm: emoji and plain marks of sarcasm decide where the words
// do not, and fragments such as "I don't." say nothing.
func TestPicturesAndSarcasm(t *testing.T) {
	a := fast(t, Options{})
	for in, want := range map[string]opinion.Polarity{
		"😡": opinion.Neg, "😡😡😡": opinion.Neg, "🤬": opinion.Neg, "👎🏽": opinion.Neg, "💩!": opinion.Neg, "😤 😤": opinion.Neg, "🤮": opinion.Neg, "☹️": opinion.Neg, ":(": opinion.Neg,
		"👍": opinion.Pos, "👍🏽👍🏽": opinion.Pos, "❤️": opinion.Pos, "😍😍": opinion.Pos, "😊": opinion.Pos, "👌": opinion.Pos, "🎉💯": opinion.Pos, ":)": opinion.Pos,
		"😢": opinion.Neu, "😂😂": opinion.Neu, "😡👍": opinion.Neu,
		"The update 😡": opinion.Neg, "Customer service 👎": opinion.Neg, "My new phone 😍": opinion.Pos, "Customer service 👍": opinion.Pos, "Love it ❤️": opinion.Pos, "Still waiting 😡😡": opinion.Neg,
		"Oh great, another update /s": opinion.Neg, "Yeah right, best service ever": opinion.Neg, "Thanks a lot for nothing": opinion.Neg, "Thanks for nothing!": opinion.Neg,
		"Their so-called \"support\"": opinion.Neg,
		"I don't.":                    opinion.Neu, "It isn't!": opinion.Neu, "No.": opinion.Neu, "I do not": opinion.Neu, "(it isn’t)": opinion.Neu,
	} {
		got, err := a.Annotate(text(in))
		if err != nil || len(got.Mentions) != 1 || got.Mentions[0].Polarity != want {
			t.Errorf("%q: %+v, %v, want %s", in, got.Mentions, err, want)
		}
	}
}

// TestWeighedIsAProbability: what comes out sums to one and goes the right way.
func TestWeighedIsAProbability(t *testing.T) {
	for _, j := range []opinion.MentionJudgement{
		{Polarity: [4]float64{0.4, 0.3, 0.1, 0.2}, Complaint: 0.5}, {Polarity: [4]float64{0, 1, 0, 0}, Complaint: 0}, {Polarity: [4]float64{1, 0, 0, 0}, Complaint: 1}, {},
	} {
		for _, odds := range []float64{frownOdds, -smileOdds, -wordlessOdds} {
			got := shifted(&j, odds, odds != -wordlessOdds)
			sum := 0.0
			for _, p := range got.Polarity {
				if p < 0 || p > 1 || math.IsNaN(p) {
					t.Errorf("%+v by %v: %+v", j, odds, got.Polarity)
				}
				sum += p
			}
			if sum > 1+1e-9 || got.Complaint < 0 || got.Complaint > 1 || (got.Complaint-j.Complaint)*odds < -1e-5 {
				t.Errorf("%+v by %v: %+v", j, odds, got)
			}
		}
	}
}
