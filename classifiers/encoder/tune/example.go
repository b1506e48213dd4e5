package tune

import (
	"gripe/classifiers/encoder"
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// Example is a verbatim made ready for training or judging.
type Example struct {
	Domain string
	// IDs are the pieces of each mention.
	IDs [][]int32
	// Rating is on 1..5, 0 where unknown.
	Rating float64

	// The targets. A weight of 0 leaves a target out.
	Mentions []Target
	Cause    []float32
	CauseW   float32
}

// Target is what one mention should be judged as: distributions with weights.
type Target struct {
	Polarity, Class, Theme, Stage, Gap      []float32
	PolarityW, ClassW, ThemeW, StageW, GapW float32
}

// praiseWeight is how much the class of what is praised counts beside that of
// what is complained of: it teaches words, not the question.
const praiseWeight = 0.3

// FromPassage prepares a passage without targets.
func FromPassage(p *opinion.Passage, pieces *encoder.Pieces) *Example {
	return &Example{Rating: p.Rating, IDs: encoder.PiecesOf(pieces, p), Mentions: make([]Target, len(p.Spans))}
}

// FromDoc prepares a labelled verbatim.
func FromDoc(d *gold.Doc, pieces *encoder.Pieces) *Example {
	e := FromPassage(&d.Passage, pieces)
	e.target(d)
	return e
}

func (e *Example) target(d *gold.Doc) {
	e.Domain = d.Domain
	e.Cause, e.CauseW = oneHot(4, d.Cause.Index()), 1
	e.Mentions = e.Mentions[:0]
	for _, l := range d.Labels {
		t := Target{
			Polarity: oneHot(4, l.Polarity.Index()), PolarityW: 1,
			Stage: oneHot(5, l.Stage.Index()), StageW: 1,
			Gap: oneHot(2, 0), GapW: 1,
		}
		if l.Gap {
			t.Gap = oneHot(2, 1)
		}
		w := float32(1)
		if !l.Complaint() {
			w = praiseWeight
		}
		c := l.Class.Index()
		if c < 3 {
			t.Class, t.ClassW = oneHot(3, c), w
		}
		if c < 3 || l.Complaint() {
			t.Theme, t.ThemeW = oneHot(len(opinion.Themes), l.Theme.Index()), w
		}
		e.Mentions = append(e.Mentions, t)
	}
}

// FromAux prepares a sentence labelled elsewhere, all its targets weighing w.
func FromAux(a *gold.Aux, pieces *encoder.Pieces, w float32) *Example {
	e := FromPassage(&a.Passage, pieces)
	e.Domain = a.Domain
	t := Target{Polarity: oneHot(4, a.Polarity.Index()), PolarityW: w}
	if c := a.Class.Index(); c < 3 {
		t.Class, t.ClassW = oneHot(3, c), w
		if !a.Polarity.Complaint() {
			t.ClassW *= praiseWeight
		}
	}
	e.Mentions = []Target{t}
	return e
}

func oneHot(n, i int) []float32 {
	v := make([]float32, n)
	v[i] = 1
	return v
}
