package collect

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Selectors read a page that carries no structured data. Each is a CSS
// selector, with "@name" behind it where an attribute holds the value:
// ".stars@aria-label". Review selects one element per review; the others but
// Next and Announced look inside it, and "@id" alone reads the element itself.
type Selectors struct {
	Review, Author, Rating, Date, Title, Text, Product, ID, Link string
	// Next is the link to the next page, Announced the site's own count.
	Next, Announced string
}

type selector struct {
	match     cascadia.Matcher // nil: the element itself
	attribute string
	set       bool
}

type selectors struct {
	review, author, rating, date, title, text, product, id, link, next, announced selector
}

var attributeSuffix = regexp.MustCompile(`^(.*?)\s*@([A-Za-z_:][-\w:.]*)$`)

func compileSelectors(s Selectors) (*selectors, error) {
	out := &selectors{}
	var faults []error
	for _, x := range []struct {
		name, text string
		to         *selector
	}{
		{"review", s.Review, &out.review}, {"author", s.Author, &out.author}, {"rating", s.Rating, &out.rating},
		{"date", s.Date, &out.date}, {"title", s.Title, &out.title}, {"text", s.Text, &out.text},
		{"product", s.Product, &out.product}, {"id", s.ID, &out.id}, {"link", s.Link, &out.link},
		{"next", s.Next, &out.next}, {"announced", s.Announced, &out.announced},
	} {
		var err error
		if *x.to, err = newSelector(x.text); err != nil {
			faults = append(faults, fmt.Errorf("selector %s %q: %w", x.name, x.text, err))
		}
	}
	if !out.review.set && (out.text.set || out.rating.set || out.title.set) {
		faults = append(faults, errors.New("selectors for parts of a review need the selector review"))
	}
	return out, errors.Join(faults...)
}

// newSelector reads one selector; an empty one is not set.
func newSelector(text string) (s selector, err error) {
	css := strings.TrimSpace(text)
	if css == "" {
		return s, nil
	}
	s.set = true
	if m := attributeSuffix.FindStringSubmatch(css); m != nil {
		css, s.attribute = m[1], strings.ToLower(m[2])
	}
	if css != "" {
		s.match, err = cascadia.ParseGroup(css)
	}
	return s, err
}

// reviews reads by the configured selectors; nothing where there are none.
func (c *selectors) reviews(p *Page, r *reading) found {
	if !c.review.set || c.review.match == nil {
		return found{announced: -1}
	}
	return c.reviewsIn(cascadia.QueryAll(p.HTML, c.review.match), p, r)
}

func (c *selectors) reviewsIn(nodes []*html.Node, p *Page, r *reading) found {
	out := found{announced: -1}
	for _, n := range nodes {
		x := raw{
			id: c.id.in(n), link: c.link.in(n), product: c.product.in(n), author: c.author.in(n),
			title: c.title.in(n), text: c.text.in(n), date: c.date.in(n), rating: c.rating.in(n),
		}
		v, ok := r.verbatim(x)
		if !ok {
			markup, _ := goquery.OuterHtml(goquery.NewDocumentFromNode(n).Selection)
			out.rejects = append(out.rejects, reject(p.URL, "the selectors find neither text, title nor rating in this review", markup))
			continue
		}
		out.verbatims = append(out.verbatims, v)
	}
	return out
}

// in is the first value that the selector finds in n.
func (s selector) in(n *html.Node) string {
	if !s.set {
		return ""
	}
	nodes := []*html.Node{n}
	if s.match != nil {
		nodes = cascadia.QueryAll(n, s.match)
	}
	for _, n := range nodes {
		v := ""
		if s.attribute != "" {
			v = tidy(attribute(n, s.attribute))
		} else {
			v = nodeText(n)
		}
		if v != "" {
			return v
		}
	}
	return ""
}

var count = regexp.MustCompile(`\d{1,3}(?:[.,'\x{a0} ]\d{3})+|\d+`)

// announcedOn is the count that the announced selector finds; -1 where none.
func (c *selectors) announcedOn(p *Page) int {
	if n, ok := wholeNumber(count.FindString(c.announced.in(p.HTML))); ok {
		return n
	}
	return -1
}

// nextLink is the configured link, else rel=next of the page, then of its
// Link header.
func (s *pageSource) nextLink(p *Page) string {
	if p.HTML == nil { // read by its data alone: no word of a next page in it
		return resolve(p.URL, linkRel(p.Header, "next"))
	}
	if s.css.next.set {
		next := s.css.next
		if next.attribute == "" {
			next.attribute = "href"
		}
		return resolve(p.base(), next.in(p.HTML))
	}
	for _, n := range cascadia.QueryAll(p.HTML, relNext) {
		if u := resolve(p.base(), attribute(n, "href")); u != "" {
			return u
		}
	}
	return resolve(p.URL, linkRel(p.Header, "next"))
}

var (
	relNext  = cascadia.MustCompile(`link[rel~="next"][href], a[rel~="next"][href]`)
	baseHref = cascadia.MustCompile(`base[href]`)
)

// base is what relative links of the page stand against.
func (p *Page) base() string {
	if b := cascadia.Query(p.HTML, baseHref); b != nil {
		if u := resolve(p.URL, attribute(b, "href")); u != "" {
			return u
		}
	}
	return p.URL
}
