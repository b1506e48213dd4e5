package encoder

import (
	"math"
	"unsafe"
)

// quantised is a matrix of int8 with one scale per row or per column.
type quantised struct {
	q     []int8
	scale []float32
}

// quantised is the tensor as a model file stores it.
func (t *Tensor) quantised(byRow bool) *quantised {
	if t.stored != nil {
		return t.stored
	}
	m := &quantised{make([]int8, len(t.V)), make([]float32, t.scales(byRow))}
	for i, x := range t.V {
		s := &m.scale[t.scaleOf(i, byRow)]
		*s = max(*s, float32(math.Abs(float64(x))/127))
	}
	for i, x := range t.V {
		if s := m.scale[t.scaleOf(i, byRow)]; s > 0 {
			m.q[i] = int8(math.RoundToEven(float64(x / s)))
		}
	}
	return m
}

// restore fills v with what is stored, which becomes the tensor's V.
func (t *Tensor) restore(v []float32, byRow bool) {
	if t.stored == nil {
		copy(v, t.V)
	} else {
		for i, q := range t.stored.q {
			v[i] = float32(q) * t.stored.scale[t.scaleOf(i, byRow)]
		}
	}
	t.V, t.stored = v, nil
}

// floats are some rows of a matrix with a scale per column, as numbers.
func (t *Tensor) floats(from, to int) []float32 {
	m := t.quantised(false)
	out := make([]float32, 0, (to-from)*t.Cols)
	for i := from * t.Cols; i < to*t.Cols; i++ {
		out = append(out, float32(m.q[i])*m.scale[i%t.Cols])
	}
	return out
}

func (t *Tensor) scales(byRow bool) int {
	if byRow {
		return t.Rows
	}
	return t.Cols
}

func (t *Tensor) scaleOf(i int, byRow bool) int {
	if byRow {
		return i / t.Cols
	}
	return i % t.Cols
}

// asInts and asBytes are the same memory, read otherwise.
func asInts(b []byte) []int8 {
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(b))), len(b))
}
func asBytes(q []int8) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(q))), len(q))
}
