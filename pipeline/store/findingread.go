package store

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

// findingReader makes findings of readings; it is not for several goroutines.
type findingReader struct {
	*findingPlan
	codes codes // with maps of its own
	terms map[string]string
	// arena is cut into the mentions of one finding after another, to spare
	// an allocation each.
	arena []opinion.FindingMention
}

// arenaSize keeps what a kept finding holds on to small.
const arenaSize = 256

func (p *findingPlan) reader() *findingReader {
	c := *p.codes
	c.touchpoints, c.factors, c.signals = map[int64][]opinion.Touchpoint{}, map[int64][]opinion.Factor{}, map[int64][]opinion.Signal{}
	return &findingReader{findingPlan: p, codes: c, terms: map[string]string{}}
}

// slice gives the findings of a slice, in order.
func (r *findingReader) slice(x *findingSlice) ([]opinion.Finding, error) {
	type entry struct {
		place    int64
		page, at int32 // of page -1: one that waits
	}
	var order []entry
	for i := range x.pages {
		p := &x.pages[i]
		for at, _ := p.find(x.low); at < p.len() && p.place(at) < x.high; at++ {
			order = append(order, entry{p.place(at), int32(i), int32(at)})
		}
	}
	for i := range x.waiting {
		order = append(order, entry{x.waiting[i].place, -1, int32(i)})
	}
	slices.SortFunc(order, func(a, b entry) int { return cmp.Compare(a.place, b.place) })
	found := make([]opinion.Finding, 0, len(order))
	second := int64(-1)
	same := 0 // the first of those in one second
	settle := func() {
		slices.SortFunc(found[same:], func(a, b opinion.Finding) int {
			return cmp.Or(a.PostedAt.Compare(b.PostedAt), strings.Compare(a.ID, b.ID))
		})
		same = len(found)
	}
	for _, e := range order {
		if s := e.place >> placeBits; s != second {
			settle()
			second = s
		}
		if e.page < 0 {
			found = append(found, x.waiting[e.at].finding)
			continue
		}
		found = append(found, opinion.Finding{})
		f := &found[len(found)-1]
		if fits, err := r.finding(e.place, x.pages[e.page].body(int(e.at)), f); err != nil {
			return nil, fmt.Errorf("verbatim %s: %w", f.ID, err)
		} else if !fits {
			found = found[:len(found)-1]
		}
	}
	settle()
	return found, nil
}

// finding unpacks a reading; fits is false where it is not in the filter.
func (r *findingReader) finding(place int64, body []byte, f *opinion.Finding) (fits bool, err error) {
	u := unpacking{b: body}
	flags := u.take(1)
	if flags == nil {
		return false, errReading
	}
	f.ID = hex.EncodeToString(u.take(idSize))
	source, product := u.number(), u.number()
	if second := place >> placeBits; second != 0 {
		if flags[0]&readingFar != 0 {
			second = u.signed()
		}
		if second < r.low || second >= r.high {
			return false, nil
		}
		f.PostedAt = time.Unix(second, 0).UTC()
	}
	if r.source != 0 && source != r.source || r.product != 0 && product != r.product {
		return false, nil
	}
	f.Source, f.Product = r.sources.name(source), r.products.name(product)
	if flags[0]&readingRated != 0 {
		f.Rating = u.float()
	}
	f.Cluster = r.clusters[place&(1<<placeBits-1)]
	if flags[0]&readingJudged == 0 {
		f.Language = r.term(u.b)
		return true, nil
	}
	state := u.number()
	f.Language, f.Annotated = judged, true
	f.Complaint, f.MentionsService, f.NarrowService = state&readingComplaint != 0, state&readingService != 0, state&readingNarrow != 0
	f.Cause = at(r.codes.class, state>>readingCauseShift)
	for i := range f.P {
		f.P[i] = unpackP(u.three())
	}
	f.Mentions = r.mentions(&u)
	if r.aspects && !u.bad {
		r.addAspects(&u, f.Mentions)
	}
	if u.bad {
		return false, errReading
	}
	return true, nil
}

func (r *findingReader) mentions(u *unpacking) []opinion.FindingMention {
	n, c := int(u.number()), &r.codes
	if n == 0 || n > len(u.b) { // a mention has more bytes than one
		u.bad = u.bad || n != 0
		return nil
	}
	if cap(r.arena)-len(r.arena) < n {
		r.arena = make([]opinion.FindingMention, 0, max(arenaSize, n))
	}
	first := len(r.arena)
	r.arena = r.arena[:first+n]
	out := r.arena[first : first+n : first+n]
	for i := range out {
		m := &out[i]
		start, length, polarity := u.number(), u.number(), u.number()
		m.Start, m.End = int(start), int(start+length)
		m.Polarity, m.Gap = at(c.polarity, polarity>>1), polarity&1 != 0
		m.Class, m.Theme, m.Stage = at(c.class, u.number()), at(c.theme, u.number()), at(c.stage, u.number())
		m.Touchpoints = unmask(c.touchpoint, c.touchpoints, u.number())
		m.Factors = unmask(c.factor, c.factors, u.number())
		m.Signals = unmask(c.signal, c.signals, u.number())
		m.PComplaint = unpackP(u.three())
	}
	return out
}

// addAspects sets those of mentions.
func (r *findingReader) addAspects(u *unpacking, mentions []opinion.FindingMention) {
	lists := u.number()
	for i := range min(int(lists), len(mentions)) {
		n := int(u.number())
		if n == 0 || n > len(u.b) {
			u.bad = u.bad || n != 0
			continue
		}
		terms := make([]string, n)
		for k := range terms {
			terms[k] = r.term(u.take(uint64(u.number())))
		}
		mentions[i].Aspects = terms
	}
}

// mostTerms bounds the memory for shared terms.
const mostTerms = 1 << 18

// term gives a string; equal ones share their bytes.
func (r *findingReader) term(b []byte) string {
	if known, ok := r.terms[string(b)]; ok {
		return known
	}
	s := string(b)
	if len(r.terms) < mostTerms {
		r.terms[s] = s
	}
	return s
}
