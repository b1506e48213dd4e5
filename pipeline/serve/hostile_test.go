package serve

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

var payloads = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'><svg onload=alert(1)>`,
	`</title></style><script>alert(1)</script>`,
	`</textarea></select><iframe src="https://evil.example"></iframe>`,
	`" autofocus onfocus=alert(1) x="`,
	`<a href="javascript:alert(1)">x</a>`,
	"javascript:alert(1)",
	"jav\tascript:alert(1)",
	"https://good.example@evil.example/\"onmouseover=\"alert(1)",
	"data:text/html,<script>alert(1)</script>",
	`{{.D}}<!-- --><![CDATA[ ]]>`,
	`<meta http-equiv=refresh content=0;url=https://evil.example><base href=//evil.example>`,
	"\u202e\u2066evil\u2069\u200f \x00\x07\x1b[31m \xff\xfe",
	strings.Repeat("w", 5000),
	"",
}

// poisoned is a database with p in every text that comes from outside.
func poisoned(t *testing.T, p string) *fake {
	t.Helper()
	f := fixture(t)
	poison := func(s *Stored) {
		v := &s.Verbatim
		v.Source, v.ExternalID, v.URL, v.Product, v.Title, v.Text, v.RatingRaw = p, p, p, p, p, p, p
		s.Quarantined = ""
		if a := s.Annotation; a != nil {
			a.Model = p
			for i := range a.Mentions {
				m := &a.Mentions[i]
				m.Start, m.End = i, len(p)-i
				m.Aspects = []string{p}
			}
			for i := range a.Entities {
				a.Entities[i].Text, a.Entities[i].Label = p, p
			}
		}
	}
	for i := range f.found.Hits {
		poison(&f.found.Hits[i])
	}
	poison(&f.reading.Stored)
	f.reading.Annotation.Mentions[0].Theme, f.reading.Annotation.Mentions[0].Signals = opinion.Theme(p), []opinion.Signal{opinion.Signal(p)}
	f.reasons[0][0].Text = p
	for i := range f.reading.Copies {
		poison(&f.reading.Copies[i])
	}
	f.choices.Sources, f.choices.Products, f.choices.Total = append(f.choices.Sources, p), append(f.choices.Products, p), 9999
	c := &f.coverage
	c.Model, c.Models[0].Version = p, p
	c.Sources[0].Name, c.Sources[0].LastError, c.Sources[0].Languages = p, p, map[string]int{p: 4}
	c.Reasons[0].Source, c.Reasons[0].Reason, c.Reasons[0].Where = p, p, p
	c.Spoilt[0] = Reason{p, p, 3, p, p}
	c.Runs[1].Outcome, c.Runs[1].Coverage[0].Source, c.Runs[1].Coverage[0].Suspect = p, p, p
	f.audit.Draws[0].Sample, f.audit.Draws[0].Filter.Source = opinion.AuditSample(p), p
	f.audit.Labels[0].ID = p
	f.claims[0] = opinion.Claim{ID: p, Source: p, Product: p, URL: p, Text: p}
	d := &f.digest
	p = report.Name(p) // report.Build hands texts over clean; escaping them is the page's own duty
	d.Company, d.Answer, d.Lead, d.Changes[0].Text, d.Changes[0].Theme = p, p, p, p, p
	d.Sources[0].Name, d.Products[0].Name, d.Causes[0].Name, d.Causes[0].Key = p, p, p, p
	d.Trend.Points[0].Model, d.Trend.Points[0].Label, d.Trend.Points[0].Week.Start = p, p, p
	for i := range d.Classes {
		for k := range d.Classes[i].Quotes {
			d.Classes[i].Quotes[k] = report.QuoteView{ID: p, Title: p, Before: p, Mention: p, After: p, Theme: p, Source: p, Product: p, Link: p, Place: p, Date: p, Rating: p}
		}
		for k := range d.Classes[i].Themes {
			d.Classes[i].Themes[k].Name, d.Classes[i].Themes[k].Key = p, p
		}
	}
	for i := range d.News {
		d.News[i].Term, d.News[i].Text = p, p
	}
	d.Honesty.Warnings, d.Honesty.Card = []string{p}, p
	return f
}

// turning are characters that turn or hide what follows them.
var turning = regexp.MustCompile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\\x00-\\x08\\x0b-\\x1f\\x7f]")

// allowed are the elements that pages are made of.
var allowed = regexp.MustCompile(`^(html|head|meta|link|title|body|a|nav|ul|ol|li|p|main|h[1-6]|bdi|span|footer|div|time|form|label|input|select|option|datalist|button|section|figure|figcaption|table|caption|thead|tbody|tr|th|td|dl|dt|dd|details|summary|article|blockquote|mark|i|b|sup|small|code|pre|svg|g|path|circle|rect|line|text|tspan|title|desc|defs|pattern|polyline|polygon|clippath|use)$`)

// Whatever stands in the database, the configuration or the address: pages hold
// our elements only, nothing that runs, and no way to anywhere but here and the
// sources' own pages.
func TestNothingRuns(t *testing.T) {
	pages := 0
	for _, p := range payloads {
		q := url.QueryEscape(p)
		h := dashboard(t, poisoned(t, p), func(o *Options) {
			o.Company, o.Model, o.Card = p, p, "## "+p+"\n\n"+p+"\n\n- "+p+"\n\n```\n"+p+"\n```\n"
		})
		for _, target := range []string{
			"/", "/?week=" + q, "/?product=" + q, "/?" + q + "=1", "/" + url.PathEscape(p), "/verbatim/" + url.PathEscape(p),
			"/verbatims?q=" + q, "/verbatims?theme=" + q, "/verbatim/" + someID, "/sources", "/promises", "/audit", "/model", "/sources?" + q,
		} {
			w := ask(h, "GET", target)
			pages++
			for n := range parsed(t, w).Descendants() {
				if m := turning.FindString(n.Data); n.Type == html.TextNode && m != "" {
					t.Errorf("%.60q, %.60s: %q came through", p, target, m)
				}
				if n.Type != html.ElementNode {
					continue
				}
				if !allowed.MatchString(strings.ToLower(n.Data)) {
					t.Errorf("%.60q, %.60s: element %s", p, target, n.Data)
				}
				if n.Data == "meta" && attr(n, "http-equiv") != "" {
					t.Errorf("%.60q, %.60s: meta %s", p, target, attr(n, "http-equiv"))
				}
				for _, a := range n.Attr {
					switch key := strings.ToLower(a.Key); {
					case strings.HasPrefix(key, "on"), key == "style", key == "src", key == "srcdoc", key == "formaction", key == "autofocus", key == "background":
						t.Errorf("%.60q, %.60s: attribute %s on %s", p, target, a.Key, n.Data)
					case key == "action" && a.Val != "/" && a.Val != "/verbatims":
						t.Errorf("%.60q, %.60s: a form leads to %s", p, target, a.Val)
					case key == "href" && strings.HasPrefix(a.Val, "https://"):
						if attr(n, "rel") != "noopener noreferrer nofollow" {
							t.Errorf("%.60q, %.60s: link without rel", p, target)
						}
					case key == "href" && !regexp.MustCompile(`^(/([^/\\]|$)|#)`).MatchString(a.Val):
						t.Errorf("%.60q, %.60s: link to %.80s", p, target, a.Val)
					}
				}
			}
		}
	}
	t.Logf("%d payloads on %d pages", len(payloads), pages)
}

func TestPersonalDataIsMasked(t *testing.T) {
	h := dashboard(t, fixture(t))
	for _, target := range []string{"/verbatims", "/verbatim/" + someID} {
		body := ask(h, "GET", target).Body.String()
		if strings.Contains(body, "0958") || strings.Contains(body, "jane@") {
			t.Errorf("%s shows a number or an address", target)
		}
		if target != "/verbatims" && !strings.Contains(body, "[e-mail]") {
			t.Errorf("%s hides the mail's address without saying so", target)
		}
	}
}
