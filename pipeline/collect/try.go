package collect

import (
	"context"
	"fmt"

	"gripe/pipeline/opinion"
)

// Finding is what one way finds on one page.
type Finding struct {
	// Way is "JSON-LD", "microdata", "RDFa", "hReview", "selectors", "known
	// shop software" or "embedded state".
	Way string
	// Chosen marks the way that a run would take.
	Chosen bool
	// Count of reviews; Announced is the page's own count, -1 where it has none.
	Count, Announced int
	// Authors, Dates, Ratings, Titles, Texts count the reviews that have one.
	Authors, Dates, Ratings, Titles, Texts int
	// First and Last review; zero where Count is 0.
	First, Last opinion.Verbatim
	Rejects     []opinion.Reject
}

// TryPage fetches one page through the gate, stores nothing, and tells what
// every way of reading finds on it, in the order in which they are trusted,
// and the next page's address, empty where there is none. Of opts only the
// reading counts: Product, Locale, RatingMax, Selectors. The error names the
// URL and what went wrong with the fetch or the selectors.
func TryPage(ctx context.Context, url string, opts PageOptions, gate *Gate) (findings []Finding, next string, err error) {
	opts.Name, opts.URLs = first(opts.Name, "try"), []string{url}
	src, err := NewPage(opts, gate)
	if err != nil {
		return nil, "", err
	}
	s, _ := src.(*pageSource)
	p, row, err := fetch(ctx, gate, url, nil, nil)
	if err != nil {
		return nil, "", err
	}
	p.linked = true
	f, err := guarded(p, s.parse)
	if err == nil {
		err = p.grow() // for the ways that this page needs not
	}
	if err != nil {
		return nil, "", err
	}
	for _, w := range s.ways() {
		g, err := guarded(p, func(p *Page) (found, error) { return w.read(p, s.reading(p)), nil })
		if err != nil {
			return nil, "", fmt.Errorf("%s by %s: %w", url, w.name, err)
		}
		if w.class == chosen {
			g.announced = max(g.announced, s.css.announcedOn(p))
		}
		for i := range g.verbatims {
			v := &g.verbatims[i]
			v.Source, v.CollectedAt = opts.Name, row.At
			if v.URL == "" {
				v.URL = p.URL
			}
		}
		findings = append(findings, finding(w.name, f.way == w.name, g))
	}
	return findings, s.nextLink(p), nil
}

func finding(way string, chosen bool, f found) Finding {
	out := Finding{Way: way, Chosen: chosen, Count: len(f.verbatims), Announced: f.announced, Rejects: f.rejects}
	for i := range f.verbatims {
		v := &f.verbatims[i]
		for _, c := range []struct {
			have bool
			n    *int
		}{
			{v.Author != "", &out.Authors}, {!v.PostedAt.IsZero(), &out.Dates}, {v.Rating != 0, &out.Ratings},
			{v.Title != "", &out.Titles}, {v.Text != "", &out.Texts},
		} {
			if c.have {
				*c.n++
			}
		}
	}
	if n := len(f.verbatims); n > 0 {
		out.First, out.Last = f.verbatims[0], f.verbatims[n-1]
	}
	return out
}
