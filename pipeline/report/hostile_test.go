package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gripe/pipeline/opinion"
)

var payloads = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'><svg onload=alert(1)>`,
	`</style><script>alert(1)</script>`,
	`</title><iframe src="https://evil.example"></iframe>`,
	`<a href="javascript:alert(1)">x</a>`,
	"javascript:alert(1)",
	"jav\tascript:alert(1)",
	"https://good.example@evil.example/\"onmouseover=\"alert(1)",
	"data:text/html,<script>alert(1)</script>",
	`{{.D}}<!-- --><![CDATA[ ]]>`,
	"![x](https://evil.example/t.gif) [y](javascript:alert(1)) <https://evil.example>",
	"\n\n# heading\n\n- item\n\n| a | b |\n|---|---|\n```\ncode",
	"\u202e\u2066evil\u2069\u200f \x00\x07\x1b[31m \xff\xfe",
	strings.Repeat("w", 5000),
	strings.Repeat("a\u0301\u0302\u0303\u0304\u0305\u0306\u0307", 300),
}

// poisoned puts p into every text that comes from outside.
func poisoned(p string) Input {
	in := fixture()
	in.Company, in.Card = p, p
	in.Warnings = []string{p}
	f := &in.Figures
	f.Now.Estimator, f.Now.Model, f.Now.Warnings = p, p, []string{p + " too"}
	f.Languages = map[string]int{p: 3}
	f.BySource[0].Name, f.ByProduct[0].Name = p, p
	f.Journey[0].Label, f.Touchpoints[0].Label = p, p
	f.Themes[0].Theme = opinion.Theme(p)
	f.Trend[0].Shares.Model = p
	for i := range in.Coverage {
		c := &in.Coverage[i]
		c.Source, c.Suspect, c.Error = p, p, p
	}
	for i := range in.Quotes {
		q := &in.Quotes[i]
		q.Title, q.Text, q.URL, q.Source, q.Product, q.Theme = p, p, p, p, p, opinion.Theme(p)
		q.Start, q.End = i-2, len(p)+i
	}
	return in
}

func TestHTMLHoldsNothingThatRuns(t *testing.T) {
	for _, p := range payloads {
		var b bytes.Buffer
		if err := HTML(&b, Build(poisoned(p))); err != nil {
			t.Fatalf("%q: %v", p, err)
		}
		inert(t, p, b.Bytes())
	}
}

// inert holds that a page with payload p in every place has no element,
// attribute or address but the report's own.
func inert(t *testing.T, p string, page []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	styles := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "iframe", "img", "object", "embed", "link", "base", "form", "input", "foreignobject":
			t.Errorf("%q: element %s", p, n.Data)
		case "style":
			styles++
		}
		for _, a := range n.Attr {
			value := strings.ToLower(a.Val)
			if strings.HasPrefix(strings.ToLower(a.Key), "on") || a.Key == "style" || a.Key == "src" {
				t.Errorf("%q: attribute %s on %s", p, a.Key, n.Data)
			}
			if a.Key == "href" && !strings.HasPrefix(value, "https://reviews.example/") {
				t.Errorf("%q: link to %s", p, a.Val)
			}
			if a.Key == "href" && !strings.Contains(attr(n, "rel"), "noopener noreferrer nofollow") {
				t.Errorf("%q: link without rel", p)
			}
		}
	}
	if styles != 1 {
		t.Errorf("%q: %d style elements", p, styles)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestPolicyAllowsOnlyThePagesOwnStyle(t *testing.T) {
	var b bytes.Buffer
	if err := HTML(&b, Build(fixture())); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	var policy, css string
	for n := range root.Descendants() {
		if attr(n, "http-equiv") == "Content-Security-Policy" {
			policy = attr(n, "content")
		}
		if n.Type == html.ElementNode && n.Data == "style" {
			css = n.FirstChild.Data
		}
	}
	sum := sha256.Sum256([]byte(css))
	want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"
	if !strings.HasPrefix(policy, want) {
		t.Errorf("policy %q does not begin with %q", policy, want)
	}
	if m := regexp.MustCompile(`(?i)url\(|@import|//fonts|<link`).FindString(page); m != "" {
		t.Errorf("something remote: %s", m)
	}
}

// Headings step down one level at a time, and every table says what it is.
func TestPageIsAccessible(t *testing.T) {
	for _, in := range []Input{fixture(), small(), empty()} {
		var b bytes.Buffer
		if err := HTML(&b, Build(in)); err != nil {
			t.Fatal(err)
		}
		root, err := html.Parse(&b)
		if err != nil {
			t.Fatal(err)
		}
		level, ids, refs := 0, map[string]bool{}, []string{}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				if l := int(n.Data[1] - '0'); l > level+1 {
					t.Errorf("h%d after h%d", l, level)
				} else {
					level = l
				}
			}
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("id %s twice", id)
				}
				ids[id] = true
			}
			refs = append(refs, strings.Fields(attr(n, "aria-labelledby"))...)
			switch n.Data {
			case "th":
				if attr(n, "scope") == "" {
					t.Error("a heading cell without scope")
				}
			case "svg":
				if attr(n, "role") != "img" || attr(n, "aria-labelledby") == "" {
					t.Error("a chart without role or label")
				}
			case "table":
				caption := false
				for k := range n.ChildNodes() {
					caption = caption || k.Data == "caption"
				}
				if !caption {
					t.Error("a table without caption")
				}
			}
		}
		for _, r := range refs {
			if !ids[r] {
				t.Errorf("label %s is missing", r)
			}
		}
	}
}

// In Markdown no mark of a payload stands without its backslash, no address
// can become a link by itself, and no line of ours is opened by another's text.
func TestMarkdownHoldsNoMarkupOfOthers(t *testing.T) {
	bare := regexp.MustCompile("(^|[^\\\\])(<|!\\[|`|https?:/|www\\.)")
	ours := regexp.MustCompile(`\]\(<https://reviews\.example/[^<>\s]*>\)`)
	for _, p := range payloads {
		var b bytes.Buffer
		if err := Markdown(&b, Build(poisoned(p))); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if m := bare.FindString(ours.ReplaceAllString(line, "]")); m != "" {
				t.Errorf("%q: bare %q in %q", p, m, line)
			}
			if strings.HasPrefix(line, "# heading") || strings.HasPrefix(line, "- item") || strings.Contains(line, "](javascript") && !strings.Contains(line, `\](javascript`) {
				t.Errorf("%q: markup in %q", p, line)
			}
		}
	}
}

func TestNoRendererShowsControlsOrOverrides(t *testing.T) {
	var b bytes.Buffer
	for _, p := range payloads {
		d := Build(poisoned(p))
		if err := HTML(&b, d); err != nil {
			t.Fatal(err)
		}
		if err := Markdown(&b, d); err != nil {
			t.Fatal(err)
		}
		if err := JSON(&b, d); err != nil {
			t.Fatal(err)
		}
	}
	if m := regexp.MustCompile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\\x00-\\x08\\x0b-\\x1f\\x7f]").FindString(b.String()); m != "" {
		t.Errorf("%q came through", m)
	}
}

// A figure that is no number must not spoil the whole digest.
func TestNumbersThatAreNone(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -5, 7} {
		in := fixture()
		s := ratio(100, 412)
		s.Value, s.High = x, x
		in.Figures.Now.Of[opinion.Service] = s
		in.Figures.Themes[0].Share, in.Figures.Themes[1].Change = s, x
		in.Figures.Trend[3].Shares.Of[opinion.Service] = s
		in.Quotes[0].Rating = x
		d := Build(in)
		var h, m, j bytes.Buffer
		if err := HTML(&h, d); err != nil {
			t.Error(err)
		}
		if err := Markdown(&m, d); err != nil {
			t.Error(err)
		}
		if err := JSON(&j, d); err != nil {
			t.Error(err)
		}
		if !json.Valid(j.Bytes()) || regexp.MustCompile(`\b(NaN|Inf)\b`).MatchString(h.String()+m.String()) {
			t.Errorf("%v shows", x)
		}
	}
	var b bytes.Buffer
	if err := HTML(&b, Build(Input{})); err != nil {
		t.Errorf("the zero input: %v", err)
	}
	if err := Markdown(&b, Build(Input{})); err != nil {
		t.Errorf("the zero input: %v", err)
	}
}
