package passage

import (
	"bytes"
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a site's markup leaves in a review ("<br>", "&#39;") is no word of the
// customer's. Both kinds are replaced in place: by what they stand for, filled
// up to their own length. "<3", "a < b and c > d" and "<insert excuse>" are the
// customer's and stay.

// filler follows an apostrophe inside a word, where a space would cut the word
// in two: U+034F, the combining grapheme joiner, which shows nothing.
const filler = "\u034f"

// mostEntity is the longest entity looked for, in bytes: "&" to ";". The longest
// that Latin text has is "&CounterClockwiseContourIntegral;", 33; a name that
// customers meet ("&thetasym;") has at most 10, and "amp;" may stand before it.
const mostEntity = 24

// startsMarkup tells whether a tag or an entity may begin at s[i].
func startsMarkup(s string, i int) bool {
	if i+2 >= len(s) {
		return false
	}
	c := s[i+1]
	letter := c|0x20 >= 'a' && c|0x20 <= 'z'
	return s[i] == '&' && (letter || c == '#') || s[i] == '<' && (letter || c == '/' || c == '!')
}

// entity decodes the entity that s begins with: "&amp;", "&#39;", "&#x27;", and
// "&amp;#39;" where a site escaped twice. size is 0 where there is none.
func entity(s string) (r rune, size int) {
	end := strings.IndexByte(s[:min(len(s), mostEntity)], ';') + 1
	if end < 4 {
		return 0, 0
	}
	if strings.HasPrefix(s, "&amp;") {
		for end < len(s) && strings.HasPrefix(s[end:], "amp;") {
			end += len("amp;")
		}
		if r, more := entity("&" + s[end:min(len(s), end+mostEntity)]); more > 0 {
			return r, end + more - 1
		}
		return '&', end
	}
	decoded := html.UnescapeString(s[:end])
	r, n := utf8.DecodeRuneInString(decoded)
	if n != len(decoded) {
		return 0, 0
	}
	return r, end
}

// replaced is what stands in Clean's output for an entity of size bytes that
// means r and follows before.
func replaced(r rune, size int, before, after string) string {
	pad := func(n int) string { return strings.Repeat(" ", n) }
	switch {
	case r == '\n' || r == '\t':
	case r == utf8.RuneError, blankRune(r), unicode.IsSpace(r):
		return pad(size)
	case lookAlike[r] != "":
		return lookAlike[r] + pad(size-len(lookAlike[r]))
	case r == '<': // so that "&lt;3" is a heart
		return pad(size-1) + "<"
	case (r == '\'' || r == '\u2019') && inWord(before, after):
		mark := "'"
		if size%2 == 0 {
			mark = "\u00b4"
		}
		return mark + strings.Repeat(filler, (size-len(mark))/len(filler))
	}
	return string(r) + pad(size-utf8.RuneLen(r))
}

// inWord tells whether letters stand on both sides.
func inWord(before, after string) bool {
	l, _ := utf8.DecodeLastRuneInString(before)
	r, _ := utf8.DecodeRuneInString(after)
	return unicode.IsLetter(l) && unicode.IsLetter(r)
}

// inline and block are the tags of HTML; a block one ends a line.
var (
	inline = set("a abbr acronym b basefont bdi bdo big button cite code data del dfn em embed font form i iframe img input ins kbd label link mark meta object param path q rp rt ruby s samp select small source span strike strong sub sup svg time tt u var video wbr")
	block  = set("address article aside blockquote body br center caption dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 head header hr html li main nav noscript ol option p pre section summary table tbody td textarea tfoot th thead title tr ul")
	// hidden hold no text of the customer's.
	hidden = set("script style template")
)

// blankTags turns the tags in b, and what hidden ones and comments hold, into
// spaces, in place.
func blankTags(b []byte) {
	unclosed := map[string]bool{}
	for i := 0; i < len(b); {
		at := bytes.IndexByte(b[i:], '<')
		if at < 0 {
			return
		}
		i += at
		if n := comment(b[i:], unclosed); n > 0 {
			blank(b[i:i+n], 0)
			i += n
			continue
		}
		name, n := tag(b[i:])
		if n == 0 {
			i++
			continue
		}
		breaks := 0
		switch {
		case name == "br":
			breaks = 1
		case block[name]:
			breaks = 2
		case hidden[name] && b[i+1] != '/':
			n = hiddenEnd(b[i:], name, n, unclosed)
		}
		blank(b[i:i+n], breaks)
		i += n
	}
}

func blank(b []byte, breaks int) {
	for i := range b {
		b[i] = ' '
		if i < breaks {
			b[i] = '\n'
		}
	}
}

// comment is the length of the comment that b begins with, 0 where none does.
// unclosed remembers what has no end, so that it is looked for once.
func comment(b []byte, unclosed map[string]bool) int {
	const open, shut = "<!--", "-->"
	if unclosed[open] || !bytes.HasPrefix(b, []byte(open)) {
		return 0
	}
	end := bytes.Index(b[len(open):], []byte(shut))
	if end < 0 {
		unclosed[open] = true
		return 0
	}
	return len(open) + end + len(shut)
}

// hiddenEnd is where the element that b begins with ends, n where it does not.
func hiddenEnd(b []byte, name string, n int, unclosed map[string]bool) int {
	if unclosed[name] {
		return n
	}
	for at := n; ; {
		end := bytes.Index(b[at:], []byte("</"))
		if end < 0 {
			unclosed[name] = true
			return n
		}
		at += end
		if closing, size := tag(b[at:]); closing == name {
			return at + size
		}
		at++
	}
}

// tag is the name of the tag that b begins with and the tag's length, 0 where
// it is none. One with more than a name must hold "=" or end in "/", and not
// three blanks in a row, as "<b and c > d" does not.
func tag(b []byte) (name string, size int) {
	const most = 12 // bytes of a name
	i := 1
	if i < len(b) && b[i] == '/' {
		i++
	}
	from := i
	for i < len(b) && i-from <= most && (b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z' || b[i] >= '0' && b[i] <= '9') {
		i++
	}
	if i == from || i == len(b) || i-from > most {
		return "", 0
	}
	name = strings.ToLower(string(b[from:i]))
	if !inline[name] && !block[name] && !hidden[name] {
		return "", 0
	}
	if b[i] == '>' {
		return name, i + 1
	}
	if !isBlank(b[i]) && b[i] != '/' {
		return "", 0
	}
	blanks, given := 0, false
	for ; i < len(b); i++ {
		switch c := b[i]; {
		case c == '>':
			if given || b[i-1] == '/' || blanks > 0 && blanks == i-from-len(name) {
				return name, i + 1
			}
			return "", 0
		case c == '<':
			return "", 0
		case isBlank(c):
			if blanks++; blanks > 2 {
				return "", 0
			}
			continue
		case c == '=':
			given = true
		}
		blanks = 0
	}
	return "", 0
}
