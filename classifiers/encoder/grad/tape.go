// Package grad computes gradients: a tape of matrix operations that runs
// backwards.
//
// In: weights and inputs as float32 matrices, losses as targets. Out: values,
// and gradients of the summed losses. It knows nothing of text or of files,
// and two runs over the same inputs give the same bits on one machine: nothing
// runs in parallel and randomness comes from the caller.
//
// A Tape serves one goroutine. Shapes are the caller's duty: an operation on
// matrices that do not fit is a programming error and stops with the slice
// bounds check of the kernel.
package grad

import "gripe/classifiers/encoder/kernel"

// Mat is a matrix with its gradient; G is nil where none is wanted.
type Mat struct {
	R, C int
	V, G []float32
}

// Tape records operations in order.
type Tape struct {
	ops  kernel.Ops
	back []func()
	// free is the arena that Reset gives back.
	chunks [][]float32
	chunk  int
	used   int
}

const chunkSize = 1 << 24

// Reset forgets everything recorded and reuses the memory: no Mat that came
// from the tape may be used afterwards.
func (t *Tape) Reset() {
	t.back = t.back[:0]
	t.chunk, t.used = 0, 0
}

// Alloc returns n zeros that live until Reset.
func (t *Tape) Alloc(n int) []float32 {
	if n > chunkSize {
		return make([]float32, n)
	}
	for t.chunk < len(t.chunks) && t.used+n > chunkSize {
		t.chunk, t.used = t.chunk+1, 0
	}
	if t.chunk == len(t.chunks) {
		t.chunks = append(t.chunks, make([]float32, chunkSize))
		t.used = 0
	}
	s := t.chunks[t.chunk][t.used : t.used+n : t.used+n]
	t.used += n
	clear(s)
	return s
}

// New is a fresh matrix of zeros with a gradient.
func (t *Tape) New(r, c int) *Mat { return &Mat{R: r, C: c, V: t.Alloc(r * c), G: t.Alloc(r * c)} }

// result is a matrix of zeros that has a gradient only where one of its inputs
// has: what depends on nothing trained needs no way back.
func (t *Tape) result(r, c int, inputs ...*Mat) *Mat {
	for _, x := range inputs {
		if x != nil && x.G != nil {
			return t.New(r, c)
		}
	}
	return Input(r, c, t.Alloc(r*c))
}

// push records the way back of y, if it has one.
func (t *Tape) push(y *Mat, f func()) {
	if y.G != nil {
		t.back = append(t.back, f)
	}
}

// Input wraps values that take no gradient.
func Input(r, c int, v []float32) *Mat { return &Mat{R: r, C: c, V: v} }

// Backward runs the tape backwards from the losses recorded on it.
func (t *Tape) Backward() {
	for i := len(t.back) - 1; i >= 0; i-- {
		t.back[i]()
	}
}
