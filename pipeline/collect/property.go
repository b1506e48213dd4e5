package collect

import (
	"strings"

	"golang.org/x/net/html"
)

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
		if attribute(n, "itemprop") == "url" || localName(attribute(n, "property")) == "url" || n.Data == "link" {
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
