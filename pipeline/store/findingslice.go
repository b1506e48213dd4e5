package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"gripe/pipeline/opinion"
)

// findingSlice is a piece of the order of places: from low on and before high.
// It begins and ends with a second, so that what is said in one second is in one
// slice and can be put in order of IDs.
type findingSlice struct {
	low, high int64
	pages     []readingPage
	waiting   []waiting
}

// sliceSize is about how many verbatims make a slice; a second that holds more
// stays in one.
const sliceSize = 8192

// eachSlice hands findings over in order, slice by slice. It sees one moment of
// the database: one connection reads pages, all processors unpack them.
func (s *Store) eachSlice(ctx context.Context, model string, f opinion.Filter, fn func([]opinion.Finding) error) (err error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, `BEGIN`); err != nil {
		return err
	}
	defer func() {
		_, rerr := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		err = errors.Join(err, rerr)
	}()
	p, none, err := planFindings(ctx, conn, model, f)
	if err != nil || none {
		return err
	}
	return conn.Raw(func(dc any) error { return p.readTogether(ctx, dc, runtime.GOMAXPROCS(0), p.cut(sliceSize), fn) })
}

// cut divides what is to be read into slices of about size.
func (p *findingPlan) cut(size int) (out []findingSlice) {
	type weight struct {
		place int64
		n     int
	}
	low, high := p.places()
	var all []weight
	for _, r := range p.runs {
		for _, x := range r.pages {
			if x.high >= low && x.low < high {
				all = append(all, weight{max(x.low, low), readingsInPage})
			}
		}
	}
	for i := range p.waiting {
		all = append(all, weight{p.waiting[i].place, 1})
	}
	slices.SortFunc(all, func(a, b weight) int { return cmp.Compare(a.place, b.place) })
	n := 0
	for _, w := range all {
		if at := w.place >> placeBits << placeBits; n >= size && at > low {
			out = append(out, findingSlice{low: low, high: at})
			low, n = at, 0
		}
		n += w.n
	}
	return append(out, findingSlice{low: low, high: high})
}

// pageCache holds the pages that reach into the next slice.
type pageCache map[int64]readingPage

// fill reads the pages of a slice, forgets those that end before it, and takes
// its part off the rest of what waits.
func (p *findingPlan) fill(ctx context.Context, dc any, x *findingSlice, known pageCache, rest *[]waiting) error {
	for _, r := range p.runs {
		first, _ := slices.BinarySearchFunc(r.pages, x.low, func(s span, low int64) int { return cmp.Compare(s.high, low) })
		for i := first; i < len(r.pages) && r.pages[i].low < x.high; i++ {
			key := r.key*pageFactor + int64(i)
			page, ok := known[key]
			if !ok {
				err := rawQuery(ctx, dc, `SELECT body FROM reading_page WHERE key = ?1`, []any{key}, func(row []driver.Value) (err error) {
					body, _ := row[0].([]byte)
					page, err = readPage(body)
					return err
				})
				if err != nil {
					return err
				}
			}
			x.pages = append(x.pages, page)
			if delete(known, key); r.pages[i].high >= x.high {
				known[key] = page
			}
		}
	}
	end, _ := slices.BinarySearchFunc(*rest, x.high, func(w waiting, high int64) int { return cmp.Compare(w.place, high) })
	x.waiting, *rest = (*rest)[:end], (*rest)[end:]
	return nil
}

// readTogether reads slices, some ahead, unpacks them by several workers and
// hands their findings over in order.
func (p *findingPlan) readTogether(ctx context.Context, dc any, workers int, all []findingSlice, fn func([]opinion.Finding) error) error {
	type job struct {
		slice findingSlice
		out   chan []opinion.Finding
	}
	g, ctx := errgroup.WithContext(ctx)
	jobs, order := make(chan job), make(chan job, workers)
	g.Go(func() error {
		defer close(jobs)
		defer close(order)
		known, rest := pageCache{}, p.waiting
		for _, x := range all {
			if err := p.fill(ctx, dc, &x, known, &rest); err != nil {
				return err
			}
			j := job{x, make(chan []opinion.Finding, 1)}
			for _, to := range []chan job{order, jobs} {
				select {
				case to <- j:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
		return nil
	})
	for range workers {
		g.Go(func() error {
			r := p.reader()
			for j := range jobs {
				found, err := r.slice(&j.slice)
				if err != nil {
					return err
				}
				j.out <- found
			}
			return nil
		})
	}
	g.Go(func() error {
		for j := range order {
			select {
			case found := <-j.out:
				if err := fn(found); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}
