package reason

import (
	"strings"
	"testing"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// keyed is surer of service for "agent" and less sure for "screen".
type keyed struct{}

func (keyed) Model() string { return "keyed" }
func (keyed) Judge(ps []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(ps))
	for i, p := range ps {
		for _, s := range p.Spans {
			service, text := 0.4, p.Text[s.Start:s.End]
			if strings.Contains(text, "agent") {
				service += 0.4
			}
			if strings.Contains(text, "screen") {
				service -= 0.2
			}
			out[i].Mentions = append(out[i].Mentions, opinion.MentionJudgement{Class: opinion.ClassP{(1 - service) / 2, (1 - service) / 2, service}})
		}
	}
	return out
}

func TestOf(t *testing.T) {
	p := passage.New("", "All fine so far. The agent broke my screen!", 0)
	got := Of(keyed{}, p, 1, opinion.Service, 2)
	if len(got) != 2 || got[0].Text != "agent" || got[0].Pull <= 0 || got[1].Text != "screen" || got[1].Pull >= 0 {
		t.Fatalf("got %+v", got)
	}
	for _, w := range got {
		if p.Text[w.Start:w.End] != w.Text {
			t.Errorf("%q is not at %d..%d", w.Text, w.Start, w.End)
		}
	}
	if w := Of(keyed{}, p, 0, opinion.Service, 5); len(w) != 4 || w[0].Pull != 0 {
		t.Errorf("words of the first mention: %+v", w)
	}
	for _, none := range [][]Word{Of(keyed{}, p, 7, opinion.Service, 2), Of(keyed{}, p, -1, opinion.Service, 2), Of(keyed{}, p, 1, opinion.None, 2), Of(keyed{}, p, 1, opinion.Service, 0)} {
		if none != nil {
			t.Errorf("got %+v of nothing", none)
		}
	}
}
