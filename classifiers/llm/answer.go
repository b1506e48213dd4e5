package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"gripe/pipeline/opinion"
)

// answer is what the endpoint says of one review, checked: one entry per
// mention, in order, all labels of the codebook.
type answer struct {
	mentions []mentionAnswer
	cause    opinion.Class
}

type mentionAnswer struct {
	polarity opinion.Polarity
	theme    opinion.Theme // its class goes with it
	stage    opinion.Stage
	gap      bool
}

type answerWire struct {
	Mentions []mentionWire `json:"mentions"`
	Cause    string        `json:"cause"`
}

type mentionWire struct {
	I        int    `json:"i"`
	Polarity string `json:"polarity"`
	Label    string `json:"label"`
	Stage    string `json:"stage"`
	Gap      *bool  `json:"gap"`
}

// parseAnswer reads the content of a reply about n mentions. It forgives what
// stands around the object (a code fence, a model's thoughts), and nothing
// within it: an unknown key or label, or a mention too few, is an error.
func parseAnswer(content string, n int) (answer, error) {
	d := json.NewDecoder(strings.NewReader(unwrap(content)))
	d.DisallowUnknownFields()
	var w answerWire
	if err := d.Decode(&w); err != nil {
		return answer{}, fmt.Errorf("read the answer: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return answer{}, errors.New("read the answer: more than one object")
	}
	if len(w.Mentions) != n {
		return answer{}, fmt.Errorf("read the answer: %d mentions, not %d", len(w.Mentions), n)
	}
	a := answer{mentions: make([]mentionAnswer, n)}
	var err error
	if a.cause, err = opinion.ParseClass(w.Cause); err != nil {
		return answer{}, fmt.Errorf("read the answer's cause: %w", err)
	}
	for i, m := range w.Mentions {
		if m.I != i+1 {
			return answer{}, fmt.Errorf("read the answer: mention %d is numbered %d", i+1, m.I)
		}
		if a.mentions[i], err = m.check(); err != nil {
			return answer{}, fmt.Errorf("read mention %d: %w", i+1, err)
		}
	}
	return a, nil
}

func (m mentionWire) check() (mentionAnswer, error) {
	a := mentionAnswer{polarity: opinion.Polarity(m.Polarity), stage: opinion.Stage(m.Stage)}
	if opinion.Polarities[a.polarity.Index()] != a.polarity {
		return a, fmt.Errorf("polarity %q is not in the codebook", m.Polarity)
	}
	if opinion.Stages[a.stage.Index()] != a.stage {
		return a, fmt.Errorf("stage %q is not in the codebook", m.Stage)
	}
	class, theme, _ := strings.Cut(m.Label, "/")
	var err error
	if a.theme, err = opinion.ParseTheme(theme); err != nil {
		return a, err
	}
	if string(a.theme.Class()) != class {
		return a, fmt.Errorf("label %q is not in the codebook", m.Label)
	}
	if m.Gap == nil {
		return a, errors.New("gap is missing")
	}
	a.gap = *m.Gap
	return a, nil
}

// marshal is the answer in the form that parseAnswer reads: what a cache keeps.
func (a answer) marshal() []byte {
	w := answerWire{Mentions: make([]mentionWire, len(a.mentions)), Cause: string(a.cause)}
	for i, m := range a.mentions {
		w.Mentions[i] = mentionWire{
			I: i + 1, Polarity: string(m.polarity), Label: string(m.theme.Class()) + "/" + string(m.theme),
			Stage: string(m.stage), Gap: &m.gap,
		}
	}
	return compact(w)
}

// unwrap takes an object out of what models put around it: their thoughts, a
// line of courtesy and a code fence.
func unwrap(s string) string {
	s = strings.TrimSpace(strings.TrimPrefix(s, "\ufeff"))
	if rest, ok := strings.CutPrefix(s, "<think>"); ok {
		if _, after, ok := strings.Cut(rest, "</think>"); ok {
			s = strings.TrimSpace(after)
		}
	}
	if strings.HasPrefix(s, "{") {
		return s
	}
	if _, block, ok := strings.Cut(s, "```"); ok {
		if inside, _, ok := strings.Cut(block, "```"); ok {
			inside = strings.TrimSpace(inside)
			if rest, ok := strings.CutPrefix(inside, "json"); ok {
				inside = strings.TrimSpace(rest)
			}
			return inside
		}
	}
	return s
}
