package collect

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

// grouping is a memory that counts its transactions.
type grouping struct {
	memory
	sizes []int
	fault error
}

func (g *grouping) SaveAll(ctx context.Context, batches []opinion.Batch) (sum opinion.Saved, err error) {
	g.sizes = append(g.sizes, len(batches))
	if g.fault != nil {
		return sum, g.fault
	}
	for _, b := range batches {
		s, err := g.Save(ctx, b)
		if err != nil {
			return sum, err
		}
		sum.Add(s)
	}
	return sum, nil
}

// TestGroups: pages without a pause between them are saved together, others
// one by one, and all of them by the end.
func TestGroups(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" || r.URL.Path == "/20" {
			w.WriteHeader(404)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(ldPage(-1, "", "r"+r.URL.Path)))
	}))
	defer server.Close()
	for _, c := range []struct {
		delay time.Duration
		fault error
		most  int
	}{{time.Nanosecond, nil, groupSize}, {time.Second, nil, 1}, {time.Nanosecond, errors.New("full"), groupSize}} {
		pages := groupSize + 24
		gate := testGate(t, newClock(), func(o *GateOptions) { o.Delay, o.Tries = c.delay, 1 }, server)
		src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/{page}"}, From: 1, To: pages, MaxPages: pages}, gate)
		if err != nil {
			t.Fatal(err)
		}
		sink := &grouping{fault: c.fault}
		cov, err := src.Collect(t.Context(), sink)
		if c.fault != nil {
			if err == nil || cov.Error == "" || len(sink.batches) != 0 {
				t.Errorf("%+v, %v", cov, err)
			}
			continue
		}
		most := 0
		for _, n := range sink.sizes {
			most = max(most, n)
		}
		if err != nil || len(sink.batches) != pages || cov.Saved.New != pages-1 || cov.Parsed != pages-1 || cov.Failed != 1 || most != c.most {
			t.Errorf("%d batches in %v; %+v, %v", len(sink.batches), sink.sizes, cov, err)
		}
		for i, b := range sink.batches {
			if b.Fetch.URL != fmt.Sprintf("%s/%d", server.URL, i+1) {
				t.Errorf("batch %d is of %s", i, b.Fetch.URL)
			}
		}
	}
}

// TestGroupAge: pages that come quickly, and for long, do not wait for long.
func TestGroupAge(t *testing.T) {
	var g group
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	if !g.add(opinion.Batch{}, at) {
		t.Error("the first page waits")
	}
	g.batches = nil
	for n := 1; ; n++ {
		at = at.Add(quick - time.Millisecond)
		if due := g.add(opinion.Batch{}, at); due {
			if waited := time.Duration(n-1) * (quick - time.Millisecond); waited < groupAge || waited >= groupAge+quick {
				t.Errorf("%d pages waited %s", n, waited)
			}
			return
		}
	}
}
