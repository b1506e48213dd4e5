package measure

import (
	"fmt"
	"math"

	"gripe/pipeline/opinion"
)

// Prediction-powered inference: people have labelled a random sample, and the
// classifier has judged everything. The classifier's mean over everything is
// precise and off; over the sample it can be seen by how much. PPI++
// (Angelopoulos, Duchi & Zrnic 2023, "PPI++: efficient prediction-powered
// inference") takes the former less the latter, each by a weight that is tuned
// so that a useless classifier does no harm:
//
//	share = weight * mean(P over all) + mean(label - weight * P over the sample)
//
// Shares of complaints are ratios of two such means, with one common weight so
// that they sum to 1; their variance is by the delta method.

// MinAudited is how many random labels PPI needs. Below it, the normal
// approximation of its interval does not hold.
const MinAudited = 50

// minBlamed is how many labels must blame someone for a ratio over them to be
// near linear.
const minBlamed = 10

// ppi holds a labelled sample y with the classifier's p, beside the
// classifier's means over all n verbatims that are measured.
type ppi struct {
	y, p [][4]float64
	n    float64
	mean [4]float64
	// cov is the covariance of the classifier's probabilities over all.
	cov [4][4]float64
	// spared and blameless: labelled complaints that the classifier blames on
	// no one, and those of them that the person blames on no one either.
	spared, blameless float64
	// inside: the sample was drawn from what is measured, all of it.
	inside bool
}

// audited settles whether PPI can be used; warnings say why not, or what it
// takes for granted.
func audited(f []opinion.Finding, out leftOut, cells []cell, weight []float64, t tally, o *Options) (*ppi, []string) {
	if len(o.Audited) == 0 || o.Estimator != "" && o.Estimator != "ppi" {
		return nil, nil
	}
	use, inside := labelsFor(f, out, o)
	if len(use) < MinAudited {
		return nil, []string{fmt.Sprintf("%d labels of a random sample are too few to estimate from: at least %d are needed", len(use), MinAudited)}
	}
	if !inside && t.complaints < SmallBase {
		return nil, nil // method says why a small base is counted
	}
	a := &ppi{n: t.n, mean: t.mean, inside: inside}
	blamed := 0
	for _, x := range use {
		var y [4]float64
		y[x.Cause.Index()] = 1
		a.y = append(a.y, y)
		a.p = append(a.p, posterior(&opinion.Finding{P: x.P}))
		if x.Cause != opinion.None {
			blamed++
		}
		if x.Complaint && x.Decided == opinion.None {
			a.spared++
			if x.Cause == opinion.None {
				a.blameless++
			}
		}
	}
	if blamed < minBlamed {
		return nil, []string{fmt.Sprintf("only %d of %d labels blame anyone: too few to divide; label more", blamed, len(use))}
	}
	for i := range cells {
		for j := range 4 {
			for k := range 4 {
				a.cov[j][k] += weight[i] * (cells[i].p[j] - t.mean[j]) * (cells[i].p[k] - t.mean[k]) / t.n
			}
		}
	}
	if inside {
		return a, nil
	}
	return a, []string{fmt.Sprintf("the %d labels were drawn from more, or from other, reviews than these: what the classifier's probabilities mean is taken to be the same here as there", len(use))}
}

// labelsFor are the labels to estimate from: those among the findings, if they
// are a random sample of the findings and enough; else all, from outside.
//
// An audit draws from all verbatims, copies too, so that its population does
// not hang on what is found to be a copy. Those of its labels whose verbatim
// counts here are a random sample of what counts here; labels of copies are
// left out with them.
func labelsFor(f []opinion.Finding, out leftOut, o *Options) (use []opinion.AuditedCause, inside bool) {
	here := make(map[string]bool, len(o.Audited))
	for i := range o.Audited {
		here[o.Audited[i].ID] = false
	}
	for i := range f {
		if !f[i].Annotated || out.has(i) {
			continue
		}
		if !o.drawnFrom(&f[i]) {
			return o.Audited, false
		}
		if _, ok := here[f[i].ID]; ok {
			here[f[i].ID] = true
		}
	}
	for _, x := range o.Audited {
		if here[x.ID] {
			use = append(use, x)
		}
	}
	if len(use) < MinAudited {
		return o.Audited, false
	}
	return use, true
}

// drawnFrom tells whether a finding was in the population of the audit.
func (o *Options) drawnFrom(x *opinion.Finding) bool {
	w := &o.AuditedFrom
	dated := w.From.IsZero() && w.To.IsZero() || !x.PostedAt.IsZero()
	return dated && (w.Source == "" || w.Source == x.Source) && (w.Product == "" || w.Product == x.Product) &&
		(w.From.IsZero() || !x.PostedAt.Before(w.From)) && (w.To.IsZero() || x.PostedAt.Before(w.To))
}

// apply puts the estimates into shares that were counted.
func (a *ppi) apply(s *opinion.Shares, t tally) {
	all := a.estimate(forms{scale: 1})
	s.Estimator, s.Labels = "ppi", len(a.y)
	labels := float64(len(a.y))
	for i, c := range opinion.Causes {
		s.OfAll[c] = floored(s.OfAll[c], all.value[i], all.spread[i], labels)
	}
	if !(t.complaints > 0) {
		return
	}
	// Complaints that blame no one cannot be told from contentment by cause
	// alone, so their part is counted, as in divided, but only as far as
	// people agree. Without a label of this kind the classifier is believed.
	service := opinion.Service.Index()
	part := t.caused[none] / t.complaints
	agree := (a.blameless + 1) / (a.spared + 1)
	doubt := part * math.Sqrt(agree*(1-agree)/(a.spared+1))
	rest := 1 - part*agree
	s.Of[opinion.None] = floored(s.Of[opinion.None], part*agree, doubt, labels)
	labels *= meanBlamed(all.value)
	ratio := a.ratios(all.value)
	of := func(s opinion.Share, i int, by float64) opinion.Share {
		return floored(s, by*rest*ratio.value[i], by*math.Hypot(rest*ratio.spread[i], doubt*ratio.value[i]), labels)
	}
	for i, c := range opinion.Causes[:none] {
		s.Of[c] = of(s.Of[c], i, 1)
	}
	if t.caused[service] > 0 {
		s.ServiceNarrow = of(s.ServiceNarrow, service, t.narrow/t.caused[service])
	}
}

// none is the place of the cause that blames no one.
const none = 3

func meanBlamed(value [4]float64) float64 { return math.Max(1-value[none], 1e-9) }
