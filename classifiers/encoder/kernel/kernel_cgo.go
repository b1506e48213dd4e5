//go:build cgo

package kernel

/*
#cgo CFLAGS: -O3
#cgo linux LDFLAGS: -lm
#include "kernel.h"
*/
import "C"

import "unsafe"

// Native tells whether the C kernels are linked in.
const Native = true

func ptr(s []float32) *C.float { return (*C.float)(unsafe.Pointer(unsafe.SliceData(s))) }

func matMulC(c, a, packed []float32, m, k, n int, add bool) {
	flag := C.int(0)
	if add {
		flag = 1
	}
	C.gripe_matmul(ptr(c), ptr(a), ptr(packed), C.int(m), C.int(k), C.int(n), flag)
}

func packC(dst, b []float32, k, n int) { C.gripe_pack(ptr(dst), ptr(b), C.int(k), C.int(n)) }
func packTransposedC(dst, b []float32, k, n int) {
	C.gripe_pack_t(ptr(dst), ptr(b), C.int(k), C.int(n))
}

func transposeC(dst, src []float32, rows, cols int) {
	C.gripe_transpose(ptr(dst), ptr(src), C.int(rows), C.int(cols))
}

func attendC(out, probs, qkv, scratch []float32, t, heads, width int, scale float32) {
	C.gripe_attend(ptr(out), ptr(probs), ptr(qkv), ptr(scratch), C.int(t), C.int(heads), C.int(width), C.float(scale))
}

func attendBackC(dqkv, dout, probs, qkv, scratch []float32, t, heads, width int, scale float32) {
	C.gripe_attend_back(ptr(dqkv), ptr(dout), ptr(probs), ptr(qkv), ptr(scratch), C.int(t), C.int(heads), C.int(width), C.float(scale))
}

func normC(out, x, gain, bias, stat []float32, rows, cols int, eps float32) {
	C.gripe_norm(ptr(out), ptr(x), ptr(gain), ptr(bias), ptr(stat), C.int(rows), C.int(cols), C.float(eps))
}
