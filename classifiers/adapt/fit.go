package adapt

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gripe/pipeline/opinion"
)

// MinLabels is how many labels of a random sample an adaptation takes: five
// numbers are fitted, and it is judged on fifths.
const MinLabels = 100

const (
	// ridge pulls lean to 0 and the logarithm of sharpness to 0: as strong as
	// a standard deviation of 0.7 known beforehand.
	ridge = 2.0
	// folds times repeats are the held-out parts.
	folds, repeats = 5, 4
	steps          = 400
	pcgStream      = 0x67726970_66697400
)

// Fit adapts model to labels of a random sample. Before and After of the result
// come from folds left out in turn, several times over. better tells whether
// the adaptation should be taken: its held-out loss is lower by more than a
// standard error of the difference, and it is not less often right. The same
// labels with the same seed give the same result.
func Fit(model string, labels []opinion.AuditedCause, seed uint64) (a Adaptation, better bool, err error) {
	if len(labels) < MinLabels {
		return a, false, fmt.Errorf("adapt: %d labels of a random sample are too few: at least %d are needed", len(labels), MinLabels)
	}
	a = fitted(labels)
	a.Model, a.Labels = model, len(labels)
	rng := rand.New(rand.NewPCG(seed, pcgStream))
	n := len(labels)
	// Gain of each label's loss, averaged over the repeats before its scatter
	// is taken: repeats are not new labels.
	gain := make([]float64, n)
	same := Adaptation{Sharpness: 1}
	for range repeats {
		order := rng.Perm(n)
		for fold := range folds {
			var in, out []opinion.AuditedCause
			var at []int
			for k, i := range order {
				if k%folds == fold {
					out, at = append(out, labels[i]), append(at, i)
				} else {
					in = append(in, labels[i])
				}
			}
			f := fitted(in)
			for k := range out {
				b, c := same.score(&out[k]), f.score(&out[k])
				a.Before.add(b, float64(n*repeats))
				a.After.add(c, float64(n*repeats))
				gain[at[k]] += (b.Loss - c.Loss) / repeats
			}
		}
	}
	mean, square := 0.0, 0.0
	for _, g := range gain {
		mean += g / float64(n)
		square += g * g / float64(n)
	}
	doubt := math.Sqrt(math.Max(square-mean*mean, 0) / float64(n-1))
	return a, mean > doubt && a.After.Right >= a.Before.Right, nil
}

func (s *Score) add(o Score, n float64) {
	s.Loss += o.Loss / n
	s.Right += o.Right / n
}

// score of one label.
func (a *Adaptation) score(x *opinion.AuditedCause) (s Score) {
	p := a.Of(x.P)
	s.Loss = -math.Log(math.Max(p[x.Cause.Index()], floor))
	if best, _ := p.Best(); best == x.Cause {
		s.Right = 1
	}
	return s
}

// fitted minimises the loss with its ridge by gradient descent whose step
// grows while it helps and halves when it does not. The problem is convex in
// sharpness and lean and has five numbers: a few hundred steps of a hundred
// labels are a matter of milliseconds.
func fitted(labels []opinion.AuditedCause) Adaptation {
	logs := make([][4]float64, len(labels))
	for i := range labels {
		for k, x := range labels[i].P {
			logs[i][k] = math.Log(math.Max(x, floor))
		}
	}
	now := Adaptation{Sharpness: 1}
	value, slope := objective(&now, logs, labels)
	step := 0.01
	for range steps {
		next := now
		next.Sharpness = math.Max(next.Sharpness-step*slope[4], 0.05)
		for i := range next.Lean {
			next.Lean[i] -= step * slope[i]
		}
		v, s := objective(&next, logs, labels)
		if !(v < value) {
			step /= 2
			continue
		}
		gained := value - v
		now, value, slope = next, v, s
		step *= 1.2
		if gained < 1e-6 {
			break
		}
	}
	return now
}

// objective is the summed loss with its ridge, and its slope by lean, then by
// sharpness.
func objective(a *Adaptation, logs [][4]float64, labels []opinion.AuditedCause) (value float64, slope [5]float64) {
	for i := range labels {
		y := labels[i].Cause.Index()
		p := a.ofLogs(&logs[i])
		value -= math.Log(math.Max(p[y], floor))
		for k, d := range p {
			if k == y {
				d--
			}
			slope[k] += d
			slope[4] += d * logs[i][k]
		}
	}
	for k, l := range a.Lean {
		value += ridge / 2 * l * l
		slope[k] += ridge * l
	}
	t := math.Log(a.Sharpness)
	value += ridge / 2 * t * t
	slope[4] += ridge * t / a.Sharpness
	return value, slope
}
