package main

import (
	"context"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// behind is a store that keeps batches while the next are being read. What Save
// tells is of batches before; around adds the last.
type behind struct {
	*store.Store
	gathered []opinion.Batch
	size     int // their verbatims
	bytes    int64
	busy     chan kept // nil while nothing is being kept
	// untold is of batches that Save has not told of.
	untold opinion.Saved
}

// kept is what became of a batch.
type kept struct {
	saved opinion.Saved
	err   error
}

// together and togetherBytes are how many verbatims, and bytes as read, are kept
// in one transaction: the more there are, the less each costs. A kill loses what
// was not kept yet, and the next import reads it again.
const together, togetherBytes = 20_000, 32 << 20

// Save gathers batches, and begins to keep them when the ones before are kept;
// it waits for those where there is enough. A batch of rejects alone is waited for: whoever reads
// tells by them that nothing can be read.
func (b *behind) Save(ctx context.Context, batch opinion.Batch) (opinion.Saved, error) {
	b.gathered = append(b.gathered, batch)
	b.size, b.bytes = b.size+len(batch.Verbatims), b.bytes+batch.Fetch.Bytes
	var err error
	switch {
	case len(batch.Verbatims) == 0:
		err = b.all(ctx)
	case b.idle() || b.size >= together || b.bytes >= togetherBytes:
		err = b.begin(ctx)
	}
	if err != nil {
		return opinion.Saved{}, err
	}
	return b.tell(), nil
}

// idle tells whether nothing is being kept.
func (b *behind) idle() bool { return b.busy == nil || len(b.busy) > 0 }

// begin hands what was gathered to the store.
func (b *behind) begin(ctx context.Context) error {
	if err := b.wait(); err != nil || len(b.gathered) == 0 {
		return err
	}
	batches, busy := b.gathered, make(chan kept, 1)
	b.gathered, b.size, b.bytes, b.busy = nil, 0, 0, busy
	go func() {
		saved, err := b.Store.SaveAll(ctx, batches)
		busy <- kept{saved, err}
	}()
	return nil
}

// wait waits for what is being kept, if anything.
func (b *behind) wait() error {
	if b.busy == nil {
		return nil
	}
	x := <-b.busy
	b.busy = nil
	b.untold.Add(x.saved)
	return x.err
}

// all keeps everything and waits.
func (b *behind) all(ctx context.Context) error {
	if err := b.begin(ctx); err != nil {
		return err
	}
	return b.wait()
}

func (b *behind) tell() opinion.Saved {
	saved := b.untold
	b.untold = opinion.Saved{}
	return saved
}

// Known is asked at the end for what is stored.
func (b *behind) Known(ctx context.Context, source string) (int, error) {
	if err := b.all(ctx); err != nil {
		return 0, err
	}
	return b.Store.Known(ctx, source)
}

// MarkGone must see all that was met.
func (b *behind) MarkGone(ctx context.Context, source string, since time.Time) (int, error) {
	if err := b.all(ctx); err != nil {
		return 0, err
	}
	return b.Store.MarkGone(ctx, source, since)
}

// around collects and then waits for the last batch.
func (b *behind) around(collect func(context.Context) (opinion.Coverage, error)) func(context.Context) (opinion.Coverage, error) {
	return func(ctx context.Context) (opinion.Coverage, error) {
		c, err := collect(ctx)
		// What was read is kept also where reading broke off or was cut off.
		if werr := b.all(context.WithoutCancel(ctx)); err == nil {
			err = werr
		}
		c.Saved.Add(b.tell())
		return c, err
	}
}
