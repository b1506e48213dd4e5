package measure

import "math"

const (
	emRounds    = 200
	emTolerance = 1e-6
)

// em adjusts calibrated posteriors to the sample's own prevalence by
// expectation maximisation (Saerens, Latinne & Decaestecker 2002, "Adjusting
// the outputs of a classifier to new a priori probabilities", Neural
// Computation 14). The prior is the one that the posteriors imply on the
// domains of the error matrices.
func em(e *evidence) [4]float64 {
	q := e.tally.mean
	if !(e.tally.n > 0) {
		return q
	}
	for range emRounds {
		var ratio, next [4]float64
		for k := range q {
			ratio[k] = q[k] / math.Max(e.errs.prior[k], 1e-6)
		}
		for i := range e.cells {
			w := e.weight[i]
			if w == 0 {
				continue
			}
			p := &e.cells[i].p
			a, b, c, d := p[0]*ratio[0], p[1]*ratio[1], p[2]*ratio[2], p[3]*ratio[3]
			sum := a + b + c + d
			if !(sum > 0) {
				continue
			}
			w /= sum
			next[0] += w * a
			next[1] += w * b
			next[2] += w * c
			next[3] += w * d
		}
		total := next[0] + next[1] + next[2] + next[3]
		if !(total > 0) {
			return q
		}
		moved := 0.0
		for k := range next {
			next[k] /= total
			moved = math.Max(moved, math.Abs(next[k]-q[k]))
		}
		q = next
		if moved < emTolerance {
			break
		}
	}
	return q
}
