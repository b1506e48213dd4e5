package collect

import (
	"strings"
	"testing"
)

func TestSitemap(t *testing.T) {
	urlset := func(urls ...string) string {
		return `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x"><url><loc> ` +
			strings.Join(urls, ` </loc><image:image><image:loc2>BASE/i.png</image:loc2></image:image></url><url><loc>`) + `</loc><lastmod>2026-01-01</lastmod></url></urlset>`
	}
	for _, c := range []struct {
		name    string
		pages   map[string]string
		opts    SitemapOptions
		parsed  int
		asked   int
		capped  bool
		suspect string
		failed  string
	}{
		{name: "an index, a host of its own, a pattern", pages: map[string]string{
			"/sitemap.xml": `<?xml version="1.0"?><sitemapindex><sitemap><loc>BASE/a.xml</loc></sitemap><sitemap><loc>https://elsewhere.example/b.xml</loc></sitemap></sitemapindex>`,
			"/a.xml":       urlset("BASE/p/1", "BASE/p/2", "BASE/p/1", "BASE/about", "https://elsewhere.example/p/3"),
			"/p/1":         "<html>" + ldPage(-1, "", "a", "b"), "/p/2": "<html><body>no reviews yet</body></html>",
		}, opts: SitemapOptions{Match: `/p/\d`}, parsed: 2, asked: 4},
		{name: "lines of text", pages: map[string]string{"/sitemap.xml": "BASE/p/1\nBASE/p/2\n", "/p/1": "<html>" + ldPage(-1, "", "a"), "/p/2": "<html>" + ldPage(-1, "", "b")}, parsed: 2, asked: 3},
		{name: "cap", pages: map[string]string{"/sitemap.xml": urlset("BASE/p/1", "BASE/p/2"), "/p/1": "<html>" + ldPage(-1, "", "a")}, opts: SitemapOptions{PageOptions: PageOptions{MaxPages: 1}}, parsed: 1, asked: 2, capped: true},
		{name: "nothing matches", pages: map[string]string{"/sitemap.xml": urlset("BASE/x")}, opts: SitemapOptions{Match: "^$"}, asked: 1, suspect: "name no page that matches"},
		{name: "a page in its place", pages: map[string]string{"/sitemap.xml": "<html><body>Not here</body></html>"}, asked: 1, failed: "is no sitemap: it begins with <html>"},
		{name: "cut in the middle", pages: map[string]string{"/sitemap.xml": `<?xml version="1.0"?><urlset><url><loc>BASE/p/1`}, asked: 1, failed: "breaks off"},
		{name: "named by robots.txt", pages: map[string]string{
			"/robots.txt":   "Sitemap: BASE/deep/map.xml\nsitemap: https://elsewhere.example/b.xml\nUser-agent: *\nDisallow: /x\n",
			"/deep/map.xml": urlset("BASE/p/1"), "/p/1": "<html>" + ldPage(-1, "", "a"),
		}, parsed: 1, asked: 2},
		{name: "no sitemap", failed: "answered 404", asked: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var asked, tokens []string
			server := answers(t, c.pages, &asked, &tokens)
			c.opts.Name, c.opts.URLs = "s", []string{server.URL + "/"}
			src, err := NewSitemap(c.opts, testGate(t, newClock(), nil, server))
			if err != nil {
				t.Fatal(err)
			}
			cov, err := src.Collect(t.Context(), &memory{})
			if err != nil {
				t.Fatal(err)
			}
			if cov.Parsed != c.parsed || len(asked) != c.asked || cov.Capped != c.capped {
				t.Errorf("asked %q, coverage %+v", asked, cov)
			}
			if !strings.Contains(cov.Suspect, c.suspect) || c.suspect == "" && cov.Suspect != "" || !strings.Contains(cov.Error, c.failed) || c.failed == "" && cov.Error != "" {
				t.Errorf("suspect %q, want %q; error %q, want %q", cov.Suspect, c.suspect, cov.Error, c.failed)
			}
		})
	}
	_, err := NewSitemap(SitemapOptions{Match: "(", PageOptions: PageOptions{URLs: []string{"x"}}}, nil)
	for _, want := range []string{"match", "needs a name", "no http or https URL"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in %v", want, err)
		}
	}
}
