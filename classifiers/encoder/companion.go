package encoder

import (
	"math"

	"gripe/pipeline/opinion"
)

// Companion is another classifier whose opinion counts beside the encoder's:
// the linear model on words and their neighbours errs elsewhere, so both
// together are better than either.
type Companion interface {
	Model() string
	Judge([]opinion.Passage) []opinion.Judgement
}

// floor keeps the logarithm of a probability finite.
const floor = 1e-6

// LogScores are the log probabilities of a mention's judgement, in the columns
// of the encoder's scores.
func LogScores(m *opinion.MentionJudgement) []float32 {
	row := make([]float32, 0, Scores)
	for _, p := range [][]float64{m.Polarity[:], m.Class[:], m.Theme[:], m.Stage[:], {1 - m.Gap, m.Gap}} {
		row = append(row, LogP(p)...)
	}
	return row
}

// LogP are the logarithms of probabilities.
func LogP(p []float64) []float32 {
	out := make([]float32, len(p))
	for i, v := range p {
		out[i] = float32(math.Log(max(v, floor)))
	}
	return out
}

// Mix adds weight times the difference to other: the weighted geometric mean
// of two opinions, before it is normalised.
func Mix(scores, other []float32, weight float32) {
	for i, v := range other {
		scores[i] += weight * (v - scores[i])
	}
}
