package encoder

import "gripe/classifiers/encoder/integer"

// Scorer is an encoder with heads, ready to score. It is read-only, so safe for
// many goroutines.
type Scorer struct {
	body  *body
	heads *Heads

	query, detectStates *integer.Weights
	// detectPieces are the detectors' answers to each piece where it stands
	// before, at and after the place that they look at.
	detectPieces *table
	// The shared layer by group of inputs: the mention's vector for itself,
	// for the next mention and for the one before; the two means of its states;
	// its peaks; the mean vector of the verbatim.
	own, previous, next, plain, weighed, peaks, whole *integer.Weights
	// rating holds the two rows of weights of the rating, then those of the
	// cause.
	rating, causeRating []float32

	out, causeQuery, causeWeighed, causePlain, causeWhole, causeOut *integer.Weights
}

// NewScorer packs an encoder and its heads for an instruction set. It returns
// an error where a head is too wide to be summed exactly.
func NewScorer(p *Params, h *Heads, ops integer.Ops) (*Scorer, error) {
	b, err := newBody(p, ops)
	if err != nil {
		return nil, err
	}
	return newScorer(b, h)
}

func newScorer(b *body, h *Heads) (*Scorer, error) {
	var p packer
	s := &Scorer{body: b, heads: h, query: p.all(h.Query), out: p.all(h.Out), causeQuery: p.all(h.CauseQuery), causeOut: p.all(h.CauseOut)}
	group := func(i int, bias []float32) *integer.Weights { return p.rows(h.Shared.W, bias, i*width, (i+1)*width) }
	s.own, s.plain, s.weighed = group(0, h.Shared.B.V), group(1, nil), group(2, nil)
	s.previous, s.next, s.whole = group(3, nil), group(4, nil), group(5, nil)
	s.rating = h.Shared.W.floats(6*width, 6*width+2)
	hidden := h.Hidden
	s.causeWeighed, s.causePlain = p.rows(h.Cause.W, h.Cause.B.V, 0, hidden), p.rows(h.Cause.W, nil, hidden, 2*hidden)
	s.causeWhole = p.rows(h.Cause.W, nil, 2*hidden, 2*hidden+width)
	s.causeRating = h.Cause.W.floats(2*hidden+width, 2*hidden+width+2)
	if h.Peaks > 0 {
		s.peaks = p.rows(h.Shared.W, nil, 6*width+2, 6*width+2+h.Peaks)
		s.detectPieces = newTable(p.beside(h.Detect.W, embedWidth, 3), len(b.scale))
		s.detectStates = p.rows(h.Detect.W, h.Detect.B.V, 3*embedWidth, detectorWidth)
	}
	return s, p.err
}

// beside sets blocks of k rows of a matrix next to each other.
func (p *packer) beside(t *Tensor, k, blocks int) *integer.Weights {
	from := t.quantised(false)
	q, scale := make([]int8, 0, k*blocks*t.Cols), make([]float32, 0, blocks*t.Cols)
	for i := range k {
		for b := range blocks {
			q = append(q, from.q[(b*k+i)*t.Cols:(b*k+i+1)*t.Cols]...)
		}
	}
	for range blocks {
		scale = append(scale, from.scale...)
	}
	return p.pack(q, scale, nil, k, blocks*t.Cols)
}

// batchPieces bounds the pieces that are encoded at once: enough to keep the
// products busy, few enough that the activations stay near the processor; a
// multiple of the tallest tile of rows.
const batchPieces = 192

// features are what the heads make of single mentions: a vector, and its
// contributions to the shared layer of its own mention, the next and the one
// before.
type features struct{ vectors, own, previous, next []float32 }

// Score gives the scores (before any softmax) of verbatims, each given as the
// pieces of its mentions: Scores floats per mention, 4 per verbatim. ratings has
// one number per verbatim, 0 for unknown. The scores of a verbatim do not
// depend on the others. Identifiers must lie in the vocabulary.
func (s *Scorer) Score(docs [][][]int32, ratings []float64) (mention, cause []float32) {
	w := s.body.scratch()
	defer s.body.spare.Put(w)
	f, of := s.describe(docs, w)
	return s.judge(f, of, docs, ratings, w)
}

// describe computes the features of the mentions. Without context those of the
// same pieces have the same, which are computed once; of tells whose are each
// mention's.
func (s *Scorer) describe(docs [][][]int32, w *work) (*features, []int) {
	units, of, n := docs, []int(nil), 0
	if s.heads.Context {
		for _, d := range docs {
			for range d {
				of = append(of, n)
				n++
			}
		}
	} else {
		units, of = distinct(docs)
		n = len(units)
	}
	hidden := s.heads.Hidden
	f := &features{make([]float32, n*width), make([]float32, n*hidden), make([]float32, n*hidden), make([]float32, n*hidden)}
	at, first, size := 0, 0, 0
	flush := func(to int) {
		if to > first {
			at += s.describeBatch(f, at, NewLayout(units[first:to], s.heads.Context), w)
		}
		first, size = to, 0
	}
	for i, d := range units {
		here := 0
		for _, ids := range d {
			here += len(ids)
		}
		if size+here > batchPieces {
			flush(i)
		}
		size += here
	}
	flush(len(units))
	return f, of
}

// distinct are the different mentions, each as a verbatim of its own, and which
// of them each mention is.
func distinct(docs [][][]int32) (units [][][]int32, of []int) {
	seen := map[string]int{}
	var key []byte
	for _, d := range docs {
		for i := range d {
			key = key[:0]
			for _, id := range d[i] {
				key = append(key, byte(id), byte(id>>8), byte(id>>16))
			}
			k, ok := seen[string(key)]
			if !ok {
				k = len(units)
				seen[string(key)] = k
				units = append(units, d[i:i+1])
			}
			of = append(of, k)
		}
	}
	return units, of
}

// describeBatch writes the features of a batch's mentions from number at on,
// and says how many there were.
func (s *Scorer) describeBatch(f *features, at int, l *Layout, w *work) int {
	b, rows, n, hidden := s.body, len(l.IDs), len(l.Doc), s.heads.Hidden
	states := b.encode(l, w)
	vectors := f.vectors[at*width : (at+n)*width]
	b.vectors(vectors, states, l, w)

	tokens := grow(&w.tokens, rows*width)
	b.ops.Norm(tokens, states, s.heads.NormGain.V, s.heads.NormBias.V, rows, width, normEps)
	plain, weighed, query := grow(&w.plain, n*width), grow(&w.weighed, n*width), grow(&w.query, rows)
	b.means(plain, tokens, width, l.Mentions, w)
	b.ops.Quantise(&w.rows, tokens, rows, width, width)
	b.ops.Product(query, &w.rows, s.query, rows, integer.Set)
	b.pool(weighed, tokens, width, query, l.Mentions)
	peaks := s.detect(l, w)

	own, previous, next := f.own[at*hidden:(at+n)*hidden], f.previous[at*hidden:(at+n)*hidden], f.next[at*hidden:(at+n)*hidden]
	b.dense(own, vectors, s.own, n, integer.Set, w)
	b.ops.Product(previous, &w.rows, s.previous, n, integer.Set)
	b.ops.Product(next, &w.rows, s.next, n, integer.Set)
	b.dense(own, plain, s.plain, n, integer.Add, w)
	b.dense(own, weighed, s.weighed, n, integer.Add, w)
	if s.peaks != nil {
		b.dense(own, peaks, s.peaks, n, integer.Add, w)
	}
	return n
}

// dense quantises x and writes its product.
func (b *body) dense(y, x []float32, l *integer.Weights, rows, flags int, w *work) {
	b.ops.Quantise(&w.rows, x, rows, l.In, l.In)
	b.ops.Product(y, &w.rows, l, rows, flags)
}

// detect gives the largest answers of the detectors in each mention, of the
// pieces beside each other and the states that w holds.
func (s *Scorer) detect(l *Layout, w *work) []float32 {
	rows, n := len(l.IDs), s.heads.Peaks
	if n == 0 {
		return nil
	}
	answers := grow(&w.hidden, rows*n)
	s.body.ops.Product(answers, &w.rows, s.detectStates, rows, integer.Set)
	s.detectPieces.fill(s.body, l.IDs)
	out := grow(&w.peaks, len(l.Doc)*n)
	clear(out)
	for m := range l.Doc {
		to, first, last := out[m*n:(m+1)*n], l.Mentions[m], l.Mentions[m+1]-1
		for r := first; r <= last; r++ {
			row := answers[r*n : (r+1)*n]
			for k, at := range [3]int{r - 1, r, r + 1} {
				if at >= first && at <= last {
					addTo(row, s.detectPieces.row(l.IDs[at])[k*n:][:n])
				}
			}
			for j, v := range row {
				to[j] = max(to[j], v)
			}
		}
	}
	return out
}

func addTo(to, from []float32) {
	for i, v := range from {
		to[i] += v
	}
}

// judge runs the heads over the features of mentions.
func (s *Scorer) judge(f *features, of []int, docs [][][]int32, ratings []float64, w *work) (mention, cause []float32) {
	b, n, hidden := s.body, len(of), s.heads.Hidden
	vectors, starts := make([]float32, n*width), make([]int, 1, len(docs)+1)
	for i, k := range of {
		copy(vectors[i*width:(i+1)*width], f.vectors[k*width:])
	}
	for _, d := range docs {
		starts = append(starts, starts[len(starts)-1]+len(d))
	}
	whole, shared := make([]float32, len(docs)*width), make([]float32, len(docs)*hidden)
	b.means(whole, vectors, width, starts, w)
	b.dense(shared, whole, s.whole, len(docs), integer.Set, w)

	z := make([]float32, n*hidden)
	for d := range docs {
		rate(shared[d*hidden:(d+1)*hidden], s.rating, ratings[d])
		for i := starts[d]; i < starts[d+1]; i++ {
			row := z[i*hidden : (i+1)*hidden]
			copy(row, f.own[of[i]*hidden:])
			if i > starts[d] {
				addTo(row, f.previous[of[i-1]*hidden:][:hidden])
			}
			if i+1 < starts[d+1] {
				addTo(row, f.next[of[i+1]*hidden:][:hidden])
			}
			addTo(row, shared[d*hidden:(d+1)*hidden])
			for j, v := range row {
				row[j] = max(v, 0)
			}
		}
	}
	mention = make([]float32, n*Scores)
	b.dense(mention, z, s.out, n, integer.Set, w)
	scores := make([]float32, n)
	b.ops.Product(scores, &w.rows, s.causeQuery, n, integer.Set)

	weighed, plain := make([]float32, len(docs)*hidden), make([]float32, len(docs)*hidden)
	b.means(plain, z, hidden, starts, w)
	b.pool(weighed, z, hidden, scores, starts)
	half := hidden / 2
	c := make([]float32, len(docs)*half)
	b.dense(c, whole, s.causeWhole, len(docs), integer.Set, w)
	b.dense(c, weighed, s.causeWeighed, len(docs), integer.Add, w)
	for d := range docs {
		rate(c[d*half:(d+1)*half], s.causeRating, ratings[d])
	}
	b.dense(c, plain, s.causePlain, len(docs), integer.Add|integer.ReLU, w)
	cause = make([]float32, 4*len(docs))
	b.dense(cause, c, s.causeOut, len(docs), integer.Set, w)
	return mention, cause
}

// rate adds what a rating contributes: the weights of its being known, and
// those of its distance from 3 as often as it is.
func rate(to, weights []float32, rating float64) {
	if rating == 0 {
		return
	}
	for j := range to {
		to[j] += weights[j] + float32(float32(rating-3)*weights[len(to)+j])
	}
}
