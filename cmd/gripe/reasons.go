package main

import (
	"context"

	"gripe/classifiers/reason"
	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
	"gripe/pipeline/store"
)

// shown is a mention with its reasons.
type shown struct {
	Text     string           `json:"text"`
	Polarity opinion.Polarity `json:"polarity"`
	Class    opinion.Class    `json:"class"`
	Theme    opinion.Theme    `json:"theme"`
	Stage    opinion.Stage    `json:"stage"`
	Gap      bool             `json:"gap"`
	P        float64          `json:"p_complaint"`
	Reasons  []reason.Word    `json:"reasons"`
}

// reasonsShown is how many words of a mention are told.
const reasonsShown = 4

// reasons asks the classifier again, without one word at a time, and always
// with all of the text: what is judged with less of it is judged differently
// (20 of 28 mentions of one review by the model auto told other words). That
// costs words times mentions: a long review takes auto ten seconds. It ends
// early with ctx.
func reasons(ctx context.Context, m judge, s *store.Stored) ([]shown, error) {
	if s.Annotation == nil {
		return nil, nil
	}
	v := &s.Verbatim
	spans := make([][2]int, len(s.Annotation.Mentions))
	for i := range spans {
		spans[i] = [2]int{s.Annotation.Mentions[i].Start, s.Annotation.Mentions[i].End}
	}
	p := passage.FromSpans(v.Title, v.Text, v.Rating, spans)
	hide := mask.Find(v.Text)
	out := make([]shown, len(spans))
	for i := range out {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x := &s.Annotation.Mentions[i]
		out[i] = shown{
			Text: mask.Part(v.Text, hide, x.Start, x.End), Polarity: x.Polarity, Class: x.Class, Theme: x.Theme,
			Stage: x.Stage, Gap: x.Gap, P: x.PComplaint, Reasons: reason.Of(m.Embedded, p, i, x.Class, reasonsShown),
		}
		for j := range out[i].Reasons {
			out[i].Reasons[j].Text = mask.Text(out[i].Reasons[j].Text)
		}
	}
	return out, nil
}
