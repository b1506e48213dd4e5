package audit

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

// sheet is what the template draws: a task, or the end where Item is nil.
type sheet struct {
	Prefix string
	Style  template.CSS
	// Form is the secret that the form sends back.
	Form           string
	Size, Labelled int
	Complete       bool
	// Last is the number of the last task.
	Last    int
	Item    *item
	Message string
}

// item is one task as it is drawn.
type item struct {
	Number, Back, Skip int
	// About is where the review comes from, in a line.
	About       string
	Title       string
	Text        []string
	Causes      []choice
	Mentions    []line
	WasLabelled bool
	// Judged is how many sentences carry an answer: then they are shown open.
	Judged bool
}

// choice is one of the answers to choose from.
type choice struct {
	Key, Value, Name, Hint string
	Chosen                 bool
}

// line is a mention with its two menus.
type line struct {
	Number     int
	Field      int
	Text       string
	Polarities []choice
	Classes    []choice
}

// causes are the four answers with their keys. The hints are the codebook's
// definitions, shortened.
var causes = [4]choice{
	{Key: "1", Value: "product", Name: "Product", Hint: "the thing itself: works, lasts, fits, tastes, looks, is usable"},
	{Key: "2", Value: "marketing", Name: "Marketing", Hint: "what they were led to expect, and on what terms: claims, price, fees, offers, sales"},
	{Key: "3", Value: "service", Name: "Service", Hint: "what people and processes do: help, answers, refunds, delivery, billing"},
	{Key: "4", Value: "none", Name: "None", Hint: "complains of nothing, or of no one"},
}

var polarities = [5]choice{
	{Value: "", Name: "not judged"}, {Value: "neg", Name: "complaint"}, {Value: "pos", Name: "praise"},
	{Value: "mix", Name: "both"}, {Value: "neu", Name: "neither"},
}

var classes = [5]choice{
	{Value: "", Name: "whose?"}, {Value: "product", Name: "product"}, {Value: "marketing", Name: "marketing"},
	{Value: "service", Name: "service"}, {Value: "none", Name: "none"},
}

// chosen marks the answer in a copy of the choices.
func chosen(all []choice, value string) []choice {
	out := append([]choice(nil), all...)
	for i := range out {
		out[i].Chosen = out[i].Value == value
	}
	return out
}

func (p *Page) sheet(n int, t *opinion.AuditTask, a answer, message string) sheet {
	v := &t.Verbatim
	it := &item{
		Number: n, Back: n - 1, Skip: p.book.after(n), About: about(v), Title: v.Title,
		Text: paragraphs(v.Text), Causes: chosen(causes[:], a.cause), WasLabelled: t.Done != nil,
	}
	if it.Skip == n {
		it.Skip = 0 // nothing else is left
	}
	for i, s := range t.Spans {
		it.Judged = it.Judged || a.polarity[i] != "" || a.class[i] != ""
		it.Mentions = append(it.Mentions, line{
			Number: i + 1, Field: i, Text: spanText(v, s),
			Polarities: chosen(polarities[:], a.polarity[i]), Classes: chosen(classes[:], a.class[i]),
		})
	}
	return sheet{
		Prefix: p.prefix, Style: template.CSS(style), Form: p.form, Size: p.book.size(), Last: p.book.size(),
		Labelled: p.book.labelled(), Item: it, Message: message,
	}
}

// about says in a line where a review comes from.
func about(v *opinion.Verbatim) string {
	var parts []string
	for _, s := range []string{v.Source, v.Product} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if v.Rating > 0 {
		parts = append(parts, strconv.FormatFloat(v.Rating, 'f', -1, 64)+" of 5")
	}
	if !v.PostedAt.IsZero() {
		parts = append(parts, v.PostedAt.Format(time.DateOnly))
	}
	return strings.Join(parts, " · ")
}

// paragraphs of a text; empty lines fall out.
func paragraphs(s string) (out []string) {
	for part := range strings.Lines(strings.ReplaceAll(s, "\r", "\n")) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
