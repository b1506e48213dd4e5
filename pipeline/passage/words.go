package passage

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// bareNegations are contractions whose apostrophe was forgotten: how many
// bytes the verb has before "nt". "cant" and "wont" are words too, but in
// reviews they are not meant.
var bareNegations = map[string]int{
	"dont": 2, "doesnt": 4, "didnt": 3, "cant": 2, "wont": 2, "isnt": 2, "wasnt": 3, "arent": 3,
	"werent": 4, "wouldnt": 5, "couldnt": 5, "shouldnt": 6, "havent": 4, "hasnt": 3, "hadnt": 3,
	"aint": 2, "neednt": 4, "mustnt": 4, "cannot": 3,
}

// wholeVerbs gives the verb that n't was cut from its usual form.
var wholeVerbs = map[string]string{"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}

// clitics follow an apostrophe and are tokens of their own.
var clitics = map[string]string{"s": "'s", "ll": "'ll", "re": "'re", "ve": "'ve", "m": "'m", "d": "'d"}

// wordLike emits a word, its clitics, or the URL or address that it begins.
func (t *tokenizer) wordLike() {
	if t.at == 0 || !isWordByte(t.low[t.at-1]) {
		if t.url() {
			return
		}
	}
	end := t.wordEnd(t.at)
	if end < len(t.low) && (t.low[end] == '@' || t.low[end] == '.') && (t.email(end) || t.domain(end)) {
		return
	}
	size := apostrophe(t.low[end:])
	if size == 0 {
		t.bare(end)
		return
	}
	tailStart := end + size
	tailEnd := t.wordEnd(tailStart)
	tail := t.low[tailStart:tailEnd]
	switch {
	case tail == "t" && t.low[end-1] == 'n' && end-1 > t.at:
		t.negated(end-1, tailEnd)
	case clitics[tail] != "":
		t.bare(end)
		t.emit(tailEnd, clitics[tail])
	case tail != "" && unicode.IsLetter(firstRune(tail)) && apostrophe(t.low[tailEnd:]) == 0:
		t.emit(tailEnd, t.norm(end)+"'"+tail) // o'clock, y'all
	default:
		t.bare(end)
	}
}

// bare emits the word up to end, split where a negation hides in it.
func (t *tokenizer) bare(end int) {
	w := t.low[t.at:end]
	if len(w) >= 4 && len(w) <= 8 && (w[len(w)-1] == 't') {
		if n := bareNegations[w]; n > 0 {
			t.negated(t.at+n, end)
			return
		}
	}
	t.emit(end, t.norm(end))
}

// negated emits a verb up to cut and the negation from there to end.
func (t *tokenizer) negated(cut, end int) {
	verb := t.norm(cut)
	if whole := wholeVerbs[verb]; whole != "" {
		verb = whole
	}
	t.emit(cut, verb)
	t.emit(end, "n't")
}

// norm folds the word from t.at to end: lower case, elongations cut to three.
func (t *tokenizer) norm(end int) string {
	w := t.low[t.at:end]
	if len(w) > maxWord {
		return NormLong
	}
	plain, run := true, 1
	long := false
	for i := 0; i < len(w); i++ {
		if w[i] >= utf8.RuneSelf {
			plain = false
		}
		if i > 0 && w[i] == w[i-1] {
			if run++; run > 3 {
				long = true
			}
		} else {
			run = 1
		}
	}
	if !plain {
		w = strings.ToLower(w)
	}
	if long {
		w = shorten(w)
	}
	return w
}

// shorten cuts runs of one character to three.
func shorten(w string) string {
	var b strings.Builder
	var last rune
	run := 0
	for _, r := range w {
		if r == last {
			run++
		} else {
			last, run = r, 1
		}
		if run <= 3 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// apostrophe is the size of an apostrophe that s begins with, or 0; with the
// filler that Clean puts behind one that was an entity.
func apostrophe(s string) int {
	n := 0
	switch {
	case s == "":
		return 0
	case s[0] == '\'' || s[0] == '`':
		n = 1
	case strings.HasPrefix(s, "\u2019"), strings.HasPrefix(s, "\u2018"):
		return 3
	case strings.HasPrefix(s, "\u02bc"), strings.HasPrefix(s, "\u00b4"):
		n = 2
	}
	for n > 0 && strings.HasPrefix(s[n:], filler) {
		n += len(filler)
	}
	return n
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func isWordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
