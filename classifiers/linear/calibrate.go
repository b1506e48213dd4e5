package linear

import "math"

// Calibration follows Platt (1999) for the two-way questions and temperature
// scaling (Guo et al. 2017) for the others, fitted on predictions for domains
// that the fitted weights had not seen.

// temperature gives the factor on the logits that makes the targets likeliest.
// Rows whose target is below 0 do not count.
func temperature(logits []float64, k int, y []int16, w []float64) float64 {
	nll := func(t float64) float64 {
		loss := 0.0
		z := make([]float64, k)
		for i, target := range y {
			if target < 0 {
				continue
			}
			for c := range z {
				z[c] = t * logits[i*k+c]
			}
			own := z[target]
			loss += w[i] * (softmax(z) - own)
		}
		return loss
	}
	lo, hi := math.Log(0.1), math.Log(10)
	const golden = 0.6180339887498949
	a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
	fa, fb := nll(math.Exp(a)), nll(math.Exp(b))
	for range 30 {
		if fa < fb {
			hi, b, fb = b, a, fa
			a = hi - golden*(hi-lo)
			fa = nll(math.Exp(a))
		} else {
			lo, a, fa = a, b, fb
			b = lo + golden*(hi-lo)
			fb = nll(math.Exp(b))
		}
	}
	return math.Exp((lo + hi) / 2)
}

// platt is a logistic curve over a score: P = 1/(1+exp(-(A s + B))).
type platt struct{ A, B float64 }

func (p platt) at(score float64) float64 { return sigmoid(p.A*score + p.B) }

// fitPlatt fits the curve by L-BFGS. Rows whose target is below 0 do not count.
func fitPlatt(score []float64, y []int16, w []float64) platt {
	x := []float64{1, 0}
	total := 1e-9
	for i := range y {
		if y[i] >= 0 {
			total += w[i]
		}
	}
	minimise(x, 100, func(x, grad []float64) float64 {
		loss := 1e-4 * ((x[0]-1)*(x[0]-1) + x[1]*x[1])
		grad[0], grad[1] = 2e-4*(x[0]-1), 2e-4*x[1]
		for i, target := range y {
			if target < 0 {
				continue
			}
			z := x[0]*score[i] + x[1]
			p := sigmoid(z)
			if target == 1 {
				loss -= w[i] / total * math.Log(math.Max(p, 1e-12))
			} else {
				loss -= w[i] / total * math.Log(math.Max(1-p, 1e-12))
			}
			d := w[i] / total * (p - float64(target))
			grad[0] += d * score[i]
			grad[1] += d
		}
		return loss
	})
	return platt{A: x[0], B: x[1]}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// logit of a probability, bounded to +-12.
func logit(p float64) float64 {
	p = math.Min(math.Max(p, 6e-6), 1-6e-6)
	return math.Log(p / (1 - p))
}
