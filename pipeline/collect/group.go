package collect

import (
	"context"
	"fmt"
	"time"

	"gripe/pipeline/opinion"
)

// GroupSink keeps several batches in one transaction: all of them or none.
type GroupSink interface {
	SaveAll(ctx context.Context, batches []opinion.Batch) (opinion.Saved, error)
}

// group collects the pages of a server that asks for no pause, to save them
// together: with a page every millisecond the transactions cost more than the
// pages. Whoever is killed loses at most groupSize pages of each source that
// were fetched, not stored, and hence are fetched again. A page that comes after
// a pause is stored at once.
type group struct {
	batches []opinion.Batch
	// first is when the first of them came, last when the page before came.
	first, last time.Time
}

// groupSize and groupAge bound what waits, in pages and in time; quick is the
// pause between two that are saved together. Identifiers are hashes, so that a
// transaction writes most leaves of an index whatever its size: of 3,000 pages,
// 576 MB are written one by one, 232 MB by 16, 132 MB by 64.
const (
	groupSize = 64
	groupAge  = time.Second / 2
	quick     = keptFor
)

// groups tells whether pages may be saved together. What a page brought that
// is new settles where a list ends where something is stored already: then each
// is saved at once.
func (r *run) groups() bool {
	if r.gate == nil || r.past.whole || r.before > 0 {
		return false
	}
	_, ok := able[GroupSink](r.sink)
	return ok
}

// add keeps a batch, and tells whether it is time to save what is kept.
func (g *group) add(b opinion.Batch, now time.Time) (due bool) {
	soon := !g.last.IsZero() && now.Sub(g.last) < quick
	g.last = now
	if len(g.batches) == 0 {
		g.first = now
	}
	g.batches = append(g.batches, b)
	return !soon || len(g.batches) >= groupSize || now.Sub(g.first) >= groupAge
}

// flush saves what was kept back.
func (r *run) flush() error {
	batches := r.group.batches
	if len(batches) == 0 {
		return nil
	}
	r.group.batches = nil
	sink, _ := able[GroupSink](r.sink) // groups has seen that it is one
	saved, err := sink.SaveAll(r.ctx, batches)
	if err != nil {
		r.cov.Error = "the store could not save a batch"
		return fmt.Errorf("save %d pages: %w", len(batches), err)
	}
	r.cov.Saved.Add(saved)
	return nil
}
