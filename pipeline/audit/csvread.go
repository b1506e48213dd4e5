package audit

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/spreadsheet"
)

// Import is what came out of a filled spreadsheet.
type Import struct {
	// Labels are the verbatims that were given a cause, in the file's order.
	Labels []opinion.Audit
	// Blank is how many verbatims of the file were left without one.
	Blank int
	// Bad are the rows that could not be taken.
	Bad []BadRow
}

// BadRow names a row that was kept out, by its line in the file (from 1).
type BadRow struct {
	Line   int
	Reason string
}

// ReadCSV reads what WriteCSV wrote and a person filled in, also as
// spreadsheets save it: with or without a byte order mark, with commas,
// semicolons or tabs. Every row is checked by itself; a bad one is named and
// kept out, the rest is taken. Rows must be of the given tasks. The error is
// for a file of which nothing can be read.
func ReadCSV(r io.Reader, tasks []opinion.AuditTask, at time.Time) (Import, error) {
	buf := bufio.NewReader(r)
	head, err := buf.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return Import{}, fmt.Errorf("audit: read the spreadsheet: %w", err)
	}
	if strings.HasPrefix(string(head), spreadsheet.ByteOrderMark) {
		head = head[len(spreadsheet.ByteOrderMark):]
		if _, err := buf.Discard(len(spreadsheet.ByteOrderMark)); err != nil {
			return Import{}, fmt.Errorf("audit: read the spreadsheet: %w", err)
		}
	}
	rows := csv.NewReader(buf)
	rows.FieldsPerRecord, rows.LazyQuotes, rows.Comma = -1, true, separator(string(head))
	header, err := rows.Read()
	if err != nil {
		return Import{}, fmt.Errorf("audit: the spreadsheet has no header: its first line must name %s", strings.Join(columns, ", "))
	}
	place, err := places(header)
	if err != nil {
		return Import{}, err
	}
	in := reader{place: place, at: at, tasks: map[string]*opinion.AuditTask{}, read: map[string]*filled{}}
	for i := range tasks {
		in.tasks[tasks[i].Verbatim.ID] = &tasks[i]
	}
	for {
		row, err := rows.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return in.result(), nil
		case errors.As(err, &broken):
			in.bad(broken.StartLine, "the row is not CSV: %v", broken.Err)
			continue
		case err != nil:
			return in.result(), fmt.Errorf("audit: read the spreadsheet: %w", err)
		}
		line, _ := rows.FieldPos(0)
		in.row(line, row)
	}
}

// separator is the one of comma, semicolon and tab that the header uses.
func separator(head string) rune {
	line, _, _ := strings.Cut(head, "\n")
	best := ','
	for _, r := range ";\t" {
		if strings.Count(line, string(r)) > strings.Count(line, string(best)) {
			best = r
		}
	}
	return best
}

// places finds the columns that are needed, in any order.
func places(header []string) (map[string]int, error) {
	place := map[string]int{}
	for i, h := range header {
		place[strings.ToLower(strings.TrimSpace(h))] = i
	}
	var missing []string
	for _, c := range columns {
		if _, ok := place[c]; !ok && c != "text" && c != "mention_text" {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("audit: the spreadsheet lacks the columns %s; gripe audit --export writes them", strings.Join(missing, ", "))
	}
	return place, nil
}

// filled is a verbatim of the file as far as it was read.
type filled struct {
	audit opinion.Audit
	cause bool
	seen  map[int]bool
}

type reader struct {
	place map[string]int
	at    time.Time
	tasks map[string]*opinion.AuditTask
	read  map[string]*filled
	order []*filled
	out   Import
}

func (in *reader) bad(line int, format string, args ...any) {
	in.out.Bad = append(in.out.Bad, BadRow{line, fmt.Sprintf(format, args...)})
}

// row takes one row, or names what is wrong with it; then none of it counts.
func (in *reader) row(line int, row []string) {
	cell := func(name string) string {
		if i := in.place[name]; i < len(row) {
			return strings.TrimSpace(spreadsheet.Plain(row[i]))
		}
		return ""
	}
	if strings.TrimSpace(strings.Join(row, "")) == "" {
		return
	}
	id, content := cell("id"), cell("content")
	t := in.tasks[id]
	switch {
	case t == nil:
		in.bad(line, "id %s is not in the sample", shown(id))
		return
	case t.Verbatim.Content() != content:
		in.bad(line, "content %s is not the text that was drawn for %s", shown(content), shown(id))
		return
	}
	f := in.read[id]
	if f == nil {
		f = &filled{audit: opinion.Audit{ID: id, Content: content, At: in.at}, seen: map[int]bool{}}
		in.read[id] = f
		in.order = append(in.order, f)
	}
	cause := strings.ToLower(cell("cause"))
	if cause != "" {
		c, err := opinion.ParseClass(cause)
		if err != nil {
			in.bad(line, "cause %s is none of product, marketing, service, none", shown(cause))
			return
		}
		if f.cause && f.audit.Cause != c {
			in.bad(line, "cause %s contradicts %s of an earlier row of the same review", shown(cause), f.audit.Cause)
			return
		}
		cause = string(c)
	}
	m, at, err := mention(t, cell("mention"), strings.ToLower(cell("polarity")), strings.ToLower(cell("class")))
	if err == nil && at >= 0 && f.seen[at] {
		err = fmt.Errorf("mention %d has been judged by an earlier row", at+1)
	}
	if err != nil {
		in.bad(line, "%v", err)
		return
	}
	if cause != "" {
		f.audit.Cause, f.cause = opinion.Class(cause), true
	}
	if at >= 0 {
		f.seen[at] = true
		f.audit.Mentions = append(f.audit.Mentions, m)
	}
}

// mention reads the judgement of one mention; at is its index, or -1 where
// none was given.
func mention(t *opinion.AuditTask, index, polarity, class string) (m opinion.AuditMention, at int, err error) {
	if polarity == "" && class == "" {
		return m, -1, nil
	}
	n, err := strconv.Atoi(index)
	if err != nil || n < 1 || n > len(t.Spans) {
		return m, -1, fmt.Errorf("mention %s is not in 1 to %d", shown(index), len(t.Spans))
	}
	m, err = judged(t.Spans[n-1], polarity, class)
	if err != nil {
		return m, -1, fmt.Errorf("mention %d: %w", n, err)
	}
	return m, n - 1, nil
}

// judged puts a person's words into a span. A polarity alone means that the
// mention blames no one.
func judged(span opinion.AuditMention, polarity, class string) (opinion.AuditMention, error) {
	if polarity == "" {
		return span, fmt.Errorf("it has a class and no polarity: one of neg, pos, mix, neu")
	}
	p, err := opinion.ParsePolarity(polarity)
	if err != nil {
		return span, fmt.Errorf("polarity %s is none of neg, pos, mix, neu", shown(polarity))
	}
	c := opinion.None
	if class != "" {
		if c, err = opinion.ParseClass(class); err != nil {
			return span, fmt.Errorf("class %s is none of product, marketing, service, none", shown(class))
		}
	}
	span.Polarity, span.Class = p, c
	return span, nil
}

func (in *reader) result() Import {
	for _, f := range in.order {
		if f.cause {
			in.out.Labels = append(in.out.Labels, f.audit)
		} else {
			in.out.Blank++
		}
	}
	return in.out
}

// shown quotes what a stranger wrote, cut short.
func shown(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s)
}
