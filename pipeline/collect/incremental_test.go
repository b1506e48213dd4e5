package collect

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

// ledger is a memory that remembers runs.
type ledger struct {
	memory
	last opinion.Coverage
	end  time.Time
}

func (l *ledger) LastFetch(_ context.Context, _, url string) (opinion.Fetch, bool, error) {
	for i := len(l.batches) - 1; i >= 0; i-- {
		if f := l.batches[i].Fetch; f.URL == url && f.Error == "" {
			return f, true, nil
		}
	}
	return opinion.Fetch{}, false, nil
}

func (l *ledger) LastWhole(context.Context, string) (opinion.Coverage, time.Time, error) {
	return l.last, l.end, nil
}

// listing serves a newest-first list of n reviews, two a page.
type listing struct {
	n       int
	etag    bool
	asked   []string // the pages, with "=" where they were unchanged
	noCount bool
}

func (l *listing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		w.WriteHeader(404)
		return
	}
	page := 0
	_, _ = fmt.Sscanf(r.URL.Path, "/%d", &page)
	var ids []string
	for id := l.n - 2*(page-1); id > 0 && len(ids) < 2; id-- {
		ids = append(ids, fmt.Sprint("r", id))
	}
	tag := fmt.Sprintf(`"%s"`, strings.Join(ids, "-"))
	mark := ""
	if l.etag {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			mark = "="
		}
	}
	l.asked = append(l.asked, fmt.Sprint(page, mark))
	if mark != "" {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	count, next := l.n, ""
	if l.noCount {
		count = -1
	}
	if l.n > 2*page {
		next = fmt.Sprintf("/%d", page+1)
	}
	w.Header().Set("Content-Type", "text/html")
	_, _ = w.Write([]byte(ldPage(count, next, ids...)))
}

// TestIncremental: what is read again, and what is not, after a whole reading
// of ten reviews on five pages.
func TestIncremental(t *testing.T) {
	for _, c := range []struct {
		name    string
		etag    bool
		added   int
		broken  bool // the reading before was not whole
		all     bool
		month   bool // the reading before was last month
		lost    string
		noCount bool
		want    string
		fresh   int
	}{
		{name: "nothing new, no validators", want: "1 2"},
		{name: "nothing new, unchanged", etag: true, want: "1="},
		{name: "one new", etag: true, added: 1, want: "1 2 3", fresh: 1},
		{name: "three new", added: 3, want: "1 2 3 4", fresh: 3},
		{name: "three new, not announced", added: 3, noCount: true, want: "1 2 3 4", fresh: 3},
		{name: "after a broken run all is read", etag: true, broken: true, want: "1 2 3 4 5"},
		{name: "all is read where that is asked for", etag: true, all: true, want: "1 2 3 4 5"},
		{name: "in a new month all is read", etag: true, month: true, want: "1 2 3 4 5"},
		{name: "more announced than found so far", lost: "r1", want: "1 2 3 4 5", fresh: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := &listing{n: 10, etag: c.etag, noCount: c.noCount}
			server := httptest.NewServer(list)
			defer server.Close()
			clock := newClock()
			gate := testGate(t, clock, nil, server)
			src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/1"}}, gate)
			if err != nil {
				t.Fatal(err)
			}
			sink := &ledger{}
			first, err := src.Collect(t.Context(), sink)
			if err != nil || first.Parsed != 10 || first.Suspect != "" {
				t.Fatalf("%+v, %v", first, err)
			}
			sink.last = first
			if !c.broken {
				sink.end = clock.Now()
			}
			if c.lost != "" { // it was not there then
				sink.last.Announced--
				for i := range sink.batches {
					for _, v := range sink.batches[i].Verbatims {
						if v.ExternalID == c.lost {
							delete(sink.ids, v.ID)
						}
					}
				}
			}
			if c.month {
				_ = clock.Sleep(t.Context(), 31*24*time.Hour)
			}
			list.n += c.added
			list.asked = nil
			to := Sink(sink)
			if c.all {
				to = ReadAll(sink)
			}
			cov, err := src.Collect(t.Context(), to)
			if err != nil || cov.Error != "" || cov.Suspect != "" {
				t.Fatalf("%+v, %v", cov, err)
			}
			if got := strings.Join(list.asked, " "); got != c.want {
				t.Errorf("asked for %s, want %s", got, c.want)
			}
			if cov.Saved.New != c.fresh {
				t.Errorf("%d new, want %d", cov.Saved.New, c.fresh)
			}
			// An unchanged page keeps its validators in the ledger.
			if strings.HasSuffix(c.want, "=") {
				row, ok, _ := sink.LastFetch(t.Context(), "p", server.URL+"/1")
				if !ok || row.Status != 304 || row.ETag == "" || cov.Unchanged != 1 {
					t.Errorf("row %+v, coverage %+v", row, cov)
				}
			}
		})
	}
}

// TestUnaskedNotModified: 304 to a plain request is a fault.
func TestUnaskedNotModified(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(304) }))
	defer server.Close()
	src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/1"}}, testGate(t, newClock(), nil, server))
	if err != nil {
		t.Fatal(err)
	}
	cov, err := src.Collect(t.Context(), &ledger{})
	if err != nil || cov.Error == "" || cov.Unchanged != 0 {
		t.Errorf("%+v, %v", cov, err)
	}
}
