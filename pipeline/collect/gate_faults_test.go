package collect

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const onePage = `<html><head><script type="application/ld+json">{"@type":"Product","name":"Kettle","aggregateRating":{"@type":"AggregateRating","reviewCount":1},` +
	`"review":[{"@type":"Review","@id":"r1","author":"Ann","reviewBody":"It leaks.","datePublished":"2026-01-02","reviewRating":{"ratingValue":1}}]}</script></head><body></body></html>`

func sendHTML(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, body)
}

func packed(body string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, body)
	_ = z.Close()
	return b.Bytes()
}

// bomb inflates to 16 MiB, four times the tests' cap, from about 16 KiB.
var bomb = packed(strings.Repeat("0", 16<<20))

// TestMisbehavingServer: each fault gives one clear row in the ledger, and no
// verbatim; what is only slow or odd gives the page.
func TestMisbehavingServer(t *testing.T) {
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { sendHTML(w, onePage) }))
	defer inner.Close() // private, and not allowed
	type handler = func(w http.ResponseWriter, r *http.Request, try int)
	status := func(codes ...int) handler {
		return func(w http.ResponseWriter, _ *http.Request, try int) {
			if c := codes[min(try, len(codes))-1]; c != 200 {
				w.WriteHeader(c)
				return
			}
			sendHTML(w, onePage)
		}
	}
	for _, c := range []struct {
		name    string
		robots  string
		page    handler
		fault   string // in the ledger; empty: the page is read
		tries   int
		blocked bool
		slept   time.Duration // at least this long in one go
	}{
		{name: "fine", page: status(200), tries: 1},
		{name: "404", page: status(404), fault: "answered 404 Not Found", tries: 1},
		{name: "410", page: status(410), fault: "answered 410 Gone", tries: 1},
		{name: "500 for good", page: status(500), fault: "answered 500 Internal Server Error", tries: 3},
		{name: "503 then fine", page: status(503, 200), tries: 2},
		{name: "502 twice then fine", page: status(502, 502, 200), tries: 3},
		{name: "204", page: status(204), fault: "answered 204", tries: 1},
		{name: "429 with Retry-After", tries: 2, slept: 40 * time.Second, page: func(w http.ResponseWriter, r *http.Request, try int) {
			if try == 1 {
				w.Header().Set("Retry-After", "40")
				w.WriteHeader(429)
				return
			}
			sendHTML(w, onePage)
		}},
		{name: "503 with a date", tries: 2, slept: 29 * time.Second, page: func(w http.ResponseWriter, r *http.Request, try int) {
			if try == 1 {
				w.Header().Set("Retry-After", newClock().at.Add(30*time.Second+time.Second).Format(http.TimeFormat))
				w.WriteHeader(503)
				return
			}
			sendHTML(w, onePage)
		}},
		{name: "429 for hours", tries: 1, fault: "try again later", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(429)
		}},
		{name: "redirect", tries: 2, page: func(w http.ResponseWriter, r *http.Request, try int) {
			if try == 1 {
				http.Redirect(w, r, "/elsewhere", http.StatusFound)
				return
			}
			sendHTML(w, onePage)
		}},
		{name: "redirect loop", tries: 6, fault: "more than 5 redirects", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			http.Redirect(w, r, "/page", http.StatusFound)
		}},
		{name: "redirect into a disallowed path", robots: "User-agent: *\nDisallow: /secret", tries: 1, blocked: true, fault: "disallows it", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			http.Redirect(w, r, "/secret/page", http.StatusFound)
		}},
		{name: "redirect to a private address", tries: 1, fault: "private or reserved address", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			http.Redirect(w, r, inner.URL+"/page", http.StatusFound)
		}},
		{name: "redirect to the metadata service", tries: 1, fault: "private or reserved address", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusFound)
		}},
		{name: "redirect to a file", tries: 1, fault: "only GET over http and https", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(302)
		}},
		{name: "redirect to nowhere", tries: 1, fault: "answered 302", page: status(302)},
		{name: "reset in the middle", tries: 3, fault: "read body", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Length", "100000")
			sendHTML(w, onePage)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}},
		{name: "chunked and cut", tries: 3, fault: "read body", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			sendHTML(w, onePage)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}},
		{name: "reset, then fine", tries: 2, page: func(w http.ResponseWriter, r *http.Request, try int) {
			if try == 1 {
				panic(http.ErrAbortHandler)
			}
			sendHTML(w, onePage)
		}},
		{name: "gzip", tries: 1, page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(packed(onePage))
		}},
		{name: "gzip bomb", tries: 1, fault: "inflates beyond the cap", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(bomb)
		}},
		{name: "gzip bomb as an archive", tries: 1, fault: "inflates beyond the cap", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Type", "application/x-gzip")
			_, _ = w.Write(bomb)
		}},
		{name: "cut gzip", tries: 3, fault: "inflate body", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Encoding", "gzip")
			b := packed(onePage)
			_, _ = w.Write(b[:len(b)/2])
		}},
		{name: "a coding not asked for", tries: 1, fault: `content encoding "br"`, page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Encoding", "br")
			sendHTML(w, onePage)
		}},
		{name: "endless body", tries: 1, fault: "larger than the cap", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Type", "text/html")
			for chunk := []byte(strings.Repeat("x", 1<<16)); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}},
		{name: "too large by its own word", tries: 1, fault: "larger than the cap", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Length", "999999999")
			sendHTML(w, onePage)
		}},
		{name: "empty body", tries: 1, fault: "empty body", page: func(w http.ResponseWriter, r *http.Request, _ int) { sendHTML(w, "") }},
		{name: "JSON instead of HTML", tries: 1, fault: "is no HTML page", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"html":"<html></html>"}`)
		}},
		{name: "HTML too deep", tries: 1, fault: "nested too deeply", page: func(w http.ResponseWriter, r *http.Request, _ int) {
			sendHTML(w, strings.Repeat("<div>", 2000)+onePage)
		}},
		{name: "robots.txt disallows", robots: "User-agent: gripe\nDisallow: /", tries: 0, blocked: true, fault: "disallows it", page: status(200)},
		{name: "robots.txt asks for an hour", robots: "User-agent: *\nCrawl-delay: 3600", tries: 0, blocked: true, fault: "between requests", page: status(200)},
		{name: "robots.txt is broken", robots: "503", tries: 0, blocked: true, fault: "robots.txt cannot be read", page: status(200)},
		{name: "robots.txt is forbidden", robots: "403", tries: 1, page: status(200)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var tries atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					switch c.robots {
					case "":
						w.WriteHeader(404)
					case "403":
						w.WriteHeader(403)
					case "503":
						w.WriteHeader(503)
					default:
						_, _ = io.WriteString(w, c.robots)
					}
					return
				}
				c.page(w, r, int(tries.Add(1)))
			}))
			defer server.Close()
			clock := newClock()
			src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/page"}}, testGate(t, clock, nil, server))
			if err != nil {
				t.Fatal(err)
			}
			sink := &memory{}
			cov, err := src.Collect(t.Context(), sink)
			if err != nil {
				t.Fatal(err)
			}
			if int(tries.Load()) != c.tries {
				t.Errorf("%d requests, want %d", tries.Load(), c.tries)
			}
			if len(sink.batches) != 1 {
				t.Fatalf("%d ledger rows, want 1: %+v", len(sink.batches), cov)
			}
			row := sink.batches[0]
			if c.slept > 0 && !sleptFor(clock, c.slept) {
				t.Errorf("slept %v, want one of %s", clock.slept, c.slept)
			}
			if c.fault == "" {
				if row.Fetch.Error != "" || len(row.Verbatims) != 1 || row.Fetch.Status != 200 || cov.Error != "" || cov.Suspect != "" {
					t.Fatalf("row %+v, coverage %+v", row.Fetch, cov)
				}
				if got := row.Verbatims[0]; got.Text != "It leaks." || got.Rating != 1 || got.Product != "Kettle" || got.Source != "p" {
					t.Errorf("verbatim %+v", got)
				}
				if row.Fetch.Tries != c.tries || row.Fetch.Hash == "" || row.Fetch.Bytes == 0 {
					t.Errorf("ledger row %+v", row.Fetch)
				}
				return
			}
			if !strings.Contains(row.Fetch.Error, c.fault) || strings.Contains(row.Fetch.Error, "\n") {
				t.Errorf("fault %q, want %q", row.Fetch.Error, c.fault)
			}
			if len(row.Verbatims) != 0 || cov.Error != row.Fetch.Error || cov.Pages != 0 {
				t.Errorf("%d verbatims, coverage %+v", len(row.Verbatims), cov)
			}
			if blocked := cov.Blocked == 1 && cov.Failed == 0; blocked != c.blocked || cov.Blocked+cov.Failed != 1 {
				t.Errorf("coverage %+v, want blocked %v", cov, c.blocked)
			}
		})
	}
}

func sleptFor(c *fakeClock, d time.Duration) bool {
	for _, s := range c.slept {
		if s >= d {
			return true
		}
	}
	return false
}
