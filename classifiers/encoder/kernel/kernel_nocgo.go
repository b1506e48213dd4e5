//go:build !cgo

package kernel

// Native tells whether the C kernels are linked in.
const Native = false

func matMulC(c, a, packed []float32, m, k, n int, add bool) { matMulGo(c, a, packed, m, k, n, add) }
func packC(dst, b []float32, k, n int)                      { packGo(dst, b, k, n) }
func packTransposedC(dst, b []float32, k, n int)            { packTransposedGo(dst, b, k, n) }
func transposeC(dst, src []float32, rows, cols int)         { transposeGo(dst, src, rows, cols) }

func attendC(out, probs, qkv, scratch []float32, t, heads, width int, scale float32) {
	attendGo(out, probs, qkv, scratch, t, heads, width, scale)
}

func attendBackC(dqkv, dout, probs, qkv, scratch []float32, t, heads, width int, scale float32) {
	attendBackGo(dqkv, dout, probs, qkv, scratch, t, heads, width, scale)
}

func normC(out, x, gain, bias, stat []float32, rows, cols int, eps float32) {
	normGo(out, x, gain, bias, stat, rows, cols, eps)
}
