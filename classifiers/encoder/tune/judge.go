package tune

import (
	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/grad"
	"gripe/pipeline/opinion"
)

// Judge gives the uncalibrated judgement of each example.
func (m *Model) Judge(examples []*Example, frozen Frozen) []opinion.Judgement {
	var all []opinion.Judgement
	tape := &grad.Tape{}
	for lo := 0; lo < len(examples); lo += 16 {
		tape.Reset()
		b := m.layout(examples[lo:min(lo+16, len(examples))])
		b.attach(frozen)
		out := m.forward(tape, b, nil)
		for d := range b.examples {
			var j opinion.Judgement
			softmaxTo(j.Cause[:], out.cause.V[d*4:(d+1)*4])
			for i := b.Docs[d]; i < b.Docs[d+1]; i++ {
				row := out.mention.V[i*encoder.Scores : (i+1)*encoder.Scores]
				var x opinion.MentionJudgement
				softmaxTo(x.Polarity[:], row[encoder.PolarityAt:encoder.ClassAt])
				x.Complaint = x.Polarity[0] + x.Polarity[2]
				softmaxTo(x.Class[:], row[encoder.ClassAt:encoder.ThemeAt])
				softmaxTo(x.Theme[:], row[encoder.ThemeAt:encoder.StageAt])
				softmaxTo(x.Stage[:], row[encoder.StageAt:encoder.GapAt])
				var gap [2]float64
				softmaxTo(gap[:], row[encoder.GapAt:encoder.Scores])
				x.Gap = gap[1]
				j.Mentions = append(j.Mentions, x)
			}
			all = append(all, j)
		}
	}
	return all
}

func softmaxTo(p []float64, score []float32) {
	q := make([]float32, len(score))
	grad.Softmax(q, score)
	for i, v := range q {
		p[i] = float64(v)
	}
}
