package chart

import "math"

// disc is a circle in the plane.
type disc struct{ x, y, r float64 }

// lens is the area shared by two circles of radii a and b at distance d
// (Weisstein, "Circle-Circle Intersection", MathWorld, equation 14).
func lens(a, b, d float64) float64 {
	if d >= a+b || a == 0 || b == 0 {
		return 0
	}
	if d <= math.Abs(a-b) {
		r := min(a, b)
		return math.Pi * r * r
	}
	u := math.Acos(clampTo((d*d+a*a-b*b)/(2*d*a), -1, 1))
	v := math.Acos(clampTo((d*d+b*b-a*a)/(2*d*b), -1, 1))
	k := (-d + a + b) * (d + a - b) * (d - a + b) * (d + a + b)
	return a*a*u + b*b*v - 0.5*math.Sqrt(max(0, k))
}

func clampTo(x, low, high float64) float64 { return max(low, min(high, x)) }

// distance is where two circles share the wanted area. It is a range: circles
// that share nothing may stand as far apart as they like, and one that holds
// the other may hold it anywhere.
func distance(a, b, area float64) (low, high float64) {
	small := math.Pi * min(a, b) * min(a, b)
	switch {
	case area <= 0:
		return a + b, math.Inf(1)
	case area >= small*(1-1e-9):
		return 0, math.Abs(a - b)
	}
	low, high = math.Abs(a-b), a+b
	for range 60 { // the lens shrinks as the distance grows: bisection
		mid := (low + high) / 2
		if lens(a, b, mid) > area {
			low = mid
		} else {
			high = mid
		}
	}
	return low, low
}

// triangle picks a distance from each range so that they close to a triangle:
// pq, pr, qr. It is false where they cannot, and then shortens the longest, so
// that one overlap is drawn larger than it is.
func triangle(low, high [3]float64) (d [3]float64, exact bool) {
	d = low
	for i := range d { // of a range take what looks calm: a small gap, a middle
		if math.IsInf(high[i], 1) {
			d[i] = low[i] * 1.04
		} else {
			d[i] = (low[i] + high[i]) / 2
		}
	}
	for range 8 {
		for i := range d {
			j, k := (i+1)%3, (i+2)%3
			d[i] = clampTo(clampTo(d[i], math.Abs(d[j]-d[k]), d[j]+d[k]), low[i], high[i])
		}
	}
	for i := range d {
		j, k := (i+1)%3, (i+2)%3
		if sum := d[j] + d[k]; d[i] > sum*(1+1e-9) {
			d[i] = sum
			return d, false
		}
	}
	return d, true
}

// arrange lays out three circles of the given areas with the given pairwise
// overlaps (0 with 1, 0 with 2, 1 with 2): the first on the left, the second on
// the right, the third below. exact is false where the plane does not allow it.
func arrange(area [3]float64, overlap [3]float64) (out [3]disc, exact bool) {
	for i, a := range area {
		out[i].r = math.Sqrt(max(0, a) / math.Pi)
	}
	var low, high [3]float64
	pairs := [3][2]int{{0, 1}, {0, 2}, {1, 2}}
	for i, p := range pairs {
		low[i], high[i] = distance(out[p[0]].r, out[p[1]].r, overlap[i])
	}
	d, exact := triangle(low, high)
	out[1].x = d[0]
	if d[0] > 0 {
		out[2].x = (d[0]*d[0] + d[1]*d[1] - d[2]*d[2]) / (2 * d[0])
	} else {
		out[2].x = 0
	}
	out[2].y = math.Sqrt(max(0, d[1]*d[1]-out[2].x*out[2].x))
	return out, exact
}

// inmost is the point of the region inside exactly the discs of bits that is
// farthest from every rim, and how far; depth 0 where there is no such region.
func inmost(discs [3]disc, bits int) (x, y, depth float64) {
	left, top, right, bottom := bounds(discs)
	const steps = 90
	for i := range steps {
		for j := range steps {
			px := left + (right-left)*(float64(i)+0.5)/steps
			py := top + (bottom-top)*(float64(j)+0.5)/steps
			clear := math.Inf(1)
			for k, c := range discs {
				if c.r == 0 {
					continue
				}
				inside := c.r - math.Hypot(px-c.x, py-c.y)
				if bits>>k&1 == 0 {
					inside = -inside
				}
				clear = min(clear, inside)
			}
			if clear > depth {
				x, y, depth = px, py, clear
			}
		}
	}
	return x, y, depth
}

func bounds(discs [3]disc) (left, top, right, bottom float64) {
	left, top, right, bottom = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range discs {
		if c.r == 0 {
			continue
		}
		left, right = min(left, c.x-c.r), max(right, c.x+c.r)
		top, bottom = min(top, c.y-c.r), max(bottom, c.y+c.r)
	}
	return left, top, right, bottom
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
