package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// Counting is biased where the classifier errs; the correcting estimators
// recover the truth that made the sample.
func TestEstimatorsRecoverTruth(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	errs := matrices(rng, 12, 400, 1.5)
	for _, q := range [][4]float64{{.1, .1, .1, .7}, {.6, .1, .2, .1}, {.25, .25, .25, .25}, {.05, .05, .6, .3}} {
		f, truth := synthetic(rng, 30_000, q, 1.5)
		var real [4]float64
		for _, y := range truth {
			real[y] += 1 / float64(len(truth))
		}
		worst := map[string]float64{}
		for _, name := range EstimatorNames() {
			s := Shares(f, Options{Errors: errs, Estimator: name, Resamples: 50})
			for i, c := range opinion.Causes {
				worst[name] = math.Max(worst[name], math.Abs(s.OfAll[c].Value-real[i]))
			}
		}
		for _, name := range []string{"pacc", "em"} {
			if worst[name] > 0.03 {
				t.Errorf("%v: %s is off by %.3f", q, name, worst[name])
			}
		}
		if skewed := slices.Max(q[:]) > .5; skewed && (worst["count"] < 2*worst["pacc"] || worst["pcc"] < 2*worst["em"]) {
			t.Errorf("%v: correction gains nothing: %v", q, worst)
		}
	}
}

func TestAdjustInvertsExactly(t *testing.T) {
	rows := [4][4]float64{{.7, .1, .1, .1}, {.2, .6, .1, .1}, {.1, .1, .7, .1}, {.05, .05, .1, .8}}
	for _, want := range [][4]float64{{.4, .3, .2, .1}, {1, 0, 0, 0}, {0, .5, 0, .5}} {
		var mean [4]float64
		for i := range want {
			for j := range mean {
				mean[j] += want[i] * rows[i][j]
			}
		}
		got := adjust(&rows, mean, 0)
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-9 {
				t.Errorf("from %v got %v", want, got)
				break
			}
		}
	}
}

// A confusion that tells nothing apart must not throw the estimate about.
func TestAdjustSingular(t *testing.T) {
	var rows [4][4]float64
	for i := range rows {
		rows[i] = [4]float64{.25, .25, .25, .25}
	}
	mean := [4]float64{.4, .3, .2, .1}
	got := adjust(&rows, mean, 0.01)
	for i := range got {
		if math.Abs(got[i]-mean[i]) > 1e-6 {
			t.Fatalf("got %v, want the mean posterior %v", got, mean)
		}
	}
}

func oneHot(n int, c opinion.Class, complaint bool) []opinion.Finding {
	f := make([]opinion.Finding, n)
	for i := range f {
		f[i] = opinion.Finding{Annotated: true, Complaint: complaint, Cause: c}
		f[i].P[c.Index()] = 1
	}
	return f
}

func TestSharesDegenerate(t *testing.T) {
	errs := matrices(rand.New(rand.NewPCG(1, 1)), 5, 30, 2)
	broken := oneHot(40, opinion.Product, true)
	for i := range broken {
		broken[i].P = opinion.CauseP{math.NaN(), math.Inf(1), -1, 0}
	}
	tests := []struct {
		name      string
		f         []opinion.Finding
		errs      []opinion.ErrorMatrix
		estimator string
		used      string
		warning   string
	}{
		{"nothing", nil, errs, "", "count", "base below 20"},
		{"not annotated", make([]opinion.Finding, 50), errs, "", "count", "base below 20"},
		{"no complaint", oneHot(100, opinion.None, false), errs, "", "count", "base below 20"},
		{"one complaint", oneHot(1, opinion.Service, true), errs, "", "count", "base below 20"},
		{"one class", oneHot(100, opinion.Service, true), errs, "", DefaultEstimator, ""},
		{"one class, em", oneHot(100, opinion.Service, true), errs, "em", "em", ""},
		{"all blame no one", oneHot(100, opinion.None, true), errs, "", DefaultEstimator, ""},
		{"no probabilities", broken, errs, "", DefaultEstimator, ""},
		{"errors unknown", oneHot(100, opinion.Product, true), nil, "", "count", "not known"},
		{"errors hostile", oneHot(100, opinion.Product, true), []opinion.ErrorMatrix{{N: [4]int{1, 1, 1, 1}, Soft: [4][4]float64{{math.NaN()}, {-1}, {}, {math.Inf(1)}}}}, "", "count", "not known"},
		{"two domains", oneHot(100, opinion.Product, true), errs[:2], "", DefaultEstimator, "too narrow"},
		{"no such estimator", oneHot(100, opinion.Product, true), errs, "guess", "count", `"guess"`},
		{"asked to count", oneHot(100, opinion.Product, true), errs, "count", "count", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := Shares(test.f, Options{Errors: test.errs, Estimator: test.estimator, Resamples: 60})
			if s.Estimator != test.used {
				t.Errorf("estimator %q, want %q", s.Estimator, test.used)
			}
			all := strings.Join(s.Warnings, "\n")
			if (test.warning == "") != (all == "") || !strings.Contains(all, test.warning) {
				t.Errorf("warnings %q, want %q", all, test.warning)
			}
			sound(t, s)
		})
	}
}

// sound holds what is true of any shares.
func sound(t *testing.T, s opinion.Shares) {
	t.Helper()
	within := func(name string, x opinion.Share) {
		if !(0 <= x.Low && x.Low <= x.Value && x.Value <= x.High && x.High <= 1) {
			t.Errorf("%s: %+v is no interval around its value", name, x)
		}
	}
	sum, sumAll := 0.0, 0.0
	for _, c := range opinion.Causes {
		within(string(c), s.Of[c])
		within("all "+string(c), s.OfAll[c])
		sum += s.Of[c].Value
		sumAll += s.OfAll[c].Value
	}
	within("narrow", s.ServiceNarrow)
	within("mentions", s.MentionsService)
	if s.ServiceNarrow.Value > s.Of[opinion.Service].Value+1e-9 {
		t.Errorf("narrow service %v exceeds service %v", s.ServiceNarrow.Value, s.Of[opinion.Service].Value)
	}
	if s.Base.Complaints > 0 && math.Abs(sum-1) > 1e-9 {
		t.Errorf("shares of complaints sum to %v", sum)
	}
	if s.Base.Verbatims > 0 && math.Abs(sumAll-1) > 1e-9 {
		t.Errorf("shares of all sum to %v", sumAll)
	}
}

// Who is content has no say in how the complaints divide, however warmly the
// praise speaks of service.
func TestContentmentDividesNoComplaints(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	f, _ := synthetic(rng, 400, [4]float64{.4, .2, .3, .1}, 2)
	o := Options{Errors: matrices(rng, 6, 40, 2), Resamples: 20}
	want := Shares(f, o)
	praise := opinion.Finding{Annotated: true, Cause: opinion.None, P: opinion.CauseP{0.02, 0.02, 0.2, 0.76}}
	for range 2000 {
		f = append(f, praise)
	}
	got := Shares(f, o)
	sound(t, got)
	for _, c := range opinion.Causes {
		if math.Abs(got.Of[c].Value-want.Of[c].Value) > 1e-9 {
			t.Errorf("%s is %.3f of complaints, with praise beside them %.3f", c, want.Of[c].Value, got.Of[c].Value)
		}
	}
}

func TestSharesSameInAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	f, _ := synthetic(rng, 3000, [4]float64{.3, .2, .2, .3}, 1.5)
	o := Options{Errors: matrices(rng, 6, 40, 1.5), Seed: 42, Resamples: 40}
	want := Shares(f, o)
	sound(t, want)
	rng.Shuffle(len(f), func(i, j int) { f[i], f[j] = f[j], f[i] })
	if diff := cmp.Diff(want, Shares(f, o)); diff != "" {
		t.Errorf("another order, other shares:\n%s", diff)
	}
	o.Seed++
	if cmp.Equal(want, Shares(f, o)) {
		t.Error("another seed, the same interval: the seed is not used")
	}
}
