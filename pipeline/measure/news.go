package measure

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gripe/pipeline/opinion"
)

const (
	// newsWeeks is how many weeks before a term is held against.
	newsWeeks = 8
	// newsFloor is how many verbatims of the week must hold a term: two may be
	// one customer writing twice.
	newsFloor = 3
	// newsShown is how many terms are handed on.
	newsShown = 8
)

// LogOdds is the log-odds ratio of a term in two sets of verbatims with an
// informative Dirichlet prior, and its z-score (Monroe, Colaresi & Quinn 2008,
// "Fightin' words", Political Analysis 16, equations 16 and 19 to 22, for
// verbatims that hold the term in the place of words). x1 of n1 verbatims hold
// it in the one set, x2 of n2 in the other. The prior is what both sets hold
// together (a half is added to each side, for a term that all or none hold),
// and weighs as much as the first set.
func LogOdds(x1, n1, x2, n2 int) (delta, z float64) {
	weight := float64(n1)
	prior := weight * (float64(x1+x2) + 0.5) / (float64(n1+n2) + 1)
	with1, with2 := float64(x1)+prior, float64(x2)+prior
	without1, without2 := float64(n1)+weight-with1, float64(n2)+weight-with2
	if !(min(with1, with2, without1, without2) > 0) {
		return 0, 0
	}
	delta = math.Log(with1/without1) - math.Log(with2/without2)
	return delta, delta / math.Sqrt(1/with1+1/without1+1/with2+1/without2)
}

// news are terms that are said more often than before, the surest first: at
// least newsFloor verbatims of the week hold the term, and its rise survives
// Benjamini-Hochberg at falseDiscovery over all terms that reach the floor.
// There are none where either base is below SmallBase, nor where findings come
// without aspects. A term that is part of a surer one, or holds it, and stands
// in the same verbatims is the same news.
func news(now, before []opinion.Finding) []opinion.Rise {
	var terms termCounts
	base := [2]int{terms.add(0, now), terms.add(1, before)}
	if min(base[0], base[1]) < SmallBase {
		return nil
	}
	rising := risen(&terms, base)
	gather(rising, now)
	slices.SortFunc(rising, func(a, b *riser) int { return cmp.Or(cmp.Compare(b.Z, a.Z), cmp.Compare(a.key, b.key)) })
	var rows []opinion.Rise
	var kept []*riser
	for _, r := range rising {
		if len(rows) == newsShown {
			break
		}
		if slices.ContainsFunc(kept, r.sameNews) {
			continue
		}
		kept = append(kept, r)
		r.Typical = best(r.voices, typicalPerTheme)
		rows = append(rows, r.Rise)
	}
	return rows
}

// termCounts counts the verbatims of two sides that hold a term.
type termCounts struct {
	// byTerm finds the count of a term as it is spelt, byKey by its key.
	byTerm, byKey map[string]*termCount
	verbatim      int
}

type termCount struct {
	n [2]int
	// last is the verbatim that was counted last.
	last int
}

// add counts the annotated verbatims of f, copies once, on a side; it says how
// many they are.
func (c *termCounts) add(side int, f []opinion.Finding) (base int) {
	if c.byTerm == nil {
		c.byTerm, c.byKey = map[string]*termCount{}, map[string]*termCount{}
	}
	out, _ := copied(f)
	for i := range f {
		if !f[i].Annotated || out.has(i) {
			continue
		}
		base++
		c.verbatim++
		for j := range f[i].Mentions {
			for _, t := range f[i].Mentions[j].Aspects {
				if n := c.of(t); n.last != c.verbatim {
					n.last = c.verbatim
					n.n[side]++
				}
			}
		}
	}
	return base
}

func (c *termCounts) of(term string) *termCount {
	n := c.byTerm[term]
	if n == nil {
		key := termKey(term)
		if n = c.byKey[key]; n == nil {
			n = &termCount{}
			c.byKey[key] = n
		}
		c.byTerm[term] = n
	}
	return n
}

// riser is a term that rose, with what holds it this week.
type riser struct {
	opinion.Rise
	key    string
	voices []voice
}

// risen are the terms whose rise is no chance.
func risen(terms *termCounts, base [2]int) []*riser {
	var tested []*riser
	for k, c := range terms.byKey {
		if c.n[0] >= newsFloor {
			r := &riser{key: k, Rise: opinion.Rise{Now: c.n[0], Before: c.n[1], BeforeBase: base[1]}}
			_, r.Z = LogOdds(c.n[0], base[0], c.n[1], base[1])
			tested = append(tested, r)
		}
	}
	slices.SortFunc(tested, func(a, b *riser) int { return strings.Compare(a.key, b.key) })
	p := make([]float64, len(tested))
	for i, r := range tested {
		p[i] = math.Erfc(math.Abs(r.Z) / math.Sqrt2)
	}
	pass := BenjaminiHochberg(p, falseDiscovery)
	var rising []*riser
	for i, r := range tested {
		if pass[i] && r.Z > z95 {
			rising = append(rising, r)
		}
	}
	return rising
}

// gather finds the mentions that hold each term, and how it is usually spelt.
func gather(rising []*riser, now []opinion.Finding) {
	byKey := make(map[string]*riser, len(rising))
	for _, r := range rising {
		byKey[r.key] = r
	}
	spelt := spellings{}
	for i := range now {
		x := &now[i]
		for j := range x.Mentions {
			if !x.Annotated {
				break
			}
			for _, t := range x.Mentions[j].Aspects {
				r := byKey[termKey(t)]
				if r == nil {
					continue
				}
				spelt.add([]string{t})
				if last := len(r.voices) - 1; last < 0 || r.voices[last].of != x || r.voices[last].index != j {
					r.voices = append(r.voices, voice{x, j, 1})
				}
			}
		}
	}
	for _, r := range rising {
		r.Term = spelt.usual(r.key)
	}
}

// sameVerbatims is from which part of the rarer one's verbatims on two terms
// are said together.
const sameVerbatims = 0.8

// sameNews tells whether one of two terms holds the other, and both stand in
// the same verbatims.
func (r *riser) sameNews(o *riser) bool {
	if !strings.Contains(r.key, o.key) && !strings.Contains(o.key, r.key) {
		return false
	}
	in := map[string]bool{}
	for i := range r.voices {
		in[r.voices[i].of.ID] = true
	}
	shared := 0
	seen := map[string]bool{}
	for i := range o.voices {
		if id := o.voices[i].of.ID; in[id] && !seen[id] {
			seen[id] = true
			shared++
		}
	}
	return float64(shared) >= sameVerbatims*float64(min(r.Now, o.Now))
}
