package collect

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// schema.org reviews in microdata (itemscope, itemtype, itemprop, itemref) and
// RDFa Lite (typeof, property): the same walk with other attribute names. Both
// also come in the older spelling of data-vocabulary.org.

type dialect struct {
	// props name a property; a second one counts where a scope opens.
	scope, kind string
	props       []string
	// idents are attributes of the review's own element that identify it.
	idents []string
}

var (
	microdataNames = dialect{scope: "itemscope", kind: "itemtype", props: []string{"itemprop"}, idents: []string{"itemid", "data-review-id"}}
	rdfaNames      = dialect{scope: "typeof", kind: "typeof", props: []string{"property", "rel"}, idents: []string{"resource", "about", "data-review-id"}}
)

func microdata(p *Page, r *reading) found { return microdataNames.reviews(p, r) }

func rdfa(p *Page, r *reading) found { return rdfaNames.reviews(p, r) }

// item is one scope with its properties in document order.
type item struct {
	node  *html.Node
	props map[string][]value
}

type value struct {
	node *html.Node
	item *item
}

func (v value) text() string { return propertyText(v.node) }

// scopes reads the scopes of one page, each once.
type scopes struct {
	dialect
	byID map[string]*html.Node // for itemref
	// referred counts the elements that were reached by itemref.
	referred int
	read     map[*html.Node]*item
}

func (d dialect) reviews(p *Page, r *reading) found {
	out := found{announced: -1}
	doc := goquery.NewDocumentFromNode(p.HTML)
	var merge merger
	sc := &scopes{dialect: d, read: map[*html.Node]*item{}}
	doc.Find("[" + d.kind + "]").Each(func(_ int, s *goquery.Selection) {
		n := s.Nodes[0]
		switch {
		case d.isA(n, reviewType):
			if sc.byID == nil {
				sc.byID = identified(p.HTML)
			}
			it := sc.of(n, 0)
			x := d.raw(n, it)
			if x.product == "" {
				x.product = sc.around(n)
			}
			if it.text("reviewBody") == "" && teaser(p.URL, x) {
				out.rejects = append(out.rejects, reject(p.URL, "a teaser: the review itself stands on another page", markup(n)))
				return
			}
			v, reason := r.review(x)
			if reason != "" {
				out.rejects = append(out.rejects, reject(p.URL, reason, markup(n)))
				return
			}
			merge.add(v, 0)
		case d.isA(n, func(t string) bool { return localName(t) == "Comment" || localName(t) == "Answer" }):
			out.setAside(asideReply, 1)
		case d.isA(n, aggregateType) || d.isA(n, func(t string) bool { return strings.EqualFold(localName(t), "Review-aggregate") }):
			it := sc.of(n, 0)
			for _, k := range []string{"reviewCount", "ratingCount", "count", "votes"} {
				if c, ok := wholeNumber(it.text(k)); ok {
					out.announced = max(out.announced, c)
					return
				}
			}
		}
	})
	merge.into(&out)
	return out
}

func markup(n *html.Node) string {
	s, err := goquery.OuterHtml(goquery.NewDocumentFromNode(n).Selection)
	if err != nil {
		return nodeText(n)
	}
	return s
}

func (d dialect) isA(n *html.Node, want func(string) bool) bool {
	for _, t := range strings.Fields(attribute(n, d.kind)) {
		if want(t) {
			return true
		}
	}
	return false
}

func (d dialect) raw(n *html.Node, it *item) raw {
	rating := it.nested("reviewRating")
	if rating == nil {
		rating = it.nested("rating")
	}
	x := raw{
		link:    it.text("url"),
		product: first(it.named("itemReviewed"), it.named("itemreviewed")),
		author:  first(it.named("author"), it.named("creator"), it.named("reviewer")),
		title:   first(it.text("headline"), it.text("name"), it.text("summary")),
		text:    first(it.longest("reviewBody"), it.longest("description"), it.longest("text")),
		date:    first(it.text("datePublished"), it.text("dateCreated"), it.text("dtreviewed")),
		rating:  first(rating.text("ratingValue"), rating.text("value"), it.text("reviewRating"), it.text("ratingValue"), it.text("rating")),
		best:    first(rating.text("bestRating"), rating.text("best"), it.text("bestRating")),
		worst:   first(rating.text("worstRating"), rating.text("worst"), it.text("worstRating")),
		id:      it.text("identifier"),
	}
	for _, a := range d.idents {
		if id := attribute(n, a); x.id == "" && !localID(id) {
			x.id = id
		}
	}
	return x
}

// around is the name of the thing whose scope holds n, where n is its property.
func (sc *scopes) around(n *html.Node) string {
	if len(sc.names(n)) == 0 {
		return ""
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if sc.opens(up) {
			if sc.isA(up, reviewType) {
				return ""
			}
			return sc.of(up, 0).text("name")
		}
	}
	return ""
}

func (d dialect) names(n *html.Node) []string {
	for i, a := range d.props {
		if names := strings.Fields(attribute(n, a)); len(names) > 0 && (i == 0 || d.opens(n)) {
			return names
		}
	}
	// <span rel="v:rating"><span typeof="v:Rating">…
	if up := n.Parent; len(d.props) > 1 && up != nil && d.opens(n) && !d.opens(up) {
		return strings.Fields(attribute(up, "rel"))
	}
	return nil
}

// opens tells whether n begins a scope. A review that forgets to say so does
// all the same, or its parts would be taken for those of the product around it.
func (d dialect) opens(n *html.Node) bool { return has(n, d.scope) || d.isA(n, reviewType) }

// maxScopes bounds scopes within scopes, where itemref may lead in a circle.
const maxScopes = 20

// maxReferred bounds the elements that itemref makes scopes share: a page
// could name the whole of itself from each of a hundred thousand scopes.
const maxReferred = 1_000_000

// of gathers the properties of a scope; nested scopes keep their own.
func (sc *scopes) of(scope *html.Node, depth int) *item {
	if it := sc.read[scope]; it != nil {
		return it
	}
	it := &item{node: scope, props: map[string][]value{}}
	if depth > maxScopes {
		return it
	}
	sc.read[scope] = it
	var visit func(c *html.Node)
	visit = func(c *html.Node) {
		if c.Type != html.ElementNode {
			return
		}
		nested := sc.opens(c)
		if names := sc.names(c); len(names) > 0 {
			v := value{node: c}
			if nested {
				v.item = sc.of(c, depth+1)
			}
			for _, name := range names {
				name = localName(name)
				it.props[name] = append(it.props[name], v)
			}
		}
		if !nested {
			for k := c.FirstChild; k != nil; k = k.NextSibling {
				visit(k)
			}
		}
	}
	for c := scope.FirstChild; c != nil; c = c.NextSibling {
		visit(c)
	}
	for _, id := range strings.Fields(attribute(scope, "itemref")) {
		n := sc.byID[id]
		if n == nil || n == scope || sc.referred > maxReferred {
			continue
		}
		for range n.Descendants() {
			if sc.referred++; sc.referred > maxReferred {
				break
			}
		}
		visit(n)
	}
	return it
}

func identified(root *html.Node) map[string]*html.Node {
	out := map[string]*html.Node{}
	for n := range root.Descendants() {
		if id := attribute(n, "id"); n.Type == html.ElementNode && id != "" && out[id] == nil {
			out[id] = n
		}
	}
	return out
}

// text is the first value of a property that is not empty.
func (it *item) text(name string) string {
	if it == nil {
		return ""
	}
	for _, v := range it.props[name] {
		if s := v.text(); s != "" {
			return s
		}
	}
	return ""
}

// longest is the first value of a property, or a longer one that begins like
// it: pages show the head of a review and hide the whole.
func (it *item) longest(name string) string {
	best := it.text(name)
	head := strings.TrimRight(strings.TrimSuffix(strings.TrimSpace(best), "Read more"), " .…")
	for _, v := range it.props[name] {
		if head == "" {
			break
		}
		if s := v.text(); len(s) > len(best) && strings.HasPrefix(s, head) {
			best = s
		}
	}
	return best
}

func (it *item) nested(name string) *item {
	for _, v := range it.props[name] {
		if v.item != nil {
			return v.item
		}
	}
	return nil
}

// named is the name of a nested thing, or the plain text of the property.
func (it *item) named(name string) string {
	if n := it.nested(name); n != nil {
		return first(n.text("name"), n.text("givenName"), n.text("alternateName"), n.text("fn"))
	}
	return it.text(name)
}
