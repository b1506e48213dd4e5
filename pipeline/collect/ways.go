package collect

import (
	"bytes"
	"fmt"
	"slices"

	"gripe/pipeline/collect/dates"
	"gripe/pipeline/opinion"
)

// way is one manner of finding reviews on a page.
type way struct {
	name  string
	class int
	read  func(*Page, *reading) found
	// marks: one of them stands in the source, in lower case, of every page
	// that this way can read. None means that any page may be.
	marks []string
}

func (w *way) mayRead(source []byte) bool {
	for _, m := range w.marks {
		if bytes.Contains(source, []byte(m)) {
			return true
		}
	}
	return len(w.marks) == 0
}

// Classes of ways, the most trusted first. Within a class the richest way is
// taken; a later class is asked only where the earlier ones found none, but
// for selectors and shapes of shops: they win where they find more.
const (
	vocabulary = iota // the page says "this is a review"
	chosen            // the user says so
	recognised        // the software of the shop is known
	guessed           // it looks like a review
)

const jsonLDName = "JSON-LD"

// pageWays are the ways, but for the selectors, whose read is the source's own.
var pageWays = []way{
	{jsonLDName, vocabulary, jsonLD, []string{"ld+json"}},
	{"microdata", vocabulary, microdata, []string{"itemtype"}},
	{"RDFa", vocabulary, rdfa, []string{"typeof"}},
	{"hReview", vocabulary, hReview, []string{"hreview", "h-review"}},
	{"selectors", chosen, nil, nil},
	{"known shop software", recognised, known, nil},
	{"embedded state", guessed, embedded, []string{"review", "rating", "testimonial"}},
}

func (s *pageSource) ways() []way {
	all := slices.Clone(pageWays)
	for i := range all {
		if all[i].class == chosen {
			all[i].read = s.css.reviews
		}
	}
	return all
}

// marksOfTree stand in every page whose reviews only its tree may show: those
// of the vocabularies beside JSON-LD, and of the shapes of shops.
var marksOfTree = func() *finder {
	var f finder
	for _, w := range pageWays {
		if w.class == vocabulary && w.name != jsonLDName {
			f.add(true, w.marks...)
		}
	}
	for _, s := range shapes {
		f.add(false, s.mark)
	}
	return &f
}()

func (s *pageSource) reading(p *Page) *reading {
	return &reading{
		page:    p.URL,
		product: s.opts.Product,
		max:     s.opts.RatingMax,
		dates:   dates.Reader{Order: dates.OrderFor(s.opts.Locale), Now: s.gate.opts.Now()},
	}
}

// parse asks the ways in turn and takes one of them; two are never mixed, for
// a review would count twice where they spell it differently.
func (s *pageSource) parse(p *Page) (found, error) {
	if !p.markup {
		return found{}, fmt.Errorf("%s is no HTML page (%s): name a page that a browser shows, or import the data as a file", p.URL, p.Header.Get("Content-Type"))
	}
	read := s.reading(p)
	if f, ok := s.dataAlone(p, read); ok {
		return f, nil
	}
	return s.parseTree(p, read)
}

func (s *pageSource) parseTree(p *Page, read *reading) (found, error) {
	source := bytes.ToLower(p.Body)
	if err := p.grow(); err != nil {
		return found{}, err
	}
	if p.HTML == nil {
		return found{}, fmt.Errorf("%s is no HTML page: check the URL in a browser", p.URL)
	}
	var best found
	var passed []opinion.Reject // of the ways before the first that finds any
	taken, announced := "", -1
	for _, w := range s.ways() {
		if w.class == guessed && taken != "" || !w.mayRead(source) {
			continue
		}
		f := w.read(p, read)
		announced = max(announced, f.announced)
		if len(f.verbatims) <= len(best.verbatims) {
			if taken == "" {
				passed = append(passed, f.rejects...)
			}
			continue
		}
		if taken != "" {
			best.notices = append(best.notices, fmt.Sprintf("%s holds %d reviews, %s %d: read by %s", taken, len(best.verbatims), w.name, len(f.verbatims), w.name))
		}
		f.notices = append(best.notices, f.notices...)
		best, taken = f, w.name
	}
	best.announced = max(announced, s.css.announcedOn(p))
	best.way = taken
	best.rejects = append(passed, best.rejects...)
	return best, nil
}

// dataAlone reads a page by its JSON-LD without building its tree: where that
// finds reviews, and nothing that the other ways look for stands in the source,
// they could not find more. It takes a tenth of the time.
func (s *pageSource) dataAlone(p *Page, r *reading) (found, bool) {
	if s.css.review.set || s.css.announced.set || p.outlined().deep {
		return found{}, false
	}
	if p.linked && (s.css.next.set || linkMark.in(p.Body)) { // the tree has the link
		return found{}, false
	}
	if marksOfTree.in(p.Body) {
		return found{}, false
	}
	f := jsonLD(p, r)
	f.way = jsonLDName
	return f, len(f.verbatims) > 0
}

// linkMark stands in every page that links to a next one.
var linkMark = func() *finder {
	var f finder
	f.add(true, "next")
	return &f
}()
