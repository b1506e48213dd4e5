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

func (g *grouping) SaveAll(ctx context.Context, batches []opinion.Batch) (out []opinion.Saved, err error) {
	g.sizes = append(g.sizes, len(batches))
	if g.fault != nil {
		return nil, g.fault
	}
	for _, b := range batches {
		s, err := g.Save(ctx, b)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
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
		gate := testGate(t, newClock(), func(o *GateOptions) { o.Delay, o.Tries = c.delay, 1 }, server)
		src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/{page}"}, From: 1, To: 40}, gate)
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
		if err != nil || len(sink.batches) != 40 || cov.Saved.New != 39 || cov.Parsed != 39 || cov.Failed != 1 || most != c.most {
			t.Errorf("%d batches in %v; %+v, %v", len(sink.batches), sink.sizes, cov, err)
		}
		for i, b := range sink.batches {
			if b.Fetch.URL != fmt.Sprintf("%s/%d", server.URL, i+1) {
				t.Errorf("batch %d is of %s", i, b.Fetch.URL)
			}
		}
	}
}
