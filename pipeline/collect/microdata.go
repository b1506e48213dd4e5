package collect

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// schema.org reviews in microdata (itemscope, itemtype, itemprop) and RDFa
// Lite (typeof, property): the same walk with other attribute names.

type dialect struct {
	scope, kind, prop string
	// idents are attributes of the review's own element that identify it.
	idents []string
}

var (
	microdataNames = dialect{scope: "itemscope", kind: "itemtype", prop: "itemprop", idents: []string{"itemid", "data-review-id"}}
	rdfaNames      = dialect{scope: "typeof", kind: "typeof", prop: "property", idents: []string{"resource", "about", "data-review-id"}}
)

func microdata(p *Page, r *reading) found { return microdataNames.reviews(p, r) }

func rdfa(p *Page, r *reading) found { return rdfaNames.reviews(p, r) }

// item is one scope with its properties in document order.
type item struct {
	node  *html.Node
	props map[string][]value
}

type value struct {
	text string
	item *item
}

func (d dialect) reviews(p *Page, r *reading) found {
	out := found{announced: -1}
	doc := goquery.NewDocumentFromNode(p.HTML)
	doc.Find("[" + d.kind + "]").Each(func(_ int, s *goquery.Selection) {
		n := s.Nodes[0]
		switch {
		case d.isA(n, reviewType):
			x := d.raw(n, d.read(n))
			v, ok := r.verbatim(x)
			if !ok {
				markup, _ := goquery.OuterHtml(s)
				out.rejects = append(out.rejects, reject(p.URL, "a review without text, title or rating", markup))
				return
			}
			out.verbatims = append(out.verbatims, v)
		case d.isA(n, func(t string) bool { return strings.HasSuffix(t, "AggregateRating") }):
			it := d.read(n)
			for _, k := range []string{"reviewCount", "ratingCount"} {
				if c, ok := wholeNumber(it.text(k)); ok {
					out.announced = max(out.announced, c)
					return
				}
			}
		}
	})
	return out
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
	x := raw{
		link:    it.text("url"),
		product: it.named("itemReviewed"),
		author:  first(it.named("author"), it.named("creator")),
		title:   first(it.text("headline"), it.text("name")),
		text:    first(it.text("reviewBody"), it.text("description"), it.text("text")),
		date:    first(it.text("datePublished"), it.text("dateCreated")),
		rating:  first(rating.text("ratingValue"), it.text("reviewRating"), it.text("ratingValue")),
		best:    rating.text("bestRating"),
		worst:   rating.text("worstRating"),
		id:      it.text("identifier"),
	}
	for _, a := range d.idents {
		if id := attribute(n, a); x.id == "" && !strings.HasPrefix(id, "#") && !strings.HasPrefix(id, "_:") {
			x.id = id
		}
	}
	return x
}

// read gathers the properties of a scope; nested scopes keep their own.
func (d dialect) read(scope *html.Node) *item {
	it := &item{node: scope, props: map[string][]value{}}
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			nested := has(c, d.scope)
			if names := strings.Fields(attribute(c, d.prop)); len(names) > 0 {
				v := value{text: propertyText(c)}
				if nested {
					v.item = d.read(c)
				}
				for _, name := range names {
					name = name[strings.LastIndexAny(name, "/:#")+1:]
					it.props[name] = append(it.props[name], v)
				}
			}
			if !nested {
				visit(c)
			}
		}
	}
	visit(scope)
	return it
}

// text is the first value of a property that is not empty.
func (it *item) text(name string) string {
	if it == nil {
		return ""
	}
	for _, v := range it.props[name] {
		if v.text != "" {
			return v.text
		}
	}
	return ""
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
		return n.text("name")
	}
	return it.text(name)
}

// propertyText is a property's value by the rules of HTML microdata.
func propertyText(n *html.Node) string {
	if s := attribute(n, "content"); s != "" {
		return tidy(s)
	}
	key := ""
	switch n.Data {
	case "time":
		key = "datetime"
	case "a", "link", "area":
		if attribute(n, "itemprop") == "url" || attribute(n, "property") == "url" || n.Data == "link" {
			key = "href"
		}
	case "data", "meter":
		key = "value"
	case "img":
		key = "alt"
	}
	if s := attribute(n, key); s != "" {
		return strings.TrimSpace(s)
	}
	return nodeText(n)
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
