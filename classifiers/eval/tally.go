package eval

import (
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// tally counts judgements against labels.
type tally struct {
	verbatims, mentions                          int
	polarity, complaint, class, theme, stage     Confusion
	gap, cause                                   Confusion
	complaintCal, classCal, causeCal             Reliability
	soft                                         [4][4]float64
	goldService, goldBase, saidService, saidBase int
	sumService, sumBase                          float64
}

func newTally() *tally {
	return &tally{
		polarity: newConfusion(4), complaint: newConfusion(2), class: newConfusion(3),
		theme: newConfusion(len(opinion.Themes)), stage: newConfusion(len(opinion.Stages)),
		gap: newConfusion(2), cause: newConfusion(4),
	}
}

func (t *tally) add(o *tally) {
	t.verbatims += o.verbatims
	t.mentions += o.mentions
	for i, c := range t.confusions() {
		c.add(o.confusions()[i])
	}
	t.complaintCal.add(&o.complaintCal)
	t.classCal.add(&o.classCal)
	t.causeCal.add(&o.causeCal)
	for i := range t.soft {
		for j := range t.soft[i] {
			t.soft[i][j] += o.soft[i][j]
		}
	}
	t.goldService += o.goldService
	t.goldBase += o.goldBase
	t.saidService += o.saidService
	t.saidBase += o.saidBase
	t.sumService += o.sumService
	t.sumBase += o.sumBase
}

func (t *tally) confusions() []Confusion {
	return []Confusion{t.polarity, t.complaint, t.class, t.theme, t.stage, t.gap, t.cause}
}

// count takes one verbatim in. Class, theme and stage are judged on gold
// complaints: whether the classifier saw the complaint is another question.
// The class is the likeliest of the three, the theme the likeliest of that
// class, as annotate decides them.
func (t *tally) count(d *gold.Doc, j *opinion.Judgement) {
	t.verbatims++
	for i, l := range d.Labels {
		t.mention(l, &j.Mentions[i])
	}
	truth := d.Cause.Index()
	said, p := j.Cause.Best()
	t.cause[truth][said.Index()]++
	t.causeCal.count(p, said == d.Cause)
	for k, q := range j.Cause {
		t.soft[truth][k] += q
	}
	if truth < 3 {
		t.goldBase++
	}
	if d.Cause == opinion.Service {
		t.goldService++
	}
	if said != opinion.None {
		t.saidBase++
	}
	if said == opinion.Service {
		t.saidService++
	}
	t.sumService += j.Cause[2]
	t.sumBase += 1 - j.Cause[3]
}

func (t *tally) mention(l gold.Label, m *opinion.MentionJudgement) {
	t.mentions++
	t.polarity[l.Polarity.Index()][argmax(m.Polarity[:])]++
	t.complaint[b2i(l.Complaint())][b2i(m.Complaint >= 0.5)]++
	t.complaintCal.count(m.Complaint, l.Complaint())
	t.gap[b2i(l.Gap)][b2i(m.IsGap())]++
	if !l.Complaint() {
		return
	}
	class, p := m.Class.Best()
	if l.Class != opinion.None {
		t.class[l.Class.Index()][class.Index()]++
		t.classCal.count(p, class == l.Class)
	}
	theme, _ := m.Theme.BestOf(class)
	t.theme[l.Theme.Index()][theme.Index()]++
	t.stage[l.Stage.Index()][argmax(m.Stage[:])]++
}

func argmax(p []float64) int {
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	return best
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
