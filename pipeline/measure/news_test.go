package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// The first row by hand: the prior is 100 * 20.5/901 = 2.27525, so 12.27525
// against 187.72475 this week and 12.27525 against 887.72475 before; the odds'
// ratio is 887.72475/187.72475 = 4.728864, its logarithm 1.553685; the variance
// 2/12.27525 + 1/187.72475 + 1/887.72475 = 0.169383, its root 0.411562, and
// 1.553685/0.411562 = 3.7751.
func TestLogOdds(t *testing.T) {
	for _, c := range []struct {
		x1, n1, x2, n2 int
		delta, z       float64
	}{
		{10, 100, 10, 800, 1.553685, 3.775098},
		{8, 200, 0, 1600, 3.774854, 3.483410},
		{5, 50, 40, 400, 0, 0},
	} {
		delta, z := LogOdds(c.x1, c.n1, c.x2, c.n2)
		if math.Abs(delta-c.delta) > 1e-5 && c.delta != 0 || math.Abs(z-c.z) > 1e-5 && c.z != 0 {
			t.Errorf("%d of %d against %d of %d: %f, z %f; want %f, %f", c.x1, c.n1, c.x2, c.n2, delta, z, c.delta, c.z)
		}
		if c.delta == 0 && math.Abs(z) > 0.05 {
			t.Errorf("equal shares give z %f", z)
		}
	}
	// It is finite everywhere, grows with what is said now, and falls with what
	// was said before.
	for _, n := range [][2]int{{1, 1}, {20, 20}, {50, 1000}, {1000, 30}} {
		for x2 := 0; x2 <= n[1]; x2 += 1 + n[1]/10 {
			last := math.Inf(-1)
			for x1 := 0; x1 <= n[0]; x1++ {
				delta, z := LogOdds(x1, n[0], x2, n[1])
				if math.IsNaN(z) || math.IsInf(z, 0) || delta*z < 0 || delta <= last {
					t.Fatalf("%d of %d against %d of %d: delta %f after %f, z %f", x1, n[0], x2, n[1], delta, last, z)
				}
				last = delta
			}
		}
	}
	if delta, z := LogOdds(0, 0, 0, 0); delta != 0 || z != 0 {
		t.Errorf("of nothing: %f, %f", delta, z)
	}
}

// weeks spreads n verbatims over the eight weeks before, each with the terms.
func weeksBefore(n int, id string, aspects ...string) (f []opinion.Finding) {
	for i := range n {
		f = append(f, complaint(fmt.Sprintf("%s %d", id, i), 1+i%newsWeeks, about(mention(opinion.Features, 0.9), aspects...)))
	}
	return f
}

func thisWeek(n int, id string, aspects ...string) []opinion.Finding {
	return many(n, complaint(id, 0, about(mention(opinion.Features, 0.9), aspects...)))
}

func TestNews(t *testing.T) {
	steady := join(thisWeek(80, "s", "claim", "price"), weeksBefore(640, "b", "claims", "price"), weeksBefore(8, "once", "login"))
	for _, test := range []struct {
		name string
		f    []opinion.Finding
		want []string
	}{
		{"nothing rose", steady, nil},
		{"a new term and one that rose", join(steady, thisWeek(14, "n", "two-factor"), thisWeek(9, "l", "login")), []string{"two-factor", "login"}},
		{"variants are one", join(steady, thisWeek(5, "x", "sign-up"), thisWeek(4, "y", "sign ups"), thisWeek(3, "z", "sign up")), []string{"sign-up"}},
		{"a part in the same verbatims is no news of its own", join(steady, thisWeek(14, "n", "login code", "code")), []string{"code"}},
		{"a part in other verbatims is", join(steady, thisWeek(14, "n", "login code"), thisWeek(14, "m", "code")), []string{"code", "login code"}},
		{"two verbatims are too few", join(steady[:20], weeksBefore(4000, "b", "claim", "price"), thisWeek(2, "n", "fire")), nil},
		{"a week of 19", join(thisWeek(19, "n", "fire"), weeksBefore(640, "b", "claim")), nil},
		{"19 before", join(thisWeek(80, "n", "fire"), weeksBefore(19, "b", "claim")), nil},
		{"one text on many sites", join(steady, func() []opinion.Finding {
			f := thisWeek(30, "spam", "casino")
			for i := range f {
				f[i].Cluster = 9
			}
			return f
		}()), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, r := range Figures(test.f, week47(), Options{}).News {
				got = append(got, r.Term)
				if r.Now < newsFloor || r.Z < z95 || len(r.Typical) == 0 {
					t.Errorf("%+v", r)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("news (-want +got):\n%s", diff)
			}
		})
	}
	r := Figures(join(steady, thisWeek(9, "l", "login", "logins")), week47(), Options{}).News[0]
	if r.Now != 9 || r.Before != 8 || r.BeforeBase != 648 || len(r.Typical) != typicalPerTheme {
		t.Errorf("counts: %+v", r)
	}
}

// Where nothing changes, few weeks have news: 5 % at most, by Benjamini and
// Hochberg; where one term in twenty of the week is new, it is found.
func TestNewsOfChance(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 8))
	draw := func(weeksAgo, n int) (f []opinion.Finding) {
		for i := range n {
			var aspects []string
			for k := 1; k <= 60; k++ {
				if rng.Float64() < 0.3/float64(k) { // Zipf
					aspects = append(aspects, fmt.Sprint("term", k))
				}
			}
			f = append(f, complaint(fmt.Sprint(weeksAgo, " ", i), weeksAgo, about(mention(opinion.Features, 0.9), aspects...)))
		}
		return f
	}
	const runs = 150
	alarms, found := 0, 0
	for range runs {
		now, before := draw(0, 120), draw(1, 960)
		if len(news(now, before)) > 0 {
			alarms++
		}
		for i := range 8 {
			now[i].Mentions[0].Aspects = append(now[i].Mentions[0].Aspects, "recall")
		}
		for _, r := range news(now, before) {
			if r.Term == "recall" {
				found++
			}
		}
	}
	t.Logf("news in %d of %d weeks without any; a term new in 8 of 120 found in %d", alarms, runs, found)
	if alarms > runs/20 || found < runs*9/10 {
		t.Errorf("%d false alarms, %d found of %d", alarms, found, runs)
	}
}

func TestTermKey(t *testing.T) {
	for _, group := range [][]string{
		{"check-out", "check out", "checkout", "check-outs", "checkouts"},
		{"policy", "policies"}, {"claim", "claims"}, {"dark mode", "dark modes"}, {"price", "prices"},
	} {
		for _, s := range group {
			if termKey(s) != termKey(group[0]) {
				t.Errorf("%q is %q, %q is %q", s, termKey(s), group[0], termKey(group[0]))
			}
		}
	}
	seen := map[string]string{}
	for _, s := range []string{"glass", "status", "bus", "gas", "news", "pass", "process", "bonus", "basis"} {
		k := termKey(s)
		if o, ok := seen[k]; ok {
			t.Errorf("%q and %q are both %q", s, o, k)
		}
		seen[k] = s
	}
}
