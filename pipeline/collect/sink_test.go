package collect

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

// memory is a Sink that keeps everything.
type memory struct {
	mu      sync.Mutex
	batches []opinion.Batch
	ids     map[string]string
	err     error
}

func (m *memory) Save(_ context.Context, b opinion.Batch) (opinion.Saved, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return opinion.Saved{}, m.err
	}
	if m.ids == nil {
		m.ids = map[string]string{}
	}
	m.batches = append(m.batches, b)
	s := opinion.Saved{Rejected: len(b.Rejects)}
	for i := range b.Verbatims {
		v := &b.Verbatims[i]
		content, known := m.ids[v.ID]
		switch {
		case !known:
			s.New++
		case content == v.Content():
			s.Known++
		default:
			s.Revised++
		}
		m.ids[v.ID] = v.Content()
	}
	return s, nil
}

func (m *memory) Known(context.Context, string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.ids), nil
}

func (m *memory) verbatims() []opinion.Verbatim {
	var out []opinion.Verbatim
	for _, b := range m.batches {
		out = append(out, b.Verbatims...)
	}
	return out
}

func (m *memory) rejects() []opinion.Reject {
	var out []opinion.Reject
	for _, b := range m.batches {
		out = append(out, b.Rejects...)
	}
	return out
}

// fakeClock moves only when something sleeps.
type fakeClock struct {
	mu    sync.Mutex
	at    time.Time
	slept []time.Duration
}

func newClock() *fakeClock {
	return &fakeClock{at: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// testGate opens the given test servers and no other private address.
func testGate(t *testing.T, clock *fakeClock, change func(*GateOptions), servers ...*httptest.Server) *Gate {
	t.Helper()
	opts := GateOptions{UserAgent: "gripe/1.0 (+https://example.org/bot)", Now: clock.Now, Sleep: clock.Sleep, MaxBody: 4 << 20, Timeout: 5 * time.Second}
	for _, s := range servers {
		opts.AllowPrivate = append(opts.AllowPrivate, strings.TrimPrefix(strings.TrimPrefix(s.URL, "http://"), "https://"))
	}
	if change != nil {
		change(&opts)
	}
	g, err := NewGate(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Close)
	return g
}

// discard is a Sink that keeps nothing.
type discard struct{}

func (discard) Save(_ context.Context, b opinion.Batch) (opinion.Saved, error) {
	return opinion.Saved{New: len(b.Verbatims)}, nil
}

func (discard) Known(context.Context, string) (int, error) { return 0, nil }
