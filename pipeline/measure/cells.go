package measure

import (
	"cmp"
	"math"
	"slices"

	"gripe/pipeline/opinion"
)

// grid is into how many steps a probability is cut for binning. 12 steps make
// at most 455 posterior cells (times the few flags that occur).
const grid = 12

// cell is the findings of like posterior, decision and flags.
type cell struct {
	key int
	n   float64
	// p is the mean posterior of the cell, so that means over cells are exact.
	p         [4]float64
	complaint bool
	cause     int
	// narrow: caused by service in the narrow sense.
	narrow bool
}

// Posteriors are summed in fixed point: integers sum to the same in any order.
const fixed = 1 << 32

// binned are the annotated findings, without those left out, as cells in order
// of their keys.
func binned(f []opinion.Finding, out leftOut) []cell {
	const side = grid + 1
	place := make([]int32, side*side*side*16)
	type sums struct {
		key, n int
		p      [4]int64
	}
	var all []sums
	for i := range f {
		x := &f[i]
		if !x.Annotated || out.has(i) {
			continue
		}
		p := posterior(x)
		key := step(p[0])*side*side + step(p[1])*side + step(p[2])
		key = key<<4 | x.Cause.Index()<<2
		if x.Complaint {
			key |= 2
			if x.NarrowService {
				key |= 1
			}
		}
		at := place[key]
		if at == 0 {
			all = append(all, sums{key: key})
			at = int32(len(all))
			place[key] = at
		}
		s := &all[at-1]
		s.n++
		for k := range p {
			s.p[k] += int64(math.Round(p[k] * fixed))
		}
	}
	slices.SortFunc(all, func(a, b sums) int { return cmp.Compare(a.key, b.key) })
	cells := make([]cell, len(all))
	for i, s := range all {
		c := cell{key: s.key, n: float64(s.n), cause: s.key >> 2 & 3, complaint: s.key&2 != 0, narrow: s.key&1 != 0}
		for k := range c.p {
			c.p[k] = float64(s.p[k]) / fixed / c.n
		}
		cells[i] = c
	}
	return cells
}

func step(p float64) int { return int(p*grid + 0.5) }

// posterior is a finding's probabilities, made to sum to 1; where they are no
// probabilities at all, the decision stands for them.
func posterior(x *opinion.Finding) [4]float64 {
	sum, ok := 0.0, true
	for _, v := range x.P {
		ok = ok && v >= 0 && v <= math.MaxFloat32 // NaN fails too
		sum += v
	}
	var p [4]float64
	if !ok || !(sum > 0) {
		p[x.Cause.Index()] = 1
		return p
	}
	for i, v := range x.P {
		p[i] = v / sum
	}
	return p
}

// tally is what a weighting of the cells adds up to.
type tally struct {
	// n annotated verbatims; of them complaints.
	n, complaints float64
	// decided counts decisions over all, caused over complaints.
	decided, caused [4]float64
	// narrow counts complaints caused by service in the narrow sense.
	narrow float64
	// mean is the mean posterior over all.
	mean [4]float64
}

func tallied(cells []cell, weight []float64) tally {
	var t tally
	for i := range cells {
		c, w := &cells[i], weight[i]
		t.n += w
		t.decided[c.cause] += w
		if c.complaint {
			t.complaints += w
			t.caused[c.cause] += w
			if c.narrow && c.cause == opinion.Service.Index() {
				t.narrow += w
			}
		}
		for k := range c.p {
			t.mean[k] += w * c.p[k]
		}
	}
	if t.n > 0 {
		for k := range t.mean {
			t.mean[k] /= t.n
		}
	}
	return t
}
