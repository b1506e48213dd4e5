package main

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// A store that keeps behind tells in the end what one that keeps at once does.
func TestBehindTellsAll(t *testing.T) {
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "gripe.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	sink := &behind{Store: st}
	began := time.Now()
	collect := sink.around(func(ctx context.Context) (c opinion.Coverage, err error) {
		for n := range 5 {
			b := opinion.Batch{Source: "shop", Fetch: opinion.Fetch{At: began.Add(time.Duration(n) * time.Second)}}
			for k := range 10 {
				b.Verbatims = append(b.Verbatims, opinion.Verbatim{Source: "shop", ExternalID: fmt.Sprint(n*8 + k), Text: "Fine."})
			}
			if n == 3 {
				b.Verbatims, b.Rejects = nil, []opinion.Reject{{Where: "line 7", Reason: "no object"}}
			}
			saved, err := sink.Save(ctx, b)
			if err != nil {
				return c, err
			}
			c.Saved.Add(saved)
			if n == 3 && c.Saved.Rejected != 1 {
				t.Error("rejects alone must be told at once")
			}
		}
		known, err := sink.Known(ctx, "shop")
		if err != nil || known != 36 {
			t.Errorf("known are %d, %v", known, err)
		}
		gone, err := sink.MarkGone(ctx, "shop", began.Add(4*time.Second))
		if err != nil || gone != 26 {
			t.Errorf("gone are %d, %v", gone, err)
		}
		return c, nil
	})
	c, err := collect(t.Context())
	if want := (opinion.Saved{New: 36, Known: 4, Rejected: 1}); err != nil || c.Saved != want {
		t.Errorf("%+v, %v", c.Saved, err)
	}
}

// A batch that cannot be kept ends the reading, at the latest at its end.
func TestBehindTellsFaults(t *testing.T) {
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "gripe.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	sink := &behind{Store: st}
	batch := opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{{Text: "Fine."}}}
	for name, batches := range map[string]int{"in the last batch": 1, "before it": 2} {
		_, err := sink.around(func(ctx context.Context) (c opinion.Coverage, err error) {
			for range batches {
				if _, err = sink.Save(ctx, batch); err != nil {
					break
				}
			}
			return c, err
		})(t.Context())
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
