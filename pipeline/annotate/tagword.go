package annotate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// studied is all that the tagger knows of a word wherever it stands: the rows
// of its weights as a word, as one before, as one behind. Reviews repeat their
// words, so that most lookups are done once.
type studied struct {
	// tag is the word's tag where it has but one, else -1.
	tag int16
	// For the parts of speech: of the word itself, of the word one and two
	// before, one and two behind.
	own     [3]uint32
	before1 [2]uint32
	before2 uint32
	behind1 [2]uint32
	behind2 uint32
	folded  uint64
	// For names. form is the word's shape as an index of shapes.
	basic, prefix3, shape, suffix3, word, length uint32
	behind, before                               uint32
	form                                         uint8
	lower                                        uint64
	// What was found for the word with the tag before, and with the one behind.
	withTag, withNext pairs
}

// pairs has a bit for each tag with which a word is known to make no feature.
type pairs uint64

// pair is the row of the word, hashed, together with a tag.
func (t *tagger) pair(p *pairs, kind, tag uint8, word uint64) uint32 {
	bit := uint64(1) << (tag & 63)
	if *p&pairs(bit) != 0 {
		return 0
	}
	row := t.row(featureKey(kind, tag, word))
	if row == 0 {
		*p |= pairs(bit)
	}
	return row
}

// smileys are the emoticons of prose that consist of letters and digits.
var smileys = map[string]bool{"8D": true, "XDD": true, "xD": true, "xDD": true}

// study looks a word up; words are as plainWord makes them.
func (t *tagger) study(w string) *studied {
	s := t.studyParts(w, folded(w))
	switch row := t.row(featureKey(fixedTag, 0, fnv(w))); {
	case w == "-":
		s.tag = t.tagID["-"]
	case smileys[w]:
		s.tag = t.tagID["SYM"]
	case w[0] == '@':
		s.tag = t.tagID["NN"]
	case w == "*":
		s.tag = t.tagID["-NONE-"]
	case row != 0:
		s.tag = int16(t.rows[row+1])
	}
	lower := strings.ToLower(w)
	s.lower = fnv(lower)
	name := func(kind, value string) uint32 { return t.row(featureKey(nameFeature, 0, fnv(kind, value))) }
	basic := "False"
	if t.row(featureKey(basicWord, 0, fnv(w))) != 0 {
		basic = "True"
	}
	s.basic = name("en-wordlist-", basic)
	s.behind = name("nextword-", lower)
	s.prefix3 = name("prefix3-", strings.ToLower(w[:min(3, len(w))]))
	s.before = name("prevword-", lower)
	s.form = shape(w)
	s.shape = name("shape-", shapes[s.form])
	s.suffix3 = name("suffix3-", strings.ToLower(tail(w)))
	s.word = name("word-", w)
	s.length = name("wordlen-", strconv.Itoa(len(w)))
	return s
}

func (t *tagger) studyParts(w, folded string) *studied {
	part := func(kind uint8, value string) uint32 { return t.row(featureKey(kind, 0, fnv(value))) }
	return &studied{
		tag:     -1,
		own:     [3]uint32{part(suffix, tail(w)), part(first, string(rune(w[0]))), part(word0, folded)},
		before1: [2]uint32{part(word1, folded), part(suffix1, tail(folded))},
		before2: part(word2, folded),
		behind1: [2]uint32{part(next1, folded), part(nextSuffix, tail(folded))},
		behind2: part(next2, folded),
		folded:  fnv(folded),
	}
}

// folded is prose's normal form of a word as plainWord makes it.
func folded(w string) string {
	if w[0] >= '0' && w[0] <= '9' {
		return "!DIGITS"
	}
	return strings.ToLower(w)
}

// tail is the last three bytes of w.
func tail(w string) string { return w[max(0, len(w)-3):] }

// shapes are prose's rough forms of a word; the first is that of no word.
var shapes = [...]string{"None", "number", "punct", "downcase", "upcase", "mixedcase"}

func shape(w string) uint8 {
	if _, err := strconv.ParseFloat(w, 64); err == nil {
		return 1
	}
	last := w[len(w)-1]
	r, _ := utf8.DecodeRuneInString(w)
	switch {
	case last >= utf8.RuneSelf || !isWordByte(last):
		return 2
	case strings.ToLower(w) == w:
		return 3
	case unicode.ToTitle(r) == r:
		return 4
	}
	return 5
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
}
