package linear

import (
	"strings"

	"gripe/classifiers/lexicon"
	"gripe/pipeline/opinion"
)

// learned is what a model knows of a word wherever it stands. Reviews repeat
// their words, so that most features are looked up once.
type learned struct {
	// word and last are the rows of the word and of the word at the end of a
	// mention, negated that of the word under a negation; -1 for none.
	word, last, negated int32
	scope               scopeChange
	// open is the hash of the word and the space behind it, from which those
	// of two and three words go on.
	open hasher
	// chars is the sum of the rows of n parts of the word.
	chars lanes
	n     int
}

// scopeChange is what a word does to the scope of a negation.
type scopeChange uint8

const (
	scopeStays scopeChange = iota
	scopeBegins
	scopeEnds
)

// mostLearned bounds the words that a worker remembers: some 3 MB.
const mostLearned = 16 << 10

// learn gives what the model knows of a word.
func (s *scratch) learn(m *Model, norm string) *learned {
	if l := s.words[norm]; l != nil {
		return l
	}
	l := m.learn(s, norm)
	if s.words == nil || len(s.words) >= mostLearned {
		s.words = make(map[string]*learned, 1<<10)
	}
	s.words[strings.Clone(norm)] = l
	return l
}

func (m *Model) learn(s *scratch, norm string) *learned {
	h := seeded('w').str(norm)
	l := &learned{open: h.byte(' ')}
	l.word, l.last = m.table.find(h.sum(), groupWord), m.table.find(l.open.sum(), groupWord)
	switch {
	case lexicon.Negator(norm):
		l.scope = scopeBegins
	case lexicon.Stop(norm):
		l.scope = scopeEnds
	}
	l.negated = m.table.find(seeded('n').str(norm).sum(), groupWord)
	s.bag.reset()
	s.extract.chars(&s.bag, []opinion.Token{{Norm: norm}})
	for _, k := range s.bag[groupChar] {
		if r := m.table.find(k, groupChar); r >= 0 {
			l.chars.add(m.row(r))
			l.n++
		}
	}
	return l
}

// scoreWords is score for the groups of words and characters of tokens: the
// same features as extractor.words and extractor.chars give, in the same sums.
func (m *Model) scoreWords(s *scratch, tokens []opinion.Token, out []float32) {
	words, chars := &s.sums[groupWord], &s.sums[groupChar]
	words.reset()
	chars.reset()
	s.seen = s.seen[:0]
	for i := range tokens {
		s.seen = append(s.seen, s.learn(m, tokens[i].Norm))
	}
	count := func(r int32) {
		if r >= 0 {
			words.add(m.row(r))
		}
	}
	scope := 0
	for i, l := range s.seen {
		count(l.word)
		if i+1 < len(tokens) {
			two := l.open.str(tokens[i+1].Norm)
			count(m.table.find(two.sum(), groupWord))
			if i+2 < len(tokens) {
				count(m.table.find(two.byte(' ').str(tokens[i+2].Norm).sum(), groupWord))
			}
		} else {
			count(l.last)
		}
		switch {
		case l.scope == scopeBegins:
			scope = lexicon.NegationScope
		case l.scope == scopeEnds:
			scope = 0
		case scope > 0:
			count(l.negated)
			scope--
		}
		if l.n > 0 {
			chars.merge(&l.chars, l.n)
		}
	}
	m.scale(words, groupWord, out)
	m.scale(chars, groupChar, out)
}
