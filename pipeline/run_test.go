package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

func clock() func() time.Time {
	t := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	return func() time.Time { t = t.Add(time.Second); return t }
}

func source(name string, c opinion.Coverage, err error) Source {
	return Source{Name: name, Collect: func(context.Context) (opinion.Coverage, error) { return c, err }}
}

func TestOutcomes(t *testing.T) {
	good := source("good", opinion.Coverage{Parsed: 3}, nil)
	bad := source("bad", opinion.Coverage{Error: "host is down"}, nil)
	odd := source("odd", opinion.Coverage{Suspect: "announced 9, found 2"}, nil)
	for name, c := range map[string]struct {
		sources []Source
		want    Outcome
		digest  bool
	}{
		"nothing to collect": {nil, Done, true},
		"all well":           {[]Source{good, good}, Done, true},
		"one failed":         {[]Source{good, bad}, Partial, true},
		"one suspect":        {[]Source{good, odd}, Partial, true},
		"all failed":         {[]Source{bad, bad}, NoSource, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Run(t.Context(), Plan{
				Sources:  c.sources,
				Now:      clock(),
				Annotate: func(context.Context) (Annotated, error) { return Annotated{Done: 3}, nil },
				Digest: func(_ context.Context, s Summary) (Digest, error) {
					return Digest{Headline: fmt.Sprint(s.Annotated.Done)}, nil
				},
			})
			if err != nil || s.Outcome != c.want || (s.Digest != nil) != c.digest {
				t.Errorf("got %+v, %v", s, err)
			}
			if s.Annotated.Done != 3 || !s.Finished.After(s.Started) {
				t.Errorf("a failed source must not stop the annotation: %+v", s)
			}
			for i, x := range s.Sources {
				if x.Source != c.sources[i].Name {
					t.Errorf("coverage %d is of %q", i, x.Source)
				}
			}
		})
	}
}

func TestAStoreThatCannotSaveStopsTheRun(t *testing.T) {
	full := errors.New("disk full")
	good := source("good", opinion.Coverage{Parsed: 3}, nil)
	s, err := Run(t.Context(), Plan{Now: clock(), Sources: []Source{good, source("b", opinion.Coverage{}, full)}})
	if !errors.Is(err, full) || s.Outcome != Broken || s.Sources[0].Parsed != 3 || s.Sources[1].Error == "" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestLaterStageFailureIsAnError(t *testing.T) {
	boom := errors.New("disk full")
	s, err := Run(t.Context(), Plan{Now: clock(), Digest: func(context.Context, Summary) (Digest, error) { return Digest{}, boom }})
	if !errors.Is(err, boom) || s.Outcome != Broken {
		t.Errorf("got %v, %v", s.Outcome, err)
	}
	s, err = Run(t.Context(), Plan{Now: clock(), Annotate: func(context.Context) (Annotated, error) { return Annotated{}, boom }})
	if !errors.Is(err, boom) || s.Outcome != Broken {
		t.Errorf("got %v, %v", s.Outcome, err)
	}
}

func TestBacklogIsClearedOnce(t *testing.T) {
	const n = 3*pageSize + 7
	all := make([]opinion.Verbatim, n)
	for i := range all {
		all[i].ID = fmt.Sprintf("%06d", i+1)
	}
	var mu sync.Mutex
	saved := map[string]int{}
	b := Backlog{
		Pending: func(_ context.Context, after string, limit int) ([]opinion.Verbatim, error) {
			for i := range all {
				if all[i].ID > after {
					return all[i:min(i+limit, n)], nil
				}
			}
			return nil, nil
		},
		Annotate: func(vs []opinion.Verbatim) []opinion.Annotated {
			out := make([]opinion.Annotated, len(vs))
			for i := range vs {
				out[i].ID = vs[i].ID
				if vs[i].ID == "000005" {
					out[i].Err = "unreadable"
				}
			}
			return out
		},
		Save: func(_ context.Context, items []opinion.Annotated) error {
			mu.Lock()
			defer mu.Unlock()
			for i := range items {
				saved[items[i].ID]++
			}
			return nil
		},
	}
	got, err := b.Clear(t.Context())
	if err != nil || got.Done != n-1 || got.Quarantined != 1 || len(saved) != n {
		t.Fatalf("got %+v, %v, %d saved", got, err, len(saved))
	}
	for id, k := range saved {
		if k != 1 {
			t.Errorf("%s was saved %d times", id, k)
		}
	}
}

func TestBacklogStopsAtTheFirstError(t *testing.T) {
	boom := errors.New("boom")
	page := []opinion.Verbatim{{ID: "a"}}
	for name, b := range map[string]Backlog{
		"reading": {Pending: func(context.Context, string, int) ([]opinion.Verbatim, error) { return nil, boom }},
		"saving": {
			Pending: func(_ context.Context, after string, _ int) ([]opinion.Verbatim, error) {
				return page, nil // without end
			},
			Annotate: func([]opinion.Verbatim) []opinion.Annotated { return []opinion.Annotated{{ID: "a"}} },
			Save:     func(context.Context, []opinion.Annotated) error { return boom },
		},
	} {
		if _, err := b.Clear(t.Context()); !errors.Is(err, boom) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
