package gold

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// maxLine bounds one line, in bytes; the longest gold verbatim has 12 KB.
const maxLine = 4 << 20

type rawDoc struct {
	ID       string       `json:"id"`
	Domain   string       `json:"domain"`
	Source   string       `json:"source"`
	Title    string       `json:"title"`
	Rating   float64      `json:"rating"`
	Text     string       `json:"text"`
	Cause    string       `json:"cause"`
	Mentions []rawMention `json:"mentions"`
}

type rawMention struct {
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Text     string `json:"text"`
	Polarity string `json:"polarity"`
	Class    string `json:"class"`
	Theme    string `json:"theme"`
	Stage    string `json:"stage"`
	Gap      bool   `json:"gap"`
}

// Read reads the gold format. The error names the line and what is wrong in it;
// reading stops there. Blank lines are passed over.
func Read(r io.Reader) ([]Doc, error) {
	var docs []Doc
	seen := map[string]int{}
	err := eachLine(r, func(n int, line []byte) error {
		var raw rawDoc
		if err := json.Unmarshal(line, &raw); err != nil {
			return err
		}
		if raw.ID == "" {
			return errors.New("id is missing")
		}
		if first, twice := seen[raw.ID]; twice {
			return fmt.Errorf("id %q stands on line %d already", raw.ID, first)
		}
		seen[raw.ID] = n
		d, err := raw.doc()
		if err != nil {
			return fmt.Errorf("verbatim %s: %w", raw.ID, err)
		}
		docs = append(docs, d)
		return nil
	})
	return docs, err
}

func (raw *rawDoc) doc() (Doc, error) {
	d := Doc{ID: raw.ID, Domain: raw.Domain, Source: raw.Source}
	if raw.Domain == "" {
		return d, errors.New("domain is missing")
	}
	if raw.Text == "" {
		return d, errors.New("text is missing")
	}
	if raw.Rating != 0 && !(raw.Rating >= 1 && raw.Rating <= 5) {
		return d, fmt.Errorf("rating %v is not on 1..5", raw.Rating)
	}
	var err error
	if d.Cause, err = opinion.ParseClass(raw.Cause); err != nil {
		return d, fmt.Errorf("cause: %w", err)
	}
	spans := make([][2]int, len(raw.Mentions))
	d.Labels = make([]Label, len(raw.Mentions))
	end := 0
	for i, m := range raw.Mentions {
		if err := m.inside(raw.Text, end); err != nil {
			return d, fmt.Errorf("mention %d: %w", i, err)
		}
		if d.Labels[i], err = m.label(); err != nil {
			return d, fmt.Errorf("mention %d: %w", i, err)
		}
		end = m.End
		spans[i] = [2]int{m.Start, m.End}
	}
	d.Passage = passage.FromSpans(raw.Title, raw.Text, raw.Rating, spans)
	if got := len(d.Passage.Spans); got != len(spans) {
		return d, fmt.Errorf("%d mentions became %d spans", len(spans), got)
	}
	return d, nil
}

// inside checks that the span lies in text, on rune boundaries, not before from,
// and is the text that the line claims it is.
func (m *rawMention) inside(text string, from int) error {
	if m.Start < from || m.End <= m.Start || m.End > len(text) {
		return fmt.Errorf("span [%d, %d) is empty, overlaps the one before or leaves the text of %d bytes", m.Start, m.End, len(text))
	}
	if !utf8.RuneStart(text[m.Start]) || (m.End < len(text) && !utf8.RuneStart(text[m.End])) {
		return fmt.Errorf("span [%d, %d) cuts a character", m.Start, m.End)
	}
	if m.Text != "" && m.Text != text[m.Start:m.End] {
		return fmt.Errorf("span [%d, %d) reads %q, not %q", m.Start, m.End, text[m.Start:m.End], m.Text)
	}
	return nil
}

func (m *rawMention) label() (Label, error) {
	l := Label{Gap: m.Gap}
	var err error
	if l.Class, err = opinion.ParseClass(m.Class); err != nil {
		return l, err
	}
	if l.Theme, err = opinion.ParseTheme(m.Theme); err != nil {
		return l, err
	}
	l.Polarity = opinion.Polarity(m.Polarity)
	if opinion.Polarities[l.Polarity.Index()] != l.Polarity {
		return l, fmt.Errorf("polarity %q is none of neg, pos, mix, neu", m.Polarity)
	}
	l.Stage = opinion.Stage(m.Stage)
	if opinion.Stages[l.Stage.Index()] != l.Stage {
		return l, fmt.Errorf("stage %q is none of pre, buy, use, post, none", m.Stage)
	}
	return l, nil
}

// eachLine calls f with every line that is not blank; its error gets the line
// number.
func eachLine(r io.Reader, f func(n int, line []byte) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for sc.Scan() {
		n++
		if blank(sc.Bytes()) {
			continue
		}
		if err := f(n, sc.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}
