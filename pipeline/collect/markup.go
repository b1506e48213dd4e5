package collect

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text found inside markup: tags gone, breaks and blocks as line breaks, runs
// of white space as one space, entities decoded.

var (
	tag     = regexp.MustCompile(`(?i)</?(?:p|br|div|span|b|i|em|strong|a|ul|ol|li|h[1-6]|blockquote|img|u|s|small|font|table|tr|td|pre|code|hr|sub|sup)(?:\s[^<>]*)?/?>`)
	newline = regexp.MustCompile(`[ \t\f\r]*\n[ \t\f\r]*`)
	blanks  = regexp.MustCompile(`\n{3,}`)
)

// plain reads a string of a data format, which may or may not hold HTML:
// "I <3 it & you" stays as it is.
func plain(s string) string {
	if settled(s) {
		return s
	}
	return unfolded(s)
}

// unfolded is plain without its shortcut.
func unfolded(s string) string {
	if strings.Contains(s, "&lt;") && !tag.MatchString(s) {
		if once := html.UnescapeString(s); tag.MatchString(once) {
			s = once // markup that was escaped as a whole
		}
	}
	if tag.MatchString(s) {
		if nodes, err := nethtml.ParseFragment(strings.NewReader(strings.ReplaceAll(s, "\n", "<br>")), &nethtml.Node{Type: nethtml.ElementNode, Data: "div", DataAtom: atom.Div}); err == nil {
			var b strings.Builder
			for _, n := range nodes {
				write(&b, n)
			}
			s = b.String()
		}
	}
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
		if strings.Contains(s, "&") { // escaped twice
			s = html.UnescapeString(s)
		}
	}
	return tidy(s)
}

// settled tells that plain would change nothing: no markup, no entity, and no
// white space but single spaces between words.
func settled(s string) bool {
	ascii, space := true, true // a space may not stand at the beginning
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '<' || c == '&' || c < ' ' || c == ' ' && space:
			return false
		case c >= 0x80:
			ascii = false
		}
		space = c == ' '
	}
	return (!space || s == "") && (ascii || utf8.ValidString(s) && strings.TrimSpace(s) == s)
}

// unescape decodes entities in text that holds no markup.
func unescape(s string) string { return html.UnescapeString(s) }

// nodeText is the text of an element as a reader sees it.
func nodeText(n *nethtml.Node) string {
	var b strings.Builder
	write(&b, n)
	return tidy(b.String())
}

func write(b *strings.Builder, n *nethtml.Node) {
	switch n.Type {
	case nethtml.TextNode:
		lead := n.Data != "" && strings.TrimLeft(n.Data, " \t\r\n\f") != n.Data
		tail := n.Data != "" && strings.TrimRight(n.Data, " \t\r\n\f") != n.Data
		if lead {
			b.WriteByte(' ')
		}
		b.WriteString(strings.Join(strings.FieldsFunc(n.Data, htmlSpace), " "))
		if tail {
			b.WriteByte(' ')
		}
		return
	case nethtml.ElementNode:
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Head:
			return
		case atom.Br:
			b.WriteByte('\n')
			return
		}
	}
	block := n.Type == nethtml.ElementNode && isBlock(n.DataAtom)
	if block {
		b.WriteByte('\n')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		write(b, c)
	}
	if block {
		b.WriteByte('\n')
	}
}

func htmlSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f' }

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Blockquote, atom.Section, atom.Article, atom.Tr, atom.Pre,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dd, atom.Dt, atom.Hr, atom.Table:
		return true
	}
	return false
}

// tidy trims lines and collapses what is blank; a NUL ends strings elsewhere.
func tidy(s string) string {
	s = validString(s)
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if strings.Contains(s, "\n") {
		s = newline.ReplaceAllString(s, "\n")
		s = blanks.ReplaceAllString(s, "\n\n")
	}
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	return strings.TrimSpace(s)
}

// validString is s in valid UTF-8 without NUL.
func validString(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "")
}
