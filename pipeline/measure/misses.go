package measure

import (
	"math"
	"math/rand/v2"

	"gripe/pipeline/opinion"
)

// misses hold, for each domain that the classifier had not seen, how far the
// estimate lay from the truth there. They are kept on the scale of
// asin(sqrt(share)), on which a share's scatter does not depend on the share
// (Anscombe 1948): a miss of ten points at 50 % is one of six at 10 %.
type misses struct {
	domains []division
	// blur is the width of the normal noise that smooths so few draws
	// (Silverman's rule of thumb, 1986), by place in a division.
	blur division
}

// misses measures the estimator on every domain, each with what is known of the
// others alone, so that nothing is learnt from the truth that it is held
// against. EM needs single posteriors, which matrices do not hold; PACC, which
// adjusts for the same shift, stands in for it.
func (e *confusions) misses(estimator string) misses {
	var m misses
	for d := range e.domains {
		dom := &e.domains[d]
		total := dom.n[0] + dom.n[1] + dom.n[2] + dom.n[3]
		if total < pooling {
			continue
		}
		others, ok := e.without(d)
		if !ok {
			continue
		}
		for tilted := range tilts {
			truth := dom.prevalence(tilted)
			m.domains = append(m.domains, missed(truth, estimate{
				all:     standIn(estimator, dom.sample(truth, total, &others)),
				blaming: standIn(estimator, dom.sample(blaming(truth), total, &others)),
			}, total))
		}
	}
	for k := range m.blur {
		m.blur[k] = m.spread(k) * math.Pow(float64(max(len(m.domains), 1)), -0.2)
	}
	return m
}

// tilts are the prevalences at which a domain is looked at: as it is, and with
// each cause in turn twice as likely against the others, because the next
// domain will have other shares than any before. With four times as likely the
// intervals of TestIntervalsCoverUnseenDomains are a quarter wider and cover
// 0.99 instead of 0.95.
const tilts = 1 + 4

const tiltOdds = 2

// prevalence of the domain: tilt 0 is its own, tilt i makes cause i-1 likelier.
func (d *domainRows) prevalence(tilt int) (q [4]float64) {
	sum := 0.0
	for i := range q {
		q[i] = d.n[i]
		if i == tilt-1 {
			q[i] *= tiltOdds
		}
		sum += q[i]
	}
	for i := range q {
		q[i] /= sum
	}
	return q
}

// blaming is the prevalence among those that blame someone, where any do.
func blaming(q [4]float64) [4]float64 {
	none := opinion.None.Index()
	if rest := 1 - q[none]; rest > 0 {
		for i := range q {
			q[i] /= rest
		}
		q[none] = 0
	}
	return q
}

// sample is what the domain would show at a prevalence, to be estimated with
// what is known of the others.
func (d *domainRows) sample(q [4]float64, n float64, others *confusion) (e evidence) {
	e.tally.n, e.errs = n, others
	for i := range q {
		for j := range d.rows[i] {
			e.tally.mean[j] += q[i] * d.rows[i][j]
			if d.n[i] > 0 {
				e.tally.decided[j] += n * q[i] * d.hard[i][j] / d.n[i]
			}
		}
	}
	return e
}

// standIn is the named estimate of e, or what stands in for it.
func standIn(name string, e evidence) [4]float64 {
	switch name {
	case "count":
		return count(&e)
	case "pcc":
		return pcc(&e)
	case "mean":
		return mean(&e)
	}
	return pacc(&e)
}

// missed is truth less estimate. Scatter of a small domain's own sample is
// taken out by the root of n/(n+pooling), as in a random-effects model.
func missed(truth [4]float64, got estimate, n float64) (d division) {
	none := opinion.None.Index()
	blamed := n * (1 - truth[none])
	for i := range truth {
		d[ofAll+i] = math.Sqrt(n/(n+pooling)) * (angle(truth[i]) - angle(got.all[i]))
		if i != none && blamed > 0 {
			part, found := truth[i]/(1-truth[none]), got.blaming[i]/math.Max(1-got.blaming[none], 1e-9)
			d[ofCause+i] = math.Sqrt(blamed/(blamed+pooling)) * (angle(part) - angle(found))
		}
	}
	d[ofNarrow] = d[ofCause+opinion.Service.Index()]
	return d
}

// without pools all domains but one.
func (e *confusions) without(d int) (confusion, bool) {
	var which []int
	for i := range e.domains {
		if i != d {
			which = append(which, i)
		}
	}
	c, ok := e.pool(which)
	c.spread = e.pooled.spread
	return c, ok
}

// spread is the root mean square of the misses at one place.
func (m *misses) spread(k int) float64 {
	sum := 0.0
	for i := range m.domains {
		sum += m.domains[i][k] * m.domains[i][k]
	}
	return math.Sqrt(sum / float64(max(len(m.domains), 1)))
}

// apply moves a division as one domain, drawn at random, was missed.
func (m *misses) apply(d *division, rng *rand.Rand) {
	if len(m.domains) == 0 {
		return
	}
	drawn, z := &m.domains[rng.IntN(len(m.domains))], rng.NormFloat64()
	for k := range d {
		a := angle(d[k]) + drawn[k] + z*m.blur[k]
		s := math.Sin(math.Min(math.Max(a, 0), math.Pi/2))
		d[k] = s * s
	}
}

// angle is the variance-stabilising transform of a share.
func angle(share float64) float64 { return math.Asin(math.Sqrt(clamp01(share))) }
