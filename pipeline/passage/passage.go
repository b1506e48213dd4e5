package passage

import "gripe/pipeline/opinion"

// New makes a Passage of a verbatim: its mentions are the sentences of text,
// and the clauses of those that turn from one matter to another. rating is on
// 1..5, 0 where unknown.
func New(title, text string, rating float64) opinion.Passage {
	clean := Clean(text)
	p := assemble(title, clean, rating, Sentences(clean))
	if n := len(p.Tokens); n > MaxTokens { // what begins in the last token belongs to its mention
		last := len(p.Spans) - 1
		for last > 0 && p.Spans[last].First == n {
			last--
		}
		p.Spans[last].End = p.Spans[len(p.Spans)-1].End
		p.Spans = p.Spans[:last+1]
	}
	return p
}

// FromSpans makes a Passage whose mentions are given as byte offsets
// {start, end} into text, in order, as gold labels are. Offsets outside text
// are cut to it. The tokens are the same as New's.
func FromSpans(title, text string, rating float64, spans [][2]int) opinion.Passage {
	return assemble(title, Clean(text), rating, spans)
}

func assemble(title, text string, rating float64, spans [][2]int) opinion.Passage {
	title = Clean(title)
	p := opinion.Passage{
		Title:       title,
		Text:        text,
		Rating:      rating,
		Tokens:      Tokenize(text),
		TitleTokens: Tokenize(title),
		Spans:       make([]opinion.Span, 0, len(spans)),
	}
	next := 0
	for _, s := range spans {
		start, end := clamp(s[0], len(text)), clamp(s[1], len(text))
		for next < len(p.Tokens) && p.Tokens[next].Start < start {
			next++
		}
		first := next
		for next < len(p.Tokens) && p.Tokens[next].Start < end {
			next++
		}
		p.Spans = append(p.Spans, opinion.Span{Start: start, End: max(start, end), First: first, Last: next})
	}
	return p
}

func clamp(i, n int) int { return min(max(i, 0), n) }
