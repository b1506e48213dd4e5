package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"

	"gripe/pipeline/opinion"
)

// SearchQuery narrows Search. Zero fields do not narrow.
type SearchQuery struct {
	// Text is what a user typed: words that must all be in the title or the
	// text, phrases between double quotes. Case and accents do not count, and
	// no character means anything more.
	Text   string
	Filter opinion.Filter
	// Complaint asks for verbatims that complain, Cause for those of a cause.
	Complaint bool
	Cause     opinion.Class
	// Polarity asks for mentions that complain (neg and mix are one here),
	// praise (pos) or do neither (neu). What follows must be held by mentions of
	// that polarity, each by some, not all by one.
	Polarity   opinion.Polarity
	Class      opinion.Class
	Theme      opinion.Theme
	Stage      opinion.Stage
	Touchpoint opinion.Touchpoint
	Signal     opinion.Signal
	Factor     opinion.Factor
	Gap        bool
	// Only asks for complaints whose complaint mentions hold exactly these
	// classes: a region of the Venn diagram.
	Only []opinion.Class
	// MentionsService asks for those that speak of service at all: see
	// opinion.Annotation.MentionsService.
	MentionsService bool
	// Before goes on where an earlier page ended: its Found.Next.
	Before int64
	// Limit is how many hits make a page. [20, at most 200]
	Limit int
}

// Found is one page of what Search finds, newest first and those without a
// date last.
type Found struct {
	Hits []Stored
	// Total is how many there are on all pages. AtLeast: there may be more,
	// for the words stand in so many verbatims that not all were looked at.
	Total   int
	AtLeast bool
	// Next is where the next page goes on; 0 where this is the last.
	Next int64
}

const (
	searchPage, searchPageMost = 20, 200
	// searchReach is how many verbatims with the words are looked at for one
	// page and its total; it bounds the time of words that stand everywhere.
	searchReach = 20_000
)

// Search finds verbatims that a model has read or failed on, by the words of
// their current text and by what the model read in it. An edited text is found
// again once it was annotated. A text that is not English, or was put aside,
// is found by its words. A label that there is not finds nothing.
func (s *Store) Search(ctx context.Context, model string, q SearchQuery) (Found, error) {
	f, err := s.search(ctx, model, &q)
	return f, s.explain("search", err)
}

func (s *Store) search(ctx context.Context, model string, q *SearchQuery) (f Found, err error) {
	places, err := s.findPlaces(ctx, model, q, &f)
	if err != nil || len(places) == 0 {
		return f, err
	}
	for i := range places {
		places[i] &= 1<<placeBits - 1
	}
	keys, err := json.Marshal(places)
	if err != nil {
		return f, err
	}
	err = s.eachStored(ctx, model, func(context.Context, querier) (string, []any, bool, error) {
		return `JOIN json_each(?2) j ON j.value = v.key ORDER BY j.key`, []any{string(keys)}, false, nil
	}, func(x Stored) error {
		f.Hits = append(f.Hits, x)
		return nil
	})
	return f, err
}

// findPlaces gives the places of one page, and fills in the rest of f.
func (s *Store) findPlaces(ctx context.Context, model string, q *SearchQuery, f *Found) (places []int64, err error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	p, ok, err := planSearch(ctx, conn, model, q)
	if err != nil || !ok {
		return nil, err
	}
	err = conn.Raw(func(dc any) error {
		places, err = p.run(ctx, dc, q.Before, f)
		return err
	})
	return places, err
}

func (p *searchPlan) run(ctx context.Context, dc any, before int64, f *Found) ([]int64, error) {
	if p.match != "" {
		return p.runWords(ctx, dc, before, f)
	}
	// The page first, then the count of what lies before and after it: together
	// they look at each verbatim once.
	var places []int64
	err := rawQuery(ctx, dc, `SELECT f.place`+p.from()+` ORDER BY f.place DESC LIMIT ?`+p.next(), append(p.arguments(p.upTo(before)), int64(p.limit+1)),
		func(row []driver.Value) error {
			places = append(places, row[0].(int64))
			return nil
		})
	if err != nil {
		return nil, err
	}
	count := func(low, high int64) error {
		if low > high {
			return nil
		}
		rest := *p
		rest.low = low
		return rawQuery(ctx, dc, `SELECT count(*)`+p.from(), rest.arguments(high), func(row []driver.Value) error {
			f.Total += int(row[0].(int64))
			return nil
		})
	}
	if len(places) > p.limit {
		places = places[:p.limit]
		f.Next = places[p.limit-1]
		err = count(p.low, f.Next-1)
	}
	f.Total += len(places)
	if before > 0 && err == nil {
		err = count(max(p.low, before), p.high)
	}
	return places, err
}

// runWords walks the verbatims that have the words, newest first.
func (p *searchPlan) runWords(ctx context.Context, dc any, before int64, f *Found) (places []int64, err error) {
	walk := func(high int64, fn func(place int64, fits bool)) (looked int, last int64, err error) {
		err = rawQuery(ctx, dc, p.words(), append(p.arguments(high), p.match, int64(p.reach)), func(row []driver.Value) error {
			looked, last = looked+1, row[0].(int64)
			fn(last, row[1] != nil)
			return nil
		})
		return looked, last, err
	}
	page := func(place int64, fits bool) {
		if fits && len(places) <= p.limit {
			places = append(places, place)
		}
	}
	looked, last, err := walk(p.high, func(place int64, fits bool) {
		f.Total += int(bit(fits))
		if before == 0 {
			page(place, fits)
		}
	})
	f.AtLeast = looked == p.reach
	if err == nil && before != 0 {
		looked, last, err = walk(p.upTo(before), page)
	}
	switch {
	case err != nil:
		return nil, err
	case len(places) > p.limit:
		places = places[:p.limit]
		f.Next = places[p.limit-1]
	case looked == p.reach:
		f.Next = last
	}
	return places, nil
}
