package encoder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"gripe/classifiers/encoder/integer"
	"gripe/pipeline/opinion"
)

// Classifier judges passages with a model file. It is read-only, so safe for
// many goroutines.
type Classifier struct {
	id          string
	pieces      *Pieces
	scorers     []*Scorer
	companion   Companion
	weight      float32
	calibration Calibration
	errors      []opinion.ErrorMatrix
}

// Options of a classifier.
type Options struct {
	// Portable forces plain Go where C kernels are linked in: about 100 times
	// slower, the same scores.
	Portable bool
	// Companion is the classifier that the model was built to be mixed with,
	// where it was.
	Companion Companion
}

// New reads a model file. The error says what is wrong with it.
func New(data []byte, o Options) (*Classifier, error) {
	f, err := unmarshal(data)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return fromFile(f, "encoder-"+arithmetic+"-"+hex.EncodeToString(sum[:6]), o)
}

func fromFile(f *File, id string, o Options) (*Classifier, error) {
	pieces, err := NewPieces(f.Pieces)
	if err != nil {
		return nil, fmt.Errorf("read the model's vocabulary: %w", err)
	}
	c := &Classifier{id: id, pieces: pieces, weight: f.CompanionWeight, calibration: f.Calibration, errors: f.Errors}
	if c.weight > 0 {
		if o.Companion == nil {
			return nil, errors.New("this encoder model judges together with the linear model, which is missing")
		}
		c.companion = o.Companion
		c.id += "+" + o.Companion.Model()
	}
	ops := integer.Best()
	if o.Portable {
		ops = integer.Ops{}
	}
	bodies := make([]*body, len(f.Bodies))
	for _, m := range f.Members {
		if bodies[m.Body] == nil {
			if bodies[m.Body], err = newBody(f.Bodies[m.Body], ops); err != nil {
				return nil, fmt.Errorf("make the model ready: %w", err)
			}
		}
		s, err := newScorer(bodies[m.Body], m.Heads)
		if err != nil {
			return nil, fmt.Errorf("make the model ready: %w", err)
		}
		c.scorers = append(c.scorers, s)
	}
	return c, nil
}

// arithmetic is the version of how a file is computed with: what another one
// judged is judged again. i1 is package integer.
const arithmetic = "i1"

// Model is the version: arithmetic, a hash of the model file, and the
// companion's version.
func (c *Classifier) Model() string { return c.id }

// Errors are the error matrices of the leave-one-domain-out folds. The caller
// must not change them.
func (c *Classifier) Errors() []opinion.ErrorMatrix { return c.errors }

// chunkPieces is about how many pieces are judged at once: mentions that repeat
// among them are encoded once.
const chunkPieces = 8192

// MaxVerbatim is how many pieces of a verbatim the encoder reads, about 3,000
// words: its mentions as long as they fit. The companion alone judges the
// mentions after those, so that no text takes long; where there is none, the
// priors do.
const MaxVerbatim = 4096

// Companion is the version of the companion, or empty.
func (c *Classifier) Companion() string {
	if c.companion == nil {
		return ""
	}
	return c.companion.Model()
}

// Judge gives one judgement per passage, in order, with one mention judgement
// per span. A title counts for the cause like a sentence before the others; a
// passage without title and spans gets the cause none.
func (c *Classifier) Judge(passages []opinion.Passage) []opinion.Judgement {
	var beside []opinion.Judgement
	if c.companion != nil {
		beside = c.companion.Judge(passages)
	}
	return c.JudgeBeside(passages, beside)
}

// JudgeBeside is Judge for a caller that has the companion's judgements of the
// passages already.
func (c *Classifier) JudgeBeside(passages []opinion.Passage, companion []opinion.Judgement) []opinion.Judgement {
	out := make([]opinion.Judgement, len(passages))
	var chunk []reading
	size := 0
	flush := func() {
		if len(chunk) > 0 {
			c.judge(out, passages, companion, chunk)
		}
		chunk, size = nil, 0
	}
	for i := range passages {
		r := read(c.pieces, &passages[i])
		if len(r.doc) == 0 {
			out[i].Cause[opinion.None.Index()] = 1
			continue
		}
		r.passage = i
		chunk = append(chunk, r)
		if size += r.size; size >= chunkPieces {
			flush()
		}
	}
	flush()
	return out
}

// reading is what the encoder reads of a passage.
type reading struct {
	passage int
	// doc has the pieces of the title, where titles is 1, and of the spans.
	doc    [][]int32
	titles int
	// size is the number of pieces.
	size int
}

// read cuts a title, if there is one, and as many spans as the encoder reads.
func read(pieces *Pieces, p *opinion.Passage) reading {
	r := reading{doc: make([][]int32, 0, len(p.Spans)+1)}
	if title := Clip(pieces.Encode(p.Title)); len(title) > 0 {
		r.doc, r.titles, r.size = append(r.doc, title), 1, len(title)
	}
	for i := range p.Spans {
		ids := piecesOf(pieces, p.Text[p.Spans[i].Start:p.Spans[i].End])
		if r.size+len(ids) > MaxVerbatim {
			break
		}
		r.doc = append(r.doc, ids)
		r.size += len(ids)
	}
	return r
}

// PiecesOf gives the pieces of every span of a passage, clipped; a span without
// any gets the unknown piece.
func PiecesOf(pieces *Pieces, p *opinion.Passage) [][]int32 {
	doc := make([][]int32, len(p.Spans))
	for i := range p.Spans {
		doc[i] = piecesOf(pieces, p.Text[p.Spans[i].Start:p.Spans[i].End])
	}
	return doc
}

// piecesOf gives the pieces of a text, clipped; of one without any, the unknown
// piece.
func piecesOf(pieces *Pieces, text string) []int32 {
	ids := Clip(pieces.Encode(text))
	if len(ids) == 0 {
		return []int32{0}
	}
	return ids
}

func (c *Classifier) judge(out []opinion.Judgement, passages []opinion.Passage, companion []opinion.Judgement, chunk []reading) {
	docs, ratings := make([][][]int32, len(chunk)), make([]float64, len(chunk))
	for i, r := range chunk {
		docs[i], ratings[i] = r.doc, passages[r.passage].Rating
	}
	var mention, cause []float32
	for _, s := range c.scorers {
		m, k := s.Score(docs, ratings)
		mention, cause = addScores(mention, m), addScores(cause, k)
	}
	share := 1 / float32(len(c.scorers))
	for _, scores := range [][]float32{mention, cause} {
		for i := range scores {
			scores[i] *= share
		}
	}
	at := 0
	for i, r := range chunk {
		rows := make([][]float32, r.titles+len(passages[r.passage].Spans))
		for m := range rows {
			if m >= len(r.doc) {
				rows[m] = make([]float32, Scores)
				continue
			}
			rows[m] = mention[at*Scores : (at+1)*Scores]
			at++
		}
		if c.companion != nil {
			mix(cause[4*i:4*i+4], rows[r.titles:], len(r.doc)-r.titles, &companion[r.passage], c.weight)
		}
		j := c.calibration.Judgement(cause[4*i:4*i+4], rows)
		j.Mentions = j.Mentions[r.titles:]
		out[r.passage] = j
	}
}

// mix lets the companion count for the mentions that were read, and decide
// those that were not.
func mix(cause []float32, rows [][]float32, read int, companion *opinion.Judgement, weight float32) {
	Mix(cause, LogP(companion.Cause[:]), weight)
	for i, row := range rows {
		if i >= read {
			weight = 1
		}
		Mix(row, LogScores(&companion.Mentions[i]), weight)
	}
}

func addScores(to, from []float32) []float32 {
	if to == nil {
		return from
	}
	for i, v := range from {
		to[i] += v
	}
	return to
}

// Mention turns the scores of one mention into its judgement.
func (c *Calibration) Mention(row []float32) opinion.MentionJudgement {
	var j opinion.MentionJudgement
	c.Polarity.Apply(j.Polarity[:], row[PolarityAt:ClassAt])
	j.Complaint = j.Polarity[opinion.Neg.Index()] + j.Polarity[opinion.Mix.Index()]
	c.Class.Apply(j.Class[:], row[ClassAt:ThemeAt])
	c.Theme.Apply(j.Theme[:], row[ThemeAt:StageAt])
	c.Stage.Apply(j.Stage[:], row[StageAt:GapAt])
	var gap [2]float64
	c.Gap.Apply(gap[:], row[GapAt:Scores])
	j.Gap = gap[1]
	return j
}
