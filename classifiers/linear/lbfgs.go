package linear

import "math"

// minimise runs L-BFGS (Nocedal and Wright 2006, algorithm 7.5, memory 8) with
// backtracking from x, which it changes. f returns the value at x and writes
// the gradient. It stops after iters steps, or when a step brings less than
// 1e-5 of the value. Nothing in it depends on scheduling: equal input gives
// equal bits.
func minimise(x []float64, iters int, f func(x, grad []float64) float64) float64 {
	const memory = 8
	n := len(x)
	grad, next, nextGrad, dir := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	var s, y [][]float64
	var rho []float64
	value := f(x, grad)
	for it := 0; it < iters; it++ {
		direction(dir, grad, s, y, rho)
		slope := dot(dir, grad)
		if slope >= 0 {
			return value
		}
		step := 1.0
		if it == 0 {
			step = 1 / math.Max(1, math.Sqrt(dot(grad, grad)))
		}
		better, ok := value, false
		for try := 0; try < 20; try++ {
			for i := range x {
				next[i] = x[i] + step*dir[i]
			}
			better = f(next, nextGrad)
			if better <= value+1e-4*step*slope {
				ok = true
				break
			}
			step *= 0.5
		}
		if !ok {
			return value
		}
		ds, dy := reuse(&s, memory, n), reuse(&y, memory, n)
		for i := range x {
			ds[i], dy[i] = next[i]-x[i], nextGrad[i]-grad[i]
		}
		curve := dot(ds, dy)
		if curve > 1e-12 {
			s, y, rho = append(s, ds), append(y, dy), append(rho, 1/curve)
			if len(rho) > memory {
				rho = rho[1:]
			}
		}
		copy(x, next)
		copy(grad, nextGrad)
		gain := value - better
		value = better
		if gain < 1e-5*math.Abs(value) {
			return value
		}
	}
	return value
}

// reuse takes the oldest vector out of a full memory, or makes one.
func reuse(list *[][]float64, memory, n int) []float64 {
	if len(*list) < memory {
		return make([]float64, n)
	}
	old := (*list)[0]
	*list = (*list)[1:]
	return old
}

// direction is the two-loop recursion: minus the inverse Hessian times grad.
func direction(dir, grad []float64, s, y [][]float64, rho []float64) {
	for i := range dir {
		dir[i] = -grad[i]
	}
	alpha := make([]float64, len(rho))
	for k := len(rho) - 1; k >= 0; k-- {
		alpha[k] = rho[k] * dot(s[k], dir)
		axpy(dir, -alpha[k], y[k])
	}
	if k := len(rho) - 1; k >= 0 {
		scale := 1 / (rho[k] * dot(y[k], y[k]))
		for i := range dir {
			dir[i] *= scale
		}
	}
	for k := range rho {
		axpy(dir, alpha[k]-rho[k]*dot(y[k], dir), s[k])
	}
}

func axpy(x []float64, a float64, y []float64) {
	for i := range x {
		x[i] += a * y[i]
	}
}
