package collect

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"gripe/pipeline/opinion"
)

// SitemapOptions describe a site whose pages with reviews are found by its
// sitemaps. Of PageOptions, URLs are the sitemaps ("https://example.org" alone
// means those that its robots.txt names, else its /sitemap.xml); From, To and StopAtKnown have no meaning here.
type SitemapOptions struct {
	PageOptions
	// Match is a regular expression that a page's address must match to be
	// read; empty reads all.
	Match string
}

type sitemapSource struct {
	*pageSource
	match *regexp.Regexp
	// sites are named by their address alone.
	sites []string
}

// maxSitemaps bounds the sitemaps of one run, and maxListed the pages that
// they may name together.
const (
	maxSitemaps = 50
	maxListed   = 50_000
)

// NewSitemap checks the options, all at once.
func NewSitemap(opts SitemapOptions, gate *Gate) (Source, error) {
	match, err := regexp.Compile(opts.Match)
	if err != nil {
		err = fmt.Errorf("source %q: match: %w", opts.Name, err)
	}
	opts.From, opts.To, opts.StopAtKnown = 0, 0, false
	src, bad := NewPage(opts.PageOptions, gate)
	if err := errors.Join(err, bad); err != nil {
		return nil, err
	}
	pages, _ := src.(*pageSource)
	s := &sitemapSource{pageSource: pages, match: match}
	var maps []string
	for _, at := range pages.opts.URLs {
		if site := strings.TrimSuffix(at, "/"); strings.Count(site, "/") == 2 {
			s.sites = append(s.sites, site)
		} else {
			maps = append(maps, at)
		}
	}
	pages.opts.URLs = maps
	return s, nil
}

// Collect reads the sitemaps, and then the pages that they name and that
// match, each once, in their order, up to the cap. A page without reviews is
// nothing unusual; a sitemap that cannot be read is a fault.
func (s *sitemapSource) Collect(ctx context.Context, sink Sink) (opinion.Coverage, error) {
	r, err := newRun(ctx, s.opts.Name, s.gate, sink, s.opts.Progress)
	if err != nil {
		return opinion.Coverage{Source: s.opts.Name, Announced: -1, Error: "the store does not answer"}, err
	}
	r.extent = everything
	pages, err := s.discover(r)
	if err != nil {
		return r.cov, err
	}
	if len(pages) == 0 {
		return r.finish("the sitemaps name no page that matches")
	}
	r.emit(Notice, "", fmt.Sprintf("the sitemaps name %d pages that match", len(pages)))
	for i, at := range pages {
		if i >= s.opts.MaxPages {
			r.cov.Capped = true
			break
		}
		if _, err := r.revisit(at, nil, s.parse); err != nil {
			return r.cov, err
		}
	}
	return r.finish("")
}

// discover follows the sitemaps, and those that they name in turn.
func (s *sitemapSource) discover(r *run) ([]string, error) {
	queue, seen := append([]string(nil), s.opts.URLs...), map[string]bool{}
	for _, site := range s.sites {
		named := slices.DeleteFunc(s.gate.sitemaps(r.ctx, site, r.heard), func(at string) bool { return !sameHost(at, site) })
		if len(named) == 0 {
			named = []string{site + "/sitemap.xml"}
		}
		queue = append(queue, named...)
	}
	var pages []string
	for n := 0; n < len(queue); n++ {
		at := queue[n]
		if n >= maxSitemaps {
			r.cov.Capped = true
			break
		}
		if seen[at] {
			continue
		}
		seen[at] = true
		_, err := r.fetch(at, nil, func(p *Page) (found, error) {
			maps, listed, err := readSitemap(p)
			if err != nil {
				return found{}, err
			}
			for _, m := range maps {
				if sameHost(m, at) {
					queue = append(queue, m)
				}
			}
			for _, l := range listed {
				if sameHost(l, at) && s.match.MatchString(l) && !seen[l] && len(pages) < maxListed {
					seen[l] = true
					pages = append(pages, l)
				}
			}
			return found{announced: -1}, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// readSitemap reads a sitemap, an index of sitemaps, or a list of lines.
func readSitemap(p *Page) (maps, pages []string, err error) {
	body := strings.TrimSpace(string(p.Body))
	if !strings.HasPrefix(body, "<") {
		for _, line := range strings.Split(body, "\n") {
			if u := resolve(p.URL, line); u != "" && strings.Contains(line, "://") {
				pages = append(pages, u)
			}
		}
		if len(pages) == 0 {
			return nil, nil, fmt.Errorf("%s is no sitemap", p.URL)
		}
		return nil, pages, nil
	}
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict = false
	root, in := "", ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return maps, pages, fmt.Errorf("%s: the sitemap breaks off: %w", p.URL, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if in = t.Name.Local; root == "" {
				root = in
			}
		case xml.EndElement:
			in = ""
		case xml.CharData:
			u := ""
			if in == "loc" {
				u = resolve(p.URL, string(t))
			}
			switch {
			case u == "":
			case root == "sitemapindex":
				maps = append(maps, u)
			default:
				pages = append(pages, u)
			}
		}
		if root != "" && root != "urlset" && root != "sitemapindex" {
			return nil, nil, fmt.Errorf("%s is no sitemap: it begins with <%s>", p.URL, root)
		}
	}
	return maps, pages, nil
}
