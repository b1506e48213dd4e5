package grad

import (
	"math"

	"gripe/classifiers/encoder/kernel"
)

// Linear is x*w + b. b may be nil.
func (t *Tape) Linear(x, w, b *Mat) *Mat {
	y := t.result(x.R, w.C, x, w, b)
	m, k, n := x.R, w.R, w.C
	packed := t.Alloc(kernel.PackedLen(k, n))
	t.ops.Pack(packed, w.V, k, n)
	t.ops.MatMul(y.V, x.V, packed, m, k, n, false)
	if b != nil {
		for i := range m {
			add(y.V[i*n:(i+1)*n], b.V)
		}
	}
	t.push(y, func() {
		if x.G != nil {
			packed := t.Alloc(kernel.PackedLen(n, k))
			t.ops.PackTransposed(packed, w.V, n, k)
			t.ops.MatMul(x.G, y.G, packed, m, n, k, true)
		}
		if w.G != nil {
			xt, packed := t.Alloc(m*k), t.Alloc(kernel.PackedLen(m, n))
			t.ops.Transpose(xt, x.V, m, k)
			t.ops.Pack(packed, y.G, m, n)
			t.ops.MatMul(w.G, xt, packed, k, m, n, true)
		}
		if b != nil && b.G != nil {
			for i := range m {
				add(b.G, y.G[i*n:(i+1)*n])
			}
		}
	})
	return y
}

func add(to, from []float32) {
	for i, v := range from {
		to[i] += v
	}
}

// Add is a + b.
func (t *Tape) Add(a, b *Mat) *Mat {
	y := t.result(a.R, a.C, a, b)
	for i := range y.V {
		y.V[i] = a.V[i] + b.V[i]
	}
	t.push(y, func() {
		for _, x := range [2]*Mat{a, b} {
			if x.G != nil {
				add(x.G, y.G)
			}
		}
	})
	return y
}

// ReLU is max(x, 0).
func (t *Tape) ReLU(x *Mat) *Mat {
	y := t.result(x.R, x.C, x)
	for i, v := range x.V {
		y.V[i] = max(v, 0)
	}
	t.push(y, func() {
		if x.G == nil {
			return
		}
		for i, v := range x.V {
			if v > 0 {
				x.G[i] += y.G[i]
			}
		}
	})
	return y
}

// Tanh is the hyperbolic tangent.
func (t *Tape) Tanh(x *Mat) *Mat {
	y := t.result(x.R, x.C, x)
	for i, v := range x.V {
		y.V[i] = float32(math.Tanh(float64(v)))
	}
	t.push(y, func() {
		if x.G == nil {
			return
		}
		for i, v := range y.V {
			x.G[i] += y.G[i] * (1 - v*v)
		}
	})
	return y
}

// Mask multiplies by a mask: dropout, where the caller draws the mask.
func (t *Tape) Mask(x *Mat, mask []float32) *Mat {
	y := t.result(x.R, x.C, x)
	for i, v := range x.V {
		y.V[i] = v * mask[i]
	}
	t.push(y, func() {
		if x.G == nil {
			return
		}
		for i, v := range mask {
			x.G[i] += y.G[i] * v
		}
	})
	return y
}

// Norm is layer normalisation with gain and bias.
func (t *Tape) Norm(x, gain, bias *Mat, eps float32) *Mat {
	y := t.result(x.R, x.C, x, gain)
	stat := t.Alloc(2 * x.R)
	t.ops.Norm(y.V, x.V, gain.V, bias.V, stat, x.R, x.C, eps)
	t.push(y, func() {
		n := x.C
		for i := range x.R {
			mean, inv := stat[2*i], stat[2*i+1]
			xv, g := x.V[i*n:(i+1)*n], y.G[i*n:(i+1)*n]
			var sum, dot float32
			for j, v := range xv {
				unit := (v - mean) * inv
				w := g[j] * gain.V[j]
				sum += w
				dot += w * unit
				if gain.G != nil {
					gain.G[j] += g[j] * unit
					bias.G[j] += g[j]
				}
			}
			if x.G == nil {
				continue
			}
			sum /= float32(n)
			dot /= float32(n)
			to := x.G[i*n : (i+1)*n]
			for j, v := range xv {
				to[j] += inv * (g[j]*gain.V[j] - sum - (v-mean)*inv*dot)
			}
		}
	})
	return y
}

// Attend is multi-head self-attention within each sequence; rows starts[i] to
// starts[i+1] of qkv are sequence i.
func (t *Tape) Attend(qkv *Mat, starts []int, heads int) *Mat {
	d := qkv.C / 3
	y := t.result(qkv.R, d, qkv)
	scale := float32(1 / math.Sqrt(float64(d/heads)))
	probs := make([][]float32, len(starts)-1)
	for i := range probs {
		a, b := starts[i], starts[i+1]
		probs[i] = t.Alloc(heads * (b - a) * (b - a))
		t.ops.Attend(y.V[a*d:b*d], probs[i], qkv.V[3*a*d:3*b*d], t.Alloc(kernel.AttendScratch(b-a, d/heads)), b-a, heads, d/heads, scale)
	}
	t.push(y, func() {
		for i := range probs {
			a, b := starts[i], starts[i+1]
			t.ops.AttendBack(qkv.G[3*a*d:3*b*d], y.G[a*d:b*d], probs[i], qkv.V[3*a*d:3*b*d], t.Alloc(kernel.AttendScratch(b-a, d/heads)), b-a, heads, d/heads, scale)
		}
	})
	return y
}
