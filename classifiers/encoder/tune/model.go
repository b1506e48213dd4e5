package tune

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/grad"
)

// Model is an encoder with heads in training.
type Model struct {
	cfg   Config
	Body  *encoder.Params
	Heads *encoder.Heads
	// bodyG is the gradient of the body, nil where it is frozen.
	bodyG []float32
	mats  map[*encoder.Tensor]*grad.Mat
	// trained are the head tensors that learn.
	trained []*grad.Mat
	timing  []float32
}

// newModel draws heads for an encoder. The body is used in place.
func newModel(cfg Config, body *encoder.Params, r *rand.Rand) (*Model, error) {
	heads, err := encoder.NewHeads(encoder.Shape{Context: cfg.Context, Hidden: cfg.Hidden, Peaks: cfg.Peaks})
	if err != nil {
		return nil, fmt.Errorf("lay out the heads: %w", err)
	}
	m := &Model{cfg: cfg, Body: body, Heads: heads, timing: encoder.Timing(), mats: map[*encoder.Tensor]*grad.Mat{}}
	if cfg.BodyRate > 0 {
		m.bodyG = make([]float32, len(body.Flat))
	}
	at := 0
	for _, t := range body.Tensors {
		n := t.Rows * t.Cols
		mat := grad.Input(t.Rows, t.Cols, t.V)
		if m.bodyG != nil && m.learns(t) {
			mat.G = m.bodyG[at : at+n]
		}
		m.mats[t] = mat
		at += n
	}
	m.draw(r)
	return m, nil
}

// learns tells whether a tensor of a trained encoder is trained.
func (m *Model) learns(t *encoder.Tensor) bool {
	if t == m.Body.Embedding {
		return m.cfg.Embeddings && m.cfg.Lower == 0
	}
	return m.cfg.Lower == 0 || !strings.HasPrefix(t.Name, "layer0.")
}

// draw fills the heads: He et al. (2015) before a ReLU, smaller before scores,
// smaller still for the attention queries, which so begin as a plain mean.
func (m *Model) draw(r *rand.Rand) {
	h := m.Heads
	deviation := map[*encoder.Tensor]float64{
		h.Query.W: 0.1, h.CauseQuery.W: 0.1, h.Shared.W: math.Sqrt2, h.Detect.W: math.Sqrt2, h.Cause.W: math.Sqrt2, h.Out.W: 0.5, h.CauseOut.W: 0.5,
	}
	for _, t := range h.Tensors {
		mat := &grad.Mat{R: t.Rows, C: t.Cols, V: t.V, G: make([]float32, len(t.V))}
		m.mats[t] = mat
		sd := deviation[t] / math.Sqrt(float64(t.Rows))
		for i := range t.V {
			t.V[i] = float32(r.NormFloat64() * sd)
		}
		if t == h.NormGain {
			for i := range t.V {
				t.V[i] = 1
			}
		}
		if (t == h.NormGain || t == h.NormBias) && m.bodyG == nil {
			// Over frozen states the layers above learn the scale.
			mat.G = nil
			continue
		}
		m.trained = append(m.trained, mat)
	}
}

// batch is a set of verbatims laid out for the network.
type batch struct {
	*encoder.Layout
	examples []*Example
	// states are the frozen encoder's, where they are known.
	states []float32
}

func (m *Model) layout(examples []*Example) *batch {
	docs := make([][][]int32, len(examples))
	for i, e := range examples {
		docs[i] = e.IDs
	}
	return &batch{Layout: encoder.NewLayout(docs, m.cfg.Context), examples: examples}
}

// outputs of the network: mention scores and cause scores.
type outputs struct{ mention, cause *grad.Mat }

func (m *Model) linear(t *grad.Tape, x *grad.Mat, l encoder.Linear) *grad.Mat {
	return t.Linear(x, m.mats[l.W], m.mats[l.B])
}

// forward runs the network on a tape, as encoder.Scorer does without one. r
// draws dropout; nil switches it off.
func (m *Model) forward(t *grad.Tape, b *batch, r *rand.Rand) outputs {
	h := m.Heads
	x := m.encode(t, b, r)
	u := t.Tanh(m.linear(t, t.Mean(x, b.Mentions), m.Body.Pool))
	tok := t.Norm(x, m.mats[h.NormGain], m.mats[h.NormBias], 1e-6)
	whole := t.Mean(u, b.Docs)
	rating := m.ratings(t, b, r)
	parts := []*grad.Mat{u, t.Mean(tok, b.Mentions), t.Pool(tok, m.linear(t, tok, h.Query), b.Mentions),
		t.Rows(u, b.Previous), t.Rows(u, b.Next), t.Rows(whole, b.Doc), t.Rows(rating, b.Doc)}
	if h.Peaks > 0 {
		parts = append(parts, m.peaks(t, b, tok))
	}
	all := t.Join(parts...)
	z := t.ReLU(m.linear(t, m.drop(t, all, m.cfg.Dropout, r), h.Shared))
	z = m.drop(t, z, m.cfg.Dropout, r)
	out := outputs{mention: m.linear(t, z, h.Out)}
	c := t.Join(t.Pool(z, m.linear(t, z, h.CauseQuery), b.Docs), t.Mean(z, b.Docs), whole, rating)
	c = t.ReLU(m.linear(t, m.drop(t, c, m.cfg.Dropout/2, r), h.Cause))
	out.cause = m.linear(t, m.drop(t, c, m.cfg.Dropout/2, r), h.CauseOut)
	return out
}

func (m *Model) peaks(t *grad.Tape, b *batch, tok *grad.Mat) *grad.Mat {
	ids := make([]int, len(b.IDs))
	for i, id := range b.IDs {
		ids[i] = int(id)
	}
	before, after := b.Beside()
	e := t.Rows(grad.Input(m.Body.Embedding.Rows, m.Body.Embedding.Cols, m.Body.Embedding.V), ids)
	x := t.Join(t.Rows(e, before), e, t.Rows(e, after), tok)
	return t.Max(t.ReLU(m.linear(t, x, m.Heads.Detect)), b.Mentions)
}

// encode is the transformer, as in encoder.Net; where the states of the frozen
// layers are known it goes on from there.
func (m *Model) encode(t *grad.Tape, b *batch, r *rand.Rand) *grad.Mat {
	var x *grad.Mat
	first := 0
	if b.states != nil {
		first = m.cfg.frozenLayers(len(m.Body.Layers))
		x = grad.Input(len(b.IDs), encoder.Width, b.states)
	} else {
		x = t.Embed(m.mats[m.Body.Embedding], b.IDs, b.Positions, m.timing)
	}
	for i := first; i < len(m.Body.Layers); i++ {
		l := &m.Body.Layers[i]
		h := t.Norm(x, m.mats[l.NormGain], m.mats[l.NormBias], 1e-6)
		h = m.linear(t, t.Attend(m.linear(t, h, l.QKV), b.Sequences, encoder.AttentionHeads), l.Out)
		if l.Widen.W != nil {
			x = m.linear(t, x, l.Widen)
		}
		x = t.Add(x, m.drop(t, h, m.cfg.BodyDropout, r))
		h = t.Norm(x, m.mats[l.InnerGain], m.mats[l.InnerBias], 1e-6)
		h = m.linear(t, t.ReLU(m.linear(t, h, l.Up)), l.Down)
		x = t.Add(x, m.drop(t, h, m.cfg.BodyDropout, r))
	}
	return x
}

// drop is inverted dropout.
func (m *Model) drop(t *grad.Tape, x *grad.Mat, rate float32, r *rand.Rand) *grad.Mat {
	if r == nil || rate == 0 {
		return x
	}
	mask := t.Alloc(len(x.V))
	keep, limit := 1/(1-rate), uint64(float64(rate)*(1<<16))
	for i := 0; i < len(mask); i += 4 {
		bits := r.Uint64()
		for j := i; j < min(i+4, len(mask)); j++ {
			if bits&0xffff >= limit {
				mask[j] = keep
			}
			bits >>= 16
		}
	}
	return t.Mask(x, mask)
}

// ratings are known-flag and centred rating of each verbatim.
func (m *Model) ratings(t *grad.Tape, b *batch, r *rand.Rand) *grad.Mat {
	v := t.Alloc(2 * len(b.examples))
	for i, e := range b.examples {
		if e.Rating == 0 || (r != nil && r.Float32() < m.cfg.RatingDropout) {
			continue
		}
		v[2*i], v[2*i+1] = 1, float32(e.Rating-3)
	}
	return grad.Input(len(b.examples), 2, v)
}
