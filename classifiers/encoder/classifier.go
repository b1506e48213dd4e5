package encoder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"gripe/pipeline/opinion"
)

// Classifier judges passages with a model file. It is read-only, so safe for
// many goroutines.
type Classifier struct {
	id          string
	pieces      *Pieces
	scorers     []*Scorer
	contexts    []bool
	companion   Companion
	weight      float32
	calibration Calibration
	errors      []opinion.ErrorMatrix
}

// Options of a classifier.
type Options struct {
	// Portable forces plain Go where C kernels are linked in: about 30 times
	// slower, the same within 1e-3.
	Portable bool
	// Companion is the classifier that the model was built to be mixed with,
	// where it was.
	Companion Companion
}

// New reads a model file. The error says what is wrong with it.
func New(data []byte, o Options) (*Classifier, error) {
	f, err := Unmarshal(data)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return fromFile(f, "encoder-"+hex.EncodeToString(sum[:6]), o)
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
	for _, m := range f.Members {
		c.scorers = append(c.scorers, NewScorer(f.Bodies[m.Body], m.Heads, o.Portable))
		c.contexts = append(c.contexts, m.Heads.Context)
	}
	return c, nil
}

// Model is the version: a hash of the model file, and the companion's version.
func (c *Classifier) Model() string { return c.id }

// Errors are the error matrices of the leave-one-domain-out folds. The caller
// must not change them.
func (c *Classifier) Errors() []opinion.ErrorMatrix { return c.errors }

// batchPieces bounds the pieces that are encoded at once: enough to keep the
// kernels busy, few enough to stay near the processor (200 took 2.40 ms a gold
// mention, 512 took 2.50, on a busy machine).
const batchPieces = 200

// Judge gives one judgement per passage, in order, with one mention judgement
// per span. A title counts for the cause like a sentence before the others; a
// passage without title and spans gets the cause none.
func (c *Classifier) Judge(passages []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(passages))
	var docs [][][]int32
	var index []int
	size := 0
	flush := func() {
		if len(docs) > 0 {
			c.judge(out, passages, index, docs)
		}
		docs, index, size = nil, nil, 0
	}
	for i := range passages {
		doc := PiecesOf(c.pieces, &passages[i])
		if title := Clip(c.pieces.Encode(passages[i].Title)); len(title) > 0 {
			doc = append([][]int32{title}, doc...)
		}
		if len(doc) == 0 {
			out[i].Cause[opinion.None.Index()] = 1
			continue
		}
		docs, index = append(docs, doc), append(index, i)
		for _, ids := range doc {
			size += len(ids)
		}
		if size >= batchPieces {
			flush()
		}
	}
	flush()
	return out
}

// PiecesOf gives the pieces of every span of a passage, clipped; a span without
// any gets the unknown piece.
func PiecesOf(pieces *Pieces, p *opinion.Passage) [][]int32 {
	doc := make([][]int32, len(p.Spans))
	for i, s := range p.Spans {
		doc[i] = Clip(pieces.Encode(p.Text[s.Start:s.End]))
		if len(doc[i]) == 0 {
			doc[i] = []int32{0}
		}
	}
	return doc
}

func (c *Classifier) judge(out []opinion.Judgement, passages []opinion.Passage, index []int, docs [][][]int32) {
	ratings := make([]float64, len(docs))
	for i, k := range index {
		ratings[i] = passages[k].Rating
	}
	var mention, cause []float32
	layout := NewLayout(docs, c.contexts[0])
	for i, s := range c.scorers {
		if i > 0 && c.contexts[i] != c.contexts[i-1] {
			layout = NewLayout(docs, c.contexts[i])
		}
		m, k := s.Score(layout, ratings)
		mention, cause = addScores(mention, m), addScores(cause, k)
	}
	share := 1 / float32(len(c.scorers))
	for _, scores := range [][]float32{mention, cause} {
		for i := range scores {
			scores[i] *= share
		}
	}
	if c.companion != nil {
		c.mix(mention, cause, layout, passages, index)
	}
	for i, k := range index {
		var rows [][]float32
		for m := layout.Docs[i]; m < layout.Docs[i+1]; m++ {
			rows = append(rows, mention[m*Scores:(m+1)*Scores])
		}
		out[k] = c.calibration.Judgement(cause[4*i:4*i+4], rows)
		out[k].Mentions = out[k].Mentions[len(rows)-len(passages[k].Spans):] // the title leads
	}
}

func (c *Classifier) mix(mention, cause []float32, layout *Layout, passages []opinion.Passage, index []int) {
	own := make([]opinion.Passage, len(index))
	for i, k := range index {
		own[i] = passages[k]
	}
	for i, j := range c.companion.Judge(own) {
		Mix(cause[4*i:4*i+4], LogP(j.Cause[:]), c.weight)
		for k := range j.Mentions {
			m := layout.Docs[i+1] - len(j.Mentions) + k
			Mix(mention[m*Scores:(m+1)*Scores], LogScores(&j.Mentions[k]), c.weight)
		}
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
