package linear

import (
	"gripe/classifiers/lexicon"
	"gripe/pipeline/opinion"
)

// The groups of features. Each is scaled to a length of its own, so that many
// character n-grams do not drown a few cues.
const (
	groupWord = iota
	groupChar
	groupCue
	groups
)

// bag holds the features of one mention, by group. A feature that comes twice
// stands in it twice.
type bag [groups][]uint32

func (b *bag) reset() {
	for g := range b {
		b[g] = b[g][:0]
	}
}

// extractor turns mentions into bags. It keeps scratch: one per goroutine.
type extractor struct {
	cues lexicon.Scratch
}

// mention adds the features of tokens[first:last], mention i of n.
func (e *extractor) mention(b *bag, p *opinion.Passage, i int) {
	s := p.Spans[i]
	tokens := p.Tokens[s.First:s.Last]
	e.words(b, tokens)
	e.chars(b, tokens)
	e.marks(b, p, i, tokens)
}

// title adds the title as one more, unmarked, mention.
func (e *extractor) title(b *bag, p *opinion.Passage) {
	e.words(b, p.TitleTokens)
	e.chars(b, p.TitleTokens)
	e.cueHits(b, p.TitleTokens)
}

// words adds word 1- to 3-grams; single words also with the negation they stand
// under.
func (e *extractor) words(b *bag, tokens []opinion.Token) {
	out := b[groupWord]
	scope := 0
	for i := range tokens {
		w := tokens[i].Norm
		h := seeded('w').str(w)
		out = append(out, h.sum())
		h = h.byte(' ')
		if i+1 < len(tokens) {
			h2 := h.str(tokens[i+1].Norm)
			out = append(out, h2.sum())
			if i+2 < len(tokens) {
				out = append(out, h2.byte(' ').str(tokens[i+2].Norm).sum())
			}
		} else {
			out = append(out, h.sum())
		}
		switch {
		case lexicon.Negator(w):
			scope = lexicon.NegationScope
		case lexicon.Stop(w):
			scope = 0
		case scope > 0:
			out = append(out, seeded('n').str(w).sum())
			scope--
		}
	}
	b[groupWord] = out
}

// chars adds the first three to five letters of each word and its last three: a
// stem and an ending, for words that were not seen in this form.
func (e *extractor) chars(b *bag, tokens []opinion.Token) {
	out := b[groupChar]
	for i := range tokens {
		w := tokens[i].Norm
		if len(w) < 4 || w[0] < 'a' {
			continue
		}
		h := seeded('c').str(w[:3])
		for j := 3; j < min(len(w), 6); j++ {
			h = h.byte(w[j])
			out = append(out, h.sum())
		}
		out = append(out, seeded('e').str(w[len(w)-3:]).sum())
	}
	b[groupChar] = out
}

// marks adds lexicon cues and the outward shape: place, length, punctuation,
// capitals, rating.
func (e *extractor) marks(b *bag, p *opinion.Passage, i int, tokens []opinion.Token) {
	e.cueHits(b, tokens)
	mark := func(kind byte, v int) {
		b[groupCue] = append(b[groupCue], seeded('m').byte(kind).byte(byte(v)).sum())
	}
	n := len(p.Spans)
	switch {
	case n == 1:
		mark('p', 0)
	case i == 0:
		mark('p', 1)
	case i == n-1:
		mark('p', 2)
	default:
		mark('p', 3)
	}
	length := 0
	for l := len(tokens); l > 2; l = l * 2 / 3 {
		length++
	}
	mark('l', min(length, 12))
	span := p.Text[p.Spans[i].Start:p.Spans[i].End]
	upper, lower := 0, 0
	bang, ask := false, false
	for j := 0; j < len(span); j++ {
		switch c := span[j]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c == '!':
			bang = true
		case c == '?':
			ask = true
		}
	}
	if bang {
		mark('!', 0)
	}
	if ask {
		mark('?', 0)
	}
	if upper > 8 && upper > lower {
		mark('C', 0)
	}
	if p.Rating > 0 {
		mark('r', int(p.Rating+0.5))
	}
}

func (e *extractor) cueHits(b *bag, tokens []opinion.Token) {
	for _, hit := range e.cues.Find(tokens) {
		b[groupCue] = append(b[groupCue], seeded('g').byte(byte(hit.Group)).byte(byte(hit.Group>>8)).byte(hit.State).sum())
	}
}
