package serve

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A week is counted once, however many ask for it at a time.
func TestWeeksAreCountedOnce(t *testing.T) {
	f := fixture(t)
	h := dashboard(t, f)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if w := ask(h, "GET", "/?week=2026-W47"); w.Code != 200 {
				t.Errorf("%d", w.Code)
			}
		})
	}
	all.Wait()
	if n := f.counts.Load(); n != 1 {
		t.Errorf("counted %d times", n)
	}
	if w := ask(h, "GET", "/?week=2026-W47&source=shop"); w.Code != 200 || f.counts.Load() != 2 {
		t.Errorf("another source: %d, counted %d times", w.Code, f.counts.Load())
	}
}

// What takes long answers at once that it is being counted, and later with the
// figures; when the database has changed, with the old ones until there are new.
func TestSlowWeeksSayThatTheyAreCounted(t *testing.T) {
	f := fixture(t)
	gate := make(chan struct{})
	f.count = func(ctx context.Context) error {
		select {
		case <-gate:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	h := dashboard(t, f, func(o *Options) { o.Patience = time.Nanosecond })
	w := ask(h, "GET", "/?week=2026-W47")
	if w.Code != 200 || w.Header().Get("Refresh") != "1" || !strings.Contains(w.Body.String(), "being counted") {
		t.Fatalf("%d, %q", w.Code, w.Header().Get("Refresh"))
	}
	gate <- struct{}{}
	for strings.Contains(w.Body.String(), "is being counted") {
		w = ask(h, "GET", "/?week=2026-W47")
	}
	if !strings.Contains(w.Body.String(), "Who should act") || w.Header().Get("Refresh") != "" {
		t.Fatalf("no figures:\n%.600s", w.Body.String())
	}
	f.version.Add(1)
	if w = ask(h, "GET", "/?week=2026-W47"); !strings.Contains(w.Body.String(), "Who should act") || !strings.Contains(w.Body.String(), "has changed since") {
		t.Errorf("the old figures are not shown as such:\n%.600s", w.Body.String())
	}
	gate <- struct{}{}
	for strings.Contains(w.Body.String(), "has changed since") {
		w = ask(h, "GET", "/?week=2026-W47")
	}
	if n := f.counts.Load(); n != 2 {
		t.Errorf("counted %d times", n)
	}
}

// fullCache has no room for more than most values.
func fullCache(t *testing.T, most int) *cache {
	ctx, stop := context.WithCancel(t.Context())
	c := newCache(ctx, time.Now, func(context.Context) (int64, error) { return 1, nil }, most)
	t.Cleanup(func() { stop(); c.wait() })
	return c
}

func TestCacheIsBounded(t *testing.T) {
	c := fullCache(t, 3)
	counts := map[string]int{}
	get := func(key string) {
		t.Helper()
		v, ok, err := c.get(t.Context(), key, time.Minute, func(context.Context) (any, error) { counts[key]++; return key, nil })
		if err != nil || !ok || v.value != key {
			t.Fatalf("%s: %v, %v, %v", key, v.value, ok, err)
		}
	}
	for _, key := range []string{"a", "b", "c", "a", "d", "a", "b"} {
		get(key)
	}
	if len(c.entries) != 3 || c.used.Len() != 3 {
		t.Errorf("%d entries, %d in order", len(c.entries), c.used.Len())
	}
	if got := fmt.Sprint(counts); got != "map[a:1 b:2 c:1 d:1]" {
		t.Errorf("counted %s", got)
	}
}

// Too much at once is refused, not queued without end.
func TestCacheRefusesWhatIsTooMuch(t *testing.T) {
	c := fullCache(t, 100)
	forever := func(ctx context.Context) (any, error) { <-ctx.Done(); return nil, ctx.Err() }
	for i := range c.queue {
		if _, ok, err := c.get(t.Context(), fmt.Sprint(i), 0, forever); ok || err != nil {
			t.Fatalf("%d: %v, %v", i, ok, err)
		}
	}
	if _, _, err := c.get(t.Context(), "one more", 0, forever); !errors.Is(err, errBusy) {
		t.Errorf("one more: %v", err)
	}
	if len(c.entries) != c.queue {
		t.Errorf("%d entries", len(c.entries))
	}
}

func TestFaultsAreNotKept(t *testing.T) {
	c := fullCache(t, 3)
	var calls atomic.Int64
	for range 2 {
		_, ok, err := c.get(t.Context(), "a", time.Minute, func(context.Context) (any, error) {
			if calls.Add(1) == 1 {
				return nil, errors.New("no")
			}
			panic("worse")
		})
		if ok || err == nil {
			t.Errorf("%v, %v", ok, err)
		}
	}
	if calls.Load() != 2 || len(c.entries) != 0 {
		t.Errorf("%d calls, %d kept", calls.Load(), len(c.entries))
	}
}
