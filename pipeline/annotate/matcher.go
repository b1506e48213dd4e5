package annotate

import (
	"strings"

	"gripe/data/lexicon"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// matcher finds the terms of up to 32 labels in tokens: a trie over token
// norms. Looking at a token costs one or two map lookups.
type matcher struct {
	labels []string
	// guarded has a bit for each label whose terms do not count negated.
	guarded uint32
	root    *node
}

type node struct {
	next map[string]*node
	// stems are continuations by the beginning of a word, by its first bytes.
	stems map[string][]stem
	any   *node
	// Each has a bit for each label: of which a term ends here, one that
	// counts even negated, or an exception.
	ends, always, except uint32
}

type stem struct {
	prefix string
	to     *node
}

// stemKey is how many bytes of a stem are its key: the shortest stem allowed.
const stemKey = 2

// maxTerm is the longest match in tokens.
const maxTerm = 12

func compile(sections []lexicon.Section) matcher {
	m := matcher{root: &node{}}
	for i, s := range sections {
		bit := uint32(1) << i
		m.labels = append(m.labels, s.Label)
		if s.UnlessNegated {
			m.guarded |= bit
		}
		for _, t := range s.Terms {
			m.root.add(t).ends |= bit
		}
		for _, t := range s.Always {
			m.root.add(t).always |= bit
		}
		for _, t := range s.Exceptions {
			m.root.add(t).except |= bit
		}
	}
	return m
}

// add walks, and where needed builds, the path of a term.
func (n *node) add(term string) *node {
	for field := range strings.FieldsSeq(term) {
		word, isStem := strings.CutSuffix(field, "*")
		if field == "_" {
			if n.any == nil {
				n.any = &node{}
			}
			n = n.any
			continue
		}
		parts := []string{word}
		if !literal(word) {
			parts = parts[:0]
			for _, t := range passage.Tokenize(word) {
				parts = append(parts, t.Norm)
			}
		}
		for i, p := range parts {
			if isStem && i == len(parts)-1 && len(p) >= stemKey {
				n = n.stem(p)
			} else {
				n = n.child(p)
			}
		}
	}
	return n
}

// literal tells whether a word of a term is a norm already.
func literal(word string) bool {
	return word == "n't" || strings.HasPrefix(word, "'") || strings.HasPrefix(word, "<")
}

func (n *node) child(word string) *node {
	if n.next == nil {
		n.next = map[string]*node{}
	}
	if n.next[word] == nil {
		n.next[word] = &node{}
	}
	return n.next[word]
}

func (n *node) stem(prefix string) *node {
	if n.stems == nil {
		n.stems = map[string][]stem{}
	}
	key := prefix[:stemKey]
	for _, s := range n.stems[key] {
		if s.prefix == prefix {
			return s.to
		}
	}
	to := &node{}
	n.stems[key] = append(n.stems[key], stem{prefix, to})
	return to
}

// match is a term found: tokens first to last of a mention.
type match struct {
	first, last          int
	ends, always, except uint32
}

// begins tells whether a term can begin with the word.
func (m *matcher) begins(norm string) bool {
	if m.root.any != nil || m.root.next[norm] != nil {
		return true
	}
	if len(norm) >= stemKey {
		for _, s := range m.root.stems[norm[:stemKey]] {
			if strings.HasPrefix(norm, s.prefix) {
				return true
			}
		}
	}
	return false
}

// find gives the labels whose terms stand in words, in the lexicon's order.
// Where begins is not nil, terms begin only at words that have one of bits.
func (m *matcher) find(words []opinion.Token, begins []uint8, bits uint8) []string {
	var room [16]match
	found := room[:0]
	for i := range words {
		if begins == nil || begins[i]&bits != 0 {
			found = m.root.walk(words, i, i, found)
		}
	}
	if len(found) == 0 {
		return nil
	}
	var got uint32
	for i := range found {
		f := &found[i]
		bits := (f.ends | f.always) &^ got
		if bits == 0 {
			continue
		}
		bits &^= excepted(found, i)
		if bits&m.guarded&^f.always != 0 && negatedBefore(words, f.first) {
			bits &^= m.guarded &^ f.always
		}
		got |= bits
	}
	if got == 0 {
		return nil
	}
	out := make([]string, 0, 2)
	for i, l := range m.labels {
		if got&(1<<i) != 0 {
			out = append(out, l)
		}
	}
	return out
}

// excepted are the labels of the exceptions that hold the i-th match. Matches
// are in order of their first token, and no longer than maxTerm.
func excepted(found []match, i int) (labels uint32) {
	f := &found[i]
	lo := i
	for lo > 0 && found[lo-1].first > f.first-maxTerm {
		lo--
	}
	for k := lo; k < len(found) && found[k].first <= f.first; k++ {
		if found[k].last >= f.last {
			labels |= found[k].except
		}
	}
	return labels
}

// walk collects the terms that begin at words[first] and go on at words[at].
func (n *node) walk(words []opinion.Token, first, at int, found []match) []match {
	if n.ends|n.always|n.except != 0 {
		found = append(found, match{first, at - 1, n.ends, n.always, n.except})
	}
	if at == len(words) || at-first >= maxTerm {
		return found
	}
	w := words[at].Norm
	if to := n.next[w]; to != nil {
		found = to.walk(words, first, at+1, found)
	}
	if len(w) >= stemKey && n.stems != nil {
		for _, s := range n.stems[w[:stemKey]] {
			if strings.HasPrefix(w, s.prefix) {
				found = s.to.walk(words, first, at+1, found)
			}
		}
	}
	if n.any != nil {
		found = n.any.walk(words, first, at+1, found)
	}
	return found
}

// Bits of what a word can begin.
const (
	beginsTouchpoint = 1 << iota
	beginsFactor
	beginsSignal
	beginsAll = 1<<iota - 1
)

// begin tells for each token which terms can begin there: all of them where
// shortcuts are off. Nearly all words begin none.
func (a *Annotator) begin(s *scratch, tokens []opinion.Token) []uint8 {
	s.begins = s.begins[:0]
	for i := range tokens {
		norm := tokens[i].Norm
		bits, known := s.firsts[norm]
		if !known {
			bits = a.beginsWith(norm)
			if s.firsts == nil || len(s.firsts) >= mostStudied {
				s.firsts = make(map[string]uint8, 1<<10)
			}
			s.firsts[strings.Clone(norm)] = bits
		}
		s.begins = append(s.begins, bits)
	}
	return s.begins
}

func (a *Annotator) beginsWith(norm string) (bits uint8) {
	if a.exhaustive {
		return beginsAll
	}
	for i, m := range [...]*matcher{&a.touchpoints, &a.factors, &a.signals} {
		if m.begins(norm) {
			bits |= 1 << i
		}
	}
	return bits
}

// labels turns labels as written into those of the vocabulary.
func labels[L ~string](in []string) []L {
	out := make([]L, len(in))
	for i, s := range in {
		out[i] = L(s)
	}
	return out
}

var negations = map[string]bool{"not": true, "n't": true, "never": true, "no": true, "hardly": true, "without": true, "nor": true, "neither": true, "nobody": true, "rarely": true}

// negatedBefore tells whether a negation stands up to four tokens before i,
// with no mark or "but" between.
func negatedBefore(words []opinion.Token, i int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		w := words[k].Norm
		if negations[w] {
			return true
		}
		if c := w[0]; w == "but" || w == "and" || c < '0' && c != '\'' || c == ':' || c == ';' {
			return false
		}
	}
	return false
}
