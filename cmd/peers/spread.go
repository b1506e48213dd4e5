package main

import (
	"fmt"
	"slices"
)

// ratios divides run by run, so that what slowed a whole round cancels out.
func ratios(a, b []float64) []float64 {
	out := make([]float64, min(len(a), len(b)))
	for i := range out {
		out[i] = a[i] / b[i]
	}
	return out
}

// spread says median, minimum and maximum.
func spread(v []float64) string {
	s := slices.Sorted(slices.Values(v))
	if len(s) == 0 {
		return "none"
	}
	return fmt.Sprintf("%.4g (%.4g to %.4g)", s[len(s)/2], s[0], s[len(s)-1])
}
