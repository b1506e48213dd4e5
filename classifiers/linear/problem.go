package linear

// problem is a multinomial logistic regression over mentions in context. With Z
// = x W, the logits of a mention are its own row of Z, plus near times the rows
// of its neighbours, plus wide times the mean of the other rows of its verbatim.
type problem struct {
	x *csr
	// docs[i] is the first row of verbatim i; the last entry ends the rows.
	docs       []int32
	near, wide float64
	// y is the target of a row, -1 where it has none; w its weight.
	y []int16
	w []float64
	// k outputs over d columns.
	k, d int
	// lambda is the L2 penalty on the mean loss, for penalised columns; col
	// may scale it by column (nil: 1 for all).
	lambda float64
	col    []float64
}

// solve gives the weights, (d x k) by rows.
func (p *problem) solve(iters int) []float64 {
	w := make([]float64, p.d*p.k)
	z := make([]float64, p.x.rows()*p.k)
	l := make([]float64, len(z))
	total := 0.0
	for i, y := range p.y {
		if y >= 0 {
			total += p.w[i]
		}
	}
	if total == 0 {
		return w
	}
	use := p.used()
	minimise(w, iters, func(w, grad []float64) float64 {
		p.x.timesRows(w, p.k, z, use)
		p.mix(z, l)
		loss := 0.0
		for i, y := range p.y {
			row := l[i*p.k : (i+1)*p.k]
			if y < 0 {
				clear(row)
				continue
			}
			own := row[y]
			loss += p.w[i] * (softmax(row) - own)
			row[y]--
			for c := range row {
				row[c] *= p.w[i] / total
			}
		}
		p.mix(l, z)
		clear(grad)
		p.x.transposeTimes(z, p.k, grad)
		return loss/total + p.penalty(w, grad)
	})
	return w
}

// used marks the rows of verbatims that hold a target: the others cannot move
// the weights, and most of the time would go into them.
func (p *problem) used() []bool {
	use := make([]bool, p.x.rows())
	for d := 0; d+1 < len(p.docs); d++ {
		from, to := p.docs[d], p.docs[d+1]
		any := false
		for i := from; i < to; i++ {
			any = any || p.y[i] >= 0
		}
		for i := from; i < to; i++ {
			use[i] = any
		}
	}
	return use
}

// penalty adds the gradient of the L2 term and returns its value.
func (p *problem) penalty(w, grad []float64) float64 {
	sum := 0.0
	for j := 0; j < p.d; j++ {
		lam := p.lambda
		if p.col != nil {
			lam *= p.col[j]
		}
		for c := j * p.k; c < (j+1)*p.k; c++ {
			grad[c] += lam * w[c]
			sum += lam * w[c] * w[c]
		}
	}
	return sum / 2
}

// mix brings the context in: out = M in. M is symmetric, so the same function
// carries gradients back.
func (p *problem) mix(in, out []float64) {
	for d := 0; d+1 < len(p.docs); d++ {
		from, to := int(p.docs[d])*p.k, int(p.docs[d+1])*p.k
		mixDoc(in[from:to], out[from:to], p.k, p.near, p.wide)
	}
}

// mixDoc mixes the rows, k wide, of one verbatim.
func mixDoc[F float32 | float64](in, out []F, k int, near, wide F) {
	n := len(in) / k
	copy(out, in)
	if n < 2 || (near == 0 && wide == 0) {
		return
	}
	per := wide / F(n-1)
	for c := 0; c < k; c++ {
		sum := F(0)
		for i := 0; i < n; i++ {
			sum += in[i*k+c]
		}
		for i := 0; i < n; i++ {
			v := per * (sum - in[i*k+c])
			if i > 0 {
				v += near * in[(i-1)*k+c]
			}
			if i+1 < n {
				v += near * in[(i+1)*k+c]
			}
			out[i*k+c] += v
		}
	}
}
