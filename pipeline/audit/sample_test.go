package audit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func never(string) bool { return false }

// someFindings are n, every tenth of them waiting and every second unsure.
func someFindings(n int) []opinion.Finding {
	var out []opinion.Finding
	for i := range n {
		p := opinion.CauseP{0.97, 0.01, 0.01, 0.01}
		if i%2 == 1 {
			p = opinion.CauseP{0.25, 0.25, 0.25, 0.25}
		}
		out = append(out, opinion.Finding{ID: fmt.Sprintf("id%04d", i), Annotated: i%10 != 0, P: p})
	}
	return out
}

func draw(t *testing.T, kind opinion.AuditSample, f []opinion.Finding, n int, seed uint64, has func(string) bool) opinion.AuditDraw {
	t.Helper()
	d, err := Sample(kind, f, n, seed, has)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSampleIsRepeatable(t *testing.T) {
	f := someFindings(200)
	want := draw(t, opinion.RandomSample, f, 40, 7, never)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(f), func(i, k int) { f[i], f[k] = f[k], f[i] })
	if d := cmp.Diff(want, draw(t, opinion.RandomSample, f, 40, 7, never)); d != "" {
		t.Errorf("another order of findings, another sample (-want +got):\n%s", d)
	}
	if want.Population != 180 || len(want.IDs) != 40 || len(want.Digest) != 24 {
		t.Errorf("%+v", want)
	}
	if slices.Equal(want.IDs, draw(t, opinion.RandomSample, f, 40, 8, never).IDs) {
		t.Error("another seed, the same sample")
	}
	seen := map[string]bool{}
	for _, id := range want.IDs {
		if seen[id] || id[5] == '0' {
			t.Errorf("%s was drawn twice or waits for the model", id)
		}
		seen[id] = true
	}
	more := draw(t, opinion.RandomSample, f, 1000, 7, func(id string) bool { return seen[id] })
	if more.Population != 140 || len(more.IDs) != 140 || more.Digest == want.Digest {
		t.Errorf("the rest: %d of %d", len(more.IDs), more.Population)
	}
	for _, id := range more.IDs {
		if seen[id] {
			t.Errorf("%s was drawn before", id)
		}
	}
	if _, err := Sample("convenient", f, 1, 1, never); err == nil {
		t.Error("an unknown kind must be refused")
	}
	if d := draw(t, opinion.RandomSample, nil, 5, 1, never); len(d.IDs) != 0 || d.Population != 0 {
		t.Errorf("%+v", d)
	}
}

// Over many seeds each is drawn as often as any other, within 5 standard
// deviations; the unsure sample prefers the unsure.
func TestSampleChances(t *testing.T) {
	f := someFindings(100)
	const trials, n = 2000, 9
	times := map[string]int{}
	unsure := 0
	for seed := range uint64(trials) {
		for _, id := range draw(t, opinion.RandomSample, f, n, seed, never).IDs {
			times[id]++
		}
		for _, id := range draw(t, opinion.UnsureSample, f, n, seed, never).IDs {
			if (id[5]-'0')%2 == 1 {
				unsure++
			}
		}
	}
	p := n / 90.0
	for i := range f {
		if !f[i].Annotated {
			continue
		}
		if z := (float64(times[f[i].ID]) - trials*p) / math.Sqrt(trials*p*(1-p)); math.Abs(z) > 5 {
			t.Errorf("%s was drawn %d times of %g expected", f[i].ID, times[f[i].ID], trials*p)
		}
	}
	if share := float64(unsure) / (trials * n); share < 0.85 || share == 1 {
		t.Errorf("%.2f of the unsure sample is unsure", share)
	}
}
