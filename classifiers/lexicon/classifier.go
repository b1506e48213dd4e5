package lexicon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"sort"
	"strings"

	"gripe/pipeline/opinion"
)

// Classifier judges by rules alone. It is immutable and safe for concurrent
// use.
type Classifier struct {
	rules   *Rules
	version string
}

// New makes the classifier of the rules that gripe carries.
func New() (*Classifier, error) {
	r, err := Default()
	if err != nil {
		return nil, err
	}
	return &Classifier{rules: r, version: "lexicon-" + r.fingerprint()}, nil
}

// Model is the version: it changes with the rules.
func (c *Classifier) Model() string { return c.version }

// fingerprint hashes the rules, in an order of their own.
func (r *Rules) fingerprint() string {
	lines := make([]string, 0, len(r.byFirst))
	for _, ps := range r.byFirst {
		for _, p := range ps {
			lines = append(lines, fmt.Sprint(r.Groups[p.group], p.stems, p.gap))
		}
	}
	sort.Strings(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:4])
}

// votes are logits by head.
type votes struct {
	polarity [4]float64
	class    [3]float64
	theme    opinion.ThemeP
	stage    [5]float64
	gap      float64
}

// The votes before any phrase speaks: most mentions of reviews that come here
// complain, of the product, in use.
var prior = votes{polarity: [4]float64{0.8, 0, -1.2, 0.2}, class: [3]float64{0.6, 0, 0}, stage: [5]float64{-1, 0, 1, 0.3, -1}, gap: -3}

// Judge judges passages in order. The cause is the class that the complaints
// lean to, each weighted by how surely it complains.
func (c *Classifier) Judge(ps []opinion.Passage) []opinion.Judgement {
	var s Scratch
	out := make([]opinion.Judgement, len(ps))
	for i := range ps {
		out[i] = c.judge(&s, &ps[i])
	}
	return out
}

func (c *Classifier) judge(s *Scratch, p *opinion.Passage) opinion.Judgement {
	j := opinion.Judgement{Mentions: make([]opinion.MentionJudgement, len(p.Spans))}
	var blame [3]float64
	calm := 1.0
	add := func(m *opinion.MentionJudgement) {
		for k := range blame {
			blame[k] += m.Complaint * m.Class[k]
		}
		calm *= 1 - m.Complaint
	}
	if len(p.TitleTokens) > 0 {
		var m opinion.MentionJudgement
		c.mention(s, p.TitleTokens, &m)
		add(&m)
	}
	for i, sp := range p.Spans {
		c.mention(s, p.Tokens[sp.First:sp.Last], &j.Mentions[i])
		add(&j.Mentions[i])
	}
	total := blame[0] + blame[1] + blame[2]
	j.Cause[3] = calm
	for k := range blame {
		if total > 0 {
			j.Cause[k] = (1 - calm) * blame[k] / total
		}
	}
	if total == 0 {
		j.Cause[3] = 1
	}
	return j
}

func (c *Classifier) mention(s *Scratch, tokens []opinion.Token, out *opinion.MentionJudgement) {
	v := prior
	for _, h := range c.rules.find(s, tokens) {
		for _, w := range c.rules.Groups[h.Group].Weights {
			v.add(w, h.State)
		}
	}
	softmax(out.Polarity[:], v.polarity[:])
	out.Complaint = out.Polarity[0] + out.Polarity[2]
	softmax(out.Class[:], v.class[:])
	softmax(out.Theme[:], v.theme[:])
	softmax(out.Stage[:], v.stage[:])
	out.Gap = 1 / (1 + math.Exp(-v.gap))
}

// add counts one hit. Under a negation praise speaks for blame, and blame, by
// half, for praise: "not bad" is weaker than "good".
func (v *votes) add(w Weight, state byte) {
	switch w.Head {
	case Polarity:
		switch {
		case state == Negated && w.Index == 1:
			v.polarity[0] += w.Value
		case state == Negated && w.Index == 0:
			v.polarity[1] += w.Value / 2
		default:
			v.polarity[w.Index] += w.Value
		}
	case Class:
		v.class[w.Index] += w.Value
	case Theme:
		v.theme[w.Index] += w.Value
	case Stage:
		v.stage[w.Index] += w.Value
	case Gap:
		v.gap += w.Value
	}
}

func softmax(out, z []float64) {
	top := z[0]
	for _, x := range z {
		top = math.Max(top, x)
	}
	sum := 0.0
	for i, x := range z {
		out[i] = math.Exp(x - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
}

// Reason is one hit as a reader sees it.
type Reason struct {
	// Group names the rule; Text is what was found; Negated as it stood.
	Group, Text string
	Negated     bool
}

// Explain lists what was found in mention i of p: all that Judge went by.
func (c *Classifier) Explain(p *opinion.Passage, i int) []Reason {
	if i < 0 || i >= len(p.Spans) {
		return nil
	}
	var s Scratch
	tokens := p.Tokens[p.Spans[i].First:p.Spans[i].Last]
	var out []Reason
	for _, h := range c.rules.find(&s, tokens) {
		out = append(out, Reason{
			Group:   c.rules.Groups[h.Group].Name,
			Text:    p.Text[tokens[h.First].Start:tokens[h.Last-1].End],
			Negated: h.State == Negated,
		})
	}
	return out
}
