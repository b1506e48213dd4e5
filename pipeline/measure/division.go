package measure

import (
	"math"

	"gripe/pipeline/opinion"
)

// division holds every corrected share at once, so that the point estimate and
// each resample come out of the same arithmetic.
type division [9]float64

// Places in a division: shares of complaints over causes, shares of all over
// causes, and narrow service as a share of complaints.
const (
	ofCause  = 0
	ofAll    = 4
	ofNarrow = 8
)

// denial is the part of the complaints below which a correction is not let
// alone to divide them.
const denial = 0.5

// estimate holds what an estimator made of all annotated verbatims, and of the
// complaints among them that were decided to blame someone.
type estimate struct{ all, blaming [4]float64 }

// estimated applies the estimator to both. Shares of complaints are not read
// off all verbatims: where most of them are content, the little that each gives
// to a cause (warm praise of the staff gives it to service) sums up to more
// than the complaints do. With the error matrices of 17 domains and 60 % of
// verbatims content, the service share of each domain, estimated with those of
// the others, is off by 0.093 read off all, 0.067 read off the complaints.
func (e *evidence) estimated(est func(*evidence) [4]float64) estimate {
	b := evidence{cells: e.cells, weight: make([]float64, len(e.cells)), errs: e.errs}
	for i := range e.cells {
		if c := &e.cells[i]; c.complaint && opinion.Causes[c.cause] != opinion.None {
			b.weight[i] = e.weight[i]
		}
	}
	b.tally = tallied(b.cells, b.weight)
	return estimate{all: est(e), blaming: est(&b)}
}

// divided turns prevalences into shares. Complaints that blame no one cannot be
// told from contentment by cause alone; their part is counted, and the other
// causes divide the rest as they do among themselves.
func divided(t tally, q estimate) division {
	var d division
	copy(d[ofAll:], q.all[:])
	if !(t.complaints > 0) {
		return d
	}
	service, none := opinion.Service.Index(), opinion.None.Index()
	d[ofCause+none] = t.caused[none] / t.complaints
	blamed, decided := q.blaming[0]+q.blaming[1]+q.blaming[2], t.complaints-t.caused[none]
	// Where the correction denies more than half of the complaints, what it
	// leaves is too little to divide: a sliver of one cause would become all.
	// The part up to that half is divided as decided.
	denied := math.Max(0, denial-blamed)
	for i := range none {
		if decided > 0 {
			part := (q.blaming[i] + denied*t.caused[i]/decided) / (blamed + denied)
			d[ofCause+i] = part * (1 - d[ofCause+none])
		}
	}
	if t.caused[service] > 0 {
		d[ofNarrow] = d[ofCause+service] * t.narrow / t.caused[service]
	}
	return d
}
