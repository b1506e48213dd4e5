package collect

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

// marking is a ledger that marks what is gone.
type marking struct {
	ledger
	met  map[string]time.Time
	gone []string
}

func (m *marking) Save(ctx context.Context, b opinion.Batch) (opinion.Saved, error) {
	if m.met == nil {
		m.met = map[string]time.Time{}
	}
	for _, v := range b.Verbatims {
		m.met[v.ExternalID] = b.Fetch.At
	}
	return m.ledger.Save(ctx, b)
}

func (m *marking) MarkGone(_ context.Context, _ string, since time.Time) (int, error) {
	n := 0
	for id, at := range m.met {
		if at.Before(since) && !slices.Contains(m.gone, id) {
			m.gone = append(m.gone, id)
			n++
		}
	}
	slices.Sort(m.gone)
	return n, nil
}

// shrinking serves a list of reviews, two a page, of which some are deleted.
type shrinking struct {
	ids    []string
	broken int // this page answers 500
}

func (s *shrinking) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	page := 0
	_, _ = fmt.Sscanf(r.URL.Path, "/%d", &page)
	switch {
	case page == 0:
		w.WriteHeader(404)
		return
	case page == s.broken:
		w.WriteHeader(500)
		return
	}
	tag := fmt.Sprintf(`"%s"`, strings.Join(s.ids, "-"))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(304)
		return
	}
	from, to := min(2*page-2, len(s.ids)), min(2*page, len(s.ids))
	next := ""
	if to < len(s.ids) {
		next = fmt.Sprintf("/%d", page+1)
	}
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write([]byte(ldPage(-1, next, s.ids[from:to]...)))
}

// TestGone: what a whole reading does not meet is marked; a reading that left
// something out marks nothing.
func TestGone(t *testing.T) {
	all := []string{"r1", "r2", "r3", "r4", "r5"}
	for _, c := range []struct {
		name    string
		now     []string
		partial bool // not --full
		broken  int
		cap     int
		killed  bool
		gone    string
	}{
		{name: "two of five", now: []string{"r1", "r3", "r5"}, gone: "r2 r4"},
		{name: "none", now: all},
		{name: "not on a partial reading", now: []string{"r3", "r4", "r5"}, partial: true},
		{name: "not where nothing changed", now: all, partial: true},
		{name: "not after a fault", now: []string{"r1", "r3", "r5"}, broken: 2},
		{name: "not at the cap", now: []string{"r1", "r3", "r5"}, cap: 1},
		{name: "not where all are gone: the page may have changed"},
		{name: "not where the run is stopped", now: []string{"r1", "r3", "r5"}, killed: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := &shrinking{ids: all}
			server := httptest.NewServer(list)
			defer server.Close()
			clock := newClock()
			gate := testGate(t, clock, nil, server)
			opts := PageOptions{Name: "p", URLs: []string{server.URL + "/1"}}
			src, err := NewPage(opts, gate)
			if err != nil {
				t.Fatal(err)
			}
			sink := &marking{}
			first, err := src.Collect(t.Context(), sink)
			if err != nil || first.Parsed != 5 || first.Gone != 0 {
				t.Fatalf("%+v, %v", first, err)
			}
			_ = clock.Sleep(t.Context(), time.Minute)
			sink.last, sink.end = first, clock.Now()
			list.ids, list.broken = c.now, c.broken
			opts.MaxPages = c.cap
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			opts.Progress = func(e Event) {
				if c.killed && e.Step == Fetched {
					cancel()
				}
			}
			if src, err = NewPage(opts, gate); err != nil {
				t.Fatal(err)
			}
			to := Sink(sink)
			if !c.partial {
				to = ReadAll(sink)
			}
			cov, err := src.Collect(ctx, to)
			if (err != nil) != c.killed {
				t.Fatal(err)
			}
			if got := strings.Join(sink.gone, " "); got != c.gone || cov.Gone != len(strings.Fields(c.gone)) {
				t.Errorf("gone %q, want %q; coverage %+v", got, c.gone, cov)
			}
			// A run after the one that broke finds what it left.
			if c.killed || c.broken > 0 {
				list.broken, opts.Progress = 0, nil
				_ = clock.Sleep(t.Context(), time.Hour)
				if src, err = NewPage(opts, gate); err != nil {
					t.Fatal(err)
				}
				if cov, err = src.Collect(t.Context(), ReadAll(sink)); err != nil || cov.Gone != 2 {
					t.Errorf("the run after: %+v, %v", cov, err)
				}
			}
		})
	}
}

// TestGoneByKind: a list of the newest, or of what a search finds, proves no
// deletion; a file does where the whole is asked for.
func TestGoneByKind(t *testing.T) {
	feed := `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>%s</channel></rss>`
	item := func(id string) string {
		return "<item><guid>" + id + "</guid><title>It broke " + id + "</title></item>"
	}
	pages := map[string]string{"/feed": fmt.Sprintf(feed, item("a")+item("b"))}
	var asked, tokens []string
	server := answers(t, pages, &asked, &tokens)
	clock := newClock()
	src, err := NewFeed(FeedOptions{APIOptions: APIOptions{Name: "f"}, URLs: []string{server.URL + "/feed"}}, testGate(t, clock, nil, server))
	if err != nil {
		t.Fatal(err)
	}
	sink := &marking{}
	for _, now := range []string{item("a") + item("b"), item("b") + item("c")} {
		pages["/feed"] = fmt.Sprintf(feed, now)
		_ = clock.Sleep(t.Context(), time.Hour)
		if cov, err := src.Collect(t.Context(), ReadAll(sink)); err != nil || cov.Suspect != "" || cov.Gone != 0 {
			t.Errorf("%+v, %v", cov, err)
		}
	}
	path := filepath.Join(t.TempDir(), "r.csv")
	write := func(rows string) {
		t.Helper()
		if err := os.WriteFile(path, []byte("id,text\n"+rows), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("1,It broke.\n2,It hums.\n")
	file, err := NewFile(FileOptions{Name: "f", Path: path, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	sink = &marking{}
	if _, err := file.Collect(t.Context(), sink); err != nil {
		t.Fatal(err)
	}
	write("2,It hums.\n")
	for _, c := range []struct {
		to   Sink
		gone int
	}{{sink, 0}, {ReadAll(sink), 1}} {
		_ = clock.Sleep(t.Context(), time.Hour)
		if cov, err := file.Collect(t.Context(), c.to); err != nil || cov.Gone != c.gone {
			t.Errorf("%+v, %v", cov, err)
		}
	}
}
