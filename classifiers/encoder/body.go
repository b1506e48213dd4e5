package encoder

import (
	"math"
	"sync"

	"gripe/classifiers/encoder/integer"
)

// body is an encoder made ready to serve, in integer arithmetic. It is
// read-only, so safe for many goroutines.
type body struct {
	ops integer.Ops
	// embed and scale are the rows of the embedding as they are stored.
	embed  []int8
	scale  []float32
	timing []float32
	// widenTiming is what the position signals and the bias add to the widened
	// residual of the first layer, width floats per position.
	widenTiming []float32
	// widened is the first layer's residual of each piece.
	widened *table
	layers  [2]servedLayer
	last    *integer.Weights
	// spare is scratch space of finished batches.
	spare sync.Pool
}

type servedLayer struct {
	in                                       int
	qkv, out, up, down                       *integer.Weights
	normGain, normBias, innerGain, innerBias []float32
}

func newBody(p *Params, ops integer.Ops) (*body, error) {
	q := p.Embedding.quantised(true)
	b := &body{ops: ops, embed: q.q, scale: q.scale, timing: Timing()}
	var pack packer
	for i, l := range p.Layers {
		b.layers[i] = servedLayer{
			in: l.In, qkv: pack.all(l.QKV), out: pack.all(l.Out), up: pack.all(l.Up), down: pack.all(l.Down), normGain: l.NormGain.V, normBias: l.NormBias.V, innerGain: l.InnerGain.V, innerBias: l.InnerBias.V,
		}
	}
	widen := p.Layers[0].Widen
	b.widened = newTable(pack.rows(widen.W, nil, 0, embedWidth), p.Embedding.Rows)
	b.last = pack.all(p.Pool)
	if pack.err != nil {
		return nil, pack.err
	}
	var rows integer.Rows
	b.widenTiming = make([]float32, MaxPieces*width)
	ops.Quantise(&rows, b.timing, MaxPieces, embedWidth, embedWidth)
	ops.Product(b.widenTiming, &rows, b.widened.weights, MaxPieces, integer.Set)
	for i := range MaxPieces {
		addTo(b.widenTiming[i*width:(i+1)*width], widen.B.V)
	}
	return b, nil
}

// packer turns weights into those of integer products and keeps the first
// error.
type packer struct{ err error }

func (p *packer) all(l Linear) *integer.Weights { return p.rows(l.W, l.B.V, 0, l.W.Rows) }

// rows takes some rows of a matrix, so that each group of inputs has a scale of
// its own.
func (p *packer) rows(t *Tensor, bias []float32, from, to int) *integer.Weights {
	q := t.quantised(false)
	return p.pack(q.q[from*t.Cols:to*t.Cols], q.scale, bias, to-from, t.Cols)
}

func (p *packer) pack(q []int8, scale, bias []float32, in, out int) *integer.Weights {
	w, err := integer.NewWeights(q, scale, bias, in, out)
	if err != nil && p.err == nil {
		p.err = err
	}
	return w
}

// work is the scratch space of one batch; it is used again and again.
type work struct {
	x, y, qkv, mixed, hidden, scratch, weights, mean []float32
	rows                                             integer.Rows
	// Of the heads.
	tokens, plain, weighed, query, peaks []float32
}

// grow gives a slice of n floats of any content.
func grow(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, n+n/4)
	}
	*s = (*s)[:n]
	return *s
}

// scratch is space for one batch, to be put back into spare.
func (b *body) scratch() *work {
	if w, ok := b.spare.Get().(*work); ok {
		return w
	}
	return &work{}
}

// encode runs the encoder over a batch and returns the last layer's states,
// width floats per piece, which lie in w.
func (b *body) encode(l *Layout, w *work) []float32 {
	rows := len(l.IDs)
	x := grow(&w.x, rows*embedWidth)
	for i, id := range l.IDs {
		to := x[i*embedWidth : (i+1)*embedWidth]
		e, t, s := b.embed[int(id)*embedWidth:][:embedWidth], b.timing[int(l.Positions[i])*embedWidth:][:embedWidth], 2*b.scale[id]
		for j := range to {
			to[j] = float32(float32(e[j])*s) + t[j]
		}
	}
	y := grow(&w.y, rows*width)
	b.widened.fill(b, l.IDs)
	for i, id := range l.IDs {
		to, e, t := y[i*width:(i+1)*width], b.widened.row(id), b.widenTiming[int(l.Positions[i])*width:][:width]
		for j := range to {
			to[j] = float32(2*e[j]) + t[j]
		}
	}
	b.layer(&b.layers[0], y, x, l.Sequences, w)
	b.layer(&b.layers[1], y, y, l.Sequences, w)
	return y
}

// layer adds to the residual y what a layer makes of x.
func (b *body) layer(l *servedLayer, y, x []float32, starts []int, w *work) {
	rows, d := starts[len(starts)-1], l.in
	b.ops.NormQuantise(&w.rows, x, l.normGain, l.normBias, rows, d, normEps)
	qkv, mixed := grow(&w.qkv, rows*3*d), grow(&w.mixed, rows*d)
	b.ops.Product(qkv, &w.rows, l.qkv, rows, integer.Set)
	for i := 1; i < len(starts); i++ {
		from, to := starts[i-1], starts[i]
		scratch := grow(&w.scratch, integer.AttendScratch(to-from, d/AttentionHeads))
		b.ops.Attend(mixed[from*d:to*d], qkv[from*3*d:to*3*d], scratch, to-from, AttentionHeads, d/AttentionHeads, attendScale(d))
	}
	b.ops.Quantise(&w.rows, mixed, rows, d, d)
	b.ops.Product(y, &w.rows, l.out, rows, integer.Add)
	b.ops.NormQuantise(&w.rows, y, l.innerGain, l.innerBias, rows, width, normEps)
	hidden := grow(&w.hidden, rows*inner)
	b.ops.Product(hidden, &w.rows, l.up, rows, integer.ReLU)
	b.ops.Quantise(&w.rows, hidden, rows, inner, inner)
	b.ops.Product(y, &w.rows, l.down, rows, integer.Add|integer.Sparse)
}

// vectors writes the tanh-layer vectors of the mentions, width floats each.
func (b *body) vectors(out, states []float32, l *Layout, w *work) {
	n := len(l.Doc)
	mean := grow(&w.mean, n*width)
	b.means(mean, states, width, l.Mentions, w)
	b.ops.Quantise(&w.rows, mean, n, width, width)
	b.ops.Product(out, &w.rows, b.last, n, integer.Set)
	b.ops.Tanh(out[:n*width])
}

// means averages runs of rows; an empty run gives zeros.
func (b *body) means(out, x []float32, cols int, starts []int, w *work) {
	for i := range len(starts) - 1 {
		from, n := starts[i], starts[i+1]-starts[i]
		weights := grow(&w.weights, n)
		for j := range weights {
			weights[j] = 1 / float32(n)
		}
		b.ops.Weigh(out[i*cols:(i+1)*cols], x[from*cols:], weights, n, cols)
	}
}

// pool averages runs of rows with weights from a softmax over scores, which it
// changes.
func (b *body) pool(out, x []float32, cols int, scores []float32, starts []int) {
	for i := range len(starts) - 1 {
		from, to := starts[i], starts[i+1]
		integer.Softmax(scores[from:to])
		b.ops.Weigh(out[i*cols:(i+1)*cols], x[from*cols:], scores[from:to], to-from, cols)
	}
}

func attendScale(d int) float32 { return float32(1 / math.Sqrt(float64(d/AttentionHeads))) }
