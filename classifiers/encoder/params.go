package encoder

import "fmt"

// The encoder's shape.
const (
	embedWidth = 256
	width      = 512
	inner      = 1536
	// AttentionHeads per layer.
	AttentionHeads = 4
	// MaxPieces is the longest sequence: the original reads no further.
	MaxPieces = 128
	normEps   = 1e-6
)

// Width is how many floats the vector of a mention has.
const Width = width

// Tensor is a named matrix, row by row, or a vector where Rows is 1.
type Tensor struct {
	Name       string
	Rows, Cols int
	V          []float32
	// stored is the matrix as a model file has it, where it was read without
	// V, to be served only.
	stored *quantised
}

// Linear is a matrix (inputs by outputs) and a bias.
type Linear struct{ W, B *Tensor }

// Layer is one transformer layer.
type Layer struct {
	// In is the width of its input.
	In int
	// Widen carries the residual from In to the full width; its W is nil
	// where they are equal.
	Widen                Linear
	NormGain, NormBias   *Tensor
	QKV, Out             Linear
	InnerGain, InnerBias *Tensor
	Up, Down             Linear
}

// Params are the encoder's weights, all in one slice so that an optimiser can
// walk them.
type Params struct {
	Flat      []float32
	Tensors   []*Tensor
	Embedding *Tensor
	Layers    [2]Layer
	Pool      Linear
}

// NewParams allocates weights of 0 for a vocabulary of n pieces.
func NewParams(n int) *Params {
	p := shapeParams(n)
	size := 0
	for _, t := range p.Tensors {
		size += t.Rows * t.Cols
	}
	p.Flat = make([]float32, size)
	p.bind()
	return p
}

// shapeParams lays out an encoder without weights.
func shapeParams(n int) *Params {
	p := &Params{}
	tensor := func(name string, rows, cols int) *Tensor {
		t := &Tensor{Name: name, Rows: rows, Cols: cols}
		p.Tensors = append(p.Tensors, t)
		return t
	}
	linear := func(name string, in, out int) Linear {
		return Linear{W: tensor(name+".w", in, out), B: tensor(name+".b", 1, out)}
	}
	p.Embedding = tensor("embedding", n, embedWidth)
	in := embedWidth
	for i := range p.Layers {
		name := fmt.Sprintf("layer%d.", i)
		l := &p.Layers[i]
		l.In = in
		if in != width {
			l.Widen = linear(name+"widen", in, width)
		}
		l.NormGain, l.NormBias = tensor(name+"norm.gain", 1, in), tensor(name+"norm.bias", 1, in)
		l.QKV, l.Out = linear(name+"qkv", in, 3*in), linear(name+"out", in, width)
		l.InnerGain, l.InnerBias = tensor(name+"inner.gain", 1, width), tensor(name+"inner.bias", 1, width)
		l.Up, l.Down = linear(name+"up", width, inner), linear(name+"down", inner, width)
		in = width
	}
	p.Pool = linear("pool", width, width)
	return p
}

// bind points the tensors into Flat.
func (p *Params) bind() {
	at := 0
	for _, t := range p.Tensors {
		t.V = p.Flat[at : at+t.Rows*t.Cols : at+t.Rows*t.Cols]
		at += t.Rows * t.Cols
	}
}

// Clone is an independent copy.
func (p *Params) Clone() *Params {
	c := NewParams(p.Embedding.Rows)
	copy(c.Flat, p.Flat)
	return c
}
