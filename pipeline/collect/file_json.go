package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// jsonLines reads one object per line.
type jsonLines struct{ lines *lines }

func (j *jsonLines) line() int { return j.lines.read + 1 }
func (j *jsonLines) close()    { j.lines.close() }

func (j *jsonLines) next() (row, error) {
	for {
		text, long, err := j.lines.next()
		if errors.Is(err, io.EOF) {
			return row{}, errEnd
		}
		if err != nil {
			return row{}, err
		}
		if long {
			return row{}, &rowError{j.lines.read, fmt.Sprintf("the line is longer than %d bytes", maxLine), ""}
		}
		if strings.TrimSpace(text) == "" {
			continue
		}
		var object map[string]any
		if err := json.Unmarshal([]byte(text), &object); err != nil {
			return row{}, &rowError{j.lines.read, "no JSON object: " + err.Error(), text}
		}
		if object == nil {
			return row{}, &rowError{j.lines.read, "no JSON object", text}
		}
		return row{line: j.lines.read, bytes: len(text) + 1, object: object, source: text}, nil
	}
}

// jsonArray reads a list of objects, alone or under one of the usual names in
// an object. Its "line" is the number of the item, from 1.
type jsonArray struct {
	lines   *lines
	decoder *json.Decoder
	item    int
}

func newJSONArray(l *lines) (*jsonArray, error) {
	a := &jsonArray{lines: l, decoder: json.NewDecoder(l.r)}
	token, err := a.decoder.Token()
	if err != nil {
		return nil, fmt.Errorf("no JSON: %w", err)
	}
	if token != json.Delim('[') {
		return nil, errors.New("the file is no JSON list of reviews; use JSON Lines, or a list")
	}
	return a, nil
}

func (a *jsonArray) line() int { return a.item + 1 }
func (a *jsonArray) close()    { a.lines.close() }

func (a *jsonArray) next() (row, error) {
	if !a.decoder.More() {
		if _, err := a.decoder.Token(); err != nil {
			return row{}, fmt.Errorf("the list is not closed: %w", err)
		}
		return row{}, errEnd
	}
	var value json.RawMessage
	if err := a.decoder.Decode(&value); err != nil {
		return row{}, fmt.Errorf("item %d of the list cannot be read: %w", a.item+1, err)
	}
	a.item++
	var object map[string]any
	if err := json.Unmarshal(value, &object); err != nil || object == nil {
		return row{}, &rowError{a.item, "no JSON object", string(value)}
	}
	return row{line: a.item, bytes: len(value), object: object, source: string(value)}, nil
}
