package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"gripe/pipeline/collect/robots"
)

// BlockedError says that a URL may not be fetched, and why.
type BlockedError struct {
	URL, Reason string
}

func (e *BlockedError) Error() string {
	return fmt.Sprintf("%s is blocked: %s; ask the site for permission or an API, or remove the URL", e.URL, e.Reason)
}

const (
	// robotsAge: RFC 9309 section 2.4 asks for no more than 24 hours.
	robotsAge = 24 * time.Hour
	// unreachableAge: a site that could not be asked is asked again sooner.
	unreachableAge = 10 * time.Minute
	// robotsHops: RFC 9309 section 2.3.1.2.
	robotsHops = 5
)

// site holds the robots.txt of one scheme, host and port. Its turn makes sure
// that one goroutine fetches it while the others wait.
type site struct {
	turn    chan struct{}
	known   *robots.Rules
	refused string // why everything is disallowed
	until   time.Time
}

func (s *site) rules(ctx context.Context, g *Gate, u *url.URL) (*robots.Rules, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !g.opts.Now().Before(s.until) {
		if t, ok := ctx.Value(traceKey{}).(*trace); ok {
			t.tell(Event{Step: Waiting, URL: u.Redacted(), For: "robots.txt"})
		}
		rules, err := g.fetchRobots(ctx, u)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case isForbiddenAddress(err):
			return nil, err // a refusal of ours, not the site's
		case err != nil:
			s.known, s.refused = nil, err.Error()
			s.until = g.opts.Now().Add(unreachableAge)
		default:
			s.known, s.refused = rules, ""
			s.until = g.opts.Now().Add(robotsAge)
		}
	}
	if s.known == nil {
		return nil, &BlockedError{URL: u.Redacted(), Reason: "its robots.txt cannot be read, which RFC 9309 takes for a refusal (" + s.refused + ")"}
	}
	return s.known, nil
}

// sitemaps are the addresses that the robots.txt of a site names, made
// absolute; none where it cannot be read.
func (g *Gate) sitemaps(ctx context.Context, site string, events Progress) []string {
	u, err := url.Parse(site)
	if err != nil {
		return nil
	}
	rules, err := g.rules(context.WithValue(ctx, traceKey{}, &trace{events: events}), u)
	if err != nil {
		return nil // whoever asks for a page there is told
	}
	var out []string
	for _, s := range rules.Sitemaps {
		if at := resolve(site, s); at != "" {
			out = append(out, at)
		}
	}
	return out
}

// fetchRobots follows RFC 9309 section 2.3.1: 2xx is read, up to five
// redirects are followed, 4xx and more redirects mean that there are no rules,
// everything else is an error and so a refusal.
func (g *Gate) fetchRobots(ctx context.Context, u *url.URL) (*robots.Rules, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	header := http.Header{"User-Agent": {g.opts.UserAgent}, "Accept-Encoding": {"gzip"}, "Accept": {"text/plain, */*"}}
	t := &trace{} // the page's own tries are not these
	if asking, ok := ctx.Value(traceKey{}).(*trace); ok {
		t.events = asking.events
	}
	for hop := 0; hop <= robotsHops; hop++ {
		// One byte more than Parse reads, so that it knows of a cut line.
		resp, err := g.attempts(ctx, at, header, 0, bodyRule{limit: robots.MaxBytes + 1, cut: true}, t)
		if err != nil {
			return nil, fmt.Errorf("fetch robots.txt: %w", err)
		}
		switch c := resp.StatusCode; {
		case c >= 200 && c < 300:
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				return nil, fmt.Errorf("read robots.txt: %w", err)
			}
			return robots.Parse(body, g.token), nil
		case c >= 300 && c < 400 && resp.Header.Get("Location") != "":
			next, err := at.Parse(resp.Header.Get("Location"))
			if err != nil || next.Scheme != "http" && next.Scheme != "https" || next.User != nil {
				return nil, errors.New("robots.txt redirects to no web address")
			}
			at = next
		case c >= 400 && c < 500 && c != http.StatusTooManyRequests:
			// "Too many requests" is in 400-499 and says nothing of rules.
			return &robots.Rules{}, nil
		default:
			return nil, fmt.Errorf("%s answered %d", at.Redacted(), c)
		}
	}
	return &robots.Rules{}, nil
}
