package main

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"time"

	"gripe/pipeline/export"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
)

// exportShares writes a row for each cell of week, source and product that
// holds a verbatim, and for the sums over each.
func exportShares(a *app, r reader, f opinion.Filter, w io.Writer, format string) error {
	findings, err := r.store.Findings(a.ctx, r.judge.Model(), f)
	if err != nil {
		return storeFault(err)
	}
	a.warnWaiting(findings)
	o, err := a.measureOptions(r.store, r.judge)
	if err != nil {
		return err
	}
	out, err := export.New[export.Share](w, format)
	if err != nil {
		return err
	}
	cells := cellsOf(findings, r.cfg.Location)
	var members []opinion.Finding
	for _, c := range slices.SortedFunc(maps.Keys(cells), cellKey.compare) {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		members = members[:0]
		for _, i := range cells[c] {
			members = append(members, findings[i])
		}
		row := export.ShareOf(c.named(f, a.now()), measure.Shares(members, o))
		if err := out.Write(&row); err != nil {
			return err
		}
	}
	return out.Close()
}

// cellKey is a cell of the table; what is not set is summed over.
type cellKey struct {
	byWeek, bySource, byProduct bool
	week                        opinion.Week
	source, product             string
}

// cellsOf are the indexes of findings by the cells that they are in. The cell
// of everything is there even if it is empty. Those of unknown date are in no
// week, those without a product in no product.
func cellsOf(findings []opinion.Finding, loc *time.Location) map[cellKey][]int32 {
	cells := map[cellKey][]int32{{}: nil}
	for i := range findings {
		x := &findings[i]
		var week opinion.Week
		if !x.PostedAt.IsZero() {
			week = measure.WeekOf(x.PostedAt, loc)
		}
		for at := range 8 {
			k := cellKey{byWeek: at&1 != 0, bySource: at&2 != 0, byProduct: at&4 != 0}
			if k.byWeek && x.PostedAt.IsZero() || k.byProduct && x.Product == "" {
				continue
			}
			if k.byWeek {
				k.week = week
			}
			if k.bySource {
				k.source = x.Source
			}
			if k.byProduct {
				k.product = x.Product
			}
			cells[k] = append(cells[k], int32(i))
		}
	}
	return cells
}

// compare puts sums first, weeks in their order, names in theirs.
func (k cellKey) compare(o cellKey) int {
	return cmp.Or(
		after(k.byWeek, o.byWeek), k.week.Start.Compare(o.week.Start),
		after(k.bySource, o.bySource), cmp.Compare(k.source, o.source),
		after(k.byProduct, o.byProduct), cmp.Compare(k.product, o.product),
	)
}

func after(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// named is the cell as it is exported. A week is complete if it is over and
// the filter leaves all of it.
func (k cellKey) named(f opinion.Filter, now time.Time) export.Cell {
	var c export.Cell
	if k.byWeek {
		name := measure.FormatWeek(k.week)
		c.Week, c.Start = &name, k.week.Start
		c.Complete = !k.week.End.After(now) && !f.From.After(k.week.Start) && (f.To.IsZero() || !f.To.Before(k.week.End))
	}
	if k.bySource {
		c.Source = &k.source
	}
	if k.byProduct {
		c.Product = &k.product
	}
	return c
}
