package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gripe/pipeline/opinion"
)

// drawnLabels labels m of the findings at random with the truth.
func drawnLabels(rng *rand.Rand, f []opinion.Finding, truth []opinion.Class, m int) (out []opinion.AuditedCause) {
	for _, i := range rng.Perm(len(f))[:m] {
		out = append(out, opinion.AuditedCause{ID: f[i].ID, Cause: truth[i], P: f[i].P, Decided: f[i].Cause, Complaint: f[i].Complaint})
	}
	return out
}

// judgedBy are n findings whose causes have prevalence q, judged by a
// classifier that leans towards product; skill 0 knows nothing.
func judgedBy(rng *rand.Rand, q [4]float64, n int, skill float64) (f []opinion.Finding, truth []opinion.Class) {
	for i := range n {
		y := pick(rng, q)
		var p opinion.CauseP
		sum := 0.0
		for k := range p {
			lean := 0.0
			if k == 0 {
				lean = 0.7
			}
			if k == y {
				lean += skill
			}
			p[k] = math.Exp(lean + rng.NormFloat64())
			sum += p[k]
		}
		for k := range p {
			p[k] /= sum
		}
		c, _ := p.Best()
		f = append(f, opinion.Finding{ID: fmt.Sprint(i), Annotated: true, Complaint: c != opinion.None, Cause: c, P: p})
		truth = append(truth, opinion.Causes[y])
	}
	return f, truth
}

// blamedShare is the share of service among the truths that blame anyone, or
// among those at hand.
func blamedShare(truth []opinion.Class) float64 {
	service, blamed := 0.0, 0.0
	for _, c := range truth {
		if c != opinion.None {
			blamed++
		}
		if c == opinion.Service {
			service++
		}
	}
	return service / blamed
}

// ofBlamed is a share of complaints as one of those that blame anyone.
func ofBlamed(s opinion.Shares, c opinion.Class) opinion.Estimate {
	rest := 1 - s.Of[opinion.None].Value
	x := s.Of[c]
	return opinion.Estimate{Value: x.Value / rest, Low: x.Low / rest, High: x.High / rest}
}

// Intervals hold the truth as often as they say, and are narrower than those
// of the labels alone; a classifier that knows nothing costs little.
func TestPPICoverage(t *testing.T) {
	for _, c := range []struct {
		name     string
		q        [4]float64
		labels   int
		skill    float64
		narrower float64
	}{
		{"even", [4]float64{0.25, 0.25, 0.25, 0.25}, 100, 2.5, 0.85},
		{"few service", [4]float64{0.6, 0.1, 0.1, 0.2}, 100, 2.5, 0.95},
		{"mostly content", [4]float64{0.2, 0.1, 0.1, 0.6}, 200, 2.5, 0.9},
		{"few labels", [4]float64{0.4, 0.2, 0.3, 0.1}, 50, 2.5, 0.9},
		{"useless classifier", [4]float64{0.4, 0.2, 0.3, 0.1}, 100, 0, 1.1},
	} {
		t.Run(c.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, 6))
			const trials = 300
			var covered, coveredAll, width, alone, miss, missAlone float64
			for range trials {
				f, truth := judgedBy(rng, c.q, 1500, c.skill)
				labels := drawnLabels(rng, f, truth, c.labels)
				s := Shares(f, Options{Audited: labels})
				if s.Estimator != "ppi" || s.Labels != c.labels || len(s.Warnings) != 0 {
					t.Fatalf("estimator %s, %d labels, %q", s.Estimator, s.Labels, s.Warnings)
				}
				want := blamedShare(truth)
				got := ofBlamed(s, opinion.Service)
				if got.Low <= want && want <= got.High {
					covered++
				}
				all := 0.0
				for _, y := range truth {
					if y == opinion.Service {
						all++
					}
				}
				all /= float64(len(truth))
				if x := s.OfAll[opinion.Service]; x.Low <= all && all <= x.High {
					coveredAll++
				}
				var x, n float64
				for _, l := range labels {
					if l.Cause != opinion.None {
						n++
					}
					if l.Cause == opinion.Service {
						x++
					}
				}
				w := Wilson(x, n)
				width += got.High - got.Low
				alone += w.High - w.Low
				miss += math.Abs(got.Value - want)
				missAlone += math.Abs(w.Value - want)
			}
			t.Logf("%-18s coverage of complaints %.3f, of all %.3f; width %.3f, labels alone %.3f; error %.3f, labels alone %.3f",
				c.name, covered/trials, coveredAll/trials, width/trials, alone/trials, miss/trials, missAlone/trials)
			if covered/trials < 0.93 || coveredAll/trials < 0.93 {
				t.Errorf("intervals hold the truth in %.3f and %.3f of cases", covered/trials, coveredAll/trials)
			}
			if width > c.narrower*alone {
				t.Errorf("width %.3f, labels alone %.3f", width/trials, alone/trials)
			}
		})
	}
}

// On domains that a real classifier had not seen: the service share before any
// label, after 100, and from the 100 alone. go test -v prints the table.
func TestPPIOnHeldOutDomains(t *testing.T) {
	h := readHeldOut(t)
	rng := rand.New(rand.NewPCG(3, 4))
	names := []string{"before", "after", "labels alone"}
	sum := map[string]*scores{}
	for _, n := range names {
		sum[n] = &scores{}
	}
	const trials, n, m = 12, 800, 100
	for d := range len(h) {
		var o Options
		for other := range len(h) {
			if other != d {
				o.Errors = append(o.Errors, h.matrix(other))
			}
		}
		m0 := h.matrix(d)
		total := float64(m0.N[0] + m0.N[1] + m0.N[2] + m0.N[3])
		var q [4]float64
		for i, n := range m0.N {
			q[i] = float64(n) / total
		}
		o.Resamples = 100
		for range trials {
			var f []opinion.Finding
			var truth []opinion.Class
			for i := range n {
				y := pick(rng, q)
				p := h[d][y][rng.IntN(len(h[d][y]))]
				c, _ := p.Best()
				f = append(f, opinion.Finding{ID: fmt.Sprint(i), Annotated: true, Complaint: c != opinion.None, Cause: c, P: p})
				truth = append(truth, opinion.Causes[y])
			}
			want := blamedShare(truth)
			before := ofBlamed(Shares(f, o), opinion.Service)
			labels := drawnLabels(rng, f, truth, m)
			o.Audited = labels
			after := ofBlamed(Shares(f, o), opinion.Service)
			o.Audited = nil
			var x, k float64
			for _, l := range labels {
				if l.Cause != opinion.None {
					k++
				}
				if l.Cause == opinion.Service {
					x++
				}
			}
			for i, e := range []opinion.Estimate{before, after, Wilson(x, k)} {
				s := sum[names[i]]
				s.trials++
				s.missShare += math.Abs(e.Value - want)
				s.worst = math.Max(s.worst, math.Abs(e.Value-want))
				s.width += e.High - e.Low
				if e.Low <= want && want <= e.High {
					s.covered++
				}
			}
		}
	}
	for _, n := range names {
		s := sum[n]
		k := float64(s.trials)
		t.Logf("%-13s error of service share %.3f, worst %.2f; coverage %.3f, width %.2f",
			n, s.missShare/k, s.worst, float64(s.covered)/k, s.width/k)
	}
	before, after, alone := sum["before"], sum["after"], sum["labels alone"]
	if after.missShare > 0.6*before.missShare || after.missShare > alone.missShare || after.width > alone.width {
		t.Error("100 labels should take most of the error, and more than they do alone")
	}
	if c := float64(after.covered) / float64(after.trials); c < 0.93 {
		t.Errorf("intervals hold the truth in %.3f of cases", c)
	}
}

func TestPPIIsUsedWhereItHolds(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	f, truth := judgedBy(rng, [4]float64{0.3, 0.2, 0.3, 0.2}, 900, 2)
	for i := range f {
		f[i].Product = []string{"lamp", "chair"}[i%2]
	}
	labels := drawnLabels(rng, f, truth, 120)
	lamps := slices.DeleteFunc(slices.Clone(f), func(x opinion.Finding) bool { return x.Product != "lamp" })
	few := lamps[:60]
	for _, c := range []struct {
		name      string
		f         []opinion.Finding
		o         Options
		estimator string
		labels    int
		warning   string
	}{
		{"all", f, Options{Audited: labels}, "ppi", 120, ""},
		{"by name", f, Options{Audited: labels, Estimator: "ppi"}, "ppi", 120, ""},
		{"another by name", f, Options{Audited: labels, Estimator: "count"}, "count", 0, "errors, which are not known"},
		{"too few labels", f, Options{Audited: labels[:49]}, "count", 0, "49 labels"},
		{"a part", few, Options{Audited: labels}, "ppi", 120, "drawn from more"},
		{"drawn from a part", f, Options{Audited: labels, AuditedFrom: opinion.Filter{Product: "lamp"}}, "ppi", 120, "drawn from more, or from other"},
		{"a small part", few[:15], Options{Audited: labels}, "count", 0, "base below"},
		{"none blamed", f, Options{Audited: content(labels)}, "count", 0, "only 0 of 120"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Shares(c.f, c.o)
			if s.Estimator != c.estimator || s.Labels != c.labels {
				t.Errorf("estimator %s by %d labels", s.Estimator, s.Labels)
			}
			if all := strings.Join(s.Warnings, "; "); c.warning == "" && all != "" || !strings.Contains(all, c.warning) {
				t.Errorf("warnings: %s", all)
			}
			sum := 0.0
			for _, x := range s.Of {
				sum += x.Value
				if !(0 <= x.Low && x.Low <= x.Value && x.Value <= x.High && x.High <= 1) || x.Low == x.High {
					t.Errorf("%+v", x)
				}
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("shares sum to %g", sum)
			}
		})
	}
	inLamps := 0
	for _, l := range labels {
		for _, x := range lamps {
			if x.ID == l.ID {
				inLamps++
			}
		}
	}
	if s := Shares(lamps, Options{Audited: labels}); inLamps < MinAudited || s.Labels != inLamps || len(s.Warnings) != 0 {
		t.Errorf("enough labels of a part are a sample of it: %d of %d, %q", s.Labels, inLamps, s.Warnings)
	}
}

func content(labels []opinion.AuditedCause) []opinion.AuditedCause {
	out := slices.Clone(labels)
	for i := range out {
		out[i].Cause = opinion.None
	}
	return out
}

// A week is measured by labels of the whole: the interval still holds, also
// where the week is of another mix than the whole.
func TestPPIOfAWeek(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	const trials, week = 200, 150
	for _, q := range [][4]float64{{0.3, 0.2, 0.3, 0.2}, {0.4, 0.2, 0.2, 0.2}} {
		covered, miss := 0.0, 0.0
		for range trials {
			f, truth := judgedBy(rng, [4]float64{0.3, 0.2, 0.3, 0.2}, 800, 2.5)
			labels := drawnLabels(rng, f, truth, 100)
			g, y := judgedBy(rng, q, week, 2.5)
			for i := range g {
				g[i].ID += " of the week"
			}
			s := Shares(g, Options{Audited: labels})
			if s.Estimator != "ppi" || len(s.Warnings) != 1 {
				t.Fatalf("estimator %s, %q", s.Estimator, s.Warnings)
			}
			want, got := blamedShare(y), ofBlamed(s, opinion.Service)
			miss += math.Abs(got.Value - want)
			if got.Low <= want && want <= got.High {
				covered++
			}
		}
		t.Logf("week of %v: coverage %.3f, error %.3f", q, covered/trials, miss/trials)
		if covered/trials < 0.9 {
			t.Errorf("intervals hold the truth in %.3f of cases", covered/trials)
		}
	}
}

// Where people blame someone and the classifier does not, they are believed.
func TestPPIOfComplaintsThatBlameNoOne(t *testing.T) {
	var f []opinion.Finding
	var labels []opinion.AuditedCause
	for i := range 400 {
		x := opinion.Finding{ID: fmt.Sprint(i), Annotated: true, Complaint: true, Cause: opinion.Service, P: opinion.CauseP{0, 0, 1, 0}}
		y := opinion.Service
		if i%2 == 0 {
			x.Cause, x.P, y = opinion.None, opinion.CauseP{0, 0, 0, 1}, opinion.Product
		}
		f = append(f, x)
		if i < 100 {
			labels = append(labels, opinion.AuditedCause{ID: x.ID, Cause: y, P: x.P, Decided: x.Cause, Complaint: true})
		}
	}
	s := Shares(f, Options{Audited: labels})
	for c, want := range map[opinion.Class]float64{opinion.Product: 0.5, opinion.Service: 0.5, opinion.None: 0} {
		if got := s.Of[c]; math.Abs(got.Value-want) > 0.011 || got.Low > want || got.High < want {
			t.Errorf("%s %+v, want %g", c, got, want)
		}
	}
}

// A share at an end keeps an interval like that of a plain count.
func TestPPIAtTheEnds(t *testing.T) {
	var f []opinion.Finding
	var labels []opinion.AuditedCause
	for i := range 1000 {
		x := opinion.Finding{ID: fmt.Sprint(i), Annotated: true, Complaint: true, Cause: opinion.Product, P: opinion.CauseP{1}}
		f = append(f, x)
		if i < 100 {
			labels = append(labels, opinion.AuditedCause{ID: x.ID, Cause: opinion.Product, P: x.P, Decided: x.Cause, Complaint: true})
		}
	}
	s := Shares(f, Options{Audited: labels})
	w := Wilson(0, 100)
	if got := s.Of[opinion.Service]; got.Value != 0 || math.Abs(got.High-w.High) > 0.005 {
		t.Errorf("service %+v, a count has %+v", got, w)
	}
	if got := s.Of[opinion.Product]; got.Value != 1 || got.High != 1 || math.Abs(got.Low-1+w.High) > 0.005 {
		t.Errorf("product %+v", got)
	}
	// A classifier that answers no probabilities must not learn from labels.
	labels[0].P = opinion.CauseP{math.NaN()}
	if s := Shares(f, Options{Audited: labels}); math.IsNaN(s.Of[opinion.Service].Value) {
		t.Errorf("%+v", s)
	}
}
