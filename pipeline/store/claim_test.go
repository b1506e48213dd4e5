package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestClaims(t *testing.T) {
	s := fresh(t)
	claim := func(id, product, text string) opinion.Claim {
		return opinion.Claim{ID: id, Source: "site", Product: product, URL: "https://example.com/" + id, Text: text}
	}
	fast, cheap := claim("c1", "router", "Twice as fast."), claim("c2", "router", "Cheap.")
	saved := func(after time.Duration, claims ...opinion.Claim) int {
		t.Helper()
		n, err := s.SaveClaims(t.Context(), "site", opinion.Fetch{URL: "https://example.com/", At: noon.Add(after), Status: 200}, claims)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := saved(0, fast, cheap); n != 2 {
		t.Errorf("%d new, want 2", n)
	}
	moved := fast
	moved.URL = "https://example.com/new"
	if n := saved(time.Hour, moved, claim("c3", "modem", "It \x00 glows.")); n != 1 {
		t.Errorf("%d new, want 1", n)
	}
	for name, bad := range map[string]opinion.Claim{"no ID": {Text: "x"}, "no text": {ID: "x"}} {
		if n, err := s.SaveClaims(t.Context(), "other", opinion.Fetch{}, []opinion.Claim{claim("c4", "", "New."), bad}); err == nil || n != 0 {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	glows := claim("c3", "modem", "It \uFFFD glows.")
	fast.URL = moved.URL
	fast.FirstSeen, fast.LastSeen = noon, noon.Add(time.Hour)
	cheap.FirstSeen, cheap.LastSeen = noon, noon
	glows.FirstSeen, glows.LastSeen = noon.Add(time.Hour), noon.Add(time.Hour)
	got, err := s.Claims(t.Context())
	if d := cmp.Diff([]opinion.Claim{glows, fast, cheap}, got); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	if f, ok, err := s.LastFetch(t.Context(), "site", "https://example.com/"); err != nil || !ok || !f.At.Equal(noon.Add(time.Hour)) {
		t.Errorf("the ledger holds %+v, %v, %v", f, ok, err)
	}
	if n, err := s.Known(t.Context(), "site"); n != 0 || err != nil {
		t.Errorf("claims must not count as verbatims: %d, %v", n, err)
	}
}
