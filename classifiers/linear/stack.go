package linear

import "math"

// stackWidth is the number of figures that the cause head sees of the mentions.
const stackWidth = 24

// stack sums up the mentions of one verbatim: pc[i] is the probability that
// mention i complains, class[i*3:] those of its class given that, size[i] its
// length in tokens. Where each class stands in sum, at its strongest, first,
// last, and by share, decides most causes.
func stack(pc, class []float64, size []int) (s [stackWidth]float64) {
	n := len(pc)
	s[0] = 1
	if n == 0 {
		return s
	}
	none, total, tokens, first := 1.0, 0.0, 0.0, 1.0
	var sum, most, early, late, length [3]float64
	for i := 0; i < n; i++ {
		none *= 1 - pc[i]
		total += pc[i]
		tokens += float64(size[i])
		s[1] = math.Max(s[1], pc[i])
		for c := 0; c < 3; c++ {
			v := pc[i] * class[i*3+c]
			sum[c] += v
			most[c] = math.Max(most[c], v)
			early[c] += first * v
			late[c] = late[c]*(1-pc[i]) + v
			length[c] += v * float64(size[i])
		}
		first *= 1 - pc[i]
	}
	s[2] = none
	s[3] = total / float64(n)
	s[4] = math.Log(float64(n)) / 2
	for c := 0; c < 3; c++ {
		s[5+c] = math.Log1p(sum[c])
		s[8+c] = most[c]
		s[11+c] = early[c]
		s[14+c] = late[c]
		s[17+c] = sum[c] / (total + 0.1)
		s[20+c] = length[c] / (tokens + 1)
	}
	s[23] = s[4] * s[3]
	return s
}
