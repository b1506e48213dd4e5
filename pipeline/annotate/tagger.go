package annotate

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/jdkato/prose/v2"

	"gripe/pipeline/opinion"
)

// model is prose's, decoded once in a process and only where something asks
// for it: to decode it takes 175 ms and 108 MB.
var model = sync.OnceValue(func() *prose.Model { return prose.ModelFromData("en-v2.0.0") })

// tagger stands between gripe and prose, which drops negations and
// punctuation, gives no offsets, shares tokens between equal words, panics on
// some text and takes quadratic time on other. It therefore never sees a text
// as written: each token of one mention is handed over as one plain word
// between spaces, so that prose's tokens are ours, one to one.
type tagger struct{}

func newTagger() *tagger { return &tagger{} }

// mostTagged is the longest mention given to prose, in tokens; the rest of a
// longer one is a list or lacks full stops, and stays without tags.
const mostTagged = 160

// word is a token with its tag (Penn Treebank).
type word struct {
	opinion.Token
	tag string
}

// tag gives words with their tags, and with ner the runs of words (first, last
// and label) that prose takes for names.
func (t *tagger) tag(text string, tokens []opinion.Token, ner bool) ([]word, []named) {
	tokens = tokens[:min(len(tokens), mostTagged)]
	plain := make([]string, 0, len(tokens)+1)
	for _, k := range tokens {
		plain = append(plain, plainWord(text, k))
	}
	// Without a full stop prose drops a name at the end.
	given := strings.Join(append(plain, "."), " ")
	doc, err := prose.NewDocument(given, prose.UsingModel(model()), prose.WithSegmentation(false), prose.WithExtraction(ner))
	if err != nil {
		return nil, nil
	}
	tagged := doc.Tokens()
	if len(tagged) != len(tokens)+1 {
		return nil, nil // prose cut a word after all: no tags are better than wrong ones
	}
	words := make([]word, len(tokens))
	for i := range words {
		words[i] = word{tokens[i], tagged[i].Tag}
	}
	if !ner {
		return words, nil
	}
	return words, locate(plain[:len(tokens)], doc.Entities())
}

// named is a run of words that names something.
type named struct {
	first, last int
	label       string
}

// locate finds prose's entities, which carry no offsets, left to right.
func locate(plain []string, entities []prose.Entity) []named {
	var out []named
	from := 0
	for _, e := range entities {
		parts := strings.Fields(e.Text)
		if parts[len(parts)-1] == "." {
			parts = parts[:len(parts)-1]
		}
		for i := from; len(parts) > 0 && i+len(parts) <= len(plain); i++ {
			if equal(plain[i:i+len(parts)], parts) {
				out = append(out, named{i, i + len(parts) - 1, e.Label})
				from = i + len(parts)
				break
			}
		}
	}
	return out
}

func equal(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// plainWord is a form of the token that prose leaves whole.
func plainWord(text string, t opinion.Token) string {
	switch n := t.Norm; {
	case n == "n't" || n[0] == '\'' && len(n) > 1:
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
