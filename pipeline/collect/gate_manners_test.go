package collect

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestThousandRequestsKeepTheDelay: a thousand requests from eight goroutines,
// as the server's clock sees them: none comes earlier than the delay after the
// one before, and none while another is in flight.
func TestThousandRequestsKeepTheDelay(t *testing.T) {
	const delay, requests, workers = 1500 * time.Millisecond, 1000, 8
	clock := newClock()
	var mu sync.Mutex
	var seen []time.Time
	var flying, together atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if flying.Add(1) > 1 {
			together.Add(1)
		}
		defer flying.Add(-1)
		mu.Lock()
		seen = append(seen, clock.Now())
		mu.Unlock()
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(404)
			return
		}
		_, _ = io.WriteString(w, "x")
	}))
	defer server.Close()
	g := testGate(t, clock, func(o *GateOptions) { o.Delay = delay }, server)
	var wg sync.WaitGroup
	for k := range workers {
		wg.Go(func() {
			for i := range requests / workers {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("%s/%d/%d", server.URL, k, i), nil)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := g.RoundTrip(req); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	breaches, least := 0, time.Hour
	for i := 1; i < len(seen); i++ {
		gap := seen[i].Sub(seen[i-1])
		least = min(least, gap)
		if gap < delay {
			breaches++
		}
	}
	if len(seen) != requests+1 || breaches != 0 || together.Load() != 0 {
		t.Errorf("%d requests, %d breaches, %d in flight together", len(seen), breaches, together.Load())
	}
	t.Logf("%d requests by %d goroutines: %d breaches of %s, least gap %s, %d in flight together",
		len(seen), workers, breaches, delay, least, together.Load())
}

// TestBackoffOutlivesItsURL: after an error the host's next page waits as long
// as the last retry did, until the host answers soundly.
func TestBackoffOutlivesItsURL(t *testing.T) {
	clock := newClock()
	var seen []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			w.WriteHeader(404)
			return
		case "/ill":
			w.Header().Set("Retry-After", "0") // never shortens the backoff
			w.WriteHeader(503)
		}
		seen = append(seen, clock.Now())
	}))
	defer server.Close()
	g := testGate(t, clock, func(o *GateOptions) { o.Delay, o.Jitter = 100*time.Millisecond, time.Nanosecond }, server)
	for _, path := range []string{"/ill", "/well", "/well"} {
		_, _, _ = fetch(t.Context(), g, server.URL+path, nil, nil) // the empty body is an error, the timing is looked at
	}
	want := []time.Duration{time.Second, 4 * time.Second, 16 * time.Second, 100 * time.Millisecond}
	if len(seen) != 5 {
		t.Fatalf("%d requests, want 5", len(seen))
	}
	for i, w := range want {
		if gap := seen[i+1].Sub(seen[i]); gap < w || gap > w+time.Millisecond {
			t.Errorf("gap %d is %s, want %s", i, gap, w)
		}
	}
}

// TestHeldHostIsLeftAlone: after a Retry-After beyond the longest wait, other
// pages of the host are not asked for.
func TestHeldHostIsLeftAlone(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(404)
			return
		}
		asked.Add(1)
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(429)
	}))
	defer server.Close()
	clock := newClock()
	g := testGate(t, clock, nil, server)
	for _, path := range []string{"/1", "/2"} {
		if _, _, err := fetch(t.Context(), g, server.URL+path, nil, nil); err == nil || !strings.Contains(err.Error(), "try again later") {
			t.Errorf("%s: %v", path, err)
		}
	}
	_ = clock.Sleep(t.Context(), 2*time.Hour)
	_, _, _ = fetch(t.Context(), g, server.URL+"/3", nil, nil)
	if asked.Load() != 2 {
		t.Errorf("asked %d times, want once, and once more after two hours", asked.Load())
	}
}

// TestRobotsSizes: of a long robots.txt the first 500 KiB hold, however it is
// packed; a cut line never does; a broken one is a refusal.
func TestRobotsSizes(t *testing.T) {
	filler := strings.Repeat("# nothing to see here\n", 84<<20/22)
	rules := "User-agent: *\nDisallow: /no\n"
	for _, c := range []struct {
		name, body string
		packed     bool
		header     string
		no, yes    bool // allowed
	}{
		{name: "84 MB, rules first", body: rules + filler, no: false, yes: true},
		{name: "84 MB, rules last", body: filler + rules, no: true, yes: true},
		{name: "4 MB in gzip", body: string(packed(rules + filler[:4<<20])), packed: true, no: false, yes: true},
		{name: "one endless line", body: rules + "Disallow: /" + strings.Repeat("*", 2<<20), no: false, yes: true},
		{name: "cut in transit", body: rules, header: "9999", no: false, yes: false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/robots.txt" {
					_, _ = io.WriteString(w, "x")
					return
				}
				if c.header != "" {
					w.Header().Set("Content-Length", c.header)
				}
				if c.packed {
					w.Header().Set("Content-Encoding", "gzip")
				}
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			g := testGate(t, newClock(), nil, server)
			for path, want := range map[string]bool{"/no": c.no, "/yes": c.yes} {
				if _, _, err := fetch(t.Context(), g, server.URL+path, nil, nil); (err == nil) != want {
					t.Errorf("%s: %v, want allowed %v", path, err, want)
				}
			}
		})
	}
}
