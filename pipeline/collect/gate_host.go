package collect

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// host is one server's turn: one request in flight, and the time before which
// the next must not start.
type host struct {
	turn chan struct{}
	next time.Time
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

func (h *host) enter(ctx context.Context) error {
	select {
	case h.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *host) leave() { <-h.turn }

// wait sleeps until the host's next request is due.
func (g *Gate) wait(ctx context.Context, h *host) error {
	if d := h.next.Sub(g.opts.Now()); d > 0 {
		return g.opts.Sleep(ctx, d)
	}
	return ctx.Err()
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
