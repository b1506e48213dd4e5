package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"gripe/pipeline/opinion"
)

// findingPlan is what reading findings takes: it goes slice by slice through
// the order of dates, so that several processors can decode at once.
type findingPlan struct {
	sources, products nameList
	model             int64
	codes             *codes
	aspects           bool
	// where narrows by all but dates; its parameters begin with ?2.
	where     string
	args      []any
	bySource  bool // its first parameter is the source
	low, high int64
	undated   bool
}

// findingSlice is a piece of the order: dates from low on and before high, or
// what has none.
type findingSlice struct {
	low, high int64
	undated   bool
}

const (
	// sliceSize is about how many verbatims make a slice; a second that holds
	// more stays in one.
	sliceSize = 4096
	// mostFindingWorkers bounds connections: each has a page cache.
	mostFindingWorkers = 4
)

// planFindings: none is set where nothing can match.
func planFindings(ctx context.Context, db querier, model string, f opinion.Filter) (p findingPlan, none bool, err error) {
	p = findingPlan{aspects: f.Aspects, bySource: f.Source != "", low: math.MinInt64, high: math.MaxInt64, undated: f.From.IsZero() && f.To.IsZero()}
	if !f.From.IsZero() {
		p.low = ceilSecond(f.From)
	}
	if !f.To.IsZero() {
		p.high = ceilSecond(f.To)
	}
	if p.where, p.args, none, err = narrow(ctx, db, opinion.Filter{Source: f.Source, Product: f.Product}, 2); err != nil || none {
		return p, none, err
	}
	if p.where == "" {
		p.where = "WHERE true"
	}
	if p.sources, err = namesByKey(ctx, db, `SELECT key, name FROM source`); err != nil {
		return p, false, err
	}
	if p.products, err = namesByKey(ctx, db, `SELECT key, name FROM product`); err != nil {
		return p, false, err
	}
	p.model, p.codes, err = modelCodes(ctx, db, model)
	return p, false, err
}

// cut gives the slices of what is to be read and has a date, in order.
func (p *findingPlan) cut(ctx context.Context, db querier) (out []findingSlice, err error) {
	query, args := sliceQuery, []any{p.low, p.high, sliceSize}
	if p.bySource {
		query, args = sliceOfSourceQuery, append(args, p.args[0])
	}
	for low := p.low; ; {
		args[0] = low
		var high int64
		err := db.QueryRowContext(ctx, query, args...).Scan(&high)
		if errors.Is(err, sql.ErrNoRows) {
			return append(out, findingSlice{low: low, high: p.high}), nil
		}
		if err != nil {
			return nil, err
		}
		if high == low {
			high++
		}
		out = append(out, findingSlice{low: low, high: high})
		low = high
	}
}

const (
	sliceQuery         = `SELECT posted_at FROM verbatim WHERE posted_at >= ?1 AND posted_at < ?2 ORDER BY posted_at LIMIT 1 OFFSET ?3`
	sliceOfSourceQuery = `SELECT posted_at FROM verbatim WHERE source = ?4 AND posted_at >= ?1 AND posted_at < ?2 ORDER BY posted_at LIMIT 1 OFFSET ?3`
)

// query reads one slice.
func (p *findingPlan) query(x findingSlice) (string, []any) {
	columns, tables := findingColumns, findingTables
	if p.aspects {
		columns, tables = columns+", d.aspects", tables+findingDetail
	}
	args := append([]any{p.model}, p.args...)
	dates := " AND v.posted_at IS NULL"
	if !x.undated {
		n := len(args)
		dates = " AND v.posted_at >= ?" + strconv.Itoa(n+1) + " AND v.posted_at < ?" + strconv.Itoa(n+2)
		args = append(args, x.low, x.high)
	}
	return columns + tables + p.where + dates, args
}

// reader decodes rows; it is not for several goroutines.
func (p *findingPlan) reader() *findingReader {
	c := *p.codes
	c.touchpoints, c.factors, c.signals = map[int64][]opinion.Touchpoint{}, map[int64][]opinion.Factor{}, map[int64][]opinion.Signal{}
	return &findingReader{sources: p.sources, products: p.products, codes: c, terms: map[string]string{}}
}

// read gives the findings of a slice in order.
func (p *findingPlan) read(ctx context.Context, dc any, r *findingReader, x findingSlice) ([]opinion.Finding, error) {
	found := make([]opinion.Finding, 0, sliceSize)
	r.fn = func(f *opinion.Finding) error {
		found = append(found, *f)
		return nil
	}
	query, args := p.query(x)
	err := rawQuery(ctx, dc, query, args, r.row)
	slices.SortFunc(found, func(a, b opinion.Finding) int {
		return cmp.Or(a.PostedAt.Compare(b.PostedAt), strings.Compare(a.ID, b.ID))
	})
	return found, err
}

func handOver(found []opinion.Finding, fn func(*opinion.Finding) error) error {
	for i := range found {
		if err := fn(&found[i]); err != nil {
			return err
		}
	}
	return nil
}

// readTogether reads slices on connections of its own, some ahead, and hands
// their findings over in order. Those of the pool would not do: whoever holds
// one must not wait for more. What is written meanwhile may be in it or not.
func (p *findingPlan) readTogether(ctx context.Context, c connector, workers int, all []findingSlice, fn func(*opinion.Finding) error) error {
	type job struct {
		slice findingSlice
		out   chan []opinion.Finding
	}
	g, ctx := errgroup.WithContext(ctx)
	jobs, order := make(chan job), make(chan job, workers)
	g.Go(func() error {
		defer close(jobs)
		defer close(order)
		for _, x := range all {
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
		g.Go(func() (err error) {
			conn, err := c.Connect(ctx)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, conn.Close()) }()
			r := p.reader()
			for j := range jobs {
				found, err := p.read(ctx, conn, r, j.slice)
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
				if err := handOver(found, fn); err != nil {
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
