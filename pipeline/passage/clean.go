package passage

import (
	"unicode/utf8"
)

// lookAlike replaces letters whose lower case has another length in bytes; the
// tagger slices the one by offsets into the other and panics. Each stand-in is
// of the same length as the letter it replaces.
var lookAlike = map[rune]string{
	'\u023a': "\u0100", // A with stroke
	'\u023e': "\u0162", // T with stroke
	'\u0130': "\u012a", // I with dot above
	'\u212a': "\u1e32", // Kelvin sign
}

// Clean makes s valid UTF-8 of the same length in bytes, so that offsets hold
// in both. An invalid byte becomes '?'; a control character other than newline
// and tab, a bidirectional override or a zero-width space becomes spaces;
// letters that change length with their case become look-alikes; the tags of
// HTML become spaces and line breaks, its entities what they stand for. A clean
// s is returned as it is, without a copy.
func Clean(s string) string {
	i := firstUnclean(s)
	if i == len(s) {
		return s
	}
	b := append(make([]byte, 0, len(s)), s[:i]...)
	tags := false
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			b = append(b, '?')
		case r == '&' && startsMarkup(s, i):
			means, n := entity(s[i:])
			if n == 0 {
				b = append(b, '&')
				break
			}
			b, size = append(b, replaced(means, n, s[:i], s[i+n:])...), n
			tags = tags || means == '<'
		case blankRune(r):
			b = append(b, "    "[:size]...)
		case lookAlike[r] != "":
			b = append(b, lookAlike[r]...)
		default:
			tags = tags || r == '<'
			b = append(b, s[i:i+size]...)
		}
		i += size
	}
	if tags {
		blankTags(b)
	}
	return string(b)
}

func firstUnclean(s string) int {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if blankRune(rune(c)) || (c == '<' || c == '&') && startsMarkup(s, i) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 || blankRune(r) || lookAlike[r] != "" {
			return i
		}
		i += size
	}
	return len(s)
}

// blankRune tells which characters show nothing, or re-order what is shown.
// The zero-width joiner stays, for it holds emoji together.
func blankRune(r rune) bool {
	switch {
	case r < ' ':
		return r != '\n' && r != '\t'
	case r < 0x7f:
		return false
	case r <= 0x9f: // DEL and the C1 controls
		return true
	case r == 0xad, r == 0x61c, r == 0x180e, r == 0xfeff:
		return true
	case r >= 0x200b && r <= 0x200f:
		return r != 0x200d
	case r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069:
		return true
	}
	return false
}
