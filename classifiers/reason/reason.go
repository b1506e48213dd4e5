// Package reason says which words pulled a mention towards its class.
//
// In: a classifier and a passage. Out: for one mention, its words with the
// weight of each. It works by occlusion (Zeiler & Fergus 2014; Li, Monroe &
// Jurafsky 2016): a word matters by how much less sure of the class the
// classifier is without it, so it is true of any classifier. It must never
// look inside one, nor tell a classifier's reasons for anybody else's.
package reason

import (
	"math"
	"slices"
	"strings"

	"gripe/classifiers"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// Word is a token that pulled.
type Word struct {
	// Start and End are byte offsets into the passage's text.
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	// Pull is how much the log-odds of the class fall without the word:
	// positive for the class, negative against it.
	Pull float64 `json:"pull"`
}

// maxWords bounds how many tokens of a mention are tried, and so the cost: one
// judgement each.
const maxWords = 80

// Of gives the words of mention i that pulled for or against class c, strongest
// first, at most n. Punctuation is left out.
func Of(m classifiers.Classifier, p opinion.Passage, i int, c opinion.Class, n int) []Word {
	if i < 0 || i >= len(p.Spans) || c == opinion.None || n <= 0 {
		return nil
	}
	span := p.Spans[i]
	var words []Word
	variants := []opinion.Passage{p}
	for _, t := range p.Tokens[span.First:span.Last] {
		text := p.Text[t.Start:t.End]
		if len(words) == maxWords || !strings.ContainsFunc(text, isWordRune) {
			continue
		}
		words = append(words, Word{Start: t.Start, End: t.End, Text: text})
		variants = append(variants, without(p, t))
	}
	judged := m.Judge(variants)
	k := c.Index()
	whole := logit(judged[0].Mentions[i].Class[k])
	for w := range words {
		words[w].Pull = whole - logit(judged[w+1].Mentions[i].Class[k])
	}
	slices.SortStableFunc(words, func(a, b Word) int {
		switch x, y := math.Abs(a.Pull), math.Abs(b.Pull); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return a.Start - b.Start
	})
	return words[:min(n, len(words))]
}

// without is the passage with one token blanked out: of the same length, so
// that all spans stay where they are.
func without(p opinion.Passage, t opinion.Token) opinion.Passage {
	text := p.Text[:t.Start] + strings.Repeat(" ", t.End-t.Start) + p.Text[t.End:]
	spans := make([][2]int, len(p.Spans))
	for i, s := range p.Spans {
		spans[i] = [2]int{s.Start, s.End}
	}
	return passage.FromSpans(p.Title, text, p.Rating, spans)
}

func isWordRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 0x7f
}

// logit is capped where a probability is certain.
func logit(p float64) float64 {
	p = math.Min(math.Max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}
