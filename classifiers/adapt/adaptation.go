package adapt

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"time"

	"gripe/classifiers"
	"gripe/pipeline/opinion"
)

// Adaptation turns a cause's probabilities p into softmax(Sharpness * log p +
// Lean). Sharpness 1 and Lean 0 change nothing.
type Adaptation struct {
	// Model is the version of the classifier that it belongs to.
	Model     string     `json:"model"`
	Sharpness float64    `json:"sharpness"`
	Lean      [4]float64 `json:"lean"`
	// Labels is how many it was fitted on, At when.
	Labels int       `json:"labels"`
	At     time.Time `json:"at"`
	// Before and After are on labels that it was not fitted on.
	Before Score `json:"before"`
	After  Score `json:"after"`
}

// Score of probabilities against labels.
type Score struct {
	// Loss is the mean negative log-likelihood in nats; Right the share of
	// likeliest causes that are the label.
	Loss  float64 `json:"loss"`
	Right float64 `json:"right"`
}

// floor keeps logarithms finite: calibrated probabilities do not come near it.
const floor = 1e-6

// Of gives the adapted probabilities; they sum to 1. What are no probabilities
// comes back as it is.
func (a *Adaptation) Of(p opinion.CauseP) opinion.CauseP {
	var logs [4]float64
	for i, x := range p {
		if !(x >= 0 && x <= 1+1e-6) {
			return p
		}
		logs[i] = math.Log(math.Max(x, floor))
	}
	return a.ofLogs(&logs)
}

func (a *Adaptation) ofLogs(logs *[4]float64) (p opinion.CauseP) {
	top := math.Inf(-1)
	for i, l := range logs {
		p[i] = a.Sharpness*l + a.Lean[i]
		top = math.Max(top, p[i])
	}
	sum := 0.0
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// Valid tells what is wrong with an adaptation that was read from a file.
func (a *Adaptation) Valid() error {
	if !(a.Sharpness > 0 && a.Sharpness < 100) {
		return fmt.Errorf("adapt: a sharpness of %g is not in 0 to 100", a.Sharpness)
	}
	for i, x := range a.Lean {
		if !(math.Abs(x) < 100) {
			return fmt.Errorf("adapt: a lean of %g towards %s is not in -100 to 100", x, opinion.Causes[i])
		}
	}
	return nil
}

// Version names the classifier with this adaptation; it changes whenever a
// judgement could.
func (a *Adaptation) Version() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%v %v", a.Sharpness, a.Lean))
	return a.Model + "+adapted-" + hex.EncodeToString(sum[:4])
}

// Classifier applies an adaptation to what another one judges. It knows no
// error matrices: see the package comment.
type Classifier struct {
	inner      classifiers.Classifier
	adaptation Adaptation
}

// New wraps a classifier. The error is for an adaptation of another version,
// or one that is not valid.
func New(inner classifiers.Classifier, a Adaptation) (*Classifier, error) {
	if inner.Model() != a.Model {
		return nil, fmt.Errorf("adapt: the adaptation belongs to %s, not to %s", a.Model, inner.Model())
	}
	if err := a.Valid(); err != nil {
		return nil, err
	}
	return &Classifier{inner: inner, adaptation: a}, nil
}

// Model is the inner version with the adaptation's.
func (c *Classifier) Model() string { return c.adaptation.Version() }

// Judge gives the inner judgements with adapted causes.
func (c *Classifier) Judge(passages []opinion.Passage) []opinion.Judgement {
	out := c.inner.Judge(passages)
	for i := range out {
		out[i].Cause = c.adaptation.Of(out[i].Cause)
	}
	return out
}
