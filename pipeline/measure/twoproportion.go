package measure

import "math"

// TwoProportion is the two-sided p-value of "x1 of n1 and x2 of n2 are one
// share": the pooled z test, or Fisher's exact test where an expected count is
// below 10. At the customary 5 (Cochran 1954) the z test may still be thrice too
// sure: 1 of 12 against 9 of 12 gives 0.0009, exactly 0.0028. Without a base on
// both sides it is 1.
func TwoProportion(x1, n1, x2, n2 int) float64 {
	if n1 <= 0 || n2 <= 0 {
		return 1
	}
	a, b := float64(n1), float64(n2)
	p := float64(x1+x2) / (a + b)
	if min(a, b)*min(p, 1-p) < 10 {
		return fisher(x1, n1, x2, n2)
	}
	z := (float64(x1)/a - float64(x2)/b) / math.Sqrt(p*(1-p)*(1/a+1/b))
	return math.Erfc(math.Abs(z) / math.Sqrt2)
}

// fisher sums the hypergeometric probabilities of all tables with these
// margins that are no more likely than the one seen.
func fisher(x1, n1, x2, n2 int) float64 {
	k := x1 + x2
	logP := func(x int) float64 { return choose(n1, x) + choose(n2, k-x) - choose(n1+n2, k) }
	seen := logP(x1)
	sum := 0.0
	for x := max(0, k-n2); x <= min(k, n1); x++ {
		// The slack counts tables that are as likely but for rounding.
		if l := logP(x); l <= seen+1e-9 {
			sum += math.Exp(l)
		}
	}
	return math.Min(sum, 1)
}

// choose is the logarithm of the binomial coefficient.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
