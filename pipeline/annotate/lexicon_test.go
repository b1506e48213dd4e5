package annotate

import (
	"slices"
	"strings"
	"testing"

	"gripe/data/lexicon"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// TestLexiconSpeaksTheVocabulary: each label of the word lists is one of
// opinion's, in its order, for results come in the order of the sections.
func TestLexiconSpeaksTheVocabulary(t *testing.T) {
	l, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	sections := func(list []lexicon.Section) (out []string) {
		for _, s := range list {
			out = append(out, s.Label)
		}
		return out
	}
	if got := labels[opinion.Touchpoint](sections(l.Touchpoints)); !slices.Equal(got, opinion.Touchpoints[:]) {
		t.Errorf("touchpoints %v, want %v", got, opinion.Touchpoints)
	}
	if got := labels[opinion.Factor](sections(l.Factors)); !slices.Equal(got, opinion.Factors[:]) {
		t.Errorf("factors %v, want %v", got, opinion.Factors)
	}
	if got := labels[opinion.Signal](sections(l.Signals)); !slices.Equal(got, opinion.Signals[:]) {
		t.Errorf("signals %v, want %v", got, opinion.Signals)
	}
}

// TestEveryTermIsFound: a term that its own matcher cannot find was written in
// a form that no text takes once it is cut into tokens.
func TestEveryTermIsFound(t *testing.T) {
	l, err := lexicon.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]lexicon.Section{l.Touchpoints, l.Factors, l.Signals} {
		for _, s := range list {
			m := compile([]lexicon.Section{{Label: s.Label, Terms: append(s.Terms, s.Always...)}})
			for _, term := range append(s.Terms, s.Always...) {
				if words := asWritten(term); len(m.find(words, nil, 0)) == 0 {
					t.Errorf("[%s]: %q is never found (tokens %v)", s.Label, term, words)
				}
			}
		}
	}
}

// asWritten are the tokens of a text that holds the term.
func asWritten(term string) []opinion.Token {
	text := strings.NewReplacer("<num>rd", "3rd", "<num>th", "5th", "<num>", "3", "<url>", "x.com", "<email>", "a@b.com", " n't", "n't", " '", "'", "*", "", "_", "it").Replace(term)
	switch {
	case strings.HasPrefix(text, "n't"):
		text = "do" + text
	case strings.HasPrefix(text, "'"):
		text = "I" + text
	}
	return passage.Tokenize(text)
}
