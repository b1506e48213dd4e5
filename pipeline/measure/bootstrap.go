package measure

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// pcgStream is the second word of the generator's seed: any constant does.
const pcgStream = 0x67726970_65000001

// resampled are the 2.5 and 97.5 percentiles of a division over a bootstrap of
// both sources of error: the sample, by a Poisson bootstrap of the cells
// (Chamandy et al. 2012, "Estimating uncertainty for massive data streams"),
// and the classifier, by moving each resample as far as the same estimate was
// off on one of the domains that the classifier had not seen, drawn at random.
func resampled(e *evidence, point division, est estimator, errs *confusions, o *Options) (low, high division) {
	rng := rand.New(rand.NewPCG(o.Seed, pcgStream))
	weight := make([]float64, len(e.cells))
	misses := errs.misses(est.name)
	var draws [len(point)][]float64
	for range o.resamples() {
		for i := range e.cells {
			weight[i] = distuv.Poisson{Lambda: e.cells[i].n, Src: rng}.Rand()
		}
		t := tallied(e.cells, weight)
		if t.complaints == 0 {
			continue
		}
		r := evidence{cells: e.cells, weight: weight, tally: t, errs: e.errs}
		moved := divided(t, r.estimated(est.of))
		misses.apply(&moved, rng)
		for k, v := range moved {
			draws[k] = append(draws[k], v)
		}
	}
	low, high = point, point
	for k := range draws {
		if len(draws[k]) > 0 {
			slices.Sort(draws[k])
			low[k] = math.Min(point[k], quantile(draws[k], 0.025))
			high[k] = math.Max(point[k], quantile(draws[k], 0.975))
		}
	}
	return low, high
}

// quantile interpolates in sorted values (type 7 of Hyndman & Fan 1996).
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
