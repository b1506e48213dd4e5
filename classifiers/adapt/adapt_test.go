package adapt

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// fixed always judges alike.
type fixed struct{ cause opinion.CauseP }

func (fixed) Model() string { return "m1" }
func (f fixed) Judge(ps []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(ps))
	for i := range out {
		out[i] = opinion.Judgement{Cause: f.cause, Mentions: []opinion.MentionJudgement{{Complaint: 0.7}}}
	}
	return out
}

func TestClassifier(t *testing.T) {
	inner := fixed{opinion.CauseP{0.5, 0.25, 0.125, 0.125}}
	same, err := New(inner, Adaptation{Model: "m1", Sharpness: 1})
	if err != nil {
		t.Fatal(err)
	}
	ps := make([]opinion.Passage, 2)
	for i, x := range same.Judge(ps)[0].Cause {
		if math.Abs(x-inner.cause[i]) > 1e-12 {
			t.Errorf("no change makes %g of %g", x, inner.cause[i])
		}
	}
	lean, err := New(inner, Adaptation{Model: "m1", Sharpness: 2, Lean: [4]float64{0, 0, math.Log(16), 0}})
	if err != nil {
		t.Fatal(err)
	}
	got := lean.Judge(ps)[1]
	// p squared: 16, 4, 1, 1 parts of 64; service times 16.
	want := opinion.CauseP{16. / 37, 4. / 37, 16. / 37, 1. / 37}
	for i := range want {
		if math.Abs(got.Cause[i]-want[i]) > 1e-12 {
			t.Errorf("cause %v, want %v", got.Cause, want)
		}
	}
	if got.Mentions[0].Complaint != 0.7 {
		t.Error("mentions must stay as they were")
	}
	if same.Model() == lean.Model() || same.Model() == "m1" {
		t.Errorf("versions %s and %s", same.Model(), lean.Model())
	}
	for name, a := range map[string]Adaptation{
		"another model": {Model: "m2", Sharpness: 1},
		"no sharpness":  {Model: "m1"},
		"not a number":  {Model: "m1", Sharpness: 1, Lean: [4]float64{math.NaN()}},
		"endless":       {Model: "m1", Sharpness: math.Inf(1)},
	} {
		if _, err := New(inner, a); err == nil {
			t.Errorf("%s must be refused", name)
		}
	}
	broken := opinion.CauseP{math.NaN(), 1, 0, 0}
	if got := lean.adaptation.Of(broken); got[1] != 1 {
		t.Errorf("what is no probability comes back as it is: %v", got)
	}
}

// domains reads the held-out posteriors of pipeline/measure: domain, true
// cause, four thousandths.
func domains(t *testing.T) map[int][]opinion.AuditedCause {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "pipeline", "measure", "testdata", "lodo.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[int][]opinion.AuditedCause{}
	for _, row := range rows {
		var v [6]int
		for i := range v {
			if v[i], err = strconv.Atoi(row[i]); err != nil {
				t.Fatal(err)
			}
		}
		x := opinion.AuditedCause{Cause: opinion.Causes[v[1]]}
		for i := range x.P {
			x.P[i] = float64(v[2+i]) / float64(v[2]+v[3]+v[4]+v[5])
		}
		out[v[0]] = append(out[v[0]], x)
	}
	return out
}

// On domains that a real classifier had not seen, fitted on 100 labels and
// measured on the rest: what is promoted must be better there. go test -v
// prints the table.
func TestHeldOutDomains(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var before, always, promoted Score
	trials, taken, worse := 0, 0, 0
	all := domains(t)
	for d := range len(all) {
		xs := all[d]
		if len(xs) < 150 {
			continue
		}
		for trial := range 5 {
			rng.Shuffle(len(xs), func(i, k int) { xs[i], xs[k] = xs[k], xs[i] })
			a, better, err := Fit("m1", xs[:100], uint64(trial))
			if err != nil {
				t.Fatal(err)
			}
			var b, c Score
			same := Adaptation{Sharpness: 1}
			for i := range xs[100:] {
				b.add(same.score(&xs[100+i]), float64(len(xs)-100))
				c.add(a.score(&xs[100+i]), float64(len(xs)-100))
			}
			trials++
			before.add(b, 1)
			always.add(c, 1)
			if !better {
				promoted.add(b, 1)
				continue
			}
			taken++
			if c.Loss > b.Loss {
				worse++
			}
			promoted.add(c, 1)
		}
	}
	n := float64(trials)
	t.Logf("%d trials: before loss %.3f right %.3f; always adapted %.3f %.3f; adapted where better %.3f %.3f (%d times, %d of them worse)",
		trials, before.Loss/n, before.Right/n, always.Loss/n, always.Right/n, promoted.Loss/n, promoted.Right/n, taken, worse)
	if promoted.Loss > 0.97*before.Loss || promoted.Right < before.Right || worse*10 > taken {
		t.Error("what is promoted should be better on what nobody labelled")
	}
}

func TestFit(t *testing.T) {
	xs := domains(t)[0]
	if _, _, err := Fit("m1", xs[:99], 1); err == nil {
		t.Error("99 labels are too few")
	}
	a, _, err := Fit("m1", xs[:120], 1)
	if err != nil || a.Labels != 120 || a.Model != "m1" {
		t.Errorf("%+v, %v", a, err)
	}
	b, _, err := Fit("m1", xs[:120], 1)
	if d := cmp.Diff(a, b); err != nil || d != "" {
		t.Errorf("the same labels, another result: %v\n%s", err, d)
	}
	// Where the classifier is right already, nothing is promoted: noise must
	// not be.
	rng := rand.New(rand.NewPCG(3, 4))
	promoted := 0
	for trial := range 40 {
		var right []opinion.AuditedCause
		for range 150 {
			p := opinion.CauseP{0.1, 0.1, 0.1, 0.1}
			p[rng.IntN(4)] = 0.7
			u, y := rng.Float64(), 0
			for ; y < 3 && u > p[y]; y++ {
				u -= p[y]
			}
			right = append(right, opinion.AuditedCause{Cause: opinion.Causes[y], P: p})
		}
		if _, better, err := Fit("m1", right, uint64(trial)); err != nil {
			t.Fatal(err)
		} else if better {
			promoted++
		}
	}
	t.Logf("promoted %d of 40 times where nothing was wrong", promoted)
	if promoted > 4 {
		t.Errorf("promoted %d of 40 times where nothing was wrong", promoted)
	}
}
