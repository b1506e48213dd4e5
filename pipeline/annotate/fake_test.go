package annotate

import (
	"strings"

	"gripe/pipeline/opinion"
)

// fake is a classifier that reads a handful of words, so that tests of the
// annotator depend on no trained model.
type fake struct{}

func (fake) Model() string { return "fake-1" }

func (fake) Judge(ps []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(ps))
	for i, p := range ps {
		if strings.Contains(p.Text, "POISON") {
			panic("poisoned")
		}
		j := opinion.Judgement{Cause: opinion.CauseP{0.1, 0.1, 0.1, 0.7}}
		if strings.Contains(strings.ToLower(p.Title), "awful") {
			j.Cause = opinion.CauseP{0.1, 0.1, 0.7, 0.1}
		}
		for _, s := range p.Spans {
			m := judgeWords(p.Tokens[s.First:s.Last])
			if m.Complaint > 0.5 {
				j.Cause = opinion.CauseP{0.7, 0.1, 0.1, 0.1}
			}
			j.Mentions = append(j.Mentions, m)
		}
		out[i] = j
	}
	return out
}

func judgeWords(words []opinion.Token) opinion.MentionJudgement {
	m := opinion.MentionJudgement{Polarity: [4]float64{0.1, 0.1, 0.1, 0.7}, Complaint: 0.2, Class: opinion.ClassP{0.6, 0.1, 0.3}}
	m.Theme[opinion.Reliability.Index()] = 1
	m.Stage[opinion.StageUse.Index()] = 1
	for _, w := range words {
		switch w.Norm {
		case "good", "great", "love", "recommend":
			m.Polarity, m.Complaint = [4]float64{0.1, 0.7, 0.1, 0.1}, 0.2
		case "n't", "not", "never", "bad", "awful", "broke", "waiting", "hold", "cancelled", "call":
			m.Polarity, m.Complaint = [4]float64{0.7, 0.1, 0.1, 0.1}, 0.8
			return m
		}
	}
	return m
}
