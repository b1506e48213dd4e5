package main

import (
	"context"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// behind is a store that keeps one batch while the next is being read. What
// Save tells is of the batch before; around adds the last.
type behind struct {
	*store.Store
	busy chan kept // nil while nothing is being kept
	// untold is of batches that Save has not told of.
	untold opinion.Saved
}

// kept is what became of a batch.
type kept struct {
	saved opinion.Saved
	err   error
}

// Save begins to keep a batch once the one before is kept. A batch of rejects
// alone is waited for: whoever reads tells by them that nothing can be read.
func (b *behind) Save(ctx context.Context, batch opinion.Batch) (opinion.Saved, error) {
	if err := b.wait(); err != nil {
		return opinion.Saved{}, err
	}
	busy := make(chan kept, 1)
	b.busy = busy
	go func() {
		saved, err := b.Store.Save(ctx, batch)
		busy <- kept{saved, err}
	}()
	if len(batch.Verbatims) == 0 {
		if err := b.wait(); err != nil {
			return opinion.Saved{}, err
		}
	}
	return b.tell(), nil
}

// wait waits for the batch that is being kept, if any.
func (b *behind) wait() error {
	if b.busy == nil {
		return nil
	}
	x := <-b.busy
	b.busy = nil
	b.untold.Add(x.saved)
	return x.err
}

func (b *behind) tell() opinion.Saved {
	saved := b.untold
	b.untold = opinion.Saved{}
	return saved
}

// Known is asked at the end for what is stored.
func (b *behind) Known(ctx context.Context, source string) (int, error) {
	if err := b.wait(); err != nil {
		return 0, err
	}
	return b.Store.Known(ctx, source)
}

// MarkGone must see all that was met.
func (b *behind) MarkGone(ctx context.Context, source string, since time.Time) (int, error) {
	if err := b.wait(); err != nil {
		return 0, err
	}
	return b.Store.MarkGone(ctx, source, since)
}

// around collects and then waits for the last batch.
func (b *behind) around(collect func(context.Context) (opinion.Coverage, error)) func(context.Context) (opinion.Coverage, error) {
	return func(ctx context.Context) (opinion.Coverage, error) {
		c, err := collect(ctx)
		if werr := b.wait(); err == nil {
			err = werr
		}
		c.Saved.Add(b.tell())
		return c, err
	}
}
