package annotate

import (
	"strings"

	"gripe/pipeline/opinion"
)

// mostAspects a mention carries, and the most nouns in one.
const (
	mostAspects = 8
	mostNouns   = 3
)

// aspectsOf are the common nouns and noun compounds among words, in lower
// case and in order, without those too general to be spoken of.
func (a *Annotator) aspectsOf(words []word) []string {
	out := []string{}
	for i := 0; i < len(words) && len(out) < mostAspects; i++ {
		if !a.noun(words[i]) {
			continue
		}
		end := i + 1
		for end < len(words) && end-i < mostNouns && a.noun(words[end]) {
			end++
		}
		parts := make([]string, 0, mostNouns)
		for _, w := range words[i:end] {
			parts = append(parts, w.Norm)
		}
		if term := strings.Join(parts, " "); !contains(out, term) {
			out = append(out, term)
		}
		i = end - 1
	}
	return out
}

func (a *Annotator) noun(w word) bool {
	if w.tag != "NN" && w.tag != "NNS" || len(w.Norm) < 3 || a.stopNouns[w.Norm] {
		return false
	}
	for i := 0; i < len(w.Norm); i++ {
		if c := w.Norm[i]; c < 'a' || c > 'z' {
			return c >= 0x80
		}
	}
	return true
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// casing tells whether a word begins in lower case, without which capitals say
// nothing, and whether one but the first begins with a capital, without which
// there is no name that is kept (but for one all of whose words begin outside
// of ASCII).
func casing(text string, words []opinion.Token) (lower, inner bool) {
	for i, w := range words {
		c := text[w.Start]
		switch {
		case c >= 'a' && c <= 'z':
			lower = true
		case i > 0 && c >= 'A' && c <= 'Z' && w.End-w.Start > 1:
			inner = true
		}
	}
	return lower, inner
}
