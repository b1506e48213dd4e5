package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"gripe/pipeline/collect/robots"
)

// GateOptions set how gripe behaves towards other people's servers. Zero
// values take the default in brackets.
type GateOptions struct {
	// UserAgent starts with the product token that robots.txt rules name:
	// "gripe/1.0 (+https://example.org/contact)". ["gripe/1.0"]
	UserAgent string
	// Delay between two requests to one host [1 s], and a random extra of up
	// to Jitter [Delay/2].
	Delay, Jitter time.Duration
	// HostDelay replaces Delay for single hosts, by lower-case name without a
	// port; jitter is half of it. [none]
	HostDelay map[string]time.Duration
	// Timeout of one request, from dialling to the last byte. [60 s]
	Timeout time.Duration
	// MaxWait is the longest that a host may make gripe wait at once, by
	// Retry-After or Crawl-delay; beyond it the request fails. [2 min]
	MaxWait time.Duration
	// MaxBody caps a body in bytes, before and after inflation. [32 MiB]
	MaxBody int64
	// Tries of one request. [3]
	Tries int
	// AllowPrivate lists the exact host:port pairs that may lie at private
	// addresses. [none]
	AllowPrivate []string
	// Now and Sleep replace the clock. Sleep returns early with the context's
	// error.
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error
}

// Gate is the only way from gripe to the network. It is safe for several
// goroutines; share one among all sources, so that the limits per host hold.
type Gate struct {
	opts      GateOptions
	token     string
	transport *http.Transport
	mu        sync.Mutex
	hosts     map[string]*host
	sites     map[string]*site
}

var leadingToken = regexp.MustCompile(`^[A-Za-z_-]+`)

// NewGate checks the options and fills in the defaults.
func NewGate(opts GateOptions) (*Gate, error) {
	if opts.UserAgent == "" {
		opts.UserAgent = "gripe/1.0"
	}
	token := leadingToken.FindString(opts.UserAgent)
	if token == "" || strings.EqualFold(token, "mozilla") || strings.ContainsAny(opts.UserAgent, "\r\n") {
		return nil, fmt.Errorf("user agent %q must start with a product token of its own, such as gripe/1.0", opts.UserAgent)
	}
	if opts.Delay < 0 || opts.Jitter < 0 || opts.Timeout < 0 || opts.MaxWait < 0 || opts.MaxBody < 0 || opts.Tries < 0 {
		return nil, errors.New("gate options must not be negative")
	}
	if opts.Delay == 0 {
		opts.Delay = time.Second
	}
	if opts.Jitter == 0 {
		opts.Jitter = opts.Delay / 2
	}
	if opts.Timeout == 0 {
		opts.Timeout = time.Minute
	}
	if opts.MaxWait == 0 {
		opts.MaxWait = 2 * time.Minute
	}
	if opts.MaxBody == 0 {
		opts.MaxBody = 32 << 20
	}
	if opts.Tries == 0 {
		opts.Tries = 3
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Sleep == nil {
		opts.Sleep = sleep
	}
	for _, a := range opts.AllowPrivate {
		if h, p, err := net.SplitHostPort(a); err != nil || h == "" || p == "" {
			return nil, fmt.Errorf("private address %q must be host:port", a)
		}
	}
	return &Gate{
		opts:      opts,
		token:     token,
		transport: newTransport(opts),
		hosts:     map[string]*host{},
		sites:     map[string]*site{},
	}, nil
}

// newTransport has no proxy (a proxy would dial in gripe's stead, past the
// address guard) and no transparent inflation (it has no cap). A connection is
// kept for the next request only where that follows at once: see once.
func newTransport(opts GateOptions) *http.Transport {
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            guardedDialer(opts.AllowPrivate).dial,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        2 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		ReadBufferSize:         32 << 10, // most pages in one or two reads
	}
}

// Close drops idle connections.
func (g *Gate) Close() { g.transport.CloseIdleConnections() }

// trace tells the fetcher what the gate did for it.
type trace struct {
	tries int
	bytes int64
	// events is told of waits and retries; nil tells nobody.
	events Progress
}

type traceKey struct{}

// RoundTrip lets one hop through: address and scheme, robots.txt, the host's
// turn, then up to Tries attempts. The body it returns is complete, inflated,
// in UTF-8 where it is text, and in memory.
func (g *Gate) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		req.Body.Close()
	}
	if req.Method != http.MethodGet || req.URL.Scheme != "http" && req.URL.Scheme != "https" || req.URL.Host == "" {
		return nil, fmt.Errorf("%s %s: only GET over http and https is allowed", req.Method, req.URL.Redacted())
	}
	if req.URL.User != nil {
		return nil, fmt.Errorf("%s: a URL with a user name is not fetched", req.URL.Redacted())
	}
	ctx := req.Context()
	rules, err := g.rules(ctx, req.URL)
	if err != nil {
		return nil, err
	}
	if !rules.Allowed(req.URL) {
		return nil, &BlockedError{URL: req.URL.Redacted(), Reason: "robots.txt of " + req.URL.Host + " disallows it for " + g.token}
	}
	if rules.Delay > g.opts.MaxWait {
		return nil, &BlockedError{URL: req.URL.Redacted(), Reason: fmt.Sprintf("robots.txt of %s asks for %s between requests, more than the %s gripe waits", req.URL.Host, rules.Delay, g.opts.MaxWait)}
	}
	t, _ := ctx.Value(traceKey{}).(*trace)
	if t == nil {
		t = &trace{}
	}
	return g.attempts(ctx, req.URL, g.header(req), rules.Delay, bodyRule{limit: g.opts.MaxBody}, t)
}

// header keeps a source's own headers on the host they were meant for: a hop
// that follows a redirect carries none of them.
func (g *Gate) header(req *http.Request) http.Header {
	h := http.Header{}
	if req.Response == nil {
		h = req.Header.Clone()
	} else if a := req.Header.Get("Accept"); a != "" {
		h.Set("Accept", a)
	}
	h.Del("Cookie")
	h.Del("Referer")
	h.Set("User-Agent", g.opts.UserAgent)
	h.Set("Accept-Encoding", "gzip")
	return h
}

// attempts tries one URL until it answers with something final.
func (g *Gate) attempts(ctx context.Context, u *url.URL, header http.Header, crawlDelay time.Duration, body bodyRule, t *trace) (*http.Response, error) {
	if oddNumber(u.Hostname()) {
		return nil, &addressError{u.Host}
	}
	h := g.host(u)
	if err := h.enter(ctx, t); err != nil {
		return nil, err
	}
	defer h.leave()
	for try := 1; ; try++ {
		if err := g.wait(ctx, h, u, t); err != nil {
			return nil, err
		}
		if try > 1 {
			t.tell(Event{Step: Retry, URL: u.Redacted(), Try: try})
		}
		t.tries++
		resp, err := g.once(ctx, u, header, body, t)
		now := g.opts.Now()
		h.next = now.Add(g.pause(u, crawlDelay))
		ill := unwell(resp, err)
		h.heed(ill, try, resp, now)
		if resp != nil && h.held.Sub(now) > g.opts.MaxWait {
			return nil, fmt.Errorf("%s answered %d and asks to come back after %s: try again later", u.Redacted(), resp.StatusCode, h.held.Sub(now).Round(time.Second))
		}
		if !ill || try >= g.opts.Tries || ctx.Err() != nil {
			return resp, err
		}
	}
}

// unwell tells whether an answer is one that another try may better.
func unwell(resp *http.Response, err error) bool {
	if err != nil {
		return !final(err)
	}
	s := resp.StatusCode
	return s == http.StatusTooManyRequests || s >= 500 && s != http.StatusNotImplemented
}

// pause is how long u's host is left alone before its next request.
func (g *Gate) pause(u *url.URL, crawlDelay time.Duration) time.Duration {
	delay, jitter := g.manners(u)
	d := max(delay, crawlDelay)
	if jitter > 0 {
		d += rand.N(jitter)
	}
	return d
}

// manners are the configured pause of u's host, and what is added at random.
func (g *Gate) manners(u *url.URL) (delay, jitter time.Duration) {
	if own, ok := g.opts.HostDelay[strings.ToLower(u.Hostname())]; ok {
		return own, own / 2
	}
	return g.opts.Delay, g.opts.Jitter
}

// keptFor is the longest pause over which a connection is kept.
const keptFor = 100 * time.Millisecond

// once makes one request with one time limit, and reads all of the body.
func (g *Gate) once(ctx context.Context, u *url.URL, header http.Header, body bodyRule, t *trace) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, g.opts.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("build request: %w", err)
	}
	req.Header = header.Clone()
	// On a kept connection that died the transport repeats a request by
	// itself, unseen by the tries and the pauses, unless it has a body: this
	// one has an empty one, of which nothing is sent. With longer pauses a
	// connection would be dead by the next request, and is not kept.
	if delay, _ := g.manners(u); delay < keptFor {
		req.Body = io.NopCloser(strings.NewReader(""))
	} else {
		req.Close = true
	}
	resp, err := g.transport.RoundTrip(req)
	if err == nil {
		err = readBody(resp, body, t)
	}
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, fmt.Errorf("%s did not finish within %s: %w", u.Redacted(), g.opts.Timeout, err)
		}
		return nil, fmt.Errorf("fetch %s: %w", u.Redacted(), err)
	}
	return resp, nil
}

// rules of the site that u belongs to.
func (g *Gate) rules(ctx context.Context, u *url.URL) (*robots.Rules, error) {
	key := strings.ToLower(u.Scheme + "://" + u.Host)
	g.mu.Lock()
	s := g.sites[key]
	if s == nil {
		s = &site{turn: make(chan struct{}, 1)}
		g.sites[key] = s
	}
	g.mu.Unlock()
	return s.rules(ctx, g, u)
}
