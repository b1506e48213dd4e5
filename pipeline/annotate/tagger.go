package annotate

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gripe/pipeline/opinion"
)

// tagger gives parts of speech and names. It is prose v2, reached without its
// traps: prose drops negations and punctuation, gives no offsets, lets equal
// words share one tag, panics on some text, takes quadratic time on other, and
// at 460 reviews/s would be the slowest thing in gripe. So it never sees a text
// as written: each token of one mention is handed over as one plain word, and
// its model is read by perceptron.go and maxent.go, which a test holds to
// prose's own answers.
type tagger struct {
	parts *perceptron
	ents  *maxent
}

// loadTagger decodes prose's model once in a process, and only where something
// asks for it: it takes about half a second.
var loadTagger = sync.OnceValue(func() *tagger { return &tagger{loadPerceptron(), loadMaxent()} })

// mostTagged is the longest mention given to the tagger, in tokens; the rest
// of a longer one is a list or lacks full stops, and stays without tags.
const mostTagged = 160

// word is a token with its tag (Penn Treebank).
type word struct {
	opinion.Token
	tag string
}

// named is a run of words that names something.
type named struct {
	first, last int
	label       string
}

// tag gives words with their tags, and with ner the runs of words that the
// recogniser takes for names.
func (t *tagger) tag(text string, tokens []opinion.Token, ner bool) ([]word, []named) {
	tokens = tokens[:min(len(tokens), mostTagged)]
	plain := make([]string, 0, len(tokens)+1)
	for _, k := range tokens {
		plain = append(plain, plainWord(text, k))
	}
	// Without a full stop a name at the end is dropped.
	plain = append(plain, ".")
	tags := t.parts.tag(plain)
	words := make([]word, len(tokens))
	for i := range words {
		words[i] = word{tokens[i], tags[i]}
	}
	if !ner {
		return words, nil
	}
	names := t.ents.names(plain, tags)
	for i := range names {
		names[i].last = min(names[i].last, len(tokens)-1) // not the full stop added
	}
	return words, names
}

// plainWord is a form of the token that prose leaves whole.
func plainWord(text string, t opinion.Token) string {
	switch n := t.Norm; {
	case n == "n't" || n[0] == '\'' && len(n) > 1 && isWordByte(n[1]):
		return n
	case strings.HasPrefix(n, "<url") || strings.HasPrefix(n, "<user") || strings.HasPrefix(n, "<email") || n[0] == '#':
		return "@x"
	case strings.Contains(n, "<num>"):
		return "10"
	case n == "<long>":
		return "thing"
	}
	s := text[t.Start:t.End]
	r, _ := utf8.DecodeRuneInString(s)
	if unicode.IsLetter(r) {
		return lettersOnly(s)
	}
	if c := s[0]; c < utf8.RuneSelf && c > ' ' {
		return string(c)
	}
	return ","
}

// lettersOnly drops what is neither letter nor digit ("o'clock").
func lettersOnly(s string) string {
	odd := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	if strings.IndexFunc(s, odd) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if odd(r) {
			return -1
		}
		return r
	}, s)
}
