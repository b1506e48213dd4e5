package spreadsheet

import (
	"strings"
	"unicode"
)

// formula begins one: what Excel, LibreOffice and Google Sheets take for the
// start of a formula, and the full-width and small forms that they fold to it.
const formula = "=+-@＝＋－＠﹦﹢﹣﹫−"

// separators end a cell for a program that was told so, or guesses so.
const separators = ";\t\r\n"

// Cell is a text fit for a cell of CSV: a spreadsheet shows it and does not
// reckon with it. One that begins with = + - @ or a control character, be it
// after spaces, quotes or invisible characters, or in full width, gets an
// apostrophe before it (OWASP, "CSV Injection"). So does what follows a
// semicolon, a tab or a line's end within it: a program that takes those for
// the end of a cell sees a new one begin there. Bytes that are not UTF-8
// become U+FFFD.
func Cell(s string) string {
	return parts(strings.ToValidUTF8(s, "\uFFFD"), func(part string, first bool) string {
		if reckons(part, first) {
			return "'" + part
		}
		return part
	})
}

// Plain takes off what Cell put on: Plain(Cell(s)) is s, if that is UTF-8.
func Plain(s string) string {
	return parts(s, func(part string, first bool) string {
		if rest, ok := strings.CutPrefix(part, "'"); ok && reckons(rest, first) {
			return rest
		}
		return part
	})
}

// parts puts s together again from its parts, each with the separator that
// ends it, after f saw them.
func parts(s string, f func(part string, first bool) string) string {
	if !strings.ContainsAny(s, separators) {
		return f(s, true)
	}
	var b strings.Builder
	for first := true; s != ""; first = false {
		n := strings.IndexAny(s, separators) + 1
		if n == 0 {
			n = len(s)
		}
		b.WriteString(f(s[:n], first))
		s = s[n:]
	}
	return b.String()
}

// reckons tells whether a part must be guarded: its first visible letter
// begins a formula, or, at a cell's start, it is a control character.
// Apostrophes before that are looked through, so that Plain can tell Cell's
// from the author's.
func reckons(part string, first bool) bool {
	part = strings.TrimLeft(part, "'")
	if first && part != "" && part[0] < ' ' {
		return true
	}
	for _, r := range part {
		if r != '"' && !unicode.IsSpace(r) && !unicode.In(r, unicode.C, unicode.M) {
			return strings.ContainsRune(formula, r)
		}
	}
	return false
}
