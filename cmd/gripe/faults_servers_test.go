package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// misbehaving is a server with one fault.
type misbehaving struct {
	name string
	// robots and page answer; nil robots is none, nil page a sound page with
	// one review.
	robots, page http.HandlerFunc
	// fault is what the line on standard error must match; empty where the
	// page is odd and yet must be read.
	fault string
	// slow servers are given up soon.
	slow bool
}

func (m misbehaving) timeout() time.Duration {
	if m.slow {
		return 300 * time.Millisecond
	}
	return 20 * time.Second
}

func (m misbehaving) server() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "robots") && m.robots != nil:
			m.robots(w, r)
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case m.page != nil:
			m.page(w, r)
		default:
			sendFaultPage(w, faultListing(1))
		}
	})
}

func faultStatus(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func faultRedirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

func faultBody(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, body)
	}
}

// faultBomb inflates to 100 MB, packed once or twice.
var faultBomb = sync.OnceValues(func() (once, twice []byte) {
	zeros := make([]byte, 1<<20)
	var a, b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&a, gzip.BestSpeed)
	for range 100 {
		_, _ = z.Write(zeros)
	}
	_ = z.Close()
	z = gzip.NewWriter(&b)
	_, _ = z.Write(a.Bytes())
	_ = z.Close()
	return a.Bytes(), b.Bytes()
})

func sendBomb(twice bool, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		one, two := faultBomb()
		if twice {
			one = two
		}
		_, _ = w.Write(one)
	}
}

// faultStream writes chunk n times, or until the reader is gone.
func faultStream(w http.ResponseWriter, chunk string, n int) {
	for range n {
		if _, err := io.WriteString(w, chunk); err != nil {
			return
		}
	}
}

func faultCut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	page := faultListing(20)
	_, _ = io.WriteString(w, page[:len(page)/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func faultDrip(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	for _, c := range faultListing(1) {
		_, _ = io.WriteString(w, string(c))
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func robotsText(s string) http.HandlerFunc { return faultBody("text/plain", s) }

// robotsHopping redirects n times before the rules.
func robotsHopping(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		hop := 0
		_, _ = fmt.Sscanf(r.URL.Path, "/robots%d", &hop)
		if hop < n {
			http.Redirect(w, r, fmt.Sprintf("/robots%d", hop+1), http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /\n")
	}
}

const loginPage = `<html><head><title>Sign in</title></head><body><h1>Sign in to go on</h1>
<form action="/session" method="post"><input name="user"><input type="password" name="password"><button>Sign in</button></form></body></html>`

const captchaPage = `<html><head><title>One moment</title><script src="https://js.hcaptcha.com/1/api.js"></script></head>
<body><p>Please confirm that it is you.</p><div class="h-captcha" data-sitekey="x"></div></body></html>`

const robotPage = `<html><head><title>Robot Check</title></head><body><p>Sorry, we just need to make sure you're not a robot.</p></body></html>`

var faults = []misbehaving{
	{name: "nothing is wrong"},
	{name: "500", page: faultStatus(500), fault: `/page answered 500 .*try again later`},
	{name: "503", page: faultStatus(503), fault: `/page answered 503 .*try again later`},
	{name: "429 without Retry-After", page: faultStatus(429), fault: `/page answered 429 .*raise the delay`},
	{name: "429 with Retry-After", page: faultStatus(429, "Retry-After", "30"), fault: `/page answered 429 .*raise the delay`},
	{name: "429 with Retry-After of hours", page: faultStatus(429, "Retry-After", "7200"), fault: `/page answered 429 and asks to come back after 2h0m0s: try again later`},
	{name: "404", page: faultStatus(404), fault: `/page answered 404 .*check the URL`},
	{name: "403", page: faultStatus(403), fault: `/page answered 403 .*ask it for permission`},
	{name: "endless redirects", page: func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, fmt.Sprintf("/page?%d", len(r.URL.RawQuery)+len(r.URL.Path)), http.StatusFound)
	}, fault: `more than 5 redirects; check the URL`},
	{name: "redirect into a disallowed path", robots: robotsText("User-agent: *\nDisallow: /secret"), page: faultRedirect("/secret"), fault: `/secret is blocked: robots.txt .*disallows it`},
	{name: "redirect to 127.0.0.1", page: faultRedirect("http://127.0.0.1:9/"), fault: `/page leads to 127.0.0.1:9, a private`},
	{name: "redirect to a mapped private address", page: faultRedirect("http://[::ffff:10.0.0.1]/"), fault: `/page leads to .*10\.0\.0\.1:80, a private`},
	{name: "reset in the middle", page: faultCut, fault: `/page: read body: .*nothing of it is kept`},
	{name: "slow drip", slow: true, page: faultDrip, fault: `/page did not finish within 300ms.*raise timeout`},
	{name: "gzip bomb", page: sendBomb(false, "Content-Encoding", "gzip", "Content-Type", "text/html"), fault: `inflates beyond the cap`},
	{name: "gzip bomb as x-gzip", page: sendBomb(false, "Content-Encoding", "x-gzip", "Content-Type", "text/html"), fault: `inflates beyond the cap`},
	{name: "gzip bomb as an archive", page: sendBomb(false, "Content-Type", "application/gzip"), fault: `inflates beyond the cap`},
	{name: "gzip bomb in gzip", page: sendBomb(true, "Content-Encoding", "gzip", "Content-Type", "text/html"), fault: `inflates beyond the cap`},
	{name: "endless chunked body", page: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		faultStream(w, strings.Repeat("<p>on and on</p>", 1<<12), 1<<20)
	}, fault: `larger than the cap of .*raise max_body`},
	{name: "200,000-deep DOM", page: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		faultStream(w, strings.Repeat("<div>", 1000), 200)
		_, _ = io.WriteString(w, faultListing(1))
	}, fault: `/page: a page of 200015 tags`},
	{name: "20,000-deep DOM", page: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		faultStream(w, strings.Repeat("<div>", 1000), 20)
		_, _ = io.WriteString(w, faultListing(1))
	}, fault: `nested too deeply.*report it`},
	{name: "2,000,000 elements", page: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		faultStream(w, strings.Repeat("<b>", 1000), 2000)
	}, fault: `/page: a page of 2000000 tags.*name a smaller page`},
	{name: "100,000 elements side by side", page: func(w http.ResponseWriter, _ *http.Request) {
		sendFaultPage(w, faultListing(1))
		faultStream(w, strings.Repeat("<br>\n", 1000), 100)
	}},
	{name: "wrong charset in the header", page: faultBody("text/html; charset=iso-8859-1", faultListing(1))},
	{name: "wrong charset in meta", page: faultBody("text/html", strings.Replace(faultListing(1), `"utf-8"`, `"shift_jis"`, 1))},
	{name: "login wall with 200", page: faultBody("text/html", loginPage), fault: `/page answered with a login page`},
	{name: "redirect to a login page", page: func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == faultPath {
			http.Redirect(w, r, "/accounts/login?next=x", http.StatusFound)
			return
		}
		sendFaultPage(w, "<html><body>Welcome back</body></html>")
	}, fault: `/page answered with a login page`},
	{name: "CAPTCHA", page: faultBody("text/html", captchaPage), fault: `/page answered with a CAPTCHA`},
	{name: "robot check in words", page: faultBody("text/html", robotPage), fault: `/page answered with a CAPTCHA`},
	{name: "placeholder", page: faultBody("text/html", "<html><body><h1>We are down for maintenance</h1></body></html>"), fault: `/page answered with a placeholder`},
	{name: "JSON in HTML", page: faultBody("text/html", `{"reviews":[{"text":"It leaks."}]}`), fault: `/page answered JSON under the label of a web page`},
	{name: "HTML in JSON", page: faultBody("application/json", faultListing(1)), fault: `/page is no HTML page \(application/json`},
	{name: "empty body", page: faultBody("text/html", ""), fault: `/page answered 200 with an empty body`},
	{name: "no review in a sound page", page: faultBody("text/html", "<html><body><h1>Kettle</h1><p>Boils water.</p></body></html>"), fault: `no review was found`},
	{name: "robots.txt of 84 MB", robots: func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /secret\n")
		faultStream(w, strings.Repeat("# nothing to see here\n", 1<<12), 84<<20/(22<<12))
	}},
	{name: "robots.txt of 84 MB that disallows", robots: func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /page\n")
		faultStream(w, strings.Repeat("# nothing to see here\n", 1<<12), 84<<20/(22<<12))
	}, fault: `/page is blocked: robots.txt`},
	{name: "robots.txt that is HTML", robots: faultBody("text/html", "<html><body><p>Not here: Disallow: /</p></body></html>")},
	{name: "robots.txt behind 6 redirects", robots: robotsHopping(6)}, // RFC 9309 2.3.1.2: as if there were none
	{name: "robots.txt behind 5 redirects", robots: robotsHopping(5), fault: `/page is blocked: robots.txt`},
	{name: "robots.txt cut in the middle", robots: faultCut, fault: `/page is blocked: its robots.txt cannot be read`},
	{name: "robots.txt answers 503", robots: faultStatus(503), fault: `/page is blocked: its robots.txt cannot be read`},
	{name: "robots.txt redirects to 127.0.0.1", robots: faultRedirect("http://127.0.0.1:9/robots.txt"), fault: `/page leads to 127.0.0.1:9, a private`},
}
