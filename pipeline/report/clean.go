package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may sit on one letter. No script in
// common use stacks more; heaps of them ("zalgo") spill over other lines.
const maxMarks = 4

// plain makes a text from outside fit to show on one line: valid UTF-8, no
// control or invisible characters, none that turn the direction of what
// follows, white space squeezed.
func plain(s string) string {
	out, _, _ := clean(s, 0, 0)
	return out
}

// shortened is plain, and cut where a name or a remark runs on.
func shortened(s string, most int) string {
	s = plain(s)
	if len(s) > most {
		s = s[:wordEnd(s, 0, most)] + "…"
	}
	return s
}

// clean is plain, and says where the byte offsets start and end have moved.
func clean(s string, start, end int) (text string, newStart, newEnd int) {
	var b strings.Builder
	b.Grow(len(s))
	space, marks := false, 0
	newStart, newEnd = -1, -1
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		// An offset holds where the first kept rune at or after it begins.
		keep := !hidden(r)
		if keep && unicode.IsSpace(r) {
			space, keep = b.Len() > 0, false
		}
		if unicode.Is(unicode.M, r) {
			marks++
			keep = keep && marks <= maxMarks
		} else if keep {
			marks = 0
		}
		if newEnd < 0 && i >= end {
			newEnd = b.Len()
		}
		if keep {
			if space {
				b.WriteByte(' ')
				space = false
			}
			if newStart < 0 && i >= start {
				newStart = b.Len()
			}
			b.WriteRune(r) // an invalid byte becomes U+FFFD
		}
		i += n
	}
	if newStart < 0 {
		newStart = b.Len()
	}
	if newEnd < 0 {
		newEnd = b.Len()
	}
	return b.String(), newStart, max(newStart, newEnd)
}

// hidden tells control and format characters (among them every bidirectional
// override, isolate and mark, the zero-width space, the tag characters) from
// what is read. The joiners stay: emoji and several scripts are spelt with them.
func hidden(r rune) bool {
	switch r {
	case '\u200c', '\u200d', utf8.RuneError:
		return false
	}
	if unicode.IsSpace(r) {
		return false
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cs, r) ||
		unicode.Is(unicode.Co, r) || unicode.Is(unicode.Noncharacter_Code_Point, r)
}
