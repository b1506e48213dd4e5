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

// divided turns a prevalence over all verbatims into shares. Complaints that
// blame no one cannot be told from contentment by cause alone; their part is
// counted, and the other causes divide the rest as they do among themselves.
func divided(t tally, q [4]float64) division {
	var d division
	copy(d[ofAll:], q[:])
	if !(t.complaints > 0) {
		return d
	}
	service, none := opinion.Service.Index(), opinion.None.Index()
	d[ofCause+none] = t.caused[none] / t.complaints
	blamed, decided := q[0]+q[1]+q[2], t.complaints-t.caused[none]
	// Where the correction denies more than half of the complaints, what it
	// leaves is too little to divide: a sliver of one cause would become all.
	// The part up to that half is divided as decided.
	denied := math.Max(0, denial*decided/t.n-blamed)
	for i := range none {
		if decided > 0 {
			part := (q[i] + denied*t.caused[i]/decided) / (blamed + denied)
			d[ofCause+i] = part * (1 - d[ofCause+none])
		}
	}
	if t.caused[service] > 0 {
		d[ofNarrow] = d[ofCause+service] * t.narrow / t.caused[service]
	}
	return d
}
