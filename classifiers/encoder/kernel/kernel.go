package kernel

// panel is how many columns of a packed matrix lie together; kernel.h has it too.
const panel = 32

// PackedLen is how many floats a packed matrix of k rows and n columns takes.
func PackedLen(k, n int) int { return (n + panel - 1) / panel * panel * k }

// Ops chooses between the C kernels and plain Go. The zero value uses C where
// it is linked in.
type Ops struct {
	// Portable forces plain Go.
	Portable bool
}

// Pack writes b (k rows, n columns) into dst, of length PackedLen(k, n), in the
// layout that MatMul reads.
func (o Ops) Pack(dst, b []float32, k, n int) {
	_, _ = dst[:PackedLen(k, n)], b[:k*n]
	if o.Portable {
		packGo(dst, b, k, n)
		return
	}
	packC(dst, b, k, n)
}

// PackTransposed packs the transpose of b, which has n rows and k columns.
func (o Ops) PackTransposed(dst, b []float32, k, n int) {
	_, _ = dst[:PackedLen(k, n)], b[:k*n]
	if o.Portable {
		packTransposedGo(dst, b, k, n)
		return
	}
	packTransposedC(dst, b, k, n)
}

// MatMul writes the product of a (m by k) and a packed matrix (k by n) to c (m
// by n), or adds it where add is set.
func (o Ops) MatMul(c, a, packed []float32, m, k, n int, add bool) {
	if m == 0 || n == 0 {
		return
	}
	_, _, _ = c[:m*n], a[:m*k], packed[:PackedLen(k, n)]
	if o.Portable {
		matMulGo(c, a, packed, m, k, n, add)
		return
	}
	matMulC(c, a, packed, m, k, n, add)
}

// Transpose writes src (rows by cols) to dst (cols by rows).
func (o Ops) Transpose(dst, src []float32, rows, cols int) {
	_, _ = dst[:rows*cols], src[:rows*cols]
	if o.Portable {
		transposeGo(dst, src, rows, cols)
		return
	}
	transposeC(dst, src, rows, cols)
}

// AttendScratch is how many floats of scratch attention over t tokens needs.
func AttendScratch(t, width int) int { return t*width + t }

// Attend is multi-head attention of one sequence with itself. qkv has t rows of
// queries, keys and values, each heads*width wide; out has t rows of
// heads*width; probs receives heads*t*t attention weights. Scores are scaled
// by scale before the softmax.
func (o Ops) Attend(out, probs, qkv, scratch []float32, t, heads, width int, scale float32) {
	if t == 0 {
		return
	}
	_, _, _, _ = out[:t*heads*width], probs[:heads*t*t], qkv[:3*t*heads*width], scratch[:AttendScratch(t, width)]
	if o.Portable {
		attendGo(out, probs, qkv, scratch, t, heads, width, scale)
		return
	}
	attendC(out, probs, qkv, scratch, t, heads, width, scale)
}

// AttendBack adds to dqkv the gradient of Attend for dout.
func (o Ops) AttendBack(dqkv, dout, probs, qkv, scratch []float32, t, heads, width int, scale float32) {
	if t == 0 {
		return
	}
	_, _, _, _, _ = dqkv[:3*t*heads*width], dout[:t*heads*width], probs[:heads*t*t], qkv[:3*t*heads*width], scratch[:AttendScratch(t, width)]
	if o.Portable {
		attendBackGo(dqkv, dout, probs, qkv, scratch, t, heads, width, scale)
		return
	}
	attendBackC(dqkv, dout, probs, qkv, scratch, t, heads, width, scale)
}

// Norm normalises every row of x to mean 0 and variance 1, then scales by gain
// and shifts by bias. stat receives mean and inverse deviation of each row.
// cols must be a multiple of 16.
func (o Ops) Norm(out, x, gain, bias, stat []float32, rows, cols int, eps float32) {
	_, _, _, _, _ = out[:rows*cols], x[:rows*cols], gain[:cols], bias[:cols], stat[:2*rows]
	if o.Portable {
		normGo(out, x, gain, bias, stat, rows, cols, eps)
		return
	}
	normC(out, x, gain, bias, stat, rows, cols, eps)
}
