package collect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gocolly/colly/v2"
	"golang.org/x/net/html"

	"gripe/pipeline/opinion"
)

// Page is one answer of a source's server, complete and in UTF-8.
type Page struct {
	// URL after redirects.
	URL    string
	Header http.Header
	Body   []byte
	// HTML is the tree of the document; nil where the answer is no HTML, and
	// until grow has built it.
	HTML *html.Node
	// markup: the server says that the body is HTML.
	markup bool
	// linked: the page may hold the link to the next one.
	linked bool
	lines  *outline
}

// maxTags of one page: a parsed element takes some 200 bytes, so this bounds
// what a page of nothing but tags can take. The largest pages that people read
// have a tenth of it.
const maxTags = 200_000

// tagsError: the page has more than maxTags.
type tagsError struct{ n int }

func (e *tagsError) Error() string {
	return fmt.Sprintf("a page of %d tags, more than the %d that are read", e.n, maxTags)
}

// maxRedirects of one page, each checked by the gate.
const maxRedirects = 5

// fetch gets one URL through colly and the gate. The ledger row is filled in
// any case; where the error is set, so is its Error. A page that did not change
// since the validators in header has no body, and the row status 304.
func fetch(ctx context.Context, gate *Gate, url string, header http.Header, events Progress) (*Page, opinion.Fetch, error) {
	row := opinion.Fetch{URL: url, At: gate.opts.Now().UTC()}
	t := &trace{events: events}
	var page *Page
	var fault error
	// One collector per fetch: nothing is shared, so no limit rule, storage,
	// cookie or visited list can leak from one request to the next. colly's
	// own robots, limits, cache and size cut stay off: the gate has them.
	c := colly.NewCollector()
	c.Context = context.WithValue(ctx, traceKey{}, t)
	neutralise(c, gate)
	c.OnResponse(func(r *colly.Response) {
		defer recovered(&fault)
		row.Status = r.StatusCode
		row.ETag, row.LastModified = r.Headers.Get("ETag"), r.Headers.Get("Last-Modified")
		row.Bytes = int64(len(r.Body))
		sum := sha256.Sum256(r.Body)
		row.Hash = hex.EncodeToString(sum[:16])
		page = &Page{URL: r.Request.URL.String(), Header: *r.Headers, Body: r.Body}
		page.markup = isMarkup(r.Headers.Get("Content-Type"))
		if n := bytes.Count(r.Body, []byte("<")); n > maxTags && page.markup {
			fault = &tagsError{n}
		}
	})
	c.OnError(func(r *colly.Response, err error) {
		defer recovered(&fault)
		if r != nil {
			row.Status = r.StatusCode
		}
		if row.Status == http.StatusNotModified && conditional(header) {
			row.ETag, row.LastModified = r.Headers.Get("ETag"), r.Headers.Get("Last-Modified")
			page = &Page{URL: url, Header: *r.Headers}
			return
		}
		if fault == nil {
			fault = err
		}
	})
	if header == nil {
		header = http.Header{}
	}
	err := c.Request(http.MethodGet, url, nil, nil, header)
	row.Tries = t.tries
	if fault == nil {
		fault = err
	}
	if page != nil && row.Status == http.StatusNotModified {
		return page, row, nil
	}
	switch {
	case fault != nil:
		fault = explain(fault, url, row.Status)
	case page == nil || len(bytes.TrimSpace(page.Body)) == 0:
		fault = explain(fmt.Errorf("%s answered %d with an empty body", url, row.Status), url, 0)
	}
	if fault != nil {
		row.Error = fault.Error()
		return nil, row, fault
	}
	return page, row, nil
}

// neutralise undoes what colly does by default, or by COLLY_* in the
// environment, which NewCollector reads last.
func neutralise(c *colly.Collector, gate *Gate) {
	c.IgnoreRobotsTxt = true // the gate decides, at every hop
	c.AllowURLRevisit = true
	c.AllowedDomains, c.DisallowedDomains = nil, nil
	c.CacheDir = ""
	c.DetectCharset = false
	c.MaxBodySize = 0 // unlimited: colly cuts silently, the gate errs
	c.MaxDepth, c.MaxRequests = 0, 0
	c.ParseHTTPErrorResponse = false
	c.TraceHTTP = false
	c.UserAgent = gate.opts.UserAgent
	c.Async = false
	c.SetClient(&http.Client{Transport: gate, CheckRedirect: redirects})
}

// redirects is the client's only policy: few hops, never back to plain http.
func redirects(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	if via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme == "http" {
		return fmt.Errorf("redirect from https to %s is not followed", req.URL.Redacted())
	}
	return nil
}

// conditional tells whether a request asks for what changed only.
func conditional(h http.Header) bool {
	return h.Get("If-None-Match") != "" || h.Get("If-Modified-Since") != ""
}

func recovered(fault *error) {
	if r := recover(); r != nil {
		*fault = fmt.Errorf("a defect while reading the page: %v", r)
	}
}

// isMarkup tells HTML by its media type, as the gate has settled it.
func isMarkup(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "text/html" || media == "application/xhtml+xml"
}

func validUTF8(b []byte) bool { return utf8.Valid(b) }
