package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

func TestCharsets(t *testing.T) {
	page := func(body string) string {
		return `<html><head><meta charset="windows-1252"></head><body><div class="r"><p>` + body + `</p></div></body></html>`
	}
	for _, c := range []struct{ name, kind, body, want string }{
		{"meta alone", "text/html", page("caf\xe9 \x80 5"), "café € 5"},
		{"UTF-8 under a wrong header", "text/html; charset=iso-8859-1", page("café €"), "café €"},
		{"header alone", "text/html; charset=windows-1252", strings.Replace(page("caf\xe9"), `<meta charset="windows-1252">`, "", 1), "café"},
		{"no word of it", "text/html", strings.Replace(page("caf\xe9"), `<meta charset="windows-1252">`, "", 1), "café"},
		{"broken UTF-8 under its header", "text/html; charset=utf-8", page("caf\xff x"), "caf\ufffd x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					w.WriteHeader(404)
					return
				}
				w.Header().Set("Content-Type", c.kind)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			sink := &memory{}
			src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL}, Selectors: Selectors{Review: ".r", Title: "p"}}, testGate(t, newClock(), nil, server))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := src.Collect(t.Context(), sink); err != nil {
				t.Fatal(err)
			}
			if got := sink.verbatims(); len(got) != 1 || got[0].Title != c.want {
				t.Errorf("got %+v, want title %q", got, c.want)
			}
		})
	}
}

func TestPublicAddress(t *testing.T) {
	for _, s := range []string{
		"127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
		"100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
		"255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
		"fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::", "2001:db8::1", "100::1", "fec0::1",
	} {
		if publicAddress(netip.MustParseAddr(s)) {
			t.Errorf("%s passes for public", s)
		}
	}
	for _, s := range []string{"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8"} {
		if !publicAddress(netip.MustParseAddr(s)) {
			t.Errorf("%s is refused", s)
		}
	}
	if len(reserved) != 20 {
		t.Errorf("%d reserved networks were read, want 20", len(reserved))
	}
}

// TestGuardForms: every spelling of a local address is refused, and so is the
// proxy in the environment.
func TestGuardForms(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { sendHTML(w, onePage) }))
	defer server.Close()
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	t.Setenv("HTTP_PROXY", server.URL)
	t.Setenv("ALL_PROXY", server.URL)
	g := testGate(t, newClock(), nil)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0", "0.0.0.0", "127.1"} {
		_, row, err := fetch(t.Context(), g, "http://"+host+port+"/page", nil, nil)
		if err == nil || row.Status != 0 {
			t.Errorf("%s was fetched", host)
		}
	}
}

func TestOneRequestAtATime(t *testing.T) {
	var flying, most atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), flying.Add(1)))
		defer flying.Add(-1)
		if r.URL.Path == "/robots.txt" {
			_, _ = io.WriteString(w, "User-agent: *\nCrawl-delay: 7")
			return
		}
		sendHTML(w, onePage)
	}))
	defer server.Close()
	clock := newClock()
	g := testGate(t, clock, nil, server)
	done := make(chan error)
	for i := range 6 {
		go func() {
			_, _, err := fetch(context.Background(), g, fmt.Sprintf("%s/%d", server.URL, i), nil, nil)
			done <- err
		}()
	}
	for range 6 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d requests at once", most.Load())
	}
	long := 0
	for _, s := range clock.slept {
		if s >= 7*time.Second {
			long++
		}
	}
	if long != 5 {
		t.Errorf("waited %v; want the crawl delay of 7 s five times", clock.slept)
	}
}

func TestHeadersStayHome(t *testing.T) {
	var got http.Header
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		sendHTML(w, onePage)
	}))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(404)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "s", Value: "1"})
		http.Redirect(w, r, other.URL, http.StatusFound)
	}))
	defer server.Close()
	t.Setenv("COLLY_USER_AGENT", "evil")
	t.Setenv("COLLY_MAX_BODY_SIZE", "10")
	t.Setenv("COLLY_CACHE_DIR", t.TempDir())
	g := testGate(t, newClock(), nil, server, other)
	page, _, err := fetch(t.Context(), g, server.URL, http.Header{"X-Api-Key": {"secret"}, "Authorization": {"Bearer x"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page.Body), "It leaks.") {
		t.Errorf("body %q", page.Body)
	}
	for _, h := range []string{"X-Api-Key", "Authorization", "Cookie", "Referer"} {
		if got.Get(h) != "" {
			t.Errorf("%s went to another host", h)
		}
	}
	if ua := got.Get("User-Agent"); ua != "gripe/1.0 (+https://example.org/bot)" {
		t.Errorf("user agent %q", ua)
	}
}

func TestRobotsIsAskedOnce(t *testing.T) {
	asked := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		if n := strings.TrimPrefix(r.URL.Path, "/hop"); n != r.URL.Path || r.URL.Path == "/robots.txt" {
			if n == "5" {
				_, _ = io.WriteString(w, "User-agent: *\nDisallow: /no")
				return
			}
			http.Redirect(w, r, "/hop"+string(rune('1'+asked["hops"])), http.StatusFound)
			asked["hops"]++
			return
		}
		sendHTML(w, onePage)
	}))
	defer server.Close()
	clock := newClock()
	g := testGate(t, clock, nil, server)
	for _, c := range []struct {
		path string
		ok   bool
	}{{"/a", true}, {"/no", false}, {"/b", true}} {
		_, _, err := fetch(t.Context(), g, server.URL+c.path, nil, nil)
		var blocked *BlockedError
		if c.ok != (err == nil) || !c.ok && !errors.As(err, &blocked) {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if asked["/robots.txt"] != 1 || asked["/hop5"] != 1 || asked["/no"] != 0 {
		t.Errorf("asked %v", asked)
	}
	_ = clock.Sleep(t.Context(), 25*time.Hour)
	asked["hops"] = 0
	if _, _, err := fetch(t.Context(), g, server.URL+"/a", nil, nil); err != nil || asked["/robots.txt"] != 2 {
		t.Errorf("after a day: %v, asked %v", err, asked)
	}
}

func TestStoreFaultStopsTheRun(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { sendHTML(w, onePage) }))
	defer server.Close()
	src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/1", server.URL + "/2"}}, testGate(t, newClock(), nil, server))
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("disk full")
	cov, err := src.Collect(t.Context(), &memory{err: broken})
	if !errors.Is(err, broken) || cov.Error == "" || cov.Saved != (opinion.Saved{}) {
		t.Errorf("coverage %+v, error %v", cov, err)
	}
}
