package integer

import "fmt"

// panel is how many columns of weights lie together; integer.h has it too.
const panel = 32

// maxIn bounds the inputs of a product: 255 times 128 times as many fit 31 bits.
const maxIn = 1 << 16

// Ops chooses an instruction set. The zero value is plain Go.
type Ops struct{ level level }

// Best is the fastest that this machine and build have.
func Best() Ops { return All()[0] }

// String names the instruction set.
func (o Ops) String() string { return [...]string{"go", "c", "avx2", "avx512vnni"}[o.level] }

// level of instruction set; those above portable are C's, less one.
type level int

const portable level = 0

// Weights of a product, ready for it.
type Weights struct {
	// In and Out are the numbers of inputs and outputs.
	In, Out int
	packed  []int8
	// Per column, in whole panels: the sum of the weights, their scale, what
	// is added.
	sums        []int32
	scale, bias []float32
}

// stride is a number of inputs in whole fours.
func stride(in int) int { return (in + 3) &^ 3 }

// NewWeights packs the matrix q of in rows and out columns, whose column j
// counts scale[j] times; bias may be nil. It returns an error where the lengths
// do not fit the shape or there are 65,536 inputs or more.
func NewWeights(q []int8, scale, bias []float32, in, out int) (*Weights, error) {
	if in <= 0 || out <= 0 || in >= maxIn || len(q) != in*out || len(scale) != out || (bias != nil && len(bias) != out) {
		return nil, fmt.Errorf("weights of %d by %d: %d numbers, %d scales, %d biases", in, out, len(q), len(scale), len(bias))
	}
	wide, k := (out+panel-1)/panel*panel, stride(in)
	w := &Weights{In: in, Out: out, packed: make([]int8, wide*k), sums: make([]int32, wide), scale: make([]float32, wide), bias: make([]float32, wide)}
	copy(w.scale, scale)
	copy(w.bias, bias)
	for i := range in {
		row, at := q[i*out:(i+1)*out], i&^3*panel+i&3
		for j := 0; j < out; j += panel {
			sums := w.sums[j : j+panel]
			to := w.packed[j*k+at:]
			for l, v := range row[j:min(j+panel, out)] {
				to[l*4] = v
				sums[l] += int32(v)
			}
		}
	}
	return w, nil
}

// Rows are quantised activations: number i of a row is Scale times the
// difference of its byte and Zero.
type Rows struct {
	Q     []uint8
	Scale []float32
	Zero  []int32
	// stride is how many bytes a row takes.
	stride int
}

// shape makes room for rows of cols numbers.
func (r *Rows) shape(rows, cols int) {
	r.stride = stride(cols)
	r.Q = grown(r.Q, rows*r.stride)
	r.Scale, r.Zero = grown(r.Scale, rows), grown(r.Zero, rows)
}

func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// Quantise takes the first cols numbers of every row of x, whose rows are ld
// numbers apart.
func (o Ops) Quantise(to *Rows, x []float32, rows, cols, ld int) {
	to.shape(rows, cols)
	if rows == 0 {
		return
	}
	_ = x[:(rows-1)*ld+cols]
	if o.level == portable {
		quantiseGo(to, x, rows, cols, ld)
		return
	}
	quantiseC(o.level, to, x, rows, cols, ld)
}

// Gather takes rows of bytes that are quantised already, with scales: rows of a
// table of cols numbers each.
func (r *Rows) Gather(table []int8, scale []float32, ids []int32, cols int) {
	r.shape(len(ids), cols)
	for i, id := range ids {
		to := r.Q[i*r.stride : (i+1)*r.stride]
		clear(to[cols:])
		for j, v := range table[int(id)*cols : (int(id)+1)*cols] {
			to[j] = uint8(v) ^ 0x80 // v + 128
		}
		r.Scale[i], r.Zero[i] = scale[id], 128
	}
}

// NormQuantise normalises rows as Norm does and quantises them. cols must be a
// multiple of 16.
func (o Ops) NormQuantise(to *Rows, x, gain, bias []float32, rows, cols int, eps float32) {
	to.shape(rows, cols)
	if rows == 0 {
		return
	}
	_, _, _ = x[:rows*cols], gain[:cols], bias[:cols]
	row := make([]float32, cols)
	if o.level == portable {
		for i := range rows {
			normGo(row, x[i*cols:], gain, bias, 1, cols, eps)
			quantiseRow(to.Q[i*to.stride:][:cols], &to.Scale[i], &to.Zero[i], row)
		}
		return
	}
	normQuantiseC(o.level, to, x, gain, bias, row, rows, cols, eps)
}

// Norm normalises every row of x to mean 0 and variance 1, then scales by gain
// and shifts by bias. cols must be a multiple of 16.
func (o Ops) Norm(out, x, gain, bias []float32, rows, cols int, eps float32) {
	if rows == 0 {
		return
	}
	_, _, _, _ = out[:rows*cols], x[:rows*cols], gain[:cols], bias[:cols]
	if o.level == portable {
		normGo(out, x, gain, bias, rows, cols, eps)
		return
	}
	normC(o.level, out, x, gain, bias, rows, cols, eps)
}

// What becomes of a product.
const (
	// Set overwrites.
	Set = 0
	// Add adds to what is there.
	Add = 1
	// ReLU cuts negatives to 0, after the addition.
	ReLU = 2
	// Sparse tells that most of a is zero, as after a ReLU: for speed alone.
	Sparse = 4
)

// Product writes the product of the first rows of a and w to y. a must have
// been quantised with as many columns as w has inputs.
func (o Ops) Product(y []float32, a *Rows, w *Weights, rows, flags int) {
	if rows == 0 {
		return
	}
	_, _, _, _ = y[:rows*w.Out], a.Q[:rows*stride(w.In)], a.Scale[:rows], a.Zero[:rows]
	if o.level == portable {
		productGo(y, a, w, rows, flags)
		return
	}
	productC(o.level, y, a, w, rows, flags)
}

// AttendScratch is how many floats of scratch attention over t tokens needs.
func AttendScratch(t, width int) int { return (t + 15) / 16 * 16 * (width + 4) }

// Attend is multi-head attention of one sequence with itself. qkv has t rows of
// queries, keys and values, each heads*width wide; out has t rows of
// heads*width. Scores are scaled by factor before the softmax. width must be a
// multiple of 16.
func (o Ops) Attend(out, qkv, scratch []float32, t, heads, width int, factor float32) {
	if t == 0 {
		return
	}
	_, _, _ = out[:t*heads*width], qkv[:3*t*heads*width], scratch[:AttendScratch(t, width)]
	if o.level == portable {
		attendGo(out, qkv, scratch, t, heads, width, factor)
		return
	}
	attendC(o.level, out, qkv, scratch, t, heads, width, factor)
}

// Weigh writes the sum of the rows of x, each times its weight.
func (o Ops) Weigh(out, x, weights []float32, rows, cols int) {
	_, _, _ = out[:cols], x[:rows*cols], weights[:rows]
	if o.level == portable || rows == 0 {
		weighGo(out, x, weights, rows, cols)
		return
	}
	weighC(o.level, out, x, weights, rows, cols)
}

// Tanh replaces numbers by their hyperbolic tangents, within 1e-6.
func (o Ops) Tanh(x []float32) {
	if o.level == portable || len(x) == 0 {
		tanhGo(x)
		return
	}
	tanhC(o.level, x)
}

// Softmax turns scores into probabilities in place.
func Softmax(p []float32) {
	if len(p) == 0 {
		return
	}
	top, sum := p[0], float32(0)
	for _, v := range p {
		top = max(top, v)
	}
	for i, v := range p {
		p[i] = power(v - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}
