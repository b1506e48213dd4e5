package encoder

import (
	"math"

	"gripe/classifiers/encoder/kernel"
)

// Scorer is an encoder with heads, ready to score. It is read-only, so safe for
// many goroutines.
type Scorer struct {
	net   *Net
	heads *Heads

	query, detect, shared, out, causeQuery, cause, causeOut packed
}

// NewScorer packs an encoder and its heads. portable forces plain Go.
func NewScorer(p *Params, h *Heads, portable bool) *Scorer {
	s := &Scorer{net: NewNet(p, portable), heads: h}
	for _, x := range []struct {
		to   *packed
		from Linear
	}{{&s.query, h.Query}, {&s.detect, h.Detect}, {&s.shared, h.Shared}, {&s.out, h.Out}, {&s.causeQuery, h.CauseQuery}, {&s.cause, h.Cause}, {&s.causeOut, h.CauseOut}} {
		*x.to = s.net.pack(x.from)
	}
	return s
}

// Score gives the scores (before any softmax) of a batch: Scores floats per
// mention, 4 per verbatim. ratings has one number per verbatim, 0 for unknown.
func (s *Scorer) Score(b *Layout, ratings []float64) (mention, cause []float32) {
	n, docs := len(b.Doc), len(ratings)
	states := s.net.Encode(b)
	vectors := s.net.Vectors(states, b)
	whole := means(vectors, width, b.Docs)
	tokens := make([]float32, len(states))
	rows := len(b.IDs)
	s.net.ops.Norm(tokens, states, s.heads.NormGain.V, s.heads.NormBias.V, make([]float32, 2*rows), rows, width, normEps)
	plain := means(tokens, width, b.Mentions)
	weighed := s.pool(tokens, width, rows, &s.query, b.Mentions)

	peaks := s.peaks(tokens, b)

	features := s.heads.features()
	x := make([]float32, n*features)
	for i := range n {
		row := x[i*features : (i+1)*features]
		put := func(at int, from []float32, k int) {
			if k >= 0 {
				copy(row[at*width:(at+1)*width], from[k*width:])
			}
		}
		put(0, vectors, i)
		put(1, plain, i)
		put(2, weighed, i)
		put(3, vectors, b.Previous[i])
		put(4, vectors, b.Next[i])
		put(5, whole, b.Doc[i])
		rate(row[6*width:], ratings[b.Doc[i]])
		copy(row[6*width+2:], peaks[i*s.heads.Peaks:(i+1)*s.heads.Peaks])
	}
	hidden := s.heads.Hidden
	z := s.dense(x, &s.shared, n, true)
	mention = s.dense(z, &s.out, n, false)

	c := make([]float32, docs*s.cause.in)
	weighedZ, plainZ := s.pool(z, hidden, n, &s.causeQuery, b.Docs), means(z, hidden, b.Docs)
	for d := range docs {
		row := c[d*s.cause.in : (d+1)*s.cause.in]
		copy(row, weighedZ[d*hidden:(d+1)*hidden])
		copy(row[hidden:], plainZ[d*hidden:(d+1)*hidden])
		copy(row[2*hidden:], whole[d*width:(d+1)*width])
		rate(row[2*hidden+width:], ratings[d])
	}
	cause = s.dense(s.dense(c, &s.cause, docs, true), &s.causeOut, docs, false)
	return mention, cause
}

// peaks are the largest answers of the detectors in each mention.
func (s *Scorer) peaks(tokens []float32, b *Layout) []float32 {
	rows, n := len(b.IDs), s.heads.Peaks
	if n == 0 {
		return nil
	}
	before, after := b.Beside()
	x := make([]float32, rows*detectorWidth)
	for i, id := range b.IDs {
		row := x[i*detectorWidth : (i+1)*detectorWidth]
		for k, at := range [3]int{before[i], i, after[i]} {
			if at >= 0 {
				id = b.IDs[at]
				copy(row[k*embedWidth:(k+1)*embedWidth], s.net.embed.V[int(id)*embedWidth:])
			}
		}
		copy(row[3*embedWidth:], tokens[i*width:(i+1)*width])
	}
	answers := s.dense(x, &s.detect, rows, true)
	out := make([]float32, len(b.Doc)*n)
	for m := range b.Doc {
		to := out[m*n : (m+1)*n]
		for r := b.Mentions[m]; r < b.Mentions[m+1]; r++ {
			for j, v := range answers[r*n : (r+1)*n] {
				to[j] = max(to[j], v)
			}
		}
	}
	return out
}

// rate writes known-flag and centred rating.
func rate(to []float32, rating float64) {
	if rating != 0 {
		to[0], to[1] = 1, float32(rating-3)
	}
}

func (s *Scorer) dense(x []float32, l *packed, rows int, relu bool) []float32 {
	y := make([]float32, rows*l.out)
	s.net.apply(y, x, l, rows, false)
	if relu {
		for i, v := range y {
			y[i] = max(v, 0)
		}
	}
	return y
}

// pool averages runs of rows with weights from a softmax over a learnt query.
func (s *Scorer) pool(x []float32, cols, rows int, query *packed, starts []int) []float32 {
	weight := s.dense(x, query, rows, false)
	out := make([]float32, (len(starts)-1)*cols)
	for i := range len(starts) - 1 {
		a, b := starts[i], starts[i+1]
		softmax(weight[a:b])
		to := out[i*cols : (i+1)*cols]
		for r := a; r < b; r++ {
			for j, v := range x[r*cols : (r+1)*cols] {
				to[j] += weight[r] * v
			}
		}
	}
	return out
}

// softmax turns scores into probabilities in place.
func softmax[F float32 | float64](p []F) {
	if len(p) == 0 {
		return
	}
	top := p[0]
	for _, v := range p {
		top = max(top, v)
	}
	var sum F
	for i, v := range p {
		p[i] = F(math.Exp(float64(v - top)))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
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
