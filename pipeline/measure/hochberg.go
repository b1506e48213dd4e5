package measure

import (
	"cmp"
	"slices"
)

// BenjaminiHochberg tells which of the p-values survive a false discovery rate
// of q (Benjamini & Hochberg 1995): all up to the largest rank k, in ascending
// order, with p(k) <= k/m*q.
func BenjaminiHochberg(p []float64, q float64) []bool {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(p[a], p[b]), cmp.Compare(a, b)) })
	last := -1
	for k, i := range order {
		if p[i] <= float64(k+1)/float64(len(p))*q {
			last = k
		}
	}
	pass := make([]bool, len(p))
	for _, i := range order[:last+1] {
		pass[i] = true
	}
	return pass
}
