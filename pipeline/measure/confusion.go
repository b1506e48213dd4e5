package measure

import (
	"math"

	"gripe/pipeline/opinion"
)

// pooling is the number of examples at which a domain's row counts half. The
// weight n/(n+k) is that of a random-effects mean with k the variance within a
// domain over that between domains (DerSimonian & Laird 1986): no domain rules
// by its size, none with three examples speaks as loudly as one with 300.
const pooling = 10

// confusion is how the classifier errs: soft[i] is the mean posterior it gives
// verbatims whose true cause is i; prior the share of causes it implies.
type confusion struct {
	soft  [4][4]float64
	prior [4]float64
	// spread is how far domains lie apart, see confusions.spread.
	spread float64
}

// confusions are the usable matrices of Options, as row means.
type confusions struct {
	domains []domainRows
	pooled  confusion
}

// spread is the mean squared distance between the rows of a domain and the
// pooled ones, less what is scatter of few examples: by how much to mistrust
// that the next domain is like the mean.
func (e *confusions) spread() float64 {
	sum, n := 0.0, 0.0
	for d := range e.domains {
		for i, examples := range e.domains[d].n {
			if examples == 0 {
				continue
			}
			n++
			for j, v := range e.domains[d].rows[i] {
				off := v - e.pooled.soft[i][j]
				sum += examples / (examples + pooling) * off * off
			}
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

type domainRows struct {
	n    [4]float64
	rows [4][4]float64
	// hard counts decisions by true cause.
	hard [4][4]float64
}

// newConfusions drops what is no matrix; ok is false where a cause has no example
// at all, so that nothing can be said of how it is confused.
func newConfusions(ms []opinion.ErrorMatrix) (e confusions, ok bool) {
	for i := range ms {
		if d, good := meanRows(&ms[i]); good {
			e.domains = append(e.domains, d)
		}
	}
	var all []int
	for i := range e.domains {
		all = append(all, i)
	}
	e.pooled, ok = e.pool(all)
	e.pooled.spread = e.spread()
	return e, ok
}

func meanRows(m *opinion.ErrorMatrix) (d domainRows, ok bool) {
	for i := range m.N {
		if m.N[i] <= 0 {
			continue
		}
		sum := 0.0
		for _, v := range m.Soft[i] {
			if !(v >= 0) || math.IsInf(v, 0) {
				return d, false
			}
			sum += v
		}
		if !(sum > 0) {
			return d, false
		}
		d.n[i] = float64(m.N[i])
		for j, v := range m.Soft[i] {
			d.rows[i][j] = v / sum
			d.hard[i][j] = math.Max(0, float64(m.Hard[i][j]))
		}
		ok = true
	}
	return d, ok
}

// pool averages the named domains.
func (e *confusions) pool(which []int) (c confusion, ok bool) {
	var weight [4]float64
	var total float64
	for _, at := range which {
		d := &e.domains[at]
		for i := range d.n {
			w := d.n[i] / (d.n[i] + pooling)
			weight[i] += w
			for j := range d.rows[i] {
				c.soft[i][j] += w * d.rows[i][j]
				c.prior[j] += d.n[i] * d.rows[i][j]
			}
			total += d.n[i]
		}
	}
	for i := range weight {
		if !(weight[i] > 0) {
			return c, false
		}
		for j := range c.soft[i] {
			c.soft[i][j] /= weight[i]
		}
	}
	for j := range c.prior {
		c.prior[j] /= total
	}
	return c, true
}
