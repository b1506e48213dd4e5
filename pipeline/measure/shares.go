package measure

import (
	"fmt"
	"math"

	"gripe/pipeline/opinion"
)

// Shares measures how the findings' complaints divide over the causes. Only
// annotated findings count, copies of one text once. Every share is in 0..1 with a 95 % interval that
// contains it. Where the sample is too small or the errors unknown, shares are
// counted decisions, and Estimator and Warnings say so; a small sample's interval
// still allows for the classifier's errors, where they are known.
func Shares(f []opinion.Finding, o Options) opinion.Shares {
	out, copies := copied(f)
	cells := binned(f, out)
	weight := make([]float64, len(cells))
	for i := range cells {
		weight[i] = cells[i].n
	}
	t := tallied(cells, weight)
	s := counted(t)
	s.Labels, s.Model, s.Copies = o.Labels, o.Model, copies
	s.MentionsService = countedShare(mentioning(f, out), s.Base.Complaints)

	sample, taken := audited(f, out, cells, weight, t, &o)
	if sample != nil {
		sample.apply(&s, t)
		s.Warnings = taken
		return s
	}
	est, errs, warnings := method(t, o)
	s.Estimator, s.Warnings = est.name, append(taken, warnings...)
	if errs == nil {
		return s
	}
	e := evidence{cells: cells, weight: weight, tally: t, errs: &errs.pooled}
	point := divided(t, e.estimated(est.of))
	low, high := resampled(&e, point, est, errs, &o)
	for i, c := range opinion.Causes {
		s.Of[c] = corrected(s.Of[c], point[ofCause+i], low[ofCause+i], high[ofCause+i])
		s.OfAll[c] = corrected(s.OfAll[c], point[ofAll+i], low[ofAll+i], high[ofAll+i])
	}
	s.ServiceNarrow = corrected(s.ServiceNarrow, point[ofNarrow], low[ofNarrow], high[ofNarrow])
	return s
}

// counted are the shares of the bare decisions.
func counted(t tally) opinion.Shares {
	s := opinion.Shares{
		Base:  opinion.Base{Complaints: int(t.complaints), Verbatims: int(t.n)},
		Of:    make(map[opinion.Class]opinion.Share, len(opinion.Causes)),
		OfAll: make(map[opinion.Class]opinion.Share, len(opinion.Causes)),
	}
	for i, c := range opinion.Causes {
		s.Of[c] = countedShare(int(t.caused[i]), s.Base.Complaints)
		s.OfAll[c] = countedShare(int(t.decided[i]), s.Base.Verbatims)
	}
	s.ServiceNarrow = countedShare(int(t.narrow), s.Base.Complaints)
	return s
}

func mentioning(f []opinion.Finding, out leftOut) int {
	n := 0
	for i := range f {
		if complains(&f[i]) && f[i].MentionsService && !out.has(i) {
			n++
		}
	}
	return n
}

// method settles how to estimate, and says what stands against the figures.
// Without errors only the sample can be allowed for. A small base is counted:
// a correction would throw it about.
func method(t tally, o Options) (estimator, *confusions, []string) {
	var warnings []string
	est, err := estimatorNamed(o.Estimator)
	if err != nil {
		warnings = append(warnings, err.Error())
	}
	if t.complaints < SmallBase {
		warnings = append(warnings, fmt.Sprintf("base below %d: shares are counted, and say little", SmallBase))
		est = estimator{"count", count}
	}
	errs, ok := newConfusions(o.Errors)
	switch {
	case t.complaints == 0:
		return estimator{"count", count}, nil, warnings
	case !ok:
		warnings = append(warnings, "intervals do not allow for the classifier's errors, which are not known for every cause: shares are counted")
		return estimator{"count", count}, nil, warnings
	case len(errs.domains) < 3:
		warnings = append(warnings, "the classifier's errors are known for fewer than 3 domains: intervals are too narrow")
	}
	return est, &errs, warnings
}

// corrected puts a corrected estimate into a counted share. No correction can
// make a share surer than a faultless count of the same base, so the interval
// covers that count's as well; this also keeps it from closing at 0 and 1,
// where resampling shows no scatter.
func corrected(s opinion.Share, value, low, high float64) opinion.Share {
	w := Wilson(clamp01(value)*float64(s.Base), float64(s.Base))
	s.Value = w.Value
	s.Low = math.Min(w.Low, clamp01(low))
	s.High = math.Max(w.High, clamp01(high))
	return s
}
