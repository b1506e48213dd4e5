package copies

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxWords is how many words of a text are read: beyond, a text is known by
	// its beginning.
	maxWords = 4096
	// maxText is how many bytes of a text are read at most.
	maxText = 256 << 10
	// maxTag and maxEntity are how far a tag or an entity is looked for, in bytes.
	maxTag, maxEntity = 256, 10
)

// FNV-1a, 64 bits (Fowler, Noll & Vo).
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// hashWords appends the hash of each word of text: its letters and digits in
// lower case and without accents. Mark-up, entities, addresses, emoji and
// punctuation are passed over; an apostrophe does not end a word. Each
// character of a script without spaces is a word.
func hashWords(into []uint64, text string) []uint64 {
	text = text[:min(len(text), maxText)]
	h := uint64(fnvOffset)
	for i := 0; i < len(text) && len(into) < maxWords; {
		c := text[i]
		switch class := ascii[c]; {
		case class == letter:
			if c|0x20 == 'h' || c|0x20 == 'w' {
				if n := address(text, i); n > 0 {
					into, h = flush(into, h)
					i += n
					continue
				}
			}
			h = (h ^ uint64(c|0x20)) * fnvPrime // digits have this bit already
			i++
		case class == joint:
			i++
		case class == tagStart:
			into, h = flush(into, h)
			i += tag(text[i:])
		case class == entityStart:
			n, s := entity(text[i:])
			if s == "" {
				into, h = flush(into, h)
			}
			for _, r := range s {
				into, h = step(into, h, r)
			}
			i += n
		case class == gap:
			into, h = flush(into, h)
			i++
		default:
			r, n := utf8.DecodeRuneInString(text[i:])
			into, h = step(into, h, r)
			i += n
		}
	}
	into, _ = flush(into, h)
	return into
}

func flush(into []uint64, h uint64) ([]uint64, uint64) {
	if h != fnvOffset {
		into = append(into, h)
	}
	return into, fnvOffset
}

// step reads one character.
func step(into []uint64, h uint64, r rune) ([]uint64, uint64) {
	switch {
	case r < utf8.RuneSelf && ascii[r] == letter:
		return into, (h ^ uint64(r|0x20)) * fnvPrime
	case apostrophe(r), ignorable(r):
		return into, h
	case r < utf8.RuneSelf || !unicode.In(r, unicode.L, unicode.N, unicode.M):
		return flush(into, h)
	case unicode.In(r, unspaced...):
		into, h = flush(into, h)
		return flush(into, (h^uint64(r))*fnvPrime)
	}
	var b [utf8.UTFMax]byte
	plain := norm.NFKD.Properties(b[:utf8.EncodeRune(b[:], r)]).Decomposition()
	if plain == nil {
		return into, mix(h, r)
	}
	for _, d := range string(plain) {
		h = mix(h, d)
	}
	return into, h
}

// mix takes in a decomposed character; accents fall away.
func mix(h uint64, r rune) uint64 {
	if unicode.Is(unicode.Mn, r) || !unicode.In(r, unicode.L, unicode.N, unicode.M) {
		return h
	}
	return (h ^ uint64(unicode.ToLower(r))) * fnvPrime
}

// What an ASCII byte is to a text.
const (
	other = iota
	letter
	gap
	joint
	tagStart
	entityStart
)

var ascii = func() (of [256]uint8) {
	for c := range utf8.RuneSelf {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			of[c] = letter
		case c == '\'' || c == '`':
			of[c] = joint
		case c == '<':
			of[c] = tagStart
		case c == '&':
			of[c] = entityStart
		default:
			of[c] = gap
		}
	}
	return of
}()

// unspaced scripts put no spaces between words.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '`', '\u2019', '\u2018', '\u02bc', '\u00b4':
		return true
	}
	return false
}

// ignorable characters show nothing: soft hyphen, joiners, marks of direction.
func ignorable(r rune) bool {
	return r == '\u00ad' || r == '\ufeff' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2069' || r >= '\ufe00' && r <= '\ufe0f'
}

// tag is the length of the tag at the beginning of s, or 1.
func tag(s string) int {
	if len(s) < 3 || s[1] != '/' && s[1] != '!' && (s[1]|0x20 < 'a' || s[1]|0x20 > 'z') {
		return 1
	}
	end := strings.IndexAny(s[1:min(len(s), maxTag)], "<>")
	if end < 0 || s[1+end] != '>' {
		return 1
	}
	return end + 2
}

// entity reads the character reference at the beginning of s.
func entity(s string) (n int, means string) {
	end := strings.IndexByte(s[:min(len(s), maxEntity)], ';')
	if end < 2 {
		return 1, ""
	}
	if means = html.UnescapeString(s[:end+1]); means[0] == '&' {
		return 1, ""
	}
	return end + 1, means
}

// address is the length of the web address at text[i:], or 0.
func address(text string, i int) int {
	if i > 0 && ascii[text[i-1]] == letter {
		return 0
	}
	s := text[i:]
	if !prefixFold(s, "http://") && !prefixFold(s, "https://") && !prefixFold(s, "www.") {
		return 0
	}
	n := strings.IndexAny(s, " \t\r\n<>\"")
	if n < 0 {
		return len(s)
	}
	return n
}

func prefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
