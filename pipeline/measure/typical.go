package measure

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gripe/pipeline/opinion"
)

const (
	// A mention of 40 to 220 bytes says something and can be read at a glance.
	shortest, longest = 40, 220
	// Scores within a twentieth are alike; then the later mention is better.
	scoreSteps = 20
)

// voice is a mention in the running for standing for others of its kind.
type voice struct {
	of    *opinion.Finding
	index int
	// clarity is how clearly it is of its kind, 0..1.
	clarity float64
}

func (v *voice) mention() *opinion.FindingMention { return &v.of.Mentions[v.index] }

// size in bytes, at least 1.
func (v *voice) size() int { return max(1, v.mention().End-v.mention().Start) }

// complaining is a voice whose clarity is how clearly the mention complains,
// times how clearly the whole is about its class.
func complaining(x *opinion.Finding, index int) voice {
	m := &x.Mentions[index]
	return voice{x, index, clamp01(m.PComplaint) * posterior(x)[m.Class.Index()]}
}

// centre is what the mentions of a kind have in common. Those that share most
// with the others are the typical ones (Rosch & Mervis 1975, "Family
// resemblances", Cognitive Psychology 7). All of it is summed in integers, so
// that no order of the findings changes it.
type centre struct {
	// aspects counts mentions by what they are about; norm is the length of
	// that vector.
	aspects map[string]int
	norm    float64
	// mean and spread of the logarithm of a mention's size.
	mean, spread float64
}

func newCentre(voices []voice) centre {
	c := centre{aspects: map[string]int{}}
	sum, squares := int64(0), int64(0)
	for i := range voices {
		for _, k := range termKeys(voices[i].mention().Aspects) {
			c.aspects[k]++
		}
		l := logSize(&voices[i])
		sum, squares = sum+l, squares+l*l
	}
	norm := 0
	for _, n := range c.aspects {
		norm += n * n
	}
	c.norm = math.Sqrt(float64(norm))
	n := float64(max(len(voices), 1))
	c.mean = float64(sum) / n
	c.spread = math.Sqrt(math.Max(0, float64(squares)/n-c.mean*c.mean))
	return c
}

// logSize is the size's logarithm in 4096ths: of 2^63, squared, a billion fit.
func logSize(v *voice) int64 { return int64(math.Round(math.Log(float64(v.size())) * 4096)) }

// near is how close a mention lies to the centre, 0..1: half of it by what it
// is about (the cosine of its aspects with all of them), scaled down as its
// size leaves the middle: to 0.88 one standard deviation off, to 0.61 two off.
func (c *centre) near(v *voice) float64 {
	about := 1.0
	if c.norm > 0 {
		shared := 0
		keys := termKeys(v.mention().Aspects)
		for _, k := range keys {
			shared += c.aspects[k]
		}
		about = float64(shared) / (c.norm * math.Sqrt(float64(max(len(keys), 1))))
	}
	off := 0.0
	if c.spread > 0 {
		off = (float64(logSize(v)) - c.mean) / c.spread
	}
	return (1 + about) / 2 * math.Exp(-off*off/8)
}

// candidate is a voice with its rank.
type candidate struct {
	ref     opinion.MentionRef
	midsize bool
	score   int
	at      time.Time
}

// compare puts the better candidate first. IDs and indexes settle all ties.
func (a candidate) compare(b candidate) int {
	if a.midsize != b.midsize {
		if a.midsize {
			return -1
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(b.score, a.score),
		b.at.Compare(a.at),
		cmp.Compare(a.ref.ID, b.ref.ID),
		cmp.Compare(a.ref.Index, b.ref.Index),
	)
}

// into enters c among the n best so far, which are in order and of one verbatim
// each.
func (c candidate) into(top []candidate, n int) []candidate {
	if n == 0 || len(top) == n && c.compare(top[n-1]) >= 0 {
		return top
	}
	if k := slices.IndexFunc(top, func(x candidate) bool { return x.ref.ID == c.ref.ID }); k >= 0 {
		if c.compare(top[k]) >= 0 {
			return top
		}
		top = slices.Delete(top, k, k+1)
	}
	at, _ := slices.BinarySearchFunc(top, c, candidate.compare)
	top = slices.Insert(top, at, c)
	return top[:min(len(top), n)]
}

// best are the n voices that stand for all of them best: of a size to be read,
// clear and near the centre, then recent; at most one of each verbatim. Copies
// of one text are to be left out before.
func best(voices []voice, n int) []opinion.MentionRef {
	c := newCentre(voices)
	top := make([]candidate, 0, n+1)
	for i := range voices {
		v := &voices[i]
		x := candidate{
			ref:     opinion.MentionRef{ID: v.of.ID, Index: v.index},
			midsize: v.size() >= shortest && v.size() <= longest,
			score:   int(math.Round(v.clarity * c.near(v) * scoreSteps)),
			at:      v.of.PostedAt,
		}
		top = x.into(top, n)
	}
	var refs []opinion.MentionRef
	for _, c := range top {
		refs = append(refs, c.ref)
	}
	return refs
}
