package linear

import "math"

// csr is a sparse matrix by rows.
type csr struct {
	ptr []int32
	idx []int32
	val []float32
}

func newCSR(rows int) *csr { return &csr{ptr: append(make([]int32, 0, rows+1), 0)} }

func (m *csr) rows() int { return len(m.ptr) - 1 }

func (m *csr) add(col int32, v float32) {
	m.idx = append(m.idx, col)
	m.val = append(m.val, v)
}

func (m *csr) endRow() { m.ptr = append(m.ptr, int32(len(m.idx))) }

// times sets out (rows x k) to m w, where w is (columns x k) by rows.
func (m *csr) times(w []float64, k int, out []float64) { m.timesRows(w, k, out, nil) }

// timesRows is times for the rows in use (nil: all); the others become 0.
func (m *csr) timesRows(w []float64, k int, out []float64, use []bool) {
	for i := 0; i < m.rows(); i++ {
		o := out[i*k : i*k+k]
		clear(o)
		if use != nil && !use[i] {
			continue
		}
		for j := m.ptr[i]; j < m.ptr[i+1]; j++ {
			v := float64(m.val[j])
			row := w[int(m.idx[j])*k:]
			row = row[:len(o)]
			for c := range o {
				o[c] += v * row[c]
			}
		}
	}
}

// transposeTimes adds m' g to out, where g is (rows x k). Rows of zeros cost
// nothing.
func (m *csr) transposeTimes(g []float64, k int, out []float64) {
	for i := 0; i < m.rows(); i++ {
		gi := g[i*k : i*k+k]
		if allZero(gi) {
			continue
		}
		for j := m.ptr[i]; j < m.ptr[i+1]; j++ {
			v := float64(m.val[j])
			row := out[int(m.idx[j])*k:]
			row = row[:len(gi)]
			for c := range gi {
				row[c] += v * gi[c]
			}
		}
	}
}

func allZero(x []float64) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}

// softmax turns logits into probabilities in place and returns the logarithm
// of their normaliser.
func softmax(z []float64) float64 {
	top := math.Inf(-1)
	for _, v := range z {
		top = math.Max(top, v)
	}
	sum := 0.0
	for i, v := range z {
		z[i] = math.Exp(v - top)
		sum += z[i]
	}
	for i := range z {
		z[i] /= sum
	}
	return top + math.Log(sum)
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}
