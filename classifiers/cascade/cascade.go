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
	plain          float64
}

// Plain is the probability, of a complaint in any mention and of any cause,
// below which a verbatim is plainly no complaint. Chosen so that the cascade
// gives the accurate classifier's cause for at least 99 % of reviews: see
// TestAgreesWithAccurate.
const Plain = 0.12

// New joins two classifiers.
func New(fast, accurate classifiers.Classifier) *Classifier {
	return &Classifier{fast: fast, accurate: accurate, plain: Plain}
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
	var at []int
	for i := range out {
		if !c.isPlain(&out[i]) {
			rest, at = append(rest, passages[i]), append(at, i)
		}
	}
	if len(rest) == 0 {
		return out
	}
	for k, j := range c.accurate.Judge(rest) {
		out[at[k]] = j
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
