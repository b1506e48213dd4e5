package pipeline

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"gripe/pipeline/opinion"
)

// pageSize is how many verbatims are read and annotated at once: small enough
// that a kill loses less than a second of work.
const pageSize = 512

// pagesSaved and patience are how many finished pages, at most, go into one
// transaction, and how long the first of them waits for others: a larger
// transaction costs less for each review, for it touches a page of the database
// once that several would touch. A kill loses what waits.
const (
	pagesSaved = 24
	patience   = 800 * time.Millisecond
)

// Backlog is what waits for annotation and where the results go.
type Backlog struct {
	// Pending gives up to limit verbatims whose ID is above after, in order
	// of ID, that have no annotation by the current model.
	Pending func(ctx context.Context, after string, limit int) ([]opinion.Verbatim, error)
	// Annotate judges a page. It is called from several goroutines at once.
	Annotate func([]opinion.Verbatim) []opinion.Annotated
	// Save keeps a page of results in one transaction.
	Save func(ctx context.Context, items []opinion.Annotated) error
}

// Annotated counts what became of a backlog.
type Annotated struct {
	// Done were annotated; Quarantined could not be, and are kept with a reason.
	Done        int `json:"done"`
	Quarantined int `json:"quarantined"`
}

// Clear annotates the whole backlog, in parallel, page by page. It can be
// killed at any moment: what was saved is not done again by the next call.
func (b Backlog) Clear(ctx context.Context) (Annotated, error) {
	g, ctx := errgroup.WithContext(ctx)
	pages := make(chan []opinion.Verbatim, 1)
	results := make(chan []opinion.Annotated, pagesSaved)
	g.Go(func() error {
		defer close(pages)
		after := ""
		for {
			page, err := b.Pending(ctx, after, pageSize)
			if err != nil {
				return fmt.Errorf("reading what waits for annotation: %w", err)
			}
			if len(page) == 0 {
				return nil
			}
			after = page[len(page)-1].ID
			select {
			case pages <- page:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	workers, wctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() error {
			for page := range pages {
				select {
				case results <- b.Annotate(page):
				case <-wctx.Done():
					return wctx.Err()
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(results)
		return workers.Wait()
	})
	var n Annotated
	g.Go(func() error {
		for items := range results {
			items = gathered(items, results)
			if err := b.Save(ctx, items); err != nil {
				return fmt.Errorf("saving annotations: %w", err)
			}
			for i := range items {
				if items[i].Err != "" {
					n.Quarantined++
				} else {
					n.Done++
				}
			}
		}
		return nil
	})
	err := g.Wait()
	return n, err
}

// gathered adds the pages that are finished while the first one waits.
func gathered(items []opinion.Annotated, results <-chan []opinion.Annotated) []opinion.Annotated {
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for range pagesSaved - 1 {
		select {
		case more, ok := <-results:
			if !ok {
				return items
			}
			items = append(items, more...)
		case <-enough.C:
			return items
		}
	}
	return items
}
