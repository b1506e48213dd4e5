package collect

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// host is one server's turn: one request in flight, and the time before which
// the next must not start. Only who holds the turn touches the rest.
type host struct {
	turn chan struct{}
	next time.Time
	// held is what the server asked for by Retry-After.
	held time.Time
	// backoff is the pause that the last errors earned. It outlives the URL
	// that met them, grows, and is forgotten at the first sound answer.
	backoff time.Duration
}

// heed keeps the distance that an answer calls for, on top of the usual pause.
func (h *host) heed(ill bool, try int, resp *http.Response, now time.Time) {
	switch {
	case ill:
		h.backoff = max(h.backoff, time.Second<<min(2*(try-1), 8)) // 1 s, 4 s, 16 s
	case resp != nil:
		h.backoff = 0
	}
	if ill && resp != nil {
		if asked, named := retryAfter(resp.Header.Get("Retry-After"), now); named {
			h.held = later(h.held, now.Add(asked))
		}
	}
	h.next = later(later(h.next, now.Add(h.backoff)), h.held)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (g *Gate) host(u *url.URL) *host {
	key := strings.ToLower(u.Hostname())
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hosts[key]
	if h == nil {
		h = &host{turn: make(chan struct{}, 1)}
		g.hosts[key] = h
	}
	return h
}

func (h *host) enter(ctx context.Context, t *trace) error {
	select {
	case h.turn <- struct{}{}:
		return nil
	default:
		t.tell(Event{Step: Waiting, For: "its turn at the host"})
	}
	select {
	case h.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *host) leave() { <-h.turn }

// wait sleeps until the host's next request is due. A host that asked for more
// than MaxWait is not asked again at all before.
func (g *Gate) wait(ctx context.Context, h *host, u *url.URL, t *trace) error {
	now := g.opts.Now()
	if d := h.held.Sub(now); d > g.opts.MaxWait {
		return fmt.Errorf("%s was not asked: its host wants to be left alone for %s more; try again later", u.Redacted(), d.Round(time.Second))
	}
	if d := h.next.Sub(now); d > 0 {
		if d >= shortWait {
			t.tell(Event{Step: Waiting, URL: u.Redacted(), Wait: d, For: h.reason()})
		}
		return g.opts.Sleep(ctx, d)
	}
	return ctx.Err()
}

// reason is what the pause before the host's next request is for.
func (h *host) reason() string {
	switch {
	case !h.held.IsZero() && !h.next.After(h.held):
		return "Retry-After"
	case h.backoff > 0:
		return "a pause after a fault"
	}
	return "the delay"
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// retryAfter reads seconds or an HTTP date.
func retryAfter(s string, now time.Time) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return time.Duration(min(n, 1<<30)) * time.Second, true
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(t.Sub(now), 0), true
	}
	return 0, false
}
