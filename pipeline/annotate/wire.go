package annotate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

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

// run annotates a batch and writes its lines.
func (a *Annotator) run(b *batch) {
	vs := b.verbatims[:0]
	for i := range b.lines {
		l := &b.lines[i]
		if l.err != nil {
			continue
		}
		var v opinion.Verbatim
		if l.id, v, l.err = a.readLine(b.text[l.from:l.to]); l.err == nil {
			vs = append(vs, v)
		}
	}
	results := a.AnnotateAll(vs)
	b.out, b.failed = b.out[:0], 0
	next := 0
	for i := range b.lines {
		l := &b.lines[i]
		err := l.err
		if err == nil {
			r := &results[next]
			next++
			if err = r.Err; err == nil {
				b.out = append(appendAnnotation(b.out, l.id, &r.Annotation), '\n')
				continue
			}
		}
		b.failed++
		b.out = append(appendError(b.out, l.id, fmt.Sprintf("line %d: %v", l.number, err)), '\n')
	}
	clear(vs) // the texts are not needed any longer
	b.verbatims = vs
}

// readLine reads one line, by the short way where there is one. The id is
// compact.
func (a *Annotator) readLine(text []byte) (json.RawMessage, opinion.Verbatim, error) {
	if !a.exhaustive {
		if id, v, ok := plainLine(text); ok {
			return id, v, nil
		}
	}
	id, v, err := readVerbatim(text)
	if id != nil {
		var compact bytes.Buffer
		if json.Compact(&compact, id) == nil { // what was read as JSON is
			id = compact.Bytes()
		}
	}
	return id, v, err
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
		return fmt.Errorf("the field %q is of type %s: title and text must be strings, rating and rating_max numbers", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf(`a verbatim is an object such as {"id":"1","text":"..."}, this is of type %s`, kind.Value)
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
