package collect

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"gripe/pipeline/opinion"
)

// PageOptions describe web pages that show reviews.
type PageOptions struct {
	Name string
	// Product that the reviews speak of; empty takes what the page says.
	Product string
	// URLs to start from. One may hold "{page}", which counts From..To.
	URLs     []string
	From, To int
	// MaxPages caps the fetches of one run. [50]
	MaxPages int
	// StopAtKnown ends a start URL at the first page whose verbatims are all
	// stored already. It saves requests on long newest-first listings, but
	// does not fill a hole that an interrupted run left behind.
	StopAtKnown bool
	// Selectors read pages that carry no structured data, and the next link.
	Selectors Selectors
	// Locale ("en-US") settles the order of day and month; empty is day first.
	Locale string
	// RatingMax is the best rating where neither page nor text says. [5]
	RatingMax float64
	Progress  Progress
}

type pageSource struct {
	opts PageOptions
	gate *Gate
	css  *selectors
}

// NewPage checks the options, all at once.
func NewPage(opts PageOptions, gate *Gate) (Source, error) {
	var faults []error
	if opts.Name == "" {
		faults = append(faults, errors.New("a page source needs a name"))
	}
	if gate == nil {
		faults = append(faults, errors.New("a page source needs a gate"))
	}
	if len(opts.URLs) == 0 {
		faults = append(faults, fmt.Errorf("source %q needs at least one URL", opts.Name))
	}
	for _, s := range opts.URLs {
		u, err := url.Parse(strings.ReplaceAll(s, "{page}", "1"))
		switch {
		case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
			faults = append(faults, fmt.Errorf("source %q: %q is no http or https URL", opts.Name, s))
		case u.User != nil:
			faults = append(faults, fmt.Errorf("source %q: %q must not hold a user name or password", opts.Name, u.Redacted()))
		}
		if strings.Contains(s, "{page}") && opts.To < opts.From {
			faults = append(faults, fmt.Errorf("source %q: %q needs pages from..to, not %d..%d", opts.Name, s, opts.From, opts.To))
		}
	}
	if opts.MaxPages == 0 {
		opts.MaxPages = 50
	}
	if opts.MaxPages < 0 || opts.RatingMax < 0 {
		faults = append(faults, fmt.Errorf("source %q: max_pages and rating_max must not be negative", opts.Name))
	}
	css, err := compileSelectors(opts.Selectors)
	if err != nil {
		faults = append(faults, fmt.Errorf("source %q: %w", opts.Name, err))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return &pageSource{opts: opts, gate: gate, css: css}, nil
}

func (s *pageSource) Name() string { return s.opts.Name }

// Collect reads every start URL to its end, or to the cap.
func (s *pageSource) Collect(ctx context.Context, sink Sink) (opinion.Coverage, error) {
	r, err := newRun(ctx, s.opts.Name, s.gate, sink, s.opts.Progress)
	if err != nil {
		return opinion.Coverage{Source: s.opts.Name, Announced: -1, Error: "the store does not answer"}, err
	}
	if !s.opts.StopAtKnown {
		r.extent = everything
	}
	suspect := ""
	for _, start := range s.opts.URLs {
		walk := s.follow
		if strings.Contains(start, "{page}") {
			walk = s.count
		}
		clause, err := walk(r, start)
		if err != nil {
			return r.cov, err
		}
		if suspect == "" {
			suspect = clause
		}
	}
	return r.finish(suspect)
}

// follow goes from a start URL along the links to the next page.
func (s *pageSource) follow(r *run, start string) (suspect string, err error) {
	visited := map[string]bool{}
	for at, n := start, 0; at != ""; n++ {
		if s.capped(r) {
			return suspect, nil
		}
		visited[at] = true
		out, err := r.revisit(at, nil, s.parseLinked)
		if err != nil {
			return suspect, err
		}
		if out.page == nil {
			if n > 0 && r.cov.Error == "" {
				r.cov.Error = "the chain of pages broke: " + r.fault
			}
			return suspect, nil
		}
		if clause, end := s.end(r, out, at, n); end {
			return clause, nil
		}
		next := s.nextLink(out.page)
		if next != "" && !sameHost(next, start) {
			r.emit(Notice, at, "the next link leads to another host and is not followed: "+next)
			return "the link to the next page leads to another host", nil
		}
		if visited[next] {
			return "the link to the next page leads back to a page that was read", nil
		}
		at = next
	}
	return suspect, nil
}

// parseLinked is parse for a page whose link to the next one is asked for.
func (s *pageSource) parseLinked(p *Page) (found, error) {
	p.linked = true
	return s.parse(p)
}

// faultsInRow ends a count: the pages after them are likely to fail as well.
const faultsInRow = 3

// count goes through a URL pattern.
func (s *pageSource) count(r *run, pattern string) (suspect string, err error) {
	faults := 0
	for i := s.opts.From; i <= s.opts.To; i++ {
		if s.capped(r) {
			return suspect, nil
		}
		at := strings.ReplaceAll(pattern, "{page}", strconv.Itoa(i))
		out, err := r.revisit(at, nil, s.parse)
		if err != nil {
			return suspect, err
		}
		if out.page == nil {
			if faults++; faults == faultsInRow && i < s.opts.To {
				r.cov.Error = fmt.Sprintf("%d pages in a row could not be fetched: %s", faults, r.fault)
				return suspect, nil
			}
			continue
		}
		faults = 0
		if clause, end := s.end(r, out, at, i-s.opts.From); end {
			return clause, nil
		}
	}
	if r.cov.Announced < 0 || r.cov.Announced > len(r.ids) {
		r.cov.Capped = true // the last page of the pattern still had something new
	}
	return suspect, nil
}

func (s *pageSource) capped(r *run) bool {
	if r.cov.Pages+r.cov.Failed+r.cov.Blocked < s.opts.MaxPages {
		return false
	}
	r.cov.Capped = true
	return true
}

// end tells whether a page is the last one to read, and whether that looks
// wrong. The page after the last often repeats it; the second page repeating
// the first means that the paging does not work.
func (s *pageSource) end(r *run, out outcome, at string, n int) (suspect string, end bool) {
	enough := r.enough(out, n)
	switch {
	case out.unchanged:
		return "", true
	case out.parsed == 0 && n == 0:
		return "no review was found on " + at, true
	case out.parsed == 0:
		return "", true
	case out.fresh == 0 && n == 1 || n == 1 && out.same != "":
		return "the second page is the same as the first: " + at, true
	case out.fresh == 0 && n > 0:
		return "", true
	}
	return "", enough || s.opts.StopAtKnown && r.before > 0 && r.cov.Saved.New+r.cov.Saved.Revised == 0
}

func sameHost(a, b string) bool {
	x, err := url.Parse(a)
	if err != nil {
		return false
	}
	y, err := url.Parse(strings.ReplaceAll(b, "{page}", "1"))
	return err == nil && strings.EqualFold(x.Host, y.Host)
}
