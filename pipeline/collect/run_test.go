package collect

import (
	"strings"
	"testing"
)

// TestParserDefect: a panic in one page's parser is a fault of that page.
func TestParserDefect(t *testing.T) {
	server := serve(t, map[string]string{"/1": onePage})
	sink := &memory{}
	r, err := newRun(t.Context(), "p", testGate(t, newClock(), nil, server), sink, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.fetch(server.URL+"/1", nil, func(*Page) (found, error) { panic("odd page") })
	if err != nil || out.page != nil || r.cov.Failed != 1 || len(sink.batches) != 1 || !strings.Contains(sink.batches[0].Fetch.Error, "odd page") {
		t.Errorf("outcome %+v, coverage %+v, error %v", out, r.cov, err)
	}
}

// TestRejectIsCut: a rejected item is kept, at most 4 KiB of it, in UTF-8.
func TestRejectIsCut(t *testing.T) {
	if got := reject("w", "r", strings.Repeat("é", 5000)).Raw; len(got) > maxRaw || len(got) < maxRaw-3 || !strings.HasPrefix(got, "éé") {
		t.Errorf("%d bytes", len(got))
	}
}
