package collect

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Pages that answer 200 and are not what was asked for.

// A wall has little visible text, in bytes: at most wallText, and bareText
// where the sign is one that real pages carry, too: a login form in the
// header, a captcha in the contact form, a word to those without scripts.
const (
	wallText = 4 << 10
	bareText = 1 << 10
)

// sign is something that only such pages hold.
type sign struct {
	what string
	do   string
	// marks are looked for in the source, words in the visible text and title;
	// all in lower case.
	marks, words []string
	// weak signs stand on real pages as well.
	weak bool
}

const askSite = "gripe does not get around it: ask the site for permission or an API, or raise the delay"

var signs = []sign{
	{what: "a CAPTCHA", do: askSite,
		marks: []string{"cf_chl_opt", "cf-challenge", "px-captcha", "captcha-delivery.com", "_incapsula_resource",
			"/errors/validatecaptcha", "awswafcaptcha"},
		words: []string{"verify you are human", "verify that you are human", "are you a robot", "you are not a robot", "you're not a robot", "not a bot",
			"unusual traffic", "type the characters you see", "solve the captcha", "complete the captcha"}},
	{what: "a CAPTCHA", do: askSite, weak: true,
		marks: []string{"geetest.com", "g-recaptcha", "hcaptcha.com", "h-captcha", "cf-turnstile"}},
	{what: "a check of the browser", do: askSite,
		words: []string{"just a moment...", "checking your browser", "pardon our interruption", "attention required!", "please enable cookies",
			"access to this page has been denied", "access denied", "request blocked", "you have been blocked"}},
	{what: "a placeholder", do: "the site may be down for repair: try again later, or check the URL",
		words: []string{"down for maintenance", "under maintenance", "site maintenance", "temporarily unavailable", "be right back soon", "under construction",
			"domain is for sale", "buy this domain", "this domain is parked", "default web page", "welcome to nginx"}},
	{what: "a page without content until its scripts run", do: "name an address that carries the reviews themselves, or ask the site for an API", weak: true,
		words: []string{"enable javascript", "javascript is required", "javascript is disabled", "requires javascript", "turn on javascript"}},
}

// wall names what stands where a page without reviews should show them, and
// what to do; "" where nothing is amiss.
func wall(p *Page, asked string) string {
	if !p.markup {
		return "" // its kind knows what it wants instead
	}
	if p.grow() != nil || p.HTML == nil {
		return "is no page that can be read: its HTML is nested too deeply; remove the URL"
	}
	body := bytes.TrimSpace(p.Body)
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') && !bytes.HasPrefix(body, []byte("[if")) {
		return "answered JSON under the label of a web page: name the address of its pages, or import the data as a file"
	}
	v := glance(p.HTML)
	if len(v.text) > wallText {
		return ""
	}
	source := strings.ToLower(string(p.Body[:min(len(p.Body), 256<<10)]))
	text := strings.ToLower(v.title + "\n" + v.text)
	bare := len(v.text) <= bareText
	for _, s := range signs {
		if s.weak && !bare {
			continue
		}
		for _, m := range s.marks {
			if strings.Contains(source, m) {
				return fmt.Sprintf("answered with %s (%s) instead of reviews: %s", s.what, m, s.do)
			}
		}
		for _, w := range s.words {
			if strings.Contains(text, w) {
				return fmt.Sprintf("answered with %s (%q) instead of reviews: %s", s.what, w, s.do)
			}
		}
	}
	if v.password && bare || loginPath(p.URL) && !loginPath(asked) {
		return "answered with a login page instead of reviews: gripe reads public pages only; name one, or ask the site for an API"
	}
	return ""
}

// loginPath tells whether a URL is that of a login.
func loginPath(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	for part := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		switch strings.NewReplacer("-", "", "_", "").Replace(part) {
		case "login", "signin", "logon", "authwall", "sso":
			return true
		}
	}
	return false
}

// view is what a visitor sees at first.
type view struct {
	title, text string
	password    bool
}

// glance reads the title, up to a little more than wallText of the visible
// text, and whether a password is asked for. The parser bounds the depth.
func glance(n *html.Node) (v view) {
	var text, title strings.Builder
	var walk func(n *html.Node, to *strings.Builder)
	walk = func(n *html.Node, to *strings.Builder) {
		switch n.Type {
		case html.TextNode:
			if to.Len() <= wallText {
				to.WriteString(oneLine(n.Data) + " ")
			}
		case html.ElementNode:
			switch n.Data {
			case "script", "style", "template", "svg":
				return
			case "title":
				to = &title
			case "input":
				for _, a := range n.Attr {
					v.password = v.password || a.Key == "type" && strings.EqualFold(a.Val, "password")
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, to)
		}
	}
	walk(n, &text)
	v.title, v.text = title.String(), strings.TrimSpace(text.String())
	return v
}
