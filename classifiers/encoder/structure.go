package encoder

import (
	"math"

	"gripe/pipeline/opinion"
)

// structureWeight is how much the mentions' own judgements count for the cause
// beside the cause's head. A verbatim's cause is nearly always that of most of
// its complaints (98 % in gold), which the head has to learn anew for every
// kind of business: on three groups of unseen domains kappa was 0.519 for the
// head alone, 0.534 for the structure alone, and 0.540 for both at 0.7.
const structureWeight = 0.7

// cause joins the scores of the cause's head with what the calibrated mentions
// imply, as log probabilities for the scale of the cause.
func (c *Calibration) cause(head []float32, mentions []opinion.MentionJudgement) []float32 {
	if c.Structure == 0 {
		return head
	}
	p := make([]float64, len(head))
	Scale{}.Apply(p, head)
	implied := structure(mentions)
	out := make([]float32, len(head))
	for i := range out {
		out[i] = float32((1-c.Structure)*math.Log(max(p[i], floor)) + c.Structure*math.Log(max(implied[i], floor)))
	}
	return out
}

// structure is the cause that mentions imply: none where no mention complains,
// else the classes of those that do, the surer the more they count.
func structure(mentions []opinion.MentionJudgement) (p opinion.CauseP) {
	none, total := 1.0, 0.0
	for i := range mentions {
		m := &mentions[i]
		none *= 1 - m.Complaint
		for k, v := range m.Class {
			w := m.Complaint * m.Complaint * v
			p[k] += w
			total += w
		}
	}
	for k := range opinion.Classes {
		if total > 0 {
			p[k] *= (1 - none) / total
		}
	}
	p[opinion.None.Index()] = none
	if total == 0 {
		p[opinion.None.Index()] = 1
	}
	return p
}

// Judgement turns the scores of one verbatim into its judgement: Scores per
// mention, 4 for the cause.
func (c *Calibration) Judgement(cause []float32, mentions [][]float32) opinion.Judgement {
	var j opinion.Judgement
	for _, row := range mentions {
		j.Mentions = append(j.Mentions, c.Mention(row))
	}
	c.Cause.Apply(j.Cause[:], c.cause(cause, j.Mentions))
	return j
}

// FitCause fits the scale of the cause, once those of the mentions are, to the
// scores of verbatims whose causes are known.
func (c *Calibration) FitCause(causes [][]float32, mentions [][][]float32, labels []int) {
	c.Structure = structureWeight
	rows := make([][]float32, len(causes))
	for i := range rows {
		var judged []opinion.MentionJudgement
		for _, row := range mentions[i] {
			judged = append(judged, c.Mention(row))
		}
		rows[i] = c.cause(causes[i], judged)
	}
	c.Cause = FitScale(rows, labels, true)
}
