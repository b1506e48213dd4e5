package store

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
)

// noon is the clock of these tests.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func open(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func fresh(t testing.TB) *Store { return open(t, filepath.Join(t.TempDir(), "gripe.db")) }

// review is a verbatim with an ID; n tells it from others.
func review(source string, n int) opinion.Verbatim {
	v := opinion.Verbatim{
		Source: source, ExternalID: fmt.Sprintf("r%d", n), URL: fmt.Sprintf("https://example.com/%d", n),
		Product: "router", Author: fmt.Sprintf("author %d", n%7), Title: "Drops all day",
		Text:   fmt.Sprintf("The router drops, no. %d. Support hung up on me.", n),
		Rating: float64(1 + n%5), RatingRaw: fmt.Sprintf("%d stars", 1+n%5),
		PostedAt: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Hour),
	}
	v.Identify()
	return v
}

func batch(source string, from, to int) opinion.Batch {
	b := opinion.Batch{Source: source, Fetch: opinion.Fetch{
		URL: fmt.Sprintf("https://example.com/page/%d-%d", from, to), At: noon, Status: 200, Bytes: 1000, Hash: "h", ETag: `"e"`, Tries: 1,
	}}
	for n := from; n < to; n++ {
		b.Verbatims = append(b.Verbatims, review(source, n))
	}
	return b
}

func save(t testing.TB, s *Store, b opinion.Batch) opinion.Saved {
	t.Helper()
	saved, err := s.Save(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// annotate makes a full annotation whose numbers survive storage exactly.
func annotate(v *opinion.Verbatim) opinion.Annotated {
	return opinion.Annotated{ID: v.ID, Content: v.Content(), Annotation: opinion.Annotation{
		Language: "en", Complaint: true, Cause: opinion.Service, P: opinion.CauseP{0.25, 0.125, 0.5, 0.125}, Model: "m1",
		Mentions: []opinion.Mention{
			{Start: 0, End: 17, Polarity: opinion.Neg, PComplaint: 0.75, Class: opinion.Product, P: opinion.ClassP{0.75, 0, 0.25},
				Theme: opinion.Reliability, Stage: opinion.StageUse, Gap: true,
				Factors: []opinion.Factor{opinion.Does, opinion.Wants}, Aspects: []string{"router"}},
			{Start: 18, End: len(v.Text), Polarity: opinion.Neg, PComplaint: 1, Class: opinion.Service, P: opinion.ClassP{0, 0, 1},
				Theme: opinion.Attitude, Stage: opinion.StagePost,
				Touchpoints: []opinion.Touchpoint{opinion.Staff, opinion.Phone}, Signals: []opinion.Signal{opinion.Defection, opinion.Effort}},
		},
		Entities: []opinion.Entity{{Start: 4, End: 10, Text: "router", Label: "PRODUCT"}},
	}}
}

func annotateAll(t testing.TB, s *Store, model string) int {
	t.Helper()
	n, after := 0, ""
	for {
		vs, err := s.Pending(t.Context(), model, after, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(vs) == 0 {
			return n
		}
		items := make([]opinion.Annotated, len(vs))
		for i := range vs {
			items[i] = annotate(&vs[i])
			after = vs[i].ID
		}
		if err := s.SaveAnnotations(t.Context(), model, items); err != nil {
			t.Fatal(err)
		}
		n += len(vs)
	}
}

// realReviews reads up to n reviews of a shared file.
func realReviews(t testing.TB, file string, n int) []opinion.Verbatim {
	t.Helper()
	type review struct {
		ID, Title, Text, Product string
		Rating                   float64
		PostedAt                 time.Time `json:"posted_at"`
	}
	var out []opinion.Verbatim
	for _, r := range sharedtest.Reviews[review](t, file, n) {
		v := opinion.Verbatim{Source: "trustpilot", ExternalID: r.ID, Product: r.Product, Author: r.ID[:4], Title: r.Title, Text: r.Text, Rating: r.Rating, PostedAt: r.PostedAt}
		v.Identify()
		out = append(out, v)
	}
	return out
}
