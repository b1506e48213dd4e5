package export

import (
	"slices"
	"time"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
)

// Mention is one sentence or clause of a verbatim with its judgement.
type Mention struct {
	// ID is the verbatim's; Mention counts from 0 in it.
	ID       string     `json:"id" parquet:"id"`
	Mention  int64      `json:"mention" parquet:"mention"`
	Source   string     `json:"source" parquet:"source,dict"`
	Product  string     `json:"product" parquet:"product,dict"`
	PostedAt *time.Time `json:"posted_at" parquet:"posted_at,optional,timestamp"`
	Rating   *float64   `json:"rating" parquet:"rating,optional"`
	Text     string     `json:"text" parquet:"text"`
	// Start and End are byte offsets into the verbatim's text.
	Start       int64    `json:"start" parquet:"start"`
	End         int64    `json:"end" parquet:"end"`
	Polarity    string   `json:"polarity" parquet:"polarity,dict"`
	PComplaint  *float64 `json:"p_complaint" parquet:"p_complaint,optional"`
	Class       string   `json:"class" parquet:"class,dict"`
	PProduct    *float64 `json:"p_product" parquet:"p_product,optional"`
	PMarketing  *float64 `json:"p_marketing" parquet:"p_marketing,optional"`
	PService    *float64 `json:"p_service" parquet:"p_service,optional"`
	Theme       string   `json:"theme" parquet:"theme,dict"`
	Stage       string   `json:"stage" parquet:"stage,dict"`
	Gap         bool     `json:"gap" parquet:"gap"`
	Touchpoints List     `json:"touchpoints" parquet:"touchpoints,list"`
	Factors     List     `json:"factors" parquet:"factors,list"`
	Signals     List     `json:"signals" parquet:"signals,list"`
	Aspects     List     `json:"aspects" parquet:"aspects,list"`
	// Cause is the verbatim's.
	Cause string `json:"cause" parquet:"cause,dict"`
	URL   string `json:"url" parquet:"url"`
	Model string `json:"model" parquet:"model,dict"`
}

// MentionsOf are the rows of an item, none where the model has not read it.
func MentionsOf(x Item) []Mention {
	if x.Annotation == nil {
		return nil
	}
	text := mask.Stars(x.Text)
	rows := make([]Mention, len(x.Annotation.Mentions))
	for i := range rows {
		m := &x.Annotation.Mentions[i]
		rows[i] = Mention{
			ID: x.ID, Mention: int64(i), Source: valid(x.Source), Product: valid(x.Product),
			PostedAt: moment(x.PostedAt), Rating: rating(x.Rating),
			Text: valid(part(text, m.Start, m.End)), Start: int64(m.Start), End: int64(m.End),
			Polarity: string(m.Polarity), PComplaint: real(m.PComplaint), Class: string(m.Class),
			PProduct: real(m.P[0]), PMarketing: real(m.P[1]), PService: real(m.P[2]),
			Theme: string(m.Theme), Stage: string(m.Stage), Gap: m.Gap,
			Touchpoints: listOf(m.Touchpoints), Factors: listOf(m.Factors), Signals: listOf(m.Signals), Aspects: maskedList(m.Aspects),
			Cause: string(x.Annotation.Cause), URL: valid(x.URL), Model: x.Annotation.Model,
		}
	}
	return rows
}

// part is s[start:end], as far as it lies in s.
func part(s string, start, end int) string {
	start = min(max(start, 0), len(s))
	return s[start:min(max(end, start), len(s))]
}

func listOf[T opinion.Touchpoint | opinion.Factor | opinion.Signal](names []T) List {
	out := make(List, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}

// Masked is an annotation of text with the words that it quotes as they stand
// in stars, which is text masked at the same length. Where nothing was masked
// it is a itself.
func Masked(a *opinion.Annotation, text, stars string) *opinion.Annotation {
	if text == stars {
		return a
	}
	out := *a
	out.Mentions, out.Entities = slices.Clone(a.Mentions), slices.Clone(a.Entities)
	for i := range out.Mentions {
		out.Mentions[i].Aspects = maskedList(out.Mentions[i].Aspects)
	}
	for i := range out.Entities {
		e := &out.Entities[i]
		if part(text, e.Start, e.End) != part(stars, e.Start, e.End) {
			e.Text = part(stars, e.Start, e.End)
		}
	}
	return &out
}

// maskedList masks words that were taken from a text.
func maskedList(words []string) List {
	out := make(List, len(words))
	for i, w := range words {
		out[i] = valid(mask.Text(w))
	}
	return out
}
