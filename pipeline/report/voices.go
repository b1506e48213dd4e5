package report

import (
	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
)

// How many rows of each list are shown, and terms of a need.
const (
	newsShown   = 5
	needsShown  = 5
	praiseShown = 5
	termsShown  = 4
)

// Risen is a term that rose.
type Risen struct {
	Term       string      `json:"term"`
	Now        int         `json:"now"`
	Base       int         `json:"base"`
	Before     int         `json:"before"`
	BeforeBase int         `json:"before_base"`
	Text       string      `json:"text"`
	Quotes     []QuoteView `json:"quotes"`
}

// Want is what people say that they want and do not have.
type Want struct {
	Theme  string      `json:"theme"`
	Name   string      `json:"name"`
	N      int         `json:"n"`
	Terms  []string    `json:"terms"`
	Text   string      `json:"text"`
	Quotes []QuoteView `json:"quotes"`
}

// Liked is a theme that people praise.
type Liked struct {
	Theme  string      `json:"theme"`
	Name   string      `json:"name"`
	N      int         `json:"n"`
	Share  Share       `json:"share"`
	Text   string      `json:"text"`
	Quotes []QuoteView `json:"quotes"`
}

// news needs weeks to compare, so a small week has none.
func (b *builder) news() []Risen {
	out := []Risen{}
	if state(b.f) != "full" {
		return out
	}
	speakers := newSpeakers()
	for _, r := range b.f.News[:min(len(b.f.News), newsShown)] {
		term := named(r.Term)
		if term == "" {
			continue
		}
		base := b.f.Now.Base.Verbatims
		out = append(out, Risen{
			Term: term, Now: r.Now, Base: base, Before: r.Before, BeforeBase: r.BeforeBase,
			Text: "in " + number(r.Now) + " of " + count(base, "review", "reviews") + " this week; in the eight weeks before in " +
				number(r.Before) + " of " + number(r.BeforeBase),
			Quotes: b.pick(r.Typical, 1, speakers),
		})
	}
	return out
}

func (b *builder) wants() []Want {
	out := []Want{}
	speakers := newSpeakers()
	for _, n := range b.f.Needs[:min(len(b.f.Needs), needsShown)] {
		w := Want{Theme: plain(string(n.Theme)), Name: wordsOf(n.Theme).name, N: n.N, Terms: []string{}, Text: "in " + count(n.N, "review", "reviews")}
		for _, t := range n.Terms[:min(len(n.Terms), termsShown)] {
			if t = named(t); t != "" {
				w.Terms = append(w.Terms, t)
			}
		}
		if len(w.Terms) > 0 {
			w.Text += "; most often: " + list(w.Terms)
		}
		w.Quotes = b.pick(n.Typical, 1, speakers)
		out = append(out, w)
	}
	return out
}

func (b *builder) liked() []Liked {
	out := []Liked{}
	speakers := newSpeakers()
	for _, p := range b.f.Praise[:min(len(b.f.Praise), praiseShown)] {
		s := shareOf(p.Share)
		l := Liked{Theme: plain(string(p.Theme)), Name: wordsOf(p.Theme).name, N: p.N, Share: s, Text: "in " + count(p.N, "review", "reviews")}
		if s.Known {
			l.Text += ", " + s.Text + " of " + number(s.Base)
		}
		l.Quotes = b.pick(p.Typical, 1, speakers)
		out = append(out, l)
	}
	return out
}

// speakers are those who were quoted in one part of the digest: verbatims and
// authors, who each speak there once.
type speakers struct{ verbatim, author map[string]bool }

func newSpeakers() speakers { return speakers{map[string]bool{}, map[string]bool{}} }

func (s speakers) heard(q Quote) bool {
	return s.verbatim[q.Ref.ID] || q.AuthorKey != "" && s.author[q.AuthorKey]
}

func (s speakers) hear(q Quote) {
	s.verbatim[q.Ref.ID] = true
	if q.AuthorKey != "" {
		s.author[q.AuthorKey] = true
	}
}

// named is a name from outside, fit to show: short, and without personal data.
func named(s string) string { return mask.Text(shortened(s, nameBytes)) }

// typical are the mentions of each list that Build may quote.
func typical(f opinion.Figures) (lists [][]opinion.MentionRef) {
	for _, r := range f.News[:min(len(f.News), newsShown)] {
		lists = append(lists, r.Typical)
	}
	for _, n := range f.Needs[:min(len(f.Needs), needsShown)] {
		lists = append(lists, n.Typical)
	}
	for _, p := range f.Praise[:min(len(f.Praise), praiseShown)] {
		lists = append(lists, p.Typical)
	}
	return lists
}
