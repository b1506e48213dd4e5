package report

import (
	"bufio"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// columns is the width of plain text: what mail programs show without
// breaking lines, with room for a mark of quotation or two (RFC 3676, 4.2).
const columns = 72

// sheet writes plain text in columns; a failed write shows when it is flushed.
type sheet struct{ w *bufio.Writer }

// cells is how many columns s takes where every letter is as wide: East Asian
// wide letters take two, marks none.
func cells(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			if !unicode.Is(unicode.M, r) && !unicode.Is(unicode.Cf, r) {
				n++
			}
		}
	}
	return n
}

// wrap breaks s into lines of at most most columns, the first after indent,
// all others after further. A no-break space holds, and is a space after. A
// word that is too long is cut, but for a link, which is of no use in parts.
func wrap(s, indent, further string, most int) []string {
	var lines []string
	line, used := indent, cells(indent)
	empty := true
	next := func() {
		lines = append(lines, line)
		line, used, empty = further, cells(further), true
	}
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' }) {
		n := cells(word)
		if !empty && used+1+n > most {
			next()
		}
		if !empty {
			line, used = line+" ", used+1
		}
		for n > most-used && !isLink(word) {
			head := fitting(word, most-used)
			line, word = line+head, word[len(head):]
			next()
			n = cells(word)
		}
		line, used, empty = line+word, used+n, false
	}
	return append(lines, line)
}

func isLink(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// fitting is the longest beginning of s in most columns, one letter at least.
func fitting(s string, most int) string {
	used := 0
	for i, r := range s {
		if used += cells(string(r)); used > most && i > 0 {
			return s[:i]
		}
	}
	return s
}

func (s sheet) put(lines ...string) {
	for _, l := range lines {
		s.w.WriteString(strings.ReplaceAll(strings.TrimRight(l, " "), nbsp, " ") + "\n")
	}
}

func (s sheet) blank() { s.put("") }

// para is a paragraph; nothing where text is empty.
func (s sheet) para(text string) { s.hung("", "", text) }

// hung is a paragraph with its first line after indent.
func (s sheet) hung(indent, further, text string) {
	if text != "" {
		s.put(wrap(text, indent, further, columns)...)
		s.blank()
	}
}

func (s sheet) item(text string) { s.put(wrap(text, "- ", "  ", columns)...) }

// heading is underlined: = for the title, - for a part.
func (s sheet) heading(text, under string) {
	lines := wrap(text, "", "", columns)
	longest := 0
	for _, l := range lines {
		longest = max(longest, cells(l))
	}
	s.put(append(lines, strings.Repeat(under, longest))...)
	s.blank()
}

// table sets the first column to the left, wrapped where it is too long, and
// the others to the right.
func (s sheet) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	wide := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, c := range row {
			wide[i] = max(wide[i], cells(c))
		}
	}
	rest := 0
	for _, w := range wide[1:] {
		rest += 2 + w
	}
	wide[0] = min(wide[0], max(12, columns-rest))
	for _, row := range append([][]string{head}, rows...) {
		names := wrap(row[0], "", "  ", wide[0])
		line := pad(names[0], wide[0])
		for i, c := range row[1:] {
			line += "  " + strings.Repeat(" ", wide[i+1]-cells(c)) + c
		}
		s.put(line)
		s.put(names[1:]...)
	}
	s.blank()
}

func pad(s string, to int) string { return s + strings.Repeat(" ", max(0, to-cells(s))) }

// meter is a share drawn with characters: from 0 to 1 over 20 columns.
func meter(v float64) string {
	const long = 20
	full := int(clamp(v)*long + 0.5)
	return strings.Repeat("█", full) + strings.Repeat("·", long-full)
}

// bars are rows of a name, its meter and its words.
func (s sheet) bars(rows []Row) {
	names := 0
	for _, r := range rows {
		names = max(names, min(24, cells(r.Name)))
	}
	for _, r := range rows {
		name := wrap(r.Name, "", "  ", names)
		line := pad(name[0], names) + "  "
		if r.Share.Known {
			line += meter(r.Share.Value) + "  "
		}
		s.put(line + shareCell(r.Share))
		s.put(name[1:]...)
	}
	s.blank()
}
