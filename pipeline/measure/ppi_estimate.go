package measure

import (
	"math"

	"gripe/pipeline/opinion"
)

// estimates are shares over causes with their standard errors.
type estimates struct {
	value, spread [4]float64
}

// ratios are the shares of the three blamed causes among what blames anyone,
// from a first idea of the means. They are found twice, because the best weight
// hangs on the ratio and the ratio on the weight.
func (a *ppi) ratios(first [4]float64) (e estimates) {
	e.value = first
	for range 2 {
		f := forms{ratio: true, scale: meanBlamed(e.value)}
		for i := range none {
			f.r[i] = e.value[i] / f.scale
		}
		e = a.estimate(f)
	}
	blamed := meanBlamed(e.value)
	for i := range none {
		e.value[i] /= blamed
	}
	return e
}

// forms are linear in a vector over causes: its parts themselves, or the
// ratios of the blamed parts to their sum, linearised at r, where scale is
// their sum (the delta method).
type forms struct {
	ratio bool
	r     [4]float64
	scale float64
}

func (f *forms) of(x *[4]float64, c int) float64 {
	switch {
	case !f.ratio:
		return x[c]
	case c == none:
		return 0
	}
	return (x[c] - f.r[c]*(1-x[none])) / f.scale
}

// variance of a form of what has covariance v.
func (f *forms) variance(v *[4][4]float64, c int) float64 {
	switch {
	case !f.ratio:
		return v[c][c]
	case c == none:
		return 0
	}
	r := f.r[c]
	return math.Max(0, v[c][c]+2*r*v[c][none]+r*r*v[none][none]) / (f.scale * f.scale)
}

// estimate gives the means of the causes, on the simplex, by the one weight
// that makes the variances of the forms least in sum, and the standard errors
// of the forms.
func (a *ppi) estimate(f forms) (e estimates) {
	m := float64(len(a.y))
	var uy, up [4]float64
	for i := range a.y {
		for c := range 4 {
			uy[c] += f.of(&a.y[i], c) / m
			up[c] += f.of(&a.p[i], c) / m
		}
	}
	joint, own, told := 0.0, 0.0, 0.0
	for i := range a.y {
		for c := range 4 {
			dy, dp := f.of(&a.y[i], c)-uy[c], f.of(&a.p[i], c)-up[c]
			joint += dy * dp
			own += dp * dp
			told += dy * dy
		}
	}
	weight := 0.0
	if own > 0 {
		weight = joint / own
		if a.inside {
			weight /= 1 + m/a.n
		}
		weight = clamp01(weight)
	}
	for c := range 4 {
		left := 0.0
		for i := range a.y {
			d := f.of(&a.y[i], c) - uy[c] - weight*(f.of(&a.p[i], c)-up[c])
			left += d * d
		}
		// Without a floor the labels' part would vanish where the classifier
		// happens to agree with every label, and a share of none in a hundred
		// would be sure. This one gives Wilson's interval there.
		left = math.Max(left, z95*z95/2/(f.scale*f.scale))
		left /= m - 1
		v := left/m + weight*weight*f.variance(&a.cov, c)/a.n
		if !a.inside && own > 0 {
			shift := f.of(&a.mean, c) - up[c]
			v += (left/own + square(steeper(weight, told, joint)-weight)) * shift * shift
		}
		e.spread[c] = math.Sqrt(v)
		e.value[c] = meanOf(a.y, c) + weight*(a.mean[c]-meanOf(a.p, c))
	}
	e.value = nearest(e.value)
	return e
}

// steeper is the weight that would be right if other reviews differed from the
// sample in their causes alone, as PACC assumes: the slope of probability on
// label, turned round. The weight is right if they differed in their looks
// alone. Which it is cannot be told, so the distance between the two answers is
// taken for a standard error, beside the slope's own, as in a forecast by
// regression. It grows with how unlike the sample the others look.
func steeper(weight, told, joint float64) float64 {
	const steepest = 4 // beyond, the classifier knows next to nothing
	if told >= steepest*joint {
		return math.Max(weight, steepest)
	}
	return math.Max(weight, told/joint)
}

func square(x float64) float64 { return x * x }

// nearest is the nearest point of the simplex.
func nearest(x [4]float64) [4]float64 {
	return simplexLeastSquares(&[4][4]float64{{1}, {0, 1}, {0, 0, 1}, {0, 0, 0, 1}}, &x)
}

func meanOf(x [][4]float64, c int) float64 {
	sum := 0.0
	for i := range x {
		sum += x[i][c]
	}
	return sum / float64(len(x))
}

// floored puts an estimate with its standard error into a counted share. The
// interval is Wilson's, with as many observations as would have that error
// (the effective sample size of surveys: Korn & Graubard 1998), so that it
// stays in [0,1] and does not close at the ends. The size is reckoned at the
// share that Agresti & Coull (1998) take for so many labels, because at the
// ends themselves it would be nought. As in corrected, nothing is surer than a
// faultless count of the base. The normal interval, cut to [0,1], is covered as
// well: Wilson's never reaches 0 from a share that is only nearly so, and
// TestPPIOnHeldOutDomains has domains without any service complaint.
func floored(s opinion.Share, value, spread, labels float64) opinion.Share {
	z2, n := z95*z95, float64(s.Base)
	value = clamp01(value)
	if spread > 0 {
		at := (labels*value + z2/2) / (labels + z2)
		n = math.Min(n, at*(1-at)/(spread*spread))
	}
	w := Wilson(value*n, n)
	w.Low = math.Min(w.Low, clamp01(value-z95*spread))
	w.High = math.Max(w.High, clamp01(value+z95*spread))
	s.Estimate = w
	return s
}
