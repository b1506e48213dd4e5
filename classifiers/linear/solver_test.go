package linear

import (
	"math"
	"slices"
	"testing"
)

// toy is separable: class 0 has feature 0, class 1 feature 1, class 2 neither.
func toy() *problem {
	x := newCSR(6)
	p := &problem{x: x, k: 3, d: 3, lambda: 1e-3}
	for i := range 6 {
		if c := i % 3; c < 2 {
			x.add(int32(c), 1)
		}
		x.add(2, 1)
		x.endRow()
		p.y, p.w = append(p.y, int16(i%3)), append(p.w, 1)
		p.docs = append(p.docs, int32(i))
	}
	p.docs = append(p.docs, 6)
	return p
}

func TestSolverSeparates(t *testing.T) {
	p := toy()
	w := p.solve(100)
	z := make([]float64, 18)
	p.x.times(w, 3, z)
	for i, y := range p.y {
		row := z[i*3 : i*3+3]
		softmax(row)
		if row[y] < 0.9 {
			t.Errorf("row %d: %v, want class %d", i, row, y)
		}
	}
}

func TestSolverRepeatsToTheBit(t *testing.T) {
	if a, b := toy().solve(50), toy().solve(50); !slices.Equal(a, b) {
		t.Errorf("two runs differ: %v, %v", a, b)
	}
}

func TestMinimiseQuadratic(t *testing.T) {
	x := []float64{5, -3}
	minimise(x, 50, func(x, g []float64) float64 {
		g[0], g[1] = 2*(x[0]-1), 20*(x[1]-2)
		return (x[0]-1)*(x[0]-1) + 10*(x[1]-2)*(x[1]-2) + 1
	})
	if math.Abs(x[0]-1) > 0.02 || math.Abs(x[1]-2) > 0.02 {
		t.Errorf("minimum at %v, want [1 2]", x)
	}
}

func TestMixByHand(t *testing.T) {
	// near 0.5, wide 1: 1 + 0.5*2 + (2+4)/2 = 5, 2 + 0.5*(1+4) + (1+4)/2 = 7, 4 + 0.5*2 + (1+2)/2 = 6.5.
	out := make([]float64, 3)
	mixDoc([]float64{1, 2, 4}, out, 1, 0.5, 1)
	if want := []float64{5, 7, 6.5}; !slices.Equal(out, want) {
		t.Errorf("got %v, want %v", out, want)
	}
}

func TestPlattAndTemperature(t *testing.T) {
	// A score of log 3 that is right three times in four is calibrated as it is.
	score := []float64{math.Log(3), math.Log(3), math.Log(3), math.Log(3), -math.Log(3), -math.Log(3), -math.Log(3), -math.Log(3)}
	y := []int16{1, 1, 1, 0, 0, 0, 0, 1}
	w := []float64{1, 1, 1, 1, 1, 1, 1, 1}
	if p := fitPlatt(score, y, w); math.Abs(p.at(math.Log(3))-0.75) > 0.01 {
		t.Errorf("Platt gives %.3f, want 0.75", p.at(math.Log(3)))
	}
	var logits []float64
	for _, s := range score {
		logits = append(logits, 0, 2*s) // twice too sure
	}
	if got := temperature(logits, 2, y, w); math.Abs(got-0.5) > 0.01 {
		t.Errorf("temperature %.3f, want 0.5", got)
	}
}
