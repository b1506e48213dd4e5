// Package cascade is the default tier: the fast classifier decides what is
// plainly no complaint, the accurate one judges the rest.
//
// In: passages. Out: judgements, each wholly by one of the two, so that no
// probability mixes their scales. It must never let the fast classifier decide
// a complaint, nor look at anything but its judgement.
package cascade

import (
	"gripe/classifiers"
	"gripe/pipeline/opinion"
)

// Classifier asks the fast classifier first.
type Classifier struct {
	fast, accurate classifiers.Classifier
	// beside is the accurate classifier where the fast one is its companion.
	beside beside
	plain  float64
}

// beside is a classifier that mixes a companion's judgements into its own, and
// takes them from whoever has them already.
type beside interface {
	// Companion is the version of the companion.
	Companion() string
	JudgeBeside(passages []opinion.Passage, companion []opinion.Judgement) []opinion.Judgement
}

// Plain is the probability, of a complaint in any mention and of any cause,
// below which a verbatim is plainly no complaint. Chosen so that the cascade
// gives the accurate classifier's cause for at least 99 % of reviews: see
// TestAgreesWithAccurate.
const Plain = 0.12

// New joins two classifiers. Where the accurate one counts the fast one's
// judgements, as its companion, they are passed on rather than made twice.
func New(fast, accurate classifiers.Classifier) *Classifier {
	c := &Classifier{fast: fast, accurate: accurate, plain: Plain}
	if b, ok := accurate.(beside); ok && b.Companion() == fast.Model() {
		c.beside = b
	}
	return c
}

// Model names the accurate version: its judgement counts wherever one is in
// doubt. The fast one's version follows where the accurate one's does not name
// it already.
func (c *Classifier) Model() string {
	return "auto-" + c.accurate.Model()
}

// Errors are the accurate classifier's.
func (c *Classifier) Errors() []opinion.ErrorMatrix {
	if e, ok := c.accurate.(classifiers.ErrorModel); ok {
		return e.Errors()
	}
	return nil
}

// Judge gives one judgement per passage, in order.
func (c *Classifier) Judge(passages []opinion.Passage) []opinion.Judgement {
	out := c.fast.Judge(passages)
	var rest []opinion.Passage
	var doubts []opinion.Judgement
	var at []int
	for i := range out {
		if !c.isPlain(&out[i]) {
			rest, doubts, at = append(rest, passages[i]), append(doubts, out[i]), append(at, i)
		}
	}
	if len(rest) == 0 {
		return out
	}
	var sure []opinion.Judgement
	if c.beside != nil {
		sure = c.beside.JudgeBeside(rest, doubts)
	} else {
		sure = c.accurate.Judge(rest)
	}
	for k, i := range at {
		out[i] = sure[k]
	}
	return out
}

// isPlain tells whether nothing in a verbatim looks like a complaint.
func (c *Classifier) isPlain(j *opinion.Judgement) bool {
	if 1-j.Cause[opinion.None.Index()] >= c.plain {
		return false
	}
	for i := range j.Mentions {
		if j.Mentions[i].Complaint >= c.plain {
			return false
		}
	}
	return true
}
