package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func random(r *rand.Rand, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(r.NormFloat64())
	}
	return s
}

func near(t *testing.T, what string, got, want []float32, tolerance float64) {
	t.Helper()
	for i := range want {
		if d := math.Abs(float64(got[i] - want[i])); d > tolerance || math.IsNaN(d) {
			t.Fatalf("%s: element %d is %g, want %g", what, i, got[i], want[i])
		}
	}
}

func TestProductAgainstNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range [][3]int{{1, 1, 1}, {13, 7, 32}, {12, 64, 33}, {29, 100, 70}, {5, 3, 31}} {
		m, k, n := s[0], s[1], s[2]
		a, b, bt := random(r, m*k), random(r, k*n), make([]float32, k*n)
		start := random(r, m*n)
		want := make([]float32, m*n)
		for i := range m {
			for j := range n {
				for p := range k {
					want[i*n+j] += a[i*k+p] * b[p*n+j]
				}
			}
		}
		for _, o := range []Ops{{}, {Portable: true}} {
			packed, packedT := make([]float32, PackedLen(k, n)), make([]float32, PackedLen(k, n))
			o.Pack(packed, b, k, n)
			o.Transpose(bt, b, k, n)
			o.PackTransposed(packedT, bt, k, n)
			near(t, "packed transpose", packedT, packed, 0)
			c := make([]float32, m*n)
			o.MatMul(c, a, packed, m, k, n, false)
			near(t, fmt.Sprint("product ", s, o), c, want, 1e-4)
			copy(c, start)
			o.MatMul(c, a, packed, m, k, n, true)
			for i := range c {
				c[i] -= start[i]
			}
			near(t, fmt.Sprint("sum ", s, o), c, want, 1e-4)
		}
	}
}

func TestAttentionPathsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 2, 19} {
		const heads, width = 4, 16
		d := heads * width
		qkv, dout := random(r, 3*n*d), random(r, n*d)
		var outs, grads [2][]float32
		for i, o := range []Ops{{}, {Portable: true}} {
			out, probs, grad := make([]float32, n*d), make([]float32, heads*n*n), make([]float32, 3*n*d)
			scratch := make([]float32, AttendScratch(n, width))
			o.Attend(out, probs, qkv, scratch, n, heads, width, 0.25)
			o.AttendBack(grad, dout, probs, qkv, scratch, n, heads, width, 0.25)
			outs[i], grads[i] = out, grad
		}
		near(t, "attention", outs[0], outs[1], 1e-4)
		near(t, "gradient", grads[0], grads[1], 1e-4)
	}
}

// The gradient is that of the forward pass: compared with central differences.
func TestAttentionGradient(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const n, heads, width = 5, 2, 16
	d := heads * width
	qkv, dout := random(r, 3*n*d), random(r, n*d)
	out, probs, grad := make([]float32, n*d), make([]float32, heads*n*n), make([]float32, 3*n*d)
	scratch := make([]float32, AttendScratch(n, width))
	loss := func() float64 {
		Ops{}.Attend(out, probs, qkv, scratch, n, heads, width, 0.25)
		var s float64
		for i := range out {
			s += float64(out[i] * dout[i])
		}
		return s
	}
	loss()
	Ops{}.AttendBack(grad, dout, probs, qkv, scratch, n, heads, width, 0.25)
	for i := 0; i < len(qkv); i += 17 {
		const h = 1e-2
		x := qkv[i]
		qkv[i] = x + h
		up := loss()
		qkv[i] = x - h
		down := loss()
		qkv[i] = x
		if want := (up - down) / (2 * h); math.Abs(want-float64(grad[i])) > 2e-3 {
			t.Errorf("element %d: %g, want %g", i, grad[i], want)
		}
	}
}

func TestNormPathsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const rows, cols = 3, 48
	x, gain, bias := random(r, rows*cols), random(r, cols), random(r, cols)
	var outs [2][]float32
	for i, o := range []Ops{{}, {Portable: true}} {
		outs[i] = make([]float32, rows*cols)
		o.Norm(outs[i], x, gain, bias, make([]float32, 2*rows), rows, cols, 1e-6)
	}
	near(t, "norm", outs[0], outs[1], 1e-5)
}

func BenchmarkProduct(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const m, k, n = 120, 512, 1536
	x, w, c := random(r, m*k), random(r, k*n), make([]float32, m*n)
	for _, o := range []Ops{{}, {Portable: true}} {
		packed := make([]float32, PackedLen(k, n))
		o.Pack(packed, w, k, n)
		b.Run(fmt.Sprintf("portable=%v", o.Portable), func(b *testing.B) {
			for b.Loop() {
				o.MatMul(c, x, packed, m, k, n, false)
			}
			b.ReportMetric(2*m*k*n*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOPS")
		})
	}
}
