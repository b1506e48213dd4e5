//go:build !cgo

package integer

// All are the instruction sets of this machine and build: plain Go.
func All() []Ops { return []Ops{{portable}} }

func quantiseC(_ level, to *Rows, x []float32, rows, cols, ld int) { quantiseGo(to, x, rows, cols, ld) }

func normQuantiseC(level, *Rows, []float32, []float32, []float32, []float32, int, int, float32) {}

func normC(_ level, out, x, gain, bias []float32, rows, cols int, eps float32) {
	normGo(out, x, gain, bias, rows, cols, eps)
}

func productC(_ level, y []float32, a *Rows, w *Weights, rows, flags int) {
	productGo(y, a, w, rows, flags)
}

func attendC(_ level, out, qkv, scratch []float32, t, heads, width int, factor float32) {
	attendGo(out, qkv, scratch, t, heads, width, factor)
}

func weighC(_ level, out, x, weights []float32, rows, cols int) { weighGo(out, x, weights, rows, cols) }

func tanhC(_ level, x []float32) { tanhGo(x) }
