package promise

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gripe/data/lexicon"
	"gripe/pipeline/opinion"
)

// Subject is a claim or a mention, as the Matcher sees it.
type Subject struct {
	Text string
	// Product narrows a claim: it is never matched with a mention of another
	// product. Empty on either side does not narrow.
	Product string
	// Themes are the classifier's: one for a mention, one or more for a claim.
	Themes []opinion.Theme
	// Vector is a sentence vector of length 1; nil counts as unlike anything.
	Vector []float32
}

// Matcher finds the claims that a mention speaks of. It is safe for concurrent
// use once it is made.
type Matcher struct {
	vocabulary *vocabulary
	claims     []bag
	rarity     map[string]float64
}

type bag struct {
	Subject
	terms  []string
	weight float64
}

// Threshold is the least probability of a match: that a careful reader says so
// too.
const Threshold = 0.5

// weights of the logistic regression of probability on signals, fitted on the
// judged pairs of testdata/pairs.tsv with a ridge of 0.3: see
// TestPrecisionAndRecall, which fits on one domain and measures on the other.
var weights = [signals]float64{-4.359, 1.541, 2.251, -0.671, 1.560, 1.461}

// The signals of a pair, a constant first; like is the place of the likeness of
// vectors.
const (
	signals = 6
	like    = 1
)

// Corpus counts what mentions hold: a word that many of them hold tells
// little.
type Corpus struct {
	vocabulary *vocabulary
	seen       map[string]int
	mentions   int
}

// NewCorpus is an empty one. The error means a damaged build.
func NewCorpus() (*Corpus, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, fmt.Errorf("read what promises are about: %w", err)
	}
	return &Corpus{vocabulary: newVocabulary(lex.Promises, lex.StopNouns), seen: map[string]int{}}, nil
}

// Add counts the text of a mention.
func (c *Corpus) Add(text string) {
	c.mentions++
	for term := range c.vocabulary.of(text) {
		c.seen[term]++
	}
}

// NewMatcher reads the claims, whose words weigh as rare as they are in the
// corpus.
func NewMatcher(claims []Subject, corpus *Corpus) *Matcher {
	m := &Matcher{vocabulary: corpus.vocabulary, rarity: map[string]float64{}}
	for _, c := range claims {
		b := bag{Subject: c}
		for term := range m.vocabulary.of(c.Text) {
			b.terms = append(b.terms, term)
			m.rarity[term] = math.Log((float64(corpus.mentions) + 1) / (float64(corpus.seen[term]) + 0.5))
		}
		slices.Sort(b.terms)
		for _, term := range b.terms {
			b.weight += m.rarity[term]
		}
		m.claims = append(m.claims, b)
	}
	return m
}

// Worth tells whether a mention could match any claim once its vector is
// known: most cannot, and need none.
func (m *Matcher) Worth(s Subject) bool {
	terms := m.vocabulary.of(s.Text)
	for i := range m.claims {
		if x, ok := m.claims[i].signals(s, terms, m.rarity); ok {
			if x[like] = 1; probability(x, weights) >= Threshold {
				return true
			}
		}
	}
	return false
}

// Find gives the claims that a mention speaks of, by their places among those
// that the Matcher was made with, most probable first.
func (m *Matcher) Find(s Subject) []opinion.ClaimMatch {
	terms := m.vocabulary.of(s.Text)
	var out []opinion.ClaimMatch
	for i := range m.claims {
		x, ok := m.claims[i].signals(s, terms, m.rarity)
		if !ok {
			continue
		}
		if p := probability(x, weights); p >= Threshold {
			out = append(out, opinion.ClaimMatch{Claim: i, P: p})
		}
	}
	slices.SortStableFunc(out, func(a, b opinion.ClaimMatch) int {
		return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Claim, b.Claim))
	})
	return out
}

// signals are what speaks for a match: likeness of the vectors, how much of
// what the claim is about the mention holds, how telling and how much that is,
// and whether the classifier sees one theme in both. False where nothing is
// shared, or the products differ.
func (c *bag) signals(s Subject, terms map[string]bool, rarity map[string]float64) (x [signals]float64, ok bool) {
	if c.Product != "" && s.Product != "" && c.Product != s.Product || c.weight == 0 {
		return x, false
	}
	shared, n := 0.0, 0.0
	for _, t := range c.terms {
		if terms[t] {
			shared, n = shared+rarity[t], n+1
		}
	}
	if n == 0 {
		return x, false
	}
	x = [signals]float64{1, cosine(c.Vector, s.Vector), shared / c.weight, math.Log1p(max(shared, 0)), min(n, 4), 0}
	for _, t := range s.Themes {
		if slices.Contains(c.Themes, t) {
			x[5] = 1
		}
	}
	return x, true
}

func cosine(a, b []float32) (s float64) {
	if len(a) != len(b) {
		return 0
	}
	for i := range a {
		s += float64(a[i]) * float64(b[i])
	}
	return s
}

func probability(x, w [signals]float64) float64 {
	s := 0.0
	for i := range x {
		s += w[i] * x[i]
	}
	return 1 / (1 + math.Exp(-s))
}
