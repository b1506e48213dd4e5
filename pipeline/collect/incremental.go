package collect

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"gripe/pipeline/opinion"
)

// Ledger is what a Sink may remember of earlier runs. A Sink that has it is
// read incrementally; one that has not, or is wrapped by ReadAll, whole.
type Ledger interface {
	// LastFetch is the newest answer that url gave for the source.
	LastFetch(ctx context.Context, source, url string) (opinion.Fetch, bool, error)
	// LastWhole is the coverage of the newest run that read verbatims of the
	// source without a fault or a doubt. Its end is the zero time where there is none,
	// and where a later run stored something and then broke: what that run left
	// unread lies behind pages that are known, and only a whole reading finds it.
	LastWhole(ctx context.Context, source string) (c opinion.Coverage, end time.Time, err error)
}

// overlap is how many pages in a row must hold nothing new before the rest is
// taken for known: the one that is met, and one more, since sites reorder.
const overlap = 2

// incremental is what a run knows of the runs before.
type incremental struct {
	ledger Ledger
	// last is the coverage of the last whole reading; whole, whether there is
	// one to build on. The first run of each month builds on none: sites sort
	// by what is helpful, too, authors edit, and some servers date the
	// template, not what it shows.
	last  opinion.Coverage
	whole bool
	// known counts pages in a row that held nothing new.
	known int
}

func newIncremental(ctx context.Context, gate *Gate, sink Sink, source string) (x incremental, err error) {
	var ok bool
	if x.ledger, ok = sink.(Ledger); !ok || gate == nil {
		return x, nil // what has no gate has no pages to leave out
	}
	var end time.Time
	if x.last, end, err = x.ledger.LastWhole(ctx, source); err != nil {
		return x, fmt.Errorf("find the last reading of %s: %w", source, err)
	}
	x.whole = !end.IsZero() && sameMonth(end, gate.opts.Now())
	return x, nil
}

// revisit fetches a URL like fetch, but only if it changed since it was read.
// An unchanged page has no body, hence no verbatims and no next link; all it
// held is stored. Kinds end their list there: see enough.
func (r *run) revisit(url string, header http.Header, parse func(*Page) (found, error)) (outcome, error) {
	if !r.past.whole {
		return r.fetch(url, header, parse)
	}
	old, ok, err := r.past.ledger.LastFetch(r.ctx, r.name, url)
	if err != nil {
		return outcome{}, fmt.Errorf("find the last fetch of %s: %w", url, err)
	}
	if !ok || !sameMonth(old.At, r.gate.opts.Now()) {
		return r.fetch(url, header, parse)
	}
	ask := header.Clone()
	if ask == nil {
		ask = http.Header{}
	}
	if old.ETag != "" {
		ask.Set("If-None-Match", old.ETag)
	}
	if old.LastModified != "" {
		ask.Set("If-Modified-Since", old.LastModified)
	}
	return r.fetch(url, ask, parse)
}

func sameMonth(a, b time.Time) bool {
	a, b = a.UTC(), b.UTC()
	return a.Year() == b.Year() && a.Month() == b.Month()
}

// unchanged keeps the ledger row of a page that did not change, with the
// validators that the answer left out.
func (r *run) unchanged(page *Page, row opinion.Fetch, asked http.Header) (outcome, error) {
	if row.ETag == "" {
		row.ETag = asked.Get("If-None-Match")
	}
	if row.LastModified == "" {
		row.LastModified = asked.Get("If-Modified-Since")
	}
	r.cov.Pages++
	r.cov.Unchanged++
	r.emit(Notice, row.URL, "unchanged since it was read")
	return outcome{page: page, unchanged: true}, r.save(opinion.Batch{Source: r.name, Fetch: row})
}

// enough tells whether the pages behind the nth (from 0) of a list need no
// reading: it is unchanged, or it and the one before held nothing new. It is
// never so where the source was not read whole before, nor while it announces
// more new verbatims than were found.
func (r *run) enough(out outcome, n int) bool {
	if n == 0 {
		r.past.known = 0
	}
	if out.unchanged {
		return true
	}
	r.past.known++
	if out.news > 0 || out.parsed == 0 {
		r.past.known = 0
	}
	if !r.past.whole || r.past.known < overlap {
		return false
	}
	more := r.cov.Announced - r.past.last.Announced
	return r.cov.Announced < 0 || r.past.last.Announced < 0 || more <= r.cov.Saved.New
}
