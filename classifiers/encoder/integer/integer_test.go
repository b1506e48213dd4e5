package integer

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func random(r *rand.Rand, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(r.NormFloat64())
	}
	return s
}

func randomWeights(t testing.TB, r *rand.Rand, in, out int) (*Weights, []int8) {
	t.Helper()
	q := make([]int8, in*out)
	for i := range q {
		q[i] = int8(r.IntN(256) - 128)
	}
	w, err := NewWeights(q, random(r, out), random(r, out), in, out)
	if err != nil {
		t.Fatal(err)
	}
	return w, q
}

// same fails unless every instruction set gives what plain Go gives, bit for
// bit.
func same(t testing.TB, what string, do func(Ops) []float32) {
	t.Helper()
	want := do(Ops{})
	for _, o := range All() {
		got := do(o)
		for i := range want {
			if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
				t.Fatalf("%s: %s gives %g at %d, plain Go %g", what, o, got[i], i, want[i])
			}
		}
	}
}

func product(t testing.TB, seed uint64, rows, in, out int) {
	r := rand.New(rand.NewPCG(seed, 2))
	w, q := randomWeights(t, r, in, out)
	x, start := random(r, rows*in), random(r, rows*out)
	for i := range x {
		if seed%2 == 0 && (i/8%4 != 0 || x[i] < 0) {
			x[i] = 0
		}
	}
	for _, flags := range []int{Set, Add, ReLU, Add | ReLU, Sparse, Add | Sparse} {
		same(t, fmt.Sprintf("%d by %d by %d, flags %d", rows, in, out, flags), func(o Ops) []float32 {
			var a Rows
			o.Quantise(&a, x, rows, in, in)
			y := append([]float32(nil), start...)
			o.Product(y, &a, w, rows, flags)
			return y
		})
	}
	// Plain Go against the definition.
	var a Rows
	Ops{}.Quantise(&a, x, rows, in, in)
	y := make([]float32, rows*out)
	Ops{}.Product(y, &a, w, rows, Set)
	for i := range rows {
		for j := range out {
			sum := int64(0)
			for p := range in {
				sum += int64(int32(a.Q[i*a.stride+p])-a.Zero[i]) * int64(q[p*out+j])
			}
			want := float64(sum)*float64(w.scale[j])*float64(a.Scale[i]) + float64(w.bias[j])
			if d := math.Abs(want - float64(y[i*out+j])); d > 1e-5*(1+math.Abs(want)) {
				t.Fatalf("row %d, column %d: %g, want %g", i, j, y[i*out+j], want)
			}
		}
	}
}

func TestProduct(t *testing.T) {
	for _, s := range [][3]int{{1, 1, 1}, {13, 7, 32}, {12, 64, 33}, {29, 100, 70}, {5, 3, 31}, {27, 512, 96}, {3, 1536, 40}, {70, 1536, 32}, {33, 64, 70}, {2, 2112, 5}} {
		product(t, 1, s[0], s[1], s[2])
		product(t, 2, s[0], s[1], s[2])
	}
}

func FuzzProduct(f *testing.F) {
	f.Add(uint64(1), uint8(1), uint16(1), uint8(1))
	f.Add(uint64(2), uint8(23), uint16(130), uint8(65))
	f.Fuzz(func(t *testing.T, seed uint64, rows uint8, in uint16, out uint8) {
		product(t, seed, int(rows%40)+1, int(in%600)+1, int(out)%100+1)
	})
}

// The largest sums are exact: all weights and activations at their bounds.
func TestLargestSums(t *testing.T) {
	const in, out = 8192, 2
	q, x := make([]int8, in*out), make([]float32, in)
	for i := range in {
		q[2*i], q[2*i+1], x[i] = -128, 127, 1
	}
	w, err := NewWeights(q, []float32{1, 1}, nil, in, out)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range All() {
		var a Rows
		o.Quantise(&a, x, 1, in, in)
		y := make([]float32, out)
		o.Product(y, &a, w, 1, Set)
		want := []float32{-128 * in * 255 * a.Scale[0], 127 * in * 255 * a.Scale[0]}
		if d := cmp.Diff(want, y); d != "" {
			t.Errorf("%s: %s", o, d)
		}
	}
}

// A number is never further from what its byte stands for than half a level,
// and bytes are the same everywhere.
func TestQuantise(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct{ rows, cols, ld int }{{3, 512, 512}, {4, 7, 20}, {1, 130, 130}} {
		x := random(r, c.rows*c.ld)
		clear(x[:c.cols]) // a row of zeros
		var want Rows
		Ops{}.Quantise(&want, x, c.rows, c.cols, c.ld)
		for i := range c.rows {
			for j := range c.cols {
				v := float32(int32(want.Q[i*want.stride+j])-want.Zero[i]) * want.Scale[i]
				if d := math.Abs(float64(v - x[i*c.ld+j])); d > 0.51*float64(want.Scale[i]) {
					t.Errorf("row %d: %g stands for %g, levels of %g", i, v, x[i*c.ld+j], want.Scale[i])
				}
			}
		}
		for _, o := range All() {
			var got Rows
			o.Quantise(&got, x, c.rows, c.cols, c.ld)
			if d := cmp.Diff(want, got, cmp.AllowUnexported(Rows{})); d != "" {
				t.Errorf("%s: %s", o, d)
			}
		}
	}
}

func TestGather(t *testing.T) {
	var r Rows
	r.Gather([]int8{-128, 0, 127, 5, 6, 7}, []float32{2, 3}, []int32{1, 0}, 3)
	want := Rows{Q: []uint8{133, 134, 135, 0, 0, 128, 255, 0}, Scale: []float32{3, 2}, Zero: []int32{128, 128}, stride: 4}
	if d := cmp.Diff(want, r, cmp.AllowUnexported(Rows{})); d != "" {
		t.Error(d)
	}
}

func TestAttend(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, 2, 16, 19, 128} {
		const heads, width = 4, 32
		qkv := random(r, 3*n*heads*width)
		same(t, fmt.Sprint("attention over ", n), func(o Ops) []float32 {
			out, scratch := make([]float32, n*heads*width), make([]float32, AttendScratch(n, width))
			o.Attend(out, qkv, scratch, n, heads, width, 0.25)
			return out
		})
	}
}

func TestNorm(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const rows, cols = 3, 48
	x, gain, bias := random(r, rows*cols), random(r, cols), random(r, cols)
	same(t, "norm", func(o Ops) []float32 {
		out := make([]float32, rows*cols)
		o.Norm(out, x, gain, bias, rows, cols, 1e-6)
		var a, b Rows
		o.NormQuantise(&a, x, gain, bias, rows, cols, 1e-6)
		o.Quantise(&b, out, rows, cols, cols)
		if d := cmp.Diff(a, b, cmp.AllowUnexported(Rows{})); d != "" {
			t.Errorf("%s: normalised and quantised at once: %s", o, d)
		}
		return out
	})
}

func TestWeigh(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 8))
	const rows, cols = 5, 37
	x, weights := random(r, rows*cols), random(r, rows)
	same(t, "weighed sum", func(o Ops) []float32 {
		out := make([]float32, cols)
		o.Weigh(out, x, weights, rows, cols)
		return out
	})
}

func TestTanhAndSoftmax(t *testing.T) {
	var x []float32
	for v := float32(-100); v < 100; v += 0.137 {
		x = append(x, v/7)
	}
	same(t, "tanh", func(o Ops) []float32 {
		y := append([]float32(nil), x...)
		o.Tanh(y)
		for i := range y {
			if d := math.Abs(math.Tanh(float64(x[i])) - float64(y[i])); d > 1e-6 {
				t.Errorf("%s: the tangent of %g is %g", o, x[i], y[i])
			}
		}
		return y
	})
	p := []float32{-100, 0, 1, 2}
	Softmax(p)
	for i, want := range []float64{0, 0.0900306, 0.2447285, 0.6652410} {
		if math.Abs(float64(p[i])-want) > 1e-6 {
			t.Errorf("share %d is %g, want %g", i, p[i], want)
		}
	}
	Softmax(nil)
}

func TestWeightsFaults(t *testing.T) {
	for _, c := range []struct{ q, scale, bias, in, out int }{{3, 2, 2, 2, 2}, {4, 1, 2, 2, 2}, {4, 2, 1, 2, 2}, {0, 0, 0, 0, 0}, {maxIn, 1, 1, maxIn, 1}} {
		if _, err := NewWeights(make([]int8, c.q), make([]float32, c.scale), make([]float32, c.bias), c.in, c.out); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}

func BenchmarkProduct(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const m, k, n = 192, 512, 1536
	w, _ := randomWeights(b, r, k, n)
	x, y := random(r, m*k), make([]float32, m*n)
	for _, o := range All() {
		b.Run(o.String(), func(b *testing.B) {
			var a Rows
			o.Quantise(&a, x, m, k, k)
			for b.Loop() {
				o.Product(y, &a, w, m, Set)
			}
			b.ReportMetric(m*k*n*float64(b.N)/b.Elapsed().Seconds()/1e9, "GMAC/s")
		})
	}
}

func BenchmarkRows(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const t, heads, width = 24, 4, 128
	const d = heads * width
	qkv, gain := random(r, 3*t*d), random(r, d)
	out, scratch := make([]float32, t*d), make([]float32, AttendScratch(t, width))
	for _, o := range All() {
		var a Rows
		for name, do := range map[string]func(){
			"attend":       func() { o.Attend(out, qkv, scratch, t, heads, width, 0.1) },
			"quantise":     func() { o.Quantise(&a, qkv, t, 3*d, 3*d) },
			"normquantise": func() { o.NormQuantise(&a, qkv, gain, gain, t, d, 1e-6) },
		} {
			b.Run(name+"/"+o.String(), func(b *testing.B) {
				for b.Loop() {
					do()
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*t), "µs/row")
			})
		}
	}
}
