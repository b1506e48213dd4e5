package gold

import "gripe/pipeline/opinion"

// Doc is a verbatim with its labels. Labels go with Passage.Spans.
type Doc struct {
	ID, Domain, Source string
	Passage            opinion.Passage
	Cause              opinion.Class
	Labels             []Label
}

// Label is what people said of one mention.
type Label struct {
	Polarity opinion.Polarity
	Class    opinion.Class
	Theme    opinion.Theme
	Stage    opinion.Stage
	Gap      bool
}

// Complaint tells whether the mention complains.
func (l Label) Complaint() bool { return l.Polarity.Complaint() }

// Aux is a sentence labelled elsewhere, in part: its polarity, and its class
// where all its opinions agree on one (else None). Domain is as its source
// names it, so different sources may name one kind of business differently.
type Aux struct {
	ID, Domain, Source string
	Passage            opinion.Passage
	Polarity           opinion.Polarity
	Class              opinion.Class
}
