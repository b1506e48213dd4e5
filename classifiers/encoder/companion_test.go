package encoder

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// sure is a companion that is certain that everything is the service's.
type sure struct{}

func (sure) Model() string { return "sure-1" }

func (sure) Judge(passages []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(passages))
	for i, p := range passages {
		out[i].Cause[2] = 1
		for range p.Spans {
			out[i].Mentions = append(out[i].Mentions, opinion.MentionJudgement{Class: opinion.ClassP{0, 0, 1}, Gap: 1})
		}
	}
	return out
}

func TestCompanionIsMixedIn(t *testing.T) {
	f := randomFile(t, 1)
	alone, err := fromFile(f, "test", Options{})
	if err != nil {
		t.Fatal(err)
	}
	f.CompanionWeight = 0.5
	if _, err := fromFile(f, "test", Options{}); err == nil || !strings.Contains(err.Error(), "linear model") {
		t.Errorf("error %v without the companion, want one that names the linear model", err)
	}
	both, err := fromFile(f, "test", Options{Companion: sure{}})
	if err != nil {
		t.Fatal(err)
	}
	if both.Model() != "test+sure-1" {
		t.Errorf("the version is %q", both.Model())
	}
	in := passages()
	a, b := alone.Judge(in), both.Judge(in)
	for i := range in {
		if len(in[i].Spans) == 0 {
			if d := cmp.Diff(a[i], b[i]); d != "" {
				t.Errorf("a passage without mentions: %s", d)
			}
			continue
		}
		if c, _ := b[i].Cause.Best(); c != opinion.Service || b[i].Mentions[0].Class[2] <= a[i].Mentions[0].Class[2] {
			t.Errorf("passage %d: cause %s, class %v after %v", i, c, b[i].Mentions[0].Class, a[i].Mentions[0].Class)
		}
	}
}

// Half of each opinion is their geometric mean.
func TestMixIsAGeometricMean(t *testing.T) {
	scores := LogP([]float64{0.8, 0.2})
	Mix(scores, LogP([]float64{0.2, 0.8}), 0.5)
	p := make([]float64, 2)
	Scale{}.Apply(p, scores)
	if math.Abs(p[0]-0.5) > 1e-6 {
		t.Errorf("half of 0.8 and half of 0.2 is %g, want 0.5", p[0])
	}
}
