package passage

import (
	"strings"
	"unicode/utf8"
)

// isEmoji tells pictures from other symbols: the blocks of Unicode 16 that
// hold emoji, coarsely.
func isEmoji(r rune) bool {
	switch {
	case r < 0x2190:
		return r == 0x203c || r == 0x2049 || r == 0x2122
	case r >= 0x2600 && r <= 0x27bf, r >= 0x1f000 && r <= 0x1faff:
		return true
	case r >= 0x2b00 && r <= 0x2bff, r >= 0x2300 && r <= 0x23ff, r >= 0x25a0 && r <= 0x25ff, r >= 0x2190 && r <= 0x21ff:
		return true
	}
	return false
}

// joins tells what continues an emoji: variation selectors, skin tones, the
// keycap, tags, and the zero-width joiner.
func joins(r rune) bool {
	return r == 0x200d || r >= 0xfe00 && r <= 0xfe0f || r >= 0x1f3fb && r <= 0x1f3ff || r == 0x20e3 || r >= 0xe0020 && r <= 0xe007f
}

func isFlagLetter(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// emoji emits one emoji sequence and its repetitions. The norm is its first
// picture, without skin tone or variation, so that all its forms count as one.
func (t *tokenizer) emoji() {
	first, size := utf8.DecodeRuneInString(t.text[t.at:])
	i := t.at + size
	if isFlagLetter(first) {
		if r, n := utf8.DecodeRuneInString(t.text[i:]); isFlagLetter(r) {
			i += n
		}
		t.emit(i, t.text[t.at:i])
		return
	}
	joined := false
	for i < len(t.text) {
		r, n := utf8.DecodeRuneInString(t.text[i:])
		if !joins(r) && r != first && !(joined && isEmoji(r)) {
			break
		}
		joined = r == 0x200d
		i += n
	}
	t.emit(i, t.text[t.at:t.at+size])
}

// emoticons by first byte; the norm tells a smile from a frown.
var emoticons = []struct{ form, norm string }{
	{":'-(", ":("}, {":'(", ":("}, {":-((", ":("}, {":((", ":("}, {":-(", ":("}, {":(", ":("}, {"=(", ":("},
	{":'-)", ":)"}, {":')", ":)"}, {":-))", ":)"}, {":))", ":)"}, {":-)", ":)"}, {":)", ":)"}, {"=)", ":)"}, {":-d", ":)"}, {":d", ":)"},
	{";-)", ";)"}, {";)", ";)"}, {":-p", ":p"}, {":p", ":p"}, {":-/", ":/"}, {":/", ":/"}, {":-|", ":/"}, {":|", ":/"},
	{":-[", ":("}, {":[", ":("}, {">:(", ":("}, {"</3", ":("}, {"<3", "<3"}, {":-o", ":o"}, {":o", ":o"}, {"^_^", ":)"}, {"-_-", ":/"},
}

// emoticon is the length and norm of the emoticon that s begins with, or 0.
func emoticon(s string) (int, string) {
	if len(s) < 2 || strings.IndexByte(":;=<>^-", s[0]) < 0 {
		return 0, ""
	}
	for _, e := range emoticons {
		if strings.HasPrefix(s, e.form) {
			last := e.form[len(e.form)-1]
			if isWordByte(last) && len(s) > len(e.form) && isWordByte(s[len(e.form)]) {
				continue // ":details" is not ":d"
			}
			return len(e.form), e.norm
		}
	}
	return 0, ""
}
