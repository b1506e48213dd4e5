package annotate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"gripe/pipeline/opinion"
)

// lineIn is a line as Stream reads it. Only text is required. The id may be
// any JSON value and is echoed as it is.
type lineIn struct {
	ID        json.RawMessage `json:"id"`
	Text      *string         `json:"text"`
	Title     string          `json:"title"`
	Product   string          `json:"product"`
	Rating    *float64        `json:"rating"`
	RatingMax *float64        `json:"rating_max"`
}

// lineOut is an annotation as Stream writes it.
type lineOut struct {
	ID        json.RawMessage `json:"id"`
	Language  string          `json:"language"`
	Complaint bool            `json:"complaint"`
	Cause     opinion.Class   `json:"cause"`
	P         causeOut        `json:"p"`
	Mentions  []mentionOut    `json:"mentions"`
	Entities  []entityOut     `json:"entities"`
	Model     string          `json:"model"`
}

type causeOut struct {
	classOut
	None share `json:"none"`
}

type classOut struct {
	Product   share `json:"product"`
	Marketing share `json:"marketing"`
	Service   share `json:"service"`
}

type mentionOut struct {
	Start       int                  `json:"start"`
	End         int                  `json:"end"`
	Polarity    opinion.Polarity     `json:"polarity"`
	PComplaint  share                `json:"p_complaint"`
	Class       opinion.Class        `json:"class"`
	P           classOut             `json:"p"`
	Theme       opinion.Theme        `json:"theme"`
	Stage       opinion.Stage        `json:"stage"`
	Gap         bool                 `json:"gap"`
	Touchpoints []opinion.Touchpoint `json:"touchpoints"`
	Factors     []opinion.Factor     `json:"factors"`
	Signals     []opinion.Signal     `json:"signals"`
	Aspects     []string             `json:"aspects"`
}

type entityOut struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	Label string `json:"label"`
}

type errorOut struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

// share is a probability, written with four decimals at most.
type share float64

// MarshalJSON rounds; what is not a number becomes 0, for JSON knows none.
func (s share) MarshalJSON() ([]byte, error) {
	f := math.Round(float64(s)*1e4) / 1e4
	if math.IsNaN(f) || math.IsInf(f, 0) {
		f = 0
	}
	return json.Marshal(f)
}

// run annotates a batch and writes its lines.
func (a *Annotator) run(b *batch) {
	defer close(b.done)
	ids := make([]json.RawMessage, len(b.lines))
	vs := make([]opinion.Verbatim, 0, len(b.lines))
	for i := range b.lines {
		l := &b.lines[i]
		if l.err == nil {
			var v opinion.Verbatim
			if ids[i], v, l.err = readVerbatim(l.text); l.err == nil {
				vs = append(vs, v)
			}
		}
	}
	results := a.AnnotateAll(vs)
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	next := 0
	for i, l := range b.lines {
		err := l.err
		if err == nil {
			r := &results[next]
			next++
			if err = r.Err; err == nil {
				if err = enc.Encode(written(ids[i], &r.Annotation)); err == nil {
					continue
				}
			}
		}
		b.failed++
		// An id that was read is valid JSON, so this cannot fail.
		_ = enc.Encode(errorOut{ID: ids[i], Error: fmt.Sprintf("line %d: %v", l.number, err)})
	}
	b.out = buf.Bytes()
}

// readVerbatim reads one line. The id comes back also with an error, where it
// could be read.
func readVerbatim(text []byte) (json.RawMessage, opinion.Verbatim, error) {
	var in lineIn
	if err := json.Unmarshal(text, &in); err != nil {
		var only struct {
			ID json.RawMessage `json:"id"`
		}
		if json.Unmarshal(text, &only) != nil {
			only.ID = nil
		}
		return only.ID, opinion.Verbatim{}, unreadable(err)
	}
	if in.Text == nil {
		return in.ID, opinion.Verbatim{}, errors.New(`the field "text" is missing`)
	}
	v := opinion.Verbatim{Text: *in.Text, Title: in.Title, Product: in.Product}
	var err error
	if v.Rating, err = scaled(in.Rating, in.RatingMax); err != nil {
		return in.ID, v, err
	}
	return in.ID, v, nil
}

// unreadable says in the user's words why a line is no verbatim.
func unreadable(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("the field %q is a %s: title and text must be strings, rating and rating_max numbers", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf(`a verbatim is an object such as {"id":"1","text":"..."}, this is a %s`, kind.Value)
	}
	return fmt.Errorf("not JSON: %w", err)
}

// scaled brings a rating on 1..top (5 where not given) to 1..5, so that top
// becomes 5 and 1 stays 1; with top 1 the scale is 0..1. Whatever lies below 1
// on the first kind of scale becomes 1, but no rating, or 0 with no top, stays
// 0: unknown.
func scaled(rating, top *float64) (float64, error) {
	if rating == nil {
		return 0, nil
	}
	r, most := *rating, 5.0
	if top != nil {
		most = *top
	}
	switch {
	case most < 1:
		return 0, fmt.Errorf("rating_max is %g, must be at least 1", most)
	case r < 0 || r > most:
		return 0, fmt.Errorf("rating is %g, must be in 0..%g", r, most)
	case top == nil && r == 0:
		return 0, nil
	case most == 1:
		return 1 + 4*r, nil
	}
	return 1 + 4*max(r-1, 0)/(most-1), nil
}

// Marshal is the line that Stream writes for an annotation, without the line's
// end. id is any JSON value, nil for null.
func Marshal(id json.RawMessage, a *opinion.Annotation) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(written(id, a))
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func written(id json.RawMessage, a *opinion.Annotation) lineOut {
	out := lineOut{
		ID: id, Language: a.Language, Complaint: a.Complaint, Cause: a.Cause, Model: a.Model,
		P:        causeOut{classOut{share(a.P[0]), share(a.P[1]), share(a.P[2])}, share(a.P[3])},
		Mentions: make([]mentionOut, len(a.Mentions)),
		Entities: make([]entityOut, len(a.Entities)),
	}
	for i := range a.Mentions {
		m := &a.Mentions[i]
		out.Mentions[i] = mentionOut{
			Start: m.Start, End: m.End, Polarity: m.Polarity, PComplaint: share(m.PComplaint),
			Class: m.Class, P: classOut{share(m.P[0]), share(m.P[1]), share(m.P[2])}, Theme: m.Theme, Stage: m.Stage, Gap: m.Gap,
			Touchpoints: full(m.Touchpoints), Factors: full(m.Factors), Signals: full(m.Signals), Aspects: full(m.Aspects),
		}
	}
	for i, e := range a.Entities {
		out.Entities[i] = entityOut(e)
	}
	return out
}

// full makes an empty list of none, for the contract writes [] and not null.
func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
