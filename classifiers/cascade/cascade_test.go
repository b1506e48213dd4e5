package cascade

import (
	"testing"

	"gripe/pipeline/opinion"
)

// scripted judges by the passage's title: what it says, and how sure.
type scripted struct {
	name  string
	judge func(p *opinion.Passage) opinion.Judgement
	asked int
}

func (s *scripted) Model() string                 { return s.name }
func (s *scripted) Errors() []opinion.ErrorMatrix { return []opinion.ErrorMatrix{{Domain: s.name}} }
func (s *scripted) Judge(ps []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(ps))
	for i := range ps {
		s.asked++
		out[i] = s.judge(&ps[i])
	}
	return out
}

func none(p float64, mentions ...float64) opinion.Judgement {
	j := opinion.Judgement{Cause: opinion.CauseP{1 - p, 0, 0, p}}
	for _, c := range mentions {
		j.Mentions = append(j.Mentions, opinion.MentionJudgement{Complaint: c})
	}
	return j
}

func TestOnlyThePlainIsLeftToTheFast(t *testing.T) {
	doubt := map[string]opinion.Judgement{
		"plain":           none(0.97, 0.02, 0.05),
		"no mention":      none(1),
		"cause in doubt":  none(0.80, 0.02),
		"one mention":     none(0.97, 0.02, 0.30),
		"plain complaint": none(0.02, 0.99),
	}
	fast := &scripted{name: "fast", judge: func(p *opinion.Passage) opinion.Judgement { return doubt[p.Title] }}
	accurate := &scripted{name: "accurate", judge: func(p *opinion.Passage) opinion.Judgement {
		return opinion.Judgement{Cause: opinion.CauseP{0, 0, 1, 0}}
	}}
	c := New(fast, accurate)
	order := []string{"one mention", "plain", "plain complaint", "no mention", "cause in doubt"}
	var ps []opinion.Passage
	for _, name := range order {
		ps = append(ps, opinion.Passage{Title: name})
	}
	for i, j := range c.Judge(ps) {
		wantAccurate := order[i] != "plain" && order[i] != "no mention"
		if got := j.Cause[2] == 1; got != wantAccurate {
			t.Errorf("%s: judged by the accurate one: %v", order[i], got)
		}
	}
	if fast.asked != 5 || accurate.asked != 3 {
		t.Errorf("asked the fast one %d times, the accurate one %d", fast.asked, accurate.asked)
	}
	if c.Errors()[0].Domain != "accurate" || c.Model() != "auto-accurate" {
		t.Errorf("%s, %v", c.Model(), c.Errors())
	}
	if got := c.Judge(nil); len(got) != 0 {
		t.Errorf("nothing in, %d out", len(got))
	}
}
