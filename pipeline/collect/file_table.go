package collect

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// table reads CSV and TSV with a header row. encoding/csv is not used: one
// quote that is never closed makes it swallow the rest of the file as one
// record. Here such a row is rejected alone, and reading goes on at the next
// line.
type table struct {
	lines     *lines
	delimiter byte
	header    []string
}

// maxSpan caps how many lines and bytes a quoted cell may run over.
const (
	maxSpanLines = 5000
	maxSpanBytes = 1 << 20
)

func newTable(l *lines, delimiter rune, columns map[string]string) (*table, error) {
	t := &table{lines: l, delimiter: byte(delimiter)}
	if delimiter > 0x7f {
		return nil, fmt.Errorf("delimiter %q must be an ASCII character", delimiter)
	}
	if delimiter == 0 {
		text, _, err := l.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		t.delimiter = sniff(text)
		if err == nil {
			l.giveBack([]string{text})
		}
	}
	cells, _, err := t.record()
	if errors.Is(err, errEnd) {
		return nil, errors.New("the file is empty: it needs a header row")
	}
	if err != nil {
		return nil, fmt.Errorf("read the header row: %w", err)
	}
	names, err := newColumnNames(columns)
	if err != nil {
		return nil, err
	}
	if !names.knows(cells) {
		return nil, fmt.Errorf("the header row (%s) names no column for text, title or rating: name the columns", strings.Join(cells, ", "))
	}
	for i := range cells {
		cells[i] = columnKey(cells[i])
	}
	t.header = cells
	return t, nil
}

// sniff takes the delimiter that parts the header row into most columns.
func sniff(header string) byte {
	best, most := byte(','), 0
	for _, d := range []byte{',', ';', '\t', '|'} {
		n, quoted := 0, false
		for i := 0; i < len(header); i++ {
			switch {
			case header[i] == '"':
				quoted = !quoted
			case header[i] == d && !quoted:
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

func (t *table) line() int { return t.lines.read + 1 }
func (t *table) close()    { t.lines.close() }

func (t *table) next() (row, error) {
	for {
		at := t.lines.read + 1
		cells, size, err := t.record()
		if err != nil {
			return row{}, err
		}
		if len(cells) == 1 && strings.TrimSpace(cells[0]) == "" {
			continue
		}
		r := row{line: at, bytes: size, header: t.header, cells: cells}
		if len(cells) != len(t.header) {
			return row{}, &rowError{at, fmt.Sprintf("%d columns where the header has %d", len(cells), len(t.header)), r.raw()}
		}
		return r, nil
	}
}

// record reads one record, over as many lines as its quotes ask for.
func (t *table) record() (cells []string, size int, err error) {
	text, long, err := t.lines.next()
	if errors.Is(err, io.EOF) {
		return nil, 0, errEnd
	}
	if err != nil {
		return nil, 0, err
	}
	at := t.lines.read
	if long {
		return nil, 0, &rowError{at, fmt.Sprintf("the line is longer than %d bytes", maxLine), ""}
	}
	taken := []string{text}
	size = len(text) + 1
	p := tableParser{delimiter: t.delimiter}
	for {
		fault := p.line(text)
		if fault == "" && !p.quoted {
			return append(p.cells, p.cell.String()), size, nil
		}
		if fault == "" && len(taken) <= maxSpanLines && size <= maxSpanBytes {
			next, long, err := t.lines.next()
			switch {
			case err == nil && !long:
				text = next
				p.cell.WriteByte('\n')
				taken = append(taken, next)
				size += len(next) + 1
				continue
			case err != nil && !errors.Is(err, io.EOF):
				return nil, 0, err
			}
		}
		if fault == "" {
			fault = "a quote is opened and never closed"
		}
		t.lines.giveBack(taken[1:])
		return nil, 0, &rowError{at, fault, taken[0]}
	}
}

// tableParser is the state of one record.
type tableParser struct {
	delimiter byte
	cells     []string
	cell      strings.Builder
	quoted    bool
}

func (p *tableParser) line(s string) (fault string) {
	start := !p.quoted
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case p.quoted && c == '"' && i+1 < len(s) && s[i+1] == '"':
			p.cell.WriteByte('"')
			i++
		case p.quoted && c == '"':
			p.quoted = false
			if i+1 < len(s) && s[i+1] != p.delimiter {
				return "text follows a closing quote"
			}
		case p.quoted:
			p.cell.WriteByte(c)
		case c == '"' && start:
			p.quoted, start = true, false
		case c == p.delimiter:
			p.cells = append(p.cells, p.cell.String())
			p.cell.Reset()
			start = true
		default: // a quote inside a cell that does not start with one is text
			p.cell.WriteByte(c)
			start = false
		}
	}
	return ""
}
