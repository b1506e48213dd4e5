package tune

import (
	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/grad"
	"gripe/pipeline/opinion"
)

// Scored holds the scores of one verbatim before any softmax: encoder.Scores
// per mention, 4 for the cause.
type Scored struct {
	Mentions [][]float32
	Cause    []float32
}

// Score gives the scores of examples; frozen may hold the states of a frozen
// encoder, and may be nil.
func (m *Model) Score(examples []*Example, frozen Frozen) []Scored {
	var all []Scored
	if m.cfg.frozenLayers(len(m.Body.Layers)) == 0 {
		frozen = nil
	}
	tape := &grad.Tape{}
	const batchSize = 16
	for lo := 0; lo < len(examples); lo += batchSize {
		tape.Reset()
		b := m.layout(examples[lo:min(lo+batchSize, len(examples))])
		b.attach(frozen)
		out := m.forward(tape, b, nil)
		for d := range b.examples {
			s := Scored{Cause: append([]float32(nil), out.cause.V[d*4:(d+1)*4]...)}
			for i := b.Docs[d]; i < b.Docs[d+1]; i++ {
				s.Mentions = append(s.Mentions, append([]float32(nil), out.mention.V[i*encoder.Scores:(i+1)*encoder.Scores]...))
			}
			all = append(all, s)
		}
	}
	return all
}

// Mean averages the scores that several models gave the same verbatims.
func Mean(members [][]Scored) []Scored {
	out := make([]Scored, len(members[0]))
	share := 1 / float32(len(members))
	for i := range out {
		out[i].Cause = make([]float32, 4)
		for range members[0][i].Mentions {
			out[i].Mentions = append(out[i].Mentions, make([]float32, encoder.Scores))
		}
		for _, m := range members {
			addShare(out[i].Cause, m[i].Cause, share)
			for k, row := range m[i].Mentions {
				addShare(out[i].Mentions[k], row, share)
			}
		}
	}
	return out
}

func addShare(to, from []float32, share float32) {
	for i, v := range from {
		to[i] += share * v
	}
}

// Judge turns scores into judgements.
func Judge(c *encoder.Calibration, scored []Scored) []opinion.Judgement {
	out := make([]opinion.Judgement, len(scored))
	for i, s := range scored {
		out[i] = c.Judgement(s.Cause, s.Mentions)
	}
	return out
}
