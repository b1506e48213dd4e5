package grad

import "math"

// Rows gathers rows of x by index; -1 gives zeros.
func (t *Tape) Rows(x *Mat, index []int) *Mat {
	y := t.result(len(index), x.C, x)
	for i, k := range index {
		if k >= 0 {
			copy(y.V[i*x.C:(i+1)*x.C], x.V[k*x.C:(k+1)*x.C])
		}
	}
	t.push(y, func() {
		if x.G == nil {
			return
		}
		for i, k := range index {
			if k >= 0 {
				add(x.G[k*x.C:(k+1)*x.C], y.G[i*x.C:(i+1)*x.C])
			}
		}
	})
	return y
}

// Join puts matrices of as many rows side by side.
func (t *Tape) Join(parts ...*Mat) *Mat {
	n := 0
	for _, p := range parts {
		n += p.C
	}
	y := t.result(parts[0].R, n, parts...)
	at := 0
	for _, p := range parts {
		for i := range p.R {
			copy(y.V[i*n+at:i*n+at+p.C], p.V[i*p.C:(i+1)*p.C])
		}
		at += p.C
	}
	t.push(y, func() {
		at := 0
		for _, p := range parts {
			if p.G != nil {
				for i := range p.R {
					add(p.G[i*p.C:(i+1)*p.C], y.G[i*n+at:i*n+at+p.C])
				}
			}
			at += p.C
		}
	})
	return y
}

// Mean averages the rows starts[i] to starts[i+1] of x; an empty run gives 0.
func (t *Tape) Mean(x *Mat, starts []int) *Mat {
	y := t.result(len(starts)-1, x.C, x)
	each := func(f func(to, from int, share float32)) {
		for i := range y.R {
			for r := starts[i]; r < starts[i+1]; r++ {
				f(i*x.C, r*x.C, 1/float32(starts[i+1]-starts[i]))
			}
		}
	}
	each(func(to, from int, share float32) {
		for j := range x.C {
			y.V[to+j] += x.V[from+j] * share
		}
	})
	t.push(y, func() {
		if x.G == nil {
			return
		}
		each(func(to, from int, share float32) {
			for j := range x.C {
				x.G[from+j] += y.G[to+j] * share
			}
		})
	})
	return y
}

// Pool averages rows of x with weights from a softmax over score, which has one
// column, within each run.
func (t *Tape) Pool(x, score *Mat, starts []int) *Mat {
	y := t.result(len(starts)-1, x.C, x, score)
	weight := t.Alloc(x.R)
	for i := range y.R {
		a, b := starts[i], starts[i+1]
		softmax(weight[a:b], score.V[a:b])
		for r := a; r < b; r++ {
			for j, v := range x.V[r*x.C : (r+1)*x.C] {
				y.V[i*x.C+j] += weight[r] * v
			}
		}
	}
	t.push(y, func() {
		for i := range y.R {
			a, b := starts[i], starts[i+1]
			g := y.G[i*x.C : (i+1)*x.C]
			var mean float32
			ds := make([]float32, b-a)
			for r := a; r < b; r++ {
				for j, v := range x.V[r*x.C : (r+1)*x.C] {
					ds[r-a] += g[j] * v
				}
				mean += ds[r-a] * weight[r]
				if x.G != nil {
					for j, v := range g {
						x.G[r*x.C+j] += weight[r] * v
					}
				}
			}
			for r := a; r < b; r++ {
				score.G[r] += weight[r] * (ds[r-a] - mean)
			}
		}
	})
	return y
}

func softmax(p, score []float32) {
	if len(score) == 0 {
		return
	}
	top := score[0]
	for _, s := range score {
		top = max(top, s)
	}
	var sum float32
	for i, s := range score {
		p[i] = float32(math.Exp(float64(s - top)))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}

// CrossEntropy adds weight[i] times the cross-entropy of row i of the scores in
// columns lo to hi against target[i], a distribution over those columns, and
// returns the loss. Rows of weight 0 are skipped.
func (t *Tape) CrossEntropy(score *Mat, lo, hi int, target [][]float32, weight []float32) float64 {
	var loss float64
	p := make([]float32, hi-lo)
	for i, w := range weight {
		if w == 0 {
			continue
		}
		softmax(p, score.V[i*score.C+lo:i*score.C+hi])
		g := score.G[i*score.C+lo : i*score.C+hi]
		for j, q := range target[i] {
			if q > 0 {
				loss -= float64(w*q) * math.Log(math.Max(float64(p[j]), 1e-12))
			}
			g[j] += w * (p[j] - q)
		}
	}
	return loss
}

// Embed looks up rows of e by id: twice the row plus the position's timing
// signal, as Universal Sentence Encoder has it.
func (t *Tape) Embed(e *Mat, ids, positions []int32, timing []float32) *Mat {
	y := t.result(len(ids), e.C, e)
	for i, id := range ids {
		row, sig := e.V[int(id)*e.C:], timing[int(positions[i])*e.C:]
		for j := range e.C {
			y.V[i*e.C+j] = 2*row[j] + sig[j]
		}
	}
	t.push(y, func() {
		if e.G == nil {
			return
		}
		for i, id := range ids {
			to := e.G[int(id)*e.C:]
			for j, g := range y.G[i*e.C : (i+1)*e.C] {
				to[j] += 2 * g
			}
		}
	})
	return y
}

// Max takes the largest of each column over the rows starts[i] to starts[i+1];
// an empty run gives 0. Ties go to the earlier row.
func (t *Tape) Max(x *Mat, starts []int) *Mat {
	y := t.result(len(starts)-1, x.C, x)
	from := make([]int, len(y.V))
	for i := range y.R {
		for j := range x.C {
			best := -1
			for r := starts[i]; r < starts[i+1]; r++ {
				if best < 0 || x.V[r*x.C+j] > x.V[best] {
					best = r*x.C + j
				}
			}
			from[i*x.C+j] = best
			if best >= 0 {
				y.V[i*x.C+j] = x.V[best]
			}
		}
	}
	t.push(y, func() {
		if x.G == nil {
			return
		}
		for i, k := range from {
			if k >= 0 {
				x.G[k] += y.G[i]
			}
		}
	})
	return y
}
