package collect

import (
	"context"
	"fmt"
	"time"

	"gripe/pipeline/opinion"
)

// Marker is what a Sink may do about verbatims that a source no longer shows.
type Marker interface {
	// MarkGone marks the verbatims of the source that no fetch since brought,
	// and gives the number of those newly marked. They are never dropped.
	MarkGone(ctx context.Context, source string, since time.Time) (int, error)
}

// ClaimSink keeps a company's own words, apart from the verbatims.
type ClaimSink interface {
	// SaveClaims keeps the claims of one page and its ledger row in one
	// transaction, and gives the number of claims never seen before.
	SaveClaims(ctx context.Context, source string, fetch opinion.Fetch, claims []opinion.Claim) (int, error)
}

// readAll hides the Ledger of a Sink, so that everything is read again.
type readAll struct{ Sink }

// ReadAll makes every source that collects into sink read all it has, asking
// for each page as if it were the first time.
func ReadAll(sink Sink) Sink { return readAll{sink} }

// able gives what else a Sink can do, also where ReadAll wraps it.
func able[T any](sink Sink) (T, bool) {
	if all, wrapped := sink.(readAll); wrapped {
		sink = all.Sink
	}
	t, ok := sink.(T)
	return t, ok
}

// extent is how much of what its source has a kind of source reads.
type extent int

const (
	// window: the source shows its newest, or what a search finds. What falls
	// out of that is not deleted.
	window extent = iota
	// everything, where no earlier run lets this one leave pages out.
	everything
	// asked: everything, and only ReadAll says that the whole is meant.
	asked
)

// markGone tells the sink of a whole reading, so that what it did not meet is
// marked: one that left nothing out and met with no fault, no cap, no doubt.
func (r *run) markGone() error {
	_, all := r.sink.(readAll)
	c := &r.cov
	switch {
	case r.extent == window, r.extent == asked && !all, r.past.whole:
		return nil
	case c.Error != "" || c.Suspect != "" || c.Capped || c.Failed+c.Blocked+c.Unchanged > 0 || c.Parsed == 0:
		return nil
	}
	marker, ok := able[Marker](r.sink)
	if !ok {
		return nil
	}
	n, err := marker.MarkGone(r.ctx, r.name, r.began)
	if err != nil {
		return fmt.Errorf("mark what %s no longer shows: %w", r.name, err)
	}
	c.Gone = n
	if n > 0 {
		r.emit(Notice, "", fmt.Sprintf("%d that were there before are gone; they are marked, and kept", n))
	}
	return nil
}
