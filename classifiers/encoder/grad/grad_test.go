package grad

import (
	"math"
	"math/rand/v2"
	"testing"
)

func fill(r *rand.Rand, rows, cols int) *Mat {
	m := &Mat{R: rows, C: cols, V: make([]float32, rows*cols), G: make([]float32, rows*cols)}
	for i := range m.V {
		m.V[i] = float32(r.NormFloat64()) / 2
	}
	return m
}

// Every operation's gradient is compared with central differences of the loss.
func TestGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	starts := []int{0, 3, 3, 8}
	x, w, b := fill(r, 8, 16), fill(r, 16, 48), fill(r, 1, 48)
	gain, bias := fill(r, 1, 16), fill(r, 1, 16)
	score, last := fill(r, 16, 1), fill(r, 48, 3)
	mask := make([]float32, 8*16)
	for i := range mask {
		mask[i] = float32(i % 3)
	}
	target := [][]float32{{1, 0, 0}, {0, 0.5, 0.5}, {0, 0, 1}}
	tape := &Tape{}
	loss := func() float64 {
		tape.Reset()
		h := tape.Norm(x, gain, bias, 1e-6)
		h = tape.Attend(tape.Linear(h, w, b), starts, 2)
		h = tape.Mask(tape.Add(h, tape.Tanh(x)), mask)
		mean := tape.Mean(h, starts)
		pooled := tape.Pool(h, tape.Linear(h, score, nil), starts)
		both := tape.Join(tape.ReLU(mean), tape.Rows(pooled, []int{2, -1, 0}), tape.Max(h, starts))
		return tape.CrossEntropy(tape.Linear(both, last, nil), 0, 3, target, []float32{1, 2, 0.5})
	}
	params := map[string]*Mat{"x": x, "w": w, "b": b, "gain": gain, "bias": bias, "score": score, "last": last}
	loss()
	tape.Backward()
	for name, p := range params {
		for i := 0; i < len(p.V); i += 1 + len(p.V)/20 {
			const h = 4e-3
			v := p.V[i]
			p.V[i] = v + h
			up := loss()
			p.V[i] = v - h
			down := loss()
			p.V[i] = v
			if want := (up - down) / (2 * h); math.Abs(want-float64(p.G[i])) > 3e-3+0.02*math.Abs(want) {
				t.Errorf("%s[%d]: gradient %g, want %g", name, i, p.G[i], want)
			}
		}
	}
}
