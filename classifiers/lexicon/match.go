package lexicon

import (
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// The states of a hit.
const (
	Plain   byte = 0
	Negated byte = 1
)

// maxGap is how many tokens ".." in a phrase may pass over.
const maxGap = 3

// Hit is a phrase found.
type Hit struct {
	// Group indexes Groups; State is Plain or Negated.
	Group int
	State byte
	// First and Last bound the phrase: tokens[First:Last].
	First, Last int
}

// Scratch is the working memory of Find. The zero value is ready; it serves one
// goroutine at a time.
type Scratch struct {
	stems []string
	hits  []Hit
}

// phrase is a sequence of stems; gap[i] lets tokens stand before stem i.
type phrase struct {
	stems []string
	gap   []bool
	group int
}

// find appends the hits of the rules in tokens, in order of place, then of the
// rules. The result is valid until the next call.
func (r *Rules) find(s *Scratch, tokens []opinion.Token) []Hit {
	s.stems, s.hits = s.stems[:0], s.hits[:0]
	for i := range tokens {
		s.stems = append(s.stems, passage.Stem(tokens[i].Norm))
	}
	scope := 0
	for i := range tokens {
		for _, p := range r.byFirst[s.stems[i]] {
			last := p.match(s.stems, i)
			if last == 0 {
				continue
			}
			state := Plain
			if scope > 0 {
				state = Negated
			}
			s.hits = append(s.hits, Hit{Group: p.group, State: state, First: i, Last: last})
		}
		switch w := tokens[i].Norm; {
		case Negator(w):
			scope = NegationScope
		case Stop(w):
			scope = 0
		case scope > 0:
			scope--
		}
	}
	return s.hits
}

// match returns where the phrase that begins at token i ends, 0 where it does
// not stand there.
func (p *phrase) match(stems []string, i int) int {
	at := i + 1
	for k := 1; k < len(p.stems); k++ {
		reach := at
		if p.gap[k] {
			reach += maxGap
		}
		for at < len(stems) && at <= reach && stems[at] != p.stems[k] {
			at++
		}
		if at >= len(stems) || at > reach {
			return 0
		}
		at++
	}
	return at
}
