package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gripe/pipeline/store"
)

// changing is a list of reviews, newest first, ten a page, on a site that
// changes between two runs.
type changing struct {
	reviews                 int
	undated, empty, wall    bool
	repeats, etag, announce bool
	broken                  int      // a page that answers 500
	asked                   []string // pages, with "=" where they were unchanged
}

func (s *changing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		http.NotFound(w, r)
		return
	}
	n := 1
	_, _ = fmt.Sscanf(r.URL.Query().Get("p"), "%d", &n)
	tag := fmt.Sprintf(`"%d-%d"`, s.reviews, n)
	if s.etag {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			s.asked = append(s.asked, fmt.Sprint(n, "="))
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	s.asked = append(s.asked, fmt.Sprint(n))
	switch {
	case s.broken == n:
		w.WriteHeader(500)
	case s.wall:
		sendFaultPage(w, captchaPage)
	case s.empty:
		sendFaultPage(w, "<html><body><h1>Kettle</h1></body></html>")
	default:
		sendFaultPage(w, s.page(n))
	}
}

func (s *changing) page(n int) string {
	if s.repeats {
		n = 1
	}
	var b strings.Builder
	b.WriteString("<html><head>")
	if s.reviews > 10*n || s.repeats {
		fmt.Fprintf(&b, `<link rel="next" href="/?p=%d&amp;r=%d">`, n+1, len(s.asked))
	}
	b.WriteString("</head><body>")
	if s.announce {
		fmt.Fprintf(&b, `<div itemscope itemtype="https://schema.org/Product"><div itemprop="aggregateRating" itemscope itemtype="https://schema.org/AggregateRating"><meta itemprop="reviewCount" content="%d"></div></div>`, s.reviews)
	}
	for i := s.reviews - 10*(n-1); i > max(0, s.reviews-10*n); i-- {
		date := `<time itemprop="datePublished" datetime="2026-10-01">1 October</time>`
		if s.undated {
			date = ""
		}
		fmt.Fprintf(&b, `<div itemscope itemtype="https://schema.org/Review" itemid="r%d"><b itemprop="author">Ann %d</b>%s`+
			`<p itemprop="reviewBody">The kettle leaks, no. %d.</p></div>`, i, i, date, i)
	}
	return b.String() + "</body></html>"
}

// TestSecondRunByCommandLine collects a site twice that changes in between:
// what is read again, what is said, and what is stored.
func TestSecondRunByCommandLine(t *testing.T) {
	gateSleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	t.Cleanup(func() { gateSleep = nil })
	for _, c := range []struct {
		name   string
		before changing
		change func(*changing)
		flags  []string
		code   int
		said   string
		asked  string // empty: not looked at
		stored int
	}{
		{name: "nothing new", before: changing{reviews: 45}, asked: "1 2", stored: 45},
		{name: "unchanged by its validators", before: changing{reviews: 45, etag: true}, asked: "1=", stored: 45},
		{name: "all again", before: changing{reviews: 45, etag: true}, flags: []string{"--full"}, asked: "1 2 3 4 5", stored: 45},
		{name: "three new", before: changing{reviews: 45, etag: true}, change: func(s *changing) { s.reviews += 3 }, asked: "1 2 3", stored: 48},
		{name: "new ones and a broken page", before: changing{reviews: 45}, change: func(s *changing) { s.reviews += 25; s.broken = 3 },
			code: exitNoSource, said: "the chain of pages broke", stored: 65},
		{name: "dropped to zero", before: changing{reviews: 45}, change: func(s *changing) { s.empty = true },
			code: exitPartial, said: "source shop is suspect: found none where 45 are known", stored: 45},
		{name: "lost its dates", before: changing{reviews: 45}, change: func(s *changing) { s.undated = true },
			code: exitPartial, said: "0 of 20 reviews have a date, where 45 of 45 stored ones do", stored: 45},
		{name: "a CAPTCHA now", before: changing{reviews: 45}, change: func(s *changing) { s.wall = true },
			code: exitNoSource, said: "answered with a CAPTCHA", stored: 45},
		{name: "repeats its first page", before: changing{reviews: 45}, change: func(s *changing) { s.repeats = true },
			code: exitPartial, said: "the second page is the same as the first", stored: 45},
		{name: "announces more than it shows", before: changing{reviews: 8, announce: true}, change: func(s *changing) { s.reviews = 9 }, stored: 9},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := c.before
			server := httptest.NewServer(&site)
			defer server.Close()
			dir := t.TempDir()
			conf := filepath.Join(dir, "gripe.yaml")
			text := fmt.Sprintf("company: A\nfetch: {delay: 0s}\nsources:\n  - {name: shop, kind: page, urls: [\"%s/\"], allow_private: true}\n", server.URL)
			if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			collect := func(flags ...string) int {
				stderr.Reset()
				site.asked = nil
				return Run(t.Context(), append([]string{"collect", "--config", conf}, flags...), strings.NewReader(""), &stdout, &stderr)
			}
			if code := collect(); code != exitOK {
				t.Fatalf("first run: exit %d, %s", code, &stderr)
			}
			if c.change != nil {
				c.change(&site)
			}
			if code := collect(c.flags...); code != c.code || !strings.Contains(stderr.String(), c.said) || c.said == "" && stderr.Len() > 0 {
				t.Errorf("exit %d, said %q; want %d and %q", code, &stderr, c.code, c.said)
			}
			if got := strings.Join(site.asked, " "); c.asked != "" && got != c.asked {
				t.Errorf("asked for pages %s, want %s", got, c.asked)
			}
			st, err := store.Open(t.Context(), filepath.Join(dir, "gripe.db"), store.Options{ReadOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			if n, err := st.Known(t.Context(), "shop"); err != nil || n != c.stored {
				t.Errorf("%d stored, want %d; %v", n, c.stored, err)
			}
		})
	}
}

// TestHoleIsFilled: what a broken run left unread behind pages that are known
// is found by the next.
func TestHoleIsFilled(t *testing.T) {
	gateSleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	t.Cleanup(func() { gateSleep = nil })
	site := changing{reviews: 45, etag: true}
	server := httptest.NewServer(&site)
	defer server.Close()
	dir := t.TempDir()
	conf := filepath.Join(dir, "gripe.yaml")
	text := fmt.Sprintf("company: A\nfetch: {delay: 0s}\nsources:\n  - {name: shop, kind: page, urls: [\"%s/\"], allow_private: true}\n", server.URL)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ reviews, broken, code, stored int }{
		{45, 0, exitOK, 45}, {80, 3, exitNoSource, 65}, {80, 0, exitOK, 80},
	} {
		site.reviews, site.broken = step.reviews, step.broken
		var stdout, stderr bytes.Buffer
		code := Run(t.Context(), []string{"collect", "--config", conf}, strings.NewReader(""), &stdout, &stderr)
		st, err := store.Open(t.Context(), filepath.Join(dir, "gripe.db"), store.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		n, err := st.Known(t.Context(), "shop")
		if cerr := st.Close(); err != nil || cerr != nil || code != step.code || n != step.stored {
			t.Errorf("%+v: exit %d, %d stored, %v %v, %s", step, code, n, err, cerr, &stderr)
		}
	}
}
