package opinion

import (
	"fmt"
	"time"
)

// Audit is what a person says of one verbatim.
type Audit struct {
	ID string
	// Content is the revision that was read: see Verbatim.Content.
	Content string
	// Sample is how the verbatim came to be read.
	Sample AuditSample
	Cause  Class
	// Mentions are those that the person judged; the others are left out.
	Mentions []AuditMention
	At       time.Time
}

// AuditMention is a person's judgement of one mention. Class is None where the
// mention blames no one; Theme is empty where it was not asked for.
type AuditMention struct {
	// Start and End are byte offsets into the verbatim's text.
	Start, End int
	Polarity   Polarity
	Class      Class
	Theme      Theme
}

// AuditSample is a way to draw verbatims for an audit.
type AuditSample string

// A random sample gives every verbatim the same chance, so that shares can be
// estimated from it. An unsure one prefers what the model is unsure of: it
// teaches most per label, and says nothing of shares.
const (
	RandomSample AuditSample = "random"
	UnsureSample AuditSample = "unsure"
)

// AuditDraw is a drawn sample and all it takes to draw it again: the same
// population, the same seed, the same verbatims in the same order.
type AuditDraw struct {
	// Key is the store's; 0 until it is stored.
	Key    int64
	Sample AuditSample
	Seed   uint64
	// Model is the classifier whose annotations bounded the population.
	Model  string
	Filter Filter
	// Population is how many verbatims there were to draw from; Digest is a
	// hash of their IDs in order.
	Population int
	Digest     string
	At         time.Time
	// IDs are the drawn verbatims in the order of drawing.
	IDs []string
}

// AuditTask is a drawn verbatim, ready to be read by a person.
type AuditTask struct {
	Verbatim Verbatim
	// Spans are its mentions, as the drawing's model cut them; without any
	// judgement, which must not reach the reader first.
	Spans []AuditMention
	// Done is the person's label, nil while there is none.
	Done *Audit
}

// Audited is a label beside what a model says of the same text.
type Audited struct {
	Audit
	// Draw is the key of the drawing that brought the label.
	Draw int64
	// Judged is false where the model has not read this text; then P,
	// Decided and Complaint are not set.
	Judged    bool
	P         CauseP
	Decided   Class
	Complaint bool
}

// AuditedCause is the part of an Audited that shares are estimated from.
type AuditedCause struct {
	ID string
	// Cause is the person's; P the model's probabilities; Decided and
	// Complaint its decisions.
	Cause     Class
	P         CauseP
	Decided   Class
	Complaint bool
}

// ParsePolarity reads a polarity as it is written in gold files.
func ParsePolarity(s string) (Polarity, error) {
	for _, p := range Polarities {
		if string(p) == s {
			return p, nil
		}
	}
	return Neu, fmt.Errorf("polarity %q is none of neg, pos, mix, neu", s)
}
