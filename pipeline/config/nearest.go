package config

import (
	"slices"
	"strings"
)

// suggest names the right key nearest to a wrong one, else lists all.
func suggest(got string, names []string) string {
	slices.Sort(names)
	best, dist := "", 1<<30
	for _, n := range names {
		if d := editDistance(strings.ToLower(got), n); d < dist {
			best, dist = n, d
		}
	}
	if dist <= max(2, len(best)/3) {
		return "did you mean " + best + "?"
	}
	return "known keys are " + strings.Join(names, ", ")
}

// editDistance is Levenshtein's distance in bytes.
func editDistance(a, b string) int {
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		diag := prev[0]
		prev[0] = i + 1
		for j := range len(b) {
			cost := diag
			if a[i] != b[j] {
				cost = 1 + min(diag, prev[j], prev[j+1])
			}
			diag, prev[j+1] = prev[j+1], cost
		}
	}
	return prev[len(b)]
}
