package collect

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// script is one script element: its type attribute in lower case, and its
// text.
type script struct{ kind, text string }

// outline is what a page shows without its tree, which takes ten times as long
// to build: its scripts, and whether the tree may be too deep to be built.
type outline struct {
	scripts []script
	deep    bool
}

// maxOpen is how many elements may stand open by their tags alone before the
// tree has to tell; the tree's own limit is 512.
const maxOpen = 400

// outlined reads the outline of p once.
func (p *Page) outlined() *outline {
	if p.lines == nil {
		var ok bool
		if p.lines, ok = quickOutline(p.Body); !ok {
			p.lines = readOutline(p.Body)
		}
	}
	return p.lines
}

func readOutline(body []byte) *outline {
	out := &outline{}
	z := html.NewTokenizer(bytes.NewReader(body))
	open := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.EndTagToken:
			open = max(open-1, 0)
		case html.StartTagToken:
			name, attributes := z.TagName()
			if !void[string(name)] {
				open++
				out.deep = out.deep || open > maxOpen
			}
			if string(name) == "script" {
				out.scripts = append(out.scripts, readScript(z, attributes))
				open--
			}
		}
	}
}

// readScript takes a script whose start tag was read, to its end tag.
func readScript(z *html.Tokenizer, attributes bool) script {
	var s script
	for attributes {
		var key, value []byte
		key, value, attributes = z.TagAttr()
		if string(key) == "type" && s.kind == "" { // of two the first counts
			s.kind = strings.ToLower(strings.TrimSpace(string(value)))
		}
	}
	if z.Next() == html.TextToken { // else it is empty: this was its end
		s.text = string(z.Text())
		z.Next()
	}
	return s
}

// void elements have no end tag.
var void = phrases("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")

// grow builds the tree of a page that is HTML. A tree deeper than 512 elements
// cannot be built: the error says so.
func (p *Page) grow() error {
	if p.HTML != nil || !p.markup {
		return nil
	}
	root, err := html.Parse(bytes.NewReader(p.Body))
	if err != nil {
		return explain(err, p.URL, 0)
	}
	for n := range root.ChildNodes() {
		if n.Type == html.ElementNode && n.Data == "html" {
			p.HTML = n
		}
	}
	return nil
}
