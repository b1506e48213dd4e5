package store

import (
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

// TestLastWhole: what an interrupted run stored makes the earlier reading no
// base to build on, until a whole one follows.
func TestLastWhole(t *testing.T) {
	s := fresh(t)
	at := noon
	s.now = func() time.Time { return at }
	run := func(from, to int, c *opinion.Coverage) { // nil: killed
		t.Helper()
		at = at.Add(time.Hour)
		key, err := s.BeginRun(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b := batch("shop", from, to)
		b.Fetch.At = at
		saved := save(t, s, b)
		if c == nil {
			return
		}
		c.Source, c.Parsed, c.Saved, c.Announced = "shop", to-from, saved, to
		if err := s.EndRun(t.Context(), key, "done", nil, []opinion.Coverage{*c}); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		from, to  int
		c         *opinion.Coverage
		whole     bool
		announced int
	}{
		{0, 3, nil, false, 0},
		{0, 3, &opinion.Coverage{}, true, 3},
		{3, 4, &opinion.Coverage{Failed: 1}, false, 0},
		{3, 5, &opinion.Coverage{}, true, 5},
		{0, 0, &opinion.Coverage{Error: "down"}, true, 5}, // stored nothing, so hides nothing
		{0, 2, nil, true, 5},                              // killed before anything new
		{5, 6, nil, false, 0},
		{5, 7, &opinion.Coverage{Suspect: "odd"}, false, 0},
		{0, 7, &opinion.Coverage{}, true, 7},
		{0, 0, &opinion.Coverage{}, true, 7}, // unchanged
	} {
		run(step.from, step.to, step.c)
		c, end, err := s.LastWhole(t.Context(), "shop")
		if err != nil || !end.IsZero() != step.whole || end.After(at) || c.Announced != step.announced {
			t.Errorf("step %d: %+v, %v, %v; want whole %v, announced %d", i, c, end, err, step.whole, step.announced)
		}
	}
	if _, end, err := s.LastWhole(t.Context(), "other"); !end.IsZero() || err != nil {
		t.Errorf("another source: %v, %v", end, err)
	}
}

func TestFields(t *testing.T) {
	s := fresh(t)
	b := batch("shop", 0, 6)
	b.Verbatims[0].Author, b.Verbatims[1].Author = "", " "
	b.Verbatims[2].PostedAt = time.Time{}
	b.Verbatims[3].Rating, b.Verbatims[4].Rating, b.Verbatims[5].Rating = 0, 0, 0
	save(t, s, b)
	save(t, s, batch("other", 0, 4))
	if f, err := s.Fields(t.Context(), "shop"); err != nil || f != (opinion.Fields{Of: 6, Author: 4, Date: 5, Rating: 3}) {
		t.Errorf("%+v, %v", f, err)
	}
	if f, err := s.Fields(t.Context(), "never"); err != nil || f != (opinion.Fields{}) {
		t.Errorf("%+v, %v", f, err)
	}
}
