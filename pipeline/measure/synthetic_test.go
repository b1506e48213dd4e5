package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"gripe/pipeline/opinion"
)

// synthetic findings: the true causes have the prevalence q, the posteriors
// are those of a calibrated classifier with the given prior and a Gaussian
// signal of the given strength.
func synthetic(rng *rand.Rand, n int, q [4]float64, strength float64) (f []opinion.Finding, truth []int) {
	for i := range n {
		y := pick(rng, q)
		p := signalled(rng, y, strength)
		cause, _ := p.Best()
		f = append(f, opinion.Finding{
			ID: fmt.Sprintf("v%07d", i), Annotated: true, Language: "en",
			Complaint: cause != opinion.None, Cause: cause, P: p,
		})
		truth = append(truth, y)
	}
	return f, truth
}

func pick(rng *rand.Rand, q [4]float64) int {
	u := rng.Float64()
	for i, v := range q {
		if u -= v; u < 0 {
			return i
		}
	}
	return 3
}

// signalled is the exact posterior, under a uniform prior, of a class seen
// through noise: x ~ N(strength*e_y, I), so log p(y|x) = strength*x_y + const.
func signalled(rng *rand.Rand, y int, strength float64) opinion.CauseP {
	var l [4]float64
	for k := range l {
		x := rng.NormFloat64()
		if k == y {
			x += strength
		}
		l[k] = strength * x
	}
	return softmax(l)
}

// synthetic matrices, one per domain, from n examples of each cause.
func matrices(rng *rand.Rand, domains, n int, strength float64) (ms []opinion.ErrorMatrix) {
	for d := range domains {
		m := opinion.ErrorMatrix{Domain: fmt.Sprintf("d%02d", d)}
		for y := range 4 {
			for range n {
				p := signalled(rng, y, strength)
				c, _ := p.Best()
				m.N[y]++
				m.Hard[y][c.Index()]++
				for k := range p {
					m.Soft[y][k] += p[k]
				}
			}
		}
		ms = append(ms, m)
	}
	return ms
}

// dated spreads findings over the weeks up to the end of the last, and gives
// them sources, products and mentions.
func dated(rng *rand.Rand, f []opinion.Finding, weeks int, last opinion.Week) {
	for i := range f {
		x := &f[i]
		x.PostedAt = WeekBefore(last, rng.IntN(weeks)).Start.Add(time.Duration(rng.IntN(7*24*60)) * time.Minute)
		x.Source = []string{"shop", "forum", "feed"}[rng.IntN(3)]
		x.Product = []string{"", "kettle", "toaster"}[rng.IntN(3)]
		x.MentionsService = x.Cause == opinion.Service || rng.IntN(4) == 0
		for j := range 1 + rng.IntN(3) {
			class, polarity := x.Cause, opinion.Neg
			if j > 0 {
				class = opinion.Causes[rng.IntN(4)]
			}
			if !x.Complaint {
				polarity, class = opinion.Pos, opinion.None
			}
			themes := opinion.ThemesOf(class)
			m := opinion.FindingMention{
				Start: 100 * j, End: 100*j + 10 + rng.IntN(300), Polarity: polarity, PComplaint: rng.Float64(),
				Class: class, Theme: themes[rng.IntN(len(themes))], Stage: opinion.Stages[rng.IntN(5)], Gap: rng.IntN(5) == 0,
			}
			if rng.IntN(3) == 0 {
				m.Touchpoints = []opinion.Touchpoint{opinion.Touchpoints[rng.IntN(12)]}
			}
			if rng.IntN(3) == 0 {
				m.Signals = []opinion.Signal{opinion.Signals[rng.IntN(3)]}
			}
			x.NarrowService = x.Cause == opinion.Service && (x.NarrowService || m.Theme.NarrowService())
			x.Mentions = append(x.Mentions, m)
		}
	}
}
func softmax(l [4]float64) opinion.CauseP {
	top := math.Max(math.Max(l[0], l[1]), math.Max(l[2], l[3]))
	var p opinion.CauseP
	sum := 0.0
	for k := range l {
		p[k] = math.Exp(l[k] - top)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
	return p
}
