package encoder

import (
	"math"

	"gripe/classifiers/encoder/kernel"
)

// Net is a set of weights made ready for the forward pass in float32, as it is
// trained; what is served runs in integers (Scorer). It is read-only, so safe
// for many goroutines.
type Net struct {
	ops    kernel.Ops
	embed  *Tensor
	layers [2]packedLayer
	pool   packed
	timing []float32
}

type packed struct {
	in, out int
	w, b    []float32
}

type packedLayer struct {
	in                                       int
	widen, qkv, out, up, down                packed
	normGain, normBias, innerGain, innerBias []float32
}

// NewNet packs weights. portable forces plain Go arithmetic.
func NewNet(p *Params, portable bool) *Net {
	n := &Net{ops: kernel.Ops{Portable: portable}, embed: p.Embedding, timing: Timing()}
	for i, l := range p.Layers {
		n.layers[i] = packedLayer{
			in: l.In, widen: n.pack(l.Widen), qkv: n.pack(l.QKV), out: n.pack(l.Out), up: n.pack(l.Up), down: n.pack(l.Down),
			normGain: l.NormGain.V, normBias: l.NormBias.V, innerGain: l.InnerGain.V, innerBias: l.InnerBias.V,
		}
	}
	n.pool = n.pack(p.Pool)
	return n
}

// Timing are the position signals: MaxPieces rows of sines, then cosines, at
// 128 wavelengths from 2*pi to 10,000*2*pi (Vaswani et al. 2017, as in
// tensor2tensor).
func Timing() []float32 {
	const half = embedWidth / 2
	t := make([]float32, MaxPieces*embedWidth)
	step := math.Log(10000) / (half - 1)
	for pos := range MaxPieces {
		row := t[pos*embedWidth:]
		for i := range half {
			s, c := math.Sincos(float64(pos) * math.Exp(-step*float64(i)))
			row[i], row[half+i] = float32(s), float32(c)
		}
	}
	return t
}

// Clip cuts a sequence to what the encoder reads.
func Clip(ids []int32) []int32 { return ids[:min(len(ids), MaxPieces)] }

// Encode runs the encoder over a batch and returns the last layer's states,
// Width floats per piece. Identifiers must lie in the vocabulary. A few dozen
// mentions at a time use the machine best.
func (n *Net) Encode(b *Layout) []float32 { return n.EncodeTo(b, len(n.layers)) }

// EncodeTo returns the states after the given number of layers, at least 1.
func (n *Net) EncodeTo(b *Layout, layers int) []float32 {
	rows := len(b.IDs)
	if rows == 0 {
		return nil
	}
	x := make([]float32, rows*width)
	for i, id := range b.IDs {
		to := x[i*embedWidth : (i+1)*embedWidth]
		e, t := n.embed.V[int(id)*embedWidth:], n.timing[int(b.Positions[i])*embedWidth:]
		for j := range to {
			to[j] = 2*e[j] + t[j]
		}
	}
	w := newBuffers(rows, b.longest())
	for i := range n.layers[:layers] {
		x = n.layer(&n.layers[i], x, b.Sequences, w)
	}
	return x
}

// Vectors are the tanh-layer vectors of the mentions, Width floats each, from
// the states that Encode returned. They are what the original calls an
// embedding, before it scales it to length 1; an empty mention has zeros.
func (n *Net) Vectors(states []float32, b *Layout) []float32 {
	count := len(b.Doc)
	v := make([]float32, count*width)
	n.apply(v, means(states, width, b.Mentions), &n.pool, count, false)
	for i := range count {
		row := v[i*width : (i+1)*width]
		if b.Mentions[i] == b.Mentions[i+1] {
			clear(row)
			continue
		}
		for j, x := range row {
			row[j] = float32(math.Tanh(float64(x)))
		}
	}
	return v
}

// means averages runs of rows; an empty run gives zeros.
func means(x []float32, cols int, starts []int) []float32 {
	out := make([]float32, (len(starts)-1)*cols)
	for i := range len(starts) - 1 {
		a, b := starts[i], starts[i+1]
		to := out[i*cols : (i+1)*cols]
		for r := a; r < b; r++ {
			for j, v := range x[r*cols : (r+1)*cols] {
				to[j] += v
			}
		}
		for j := range to {
			to[j] /= float32(max(b-a, 1))
		}
	}
	return out
}

// buffers are the scratch space of one batch.
type buffers struct {
	normed, qkv, mixed, hidden, stat, probs, scratch []float32
}

func newBuffers(rows, longest int) *buffers {
	return &buffers{
		normed: make([]float32, rows*width), qkv: make([]float32, rows*3*width), mixed: make([]float32, rows*width),
		hidden: make([]float32, rows*inner), stat: make([]float32, rows*2),
		probs:   make([]float32, AttentionHeads*longest*longest),
		scratch: make([]float32, kernel.AttendScratch(longest, width/AttentionHeads)),
	}
}

func (n *Net) layer(l *packedLayer, x []float32, starts []int, w *buffers) []float32 {
	rows, d := starts[len(starts)-1], l.in
	n.ops.Norm(w.normed, x, l.normGain, l.normBias, w.stat, rows, d, normEps)
	n.apply(w.qkv, w.normed, &l.qkv, rows, false)
	for i := 1; i < len(starts); i++ {
		a, b := starts[i-1], starts[i]
		n.ops.Attend(w.mixed[a*d:b*d], w.probs, w.qkv[a*3*d:b*3*d], w.scratch, b-a, AttentionHeads, d/AttentionHeads, attendScale(d))
	}
	y := x
	if l.widen.w != nil {
		y = make([]float32, rows*width)
		n.apply(y, x, &l.widen, rows, false)
	}
	n.apply(y, w.mixed, &l.out, rows, true)
	n.ops.Norm(w.normed, y, l.innerGain, l.innerBias, w.stat, rows, width, normEps)
	n.apply(w.hidden, w.normed, &l.up, rows, false)
	for i, v := range w.hidden[:rows*inner] {
		w.hidden[i] = max(v, 0)
	}
	n.apply(y, w.hidden, &l.down, rows, true)
	return y
}

// apply writes or adds x*W + b to y.
func (n *Net) apply(y, x []float32, l *packed, rows int, add bool) {
	n.ops.MatMul(y, x, l.w, rows, l.in, l.out, add)
	for r := range rows {
		row := y[r*l.out : (r+1)*l.out]
		for j, b := range l.b {
			row[j] += b
		}
	}
}

func (n *Net) pack(l Linear) packed {
	if l.W == nil {
		return packed{}
	}
	w := make([]float32, kernel.PackedLen(l.W.Rows, l.W.Cols))
	n.ops.Pack(w, l.W.V, l.W.Rows, l.W.Cols)
	return packed{in: l.W.Rows, out: l.W.Cols, w: w, b: l.B.V}
}
