package measure

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gripe/classifiers/encoder"
	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/pipeline/opinion"
)

// replica makes findings that a matrix describes: its decisions, each with the
// mean posterior of its true cause.
func replica(m *opinion.ErrorMatrix) (f []opinion.Finding, truth []int) {
	for i, row := range m.Hard {
		for j, n := range row {
			for range n {
				x := opinion.Finding{Annotated: true, Cause: opinion.Causes[j], Complaint: opinion.Causes[j] != opinion.None}
				for k := range x.P {
					x.P[k] = m.Soft[i][k] / float64(m.N[i])
				}
				f, truth = append(f, x), append(truth, i)
			}
		}
	}
	return f, truth
}

// TestIntervalsCoverUnseenDomains resamples 200 complaints' worth of verbatims
// from each domain that the embedded model was measured on, measures them with
// what is known of the others, and holds that the intervals cover.
func TestIntervalsCoverUnseenDomains(t *testing.T) {
	fast, err := linear.Load(model.Linear)
	if err != nil {
		t.Fatal(err)
	}
	m, err := encoder.New(model.Encoder, encoder.Options{Companion: fast})
	if err != nil {
		t.Fatal(err)
	}
	errs := m.Errors()
	rng := rand.New(rand.NewPCG(5, 5))
	for _, name := range []string{"count", "pacc", "mean"} {
		covered, trials, miss := 0, 0, 0.0
		var halves []float64
		for d := range errs {
			others := slices.Delete(slices.Clone(errs), d, d+1)
			all, truth := replica(&errs[d])
			blamed, service := 0, 0
			for _, y := range truth {
				if y < 3 {
					blamed++
				}
				if y == 2 {
					service++
				}
			}
			want := float64(service) / float64(blamed)
			n := 200 * len(all) / blamed
			for range 10 {
				f := make([]opinion.Finding, n)
				for i := range f {
					f[i] = all[rng.IntN(len(all))]
				}
				s := Shares(f, Options{Errors: others, Estimator: name, Resamples: 200}).Of[opinion.Service]
				trials++
				if s.Low <= want && want <= s.High {
					covered++
				}
				halves = append(halves, (s.High-s.Low)/2)
				miss += max(s.Value-want, want-s.Value)
			}
		}
		slices.Sort(halves)
		share := float64(covered) / float64(trials)
		t.Logf("%s: error %.3f, coverage %.3f, median half-width %.3f", name, miss/float64(trials), share, halves[len(halves)/2])
		if name == DefaultEstimator && share < 0.9 {
			t.Errorf("intervals cover %.3f of unseen domains, want at least 0.9", share)
		}
	}
}
