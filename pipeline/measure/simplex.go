package measure

import "math"

// simplexLeastSquares minimises q'Gq/2 - r'q over the simplex, exactly: with
// four causes there are only 15 supports, and the best feasible stationary
// point among them is the minimum of a convex problem.
func simplexLeastSquares(g *[4][4]float64, r *[4]float64) [4]float64 {
	best, bestValue := [4]float64{}, math.Inf(1)
	// From the full support down, so that the usual case ends at once.
	for support := 15; support > 0; support-- {
		q, ok := stationary(g, r, support)
		if !ok {
			continue
		}
		if support == 15 {
			return q
		}
		value := 0.0
		for i := range q {
			for j := range q {
				value += q[i] * g[i][j] * q[j] / 2
			}
			value -= r[i] * q[i]
		}
		if value < bestValue {
			best, bestValue = q, value
		}
	}
	return best
}

// stationary solves for the minimum on the hyperplane sum(q) = 1 with q zero
// outside the support, and tells whether it lies in the simplex.
func stationary(g *[4][4]float64, r *[4]float64, support int) (q [4]float64, ok bool) {
	var in [4]int
	n := 0
	for i := range 4 {
		if support>>i&1 == 1 {
			in[n] = i
			n++
		}
	}
	// The Lagrange system [G 1; 1' 0][q; l] = [r; 1], by elimination with
	// partial pivoting.
	var a [5][6]float64
	for x := range n {
		for y := range n {
			a[x][y] = g[in[x]][in[y]]
		}
		a[x][n], a[n][x], a[x][n+1] = 1, 1, r[in[x]]
	}
	a[n][n+1] = 1
	for col := 0; col <= n; col++ {
		pivot := col
		for row := col + 1; row <= n; row++ {
			if math.Abs(a[row][col]) > math.Abs(a[pivot][col]) {
				pivot = row
			}
		}
		if math.Abs(a[pivot][col]) < 1e-14 {
			return q, false
		}
		a[col], a[pivot] = a[pivot], a[col]
		for row := range n + 1 {
			if row == col {
				continue
			}
			f := a[row][col] / a[col][col]
			for k := col; k <= n+1; k++ {
				a[row][k] -= f * a[col][k]
			}
		}
	}
	for x := range n {
		v := a[x][n+1] / a[x][x]
		if v < -1e-12 {
			return q, false
		}
		q[in[x]] = math.Max(v, 0)
	}
	return q, true
}
