package measure

import (
	"math"

	"gripe/pipeline/opinion"
)

// Wilson is the 95 % score interval of x in n (Wilson 1927; recommended over
// the textbook interval by Brown, Cai & DasGupta 2001). x may be a fraction, as
// a corrected count is. With n = 0 nothing is known: 0 in [0,1].
func Wilson(x, n float64) opinion.Estimate {
	if !(n > 0) {
		return opinion.Estimate{Value: 0, Low: 0, High: 1}
	}
	p := clamp01(x / n)
	z2 := z95 * z95
	centre := (p + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	// Rounding may leave an end a hair past the estimate it must contain.
	return opinion.Estimate{
		Value: p,
		Low:   math.Min(p, clamp01(centre-half)),
		High:  math.Max(p, clamp01(centre+half)),
	}
}

// countedShare is a share that is counted, not corrected.
func countedShare(n, base int) opinion.Share {
	return opinion.Share{Estimate: Wilson(float64(n), float64(base)), Base: base, Counted: n}
}

func clamp01(x float64) float64 {
	if !(x > 0) { // NaN too
		return 0
	}
	return math.Min(x, 1)
}
