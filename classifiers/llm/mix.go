package llm

import (
	"math"

	"gripe/pipeline/opinion"
)

// weight is the mass that a label of the endpoint gets; the rest stays as the
// embedded classifier has it. An endpoint gives labels, not probabilities: 0.9
// is near the rate at which a careful reader agrees with another on class and
// cause (kappa 0.94 and 0.95), a little lower because a model is no such
// reader. It is a convention, not a measurement of any model.
const weight = 0.9

// mix makes a judgement of labels and of the embedded classifier's judgement,
// which has as many mentions. Every distribution in it sums to 1.
func mix(a answer, prior opinion.Judgement) opinion.Judgement {
	j := opinion.Judgement{Cause: prior.Cause, Mentions: make([]opinion.MentionJudgement, len(prior.Mentions))}
	lean(j.Cause[:], a.cause.Index())
	for i := range prior.Mentions {
		j.Mentions[i] = mixMention(a.mentions[i], prior.Mentions[i])
	}
	return j
}

func mixMention(a mentionAnswer, m opinion.MentionJudgement) opinion.MentionJudgement {
	lean(m.Polarity[:], a.polarity.Index())
	m.Complaint = m.Polarity[opinion.Neg.Index()] + m.Polarity[opinion.Mix.Index()]
	lean(m.Stage[:], a.stage.Index())
	gap := 0.0
	if a.gap {
		gap = 1
	}
	m.Gap = weight*gap + (1-weight)*probability(m.Gap)
	// Class is conditional on a complaint: of a neutral mention the answer
	// says nothing about it. Nor does a verdict without a cause, for there is
	// no class none in the vector; its theme says so.
	class := m.Class[:]
	theme := m.Theme[:]
	if a.polarity == opinion.Neu {
		spread(class)
		spread(theme)
		return m
	}
	lean(theme, a.theme.Index())
	if k := a.theme.Class().Index(); k < len(class) {
		lean(class, k)
	} else {
		spread(class)
	}
	return m
}

// lean moves weight of the distribution p onto one place.
func lean(p []float64, to int) {
	spread(p)
	for i := range p {
		p[i] *= 1 - weight
	}
	p[to] += weight
}

// spread makes p sum to 1; where it holds nothing usable all places are equal.
func spread(p []float64) {
	sum := 0.0
	for i := range p {
		p[i] = probability(p[i])
		sum += p[i]
	}
	for i := range p {
		if sum > 0 {
			p[i] /= sum
		} else {
			p[i] = 1 / float64(len(p))
		}
	}
}

func probability(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(0, min(1, x))
}
