package collect

import (
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"gripe/pipeline/passage"
)

// Where on a page the company makes its claims: the headings, list items and
// paragraphs of the main content, without what surrounds it and without what
// customers say there.

// block is one piece of text of a page.
type block struct {
	text string
	// whole: the text is one claim; else it is split into sentences.
	whole bool
	// aside is why the block is left out; empty where it is not.
	aside string
}

// units are the claims of a block before they are judged.
func (b block) units() []string {
	if b.whole {
		return []string{oneLine(b.text)}
	}
	return sentencesOf(b.text)
}

func sentencesOf(text string) []string {
	text = passage.Clean(text)
	var out []string
	for _, span := range passage.Sentences(text) {
		out = append(out, oneLine(text[span[0]:span[1]]))
	}
	return out
}

var (
	mainContent = cascadia.MustCompile(`main, [role="main"]`)
	onlyArticle = cascadia.MustCompile(`article`)
	pageBody    = cascadia.MustCompile(`body`)
)

// mainBlocks reads the main content in the order of the document.
func mainBlocks(root *html.Node) []block {
	if root == nil {
		return nil
	}
	from := cascadia.Query(root, mainContent)
	if articles := cascadia.QueryAll(root, onlyArticle); from == nil && len(articles) == 1 {
		from = articles[0]
	}
	if from == nil {
		from = cascadia.Query(root, pageBody)
	}
	if from == nil {
		from = root
	}
	w := &blockWalk{}
	w.visit(from)
	w.end()
	return w.out
}

type blockWalk struct {
	out  []block
	text strings.Builder
}

// end closes the block that is being read.
func (w *blockWalk) end() {
	if s := tidy(w.text.String()); s != "" {
		w.out = append(w.out, block{text: s})
	}
	w.text.Reset()
}

func (w *blockWalk) visit(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text.WriteString(strings.Join(strings.FieldsFunc(n.Data, func(r rune) bool { return r == '\n' || r == '\r' }), " "))
		return
	case html.ElementNode:
		if why := surrounding(n); why != "" {
			w.end()
			if why != silent && strings.TrimSpace(nodeText(n)) != "" {
				w.out = append(w.out, block{aside: why})
			}
			return
		}
	}
	apart := n.Type == html.ElementNode && !inline[n.Data]
	if apart {
		w.end()
	}
	for c := range n.ChildNodes() {
		w.visit(c)
	}
	if apart {
		w.end()
	}
}

// inline elements do not end a sentence.
var inline = phrases("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
	"small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr")

// silent elements hold nothing that a reader sees.
const silent = "silent"

var silentTags = phrases("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "canvas", "video", "audio", "head",
	"input", "select", "textarea", "datalist", "img", "picture")

var aroundTags = phrases("nav", "footer", "aside", "form", "button", "dialog", "menu")

var aroundRoles = phrases("navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "complementary", "menu", "menubar", "tablist", "form")

// Words of classes and ids, whole between dashes and underscores.
var (
	aroundWords  = phrases("nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "footer", "sidebar", "cookie", "cookies", "consent", "gdpr", "newsletter", "subscribe", "social", "share", "sharing", "pagination", "pager", "related", "recommendations", "upsell", "modal", "popup", "skip", "login", "search", "advert", "ads")
	legalWords   = phrases("legal", "disclaimer", "disclaimers", "terms", "imprint", "impressum", "privacy", "copyright", "footnote", "footnotes", "smallprint")
	opinionWords = phrases("review", "reviews", "testimonial", "testimonials", "rating", "ratings", "comment", "comments", "ugc")
)

// surrounding tells why an element is no part of what the company claims.
func surrounding(n *html.Node) string {
	switch {
	case silentTags[n.Data], has(n, "hidden"), attribute(n, "aria-hidden") == "true":
		return silent
	case aroundTags[n.Data], aroundRoles[strings.ToLower(attribute(n, "role"))]:
		return asideMenu
	case n.Data == "header" && n.Parent != nil && n.Parent.Data == "body":
		return asideMenu
	case n.Data == "blockquote", reviewScope(n):
		return asideCustomer
	case n.Data == "body" || n.Data == "main":
		return "" // their classes name the page's kind
	}
	for _, word := range nameWords(attribute(n, "class") + " " + attribute(n, "id")) {
		switch {
		case opinionWords[word]:
			return asideCustomer
		case legalWords[word]:
			return asideLegal
		case aroundWords[word]:
			return asideMenu
		}
	}
	return ""
}

// reviewScope tells an element that its vocabulary calls a review.
func reviewScope(n *html.Node) bool {
	for _, t := range strings.Fields(attribute(n, "itemtype") + " " + attribute(n, "typeof")) {
		if reviewType(t) || aggregateType(t) {
			return true
		}
	}
	return false
}

// nameWords splits "site-nav__list menuItem" into its words, in lower case.
func nameWords(s string) []string {
	var b strings.Builder
	low := false
	for _, r := range s {
		if low && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
		}
		low = r >= 'a' && r <= 'z'
		if r == '-' || r == '_' || r == ':' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.Fields(strings.ToLower(b.String()))
}

// chosen reads by the configured selectors, and leaves out nothing they find
// but what another of them found around it.
func (s *claimsSource) chosen(p *Page) []block {
	var out []block
	for _, x := range []struct {
		selector
		whole bool
	}{{s.claim, true}, {s.text, false}} {
		if !x.set || x.match == nil {
			continue
		}
		for _, n := range cascadia.QueryAll(p.HTML, x.match) {
			text := nodeText(n)
			if x.attribute != "" {
				text = tidy(attribute(n, x.attribute))
			}
			out = append(out, block{text: text, whole: x.whole})
		}
	}
	return out
}

var namedProduct = cascadia.MustCompile(`[itemtype*="schema.org/Product"] [itemprop="name"]`)

// productOf is the product that a page names in its data; "" where it names
// none, or several.
func productOf(p *Page) string {
	names := map[string]bool{}
	for _, s := range p.outlined().scripts {
		if strings.HasPrefix(s.kind, "application/ld+json") {
			values, _ := looseJSON(s.text) // what can be read of it
			for _, v := range values {
				productNames(canonical(v, 0), names, 0)
			}
		}
	}
	if len(names) == 0 {
		for _, n := range cascadia.QueryAll(p.HTML, namedProduct) {
			if s := oneLine(propertyText(n)); s != "" {
				return s // the first is the product's, later ones its parts'
			}
		}
	}
	if len(names) != 1 {
		return ""
	}
	for name := range names {
		return name
	}
	return ""
}

func productNames(v any, out map[string]bool, depth int) {
	if depth > maxJSONDepth {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			productNames(e, out, depth+1)
		}
	case map[string]any:
		for _, t := range types(x) {
			if name := oneLine(plain(text(x["name"]))); localName(t) == "Product" && name != "" {
				out[name] = true
				return
			}
		}
		for _, e := range x {
			productNames(e, out, depth+1)
		}
	}
}
