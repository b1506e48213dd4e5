//go:build cgo

package integer

// ISO C (-std=c11) keeps gcc from fusing x*y + z; integer.h tells clang.

/*
#cgo CFLAGS: -O3 -std=c11
#cgo linux LDFLAGS: -lm
#include "integer.h"
*/
import "C"

import "unsafe"

// All are the instruction sets of this machine and build, the fastest first,
// plain Go last.
func All() []Ops {
	var all []Ops
	for l := level(C.gripe_integer_level()) + 1; l >= portable; l-- {
		all = append(all, Ops{l})
	}
	return all
}

func (l level) c() C.int { return C.int(l - 1) }

func floats(s []float32) *C.float { return (*C.float)(unsafe.Pointer(unsafe.SliceData(s))) }
func bytes(s []uint8) *C.uint8_t  { return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(s))) }
func ints(s []int32) *C.int32_t   { return (*C.int32_t)(unsafe.Pointer(unsafe.SliceData(s))) }
func small(s []int8) *C.int8_t    { return (*C.int8_t)(unsafe.Pointer(unsafe.SliceData(s))) }

func quantiseC(l level, to *Rows, x []float32, rows, cols, ld int) {
	C.gripe_int_quantise(l.c(), bytes(to.Q), floats(to.Scale), ints(to.Zero), floats(x), C.int(rows), C.int(cols), C.int(ld), C.int(to.stride))
}

func normQuantiseC(l level, to *Rows, x, gain, bias, row []float32, rows, cols int, eps float32) {
	C.gripe_int_norm_quantise(l.c(), bytes(to.Q), floats(to.Scale), ints(to.Zero), floats(x), floats(gain), floats(bias), floats(row), C.int(rows), C.int(cols), C.float(eps))
}

func normC(l level, out, x, gain, bias []float32, rows, cols int, eps float32) {
	C.gripe_int_norm(l.c(), floats(out), floats(x), floats(gain), floats(bias), C.int(rows), C.int(cols), C.float(eps))
}

func productC(l level, y []float32, a *Rows, w *Weights, rows, flags int) {
	C.gripe_int_product(l.c(), floats(y), bytes(a.Q), floats(a.Scale), ints(a.Zero), small(w.packed), ints(w.sums), floats(w.scale), floats(w.bias),
		C.int(stride(w.In)), C.int(w.Out), C.int(rows), C.int(flags))
}

func attendC(l level, out, qkv, scratch []float32, t, heads, width int, factor float32) {
	C.gripe_int_attend(l.c(), floats(out), floats(qkv), floats(scratch), C.int(t), C.int(heads), C.int(width), C.float(factor))
}

func weighC(l level, out, x, weights []float32, rows, cols int) {
	C.gripe_int_weigh(l.c(), floats(out), floats(x), floats(weights), C.int(rows), C.int(cols))
}

func tanhC(l level, x []float32) { C.gripe_int_tanh(l.c(), floats(x), C.int(len(x))) }
