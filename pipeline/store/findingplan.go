package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"math"
	"slices"
	"strconv"
	"strings"

	"gripe/pipeline/opinion"
)

// findingPlan is what reading findings takes.
type findingPlan struct {
	sources, products nameList
	source, product   int64 // 0 where any will do
	model, mark       int64
	codes             *codes
	aspects           bool
	low, high         int64 // seconds
	undated           bool
	runs              []readingRun
	clusters          map[int64]int64 // by verbatim
	waiting           []waiting       // by place
}

// waiting is a verbatim whose current text the model has not read.
type waiting struct {
	place   int64
	finding opinion.Finding
}

// planFindings: none is set where nothing can match.
func planFindings(ctx context.Context, db *sql.Conn, model string, f opinion.Filter) (p findingPlan, none bool, err error) {
	p = findingPlan{aspects: f.Aspects, low: math.MinInt64, high: math.MaxInt64, undated: f.From.IsZero() && f.To.IsZero()}
	if !f.From.IsZero() {
		p.low = ceilSecond(f.From)
	}
	if !f.To.IsZero() {
		p.high = ceilSecond(f.To)
	}
	for _, n := range []struct {
		name, query string
		key         *int64
	}{{f.Source, selectSource, &p.source}, {f.Product, selectProduct, &p.product}} {
		if n.name == "" {
			continue
		}
		key, ok, err := lookup(ctx, db, n.query, n.name)
		if err != nil || !ok {
			return p, true, err
		}
		*n.key = key
	}
	if p.sources, err = namesByKey(ctx, db, `SELECT key, name FROM source`); err != nil {
		return p, false, err
	}
	if p.products, err = namesByKey(ctx, db, `SELECT key, name FROM product`); err != nil {
		return p, false, err
	}
	if p.model, p.codes, err = modelCodes(ctx, db, model); err != nil {
		return p, false, err
	}
	err = scan(ctx, db, `SELECT mark FROM model WHERE key = ?1`, []any{p.model}, func(r *sql.Rows) error { return r.Scan(&p.mark) })
	if err != nil {
		return p, false, err
	}
	err = db.Raw(func(dc any) error {
		if err := p.loadRuns(ctx, dc); err != nil {
			return err
		}
		if err := p.loadClusters(ctx, dc); err != nil {
			return err
		}
		return p.loadWaiting(ctx, dc, f)
	})
	return p, false, err
}

// places are the first that may be in the filter, and the first above it.
func (p *findingPlan) places() (low, high int64) {
	low, high = 0, math.MaxInt64
	if !p.undated {
		low = clampSecond(p.low) << placeBits
	}
	if p.high != math.MaxInt64 {
		high = clampSecond(p.high)<<placeBits | (1<<placeBits - 1) // far dates may stand there
	}
	return low, high
}

func (p *findingPlan) loadRuns(ctx context.Context, dc any) error {
	return rawQuery(ctx, dc, readingRunsQuery, nil, func(row []driver.Value) error {
		if row[1].(int64) == p.model {
			p.runs = append(p.runs, readRun(row))
		}
		return nil
	})
}

// loadClusters reads them from their index alone, a row for each.
func (p *findingPlan) loadClusters(ctx context.Context, dc any) error {
	p.clusters = map[int64]int64{}
	return rawQuery(ctx, dc, clustersQuery, nil, func(row []driver.Value) error {
		cluster, _ := row[0].(int64)
		members, _ := row[1].(string)
		for m := range strings.SplitSeq(members, ",") {
			key, err := strconv.ParseInt(m, 10, 64)
			if err != nil {
				return err
			}
			p.clusters[key] = cluster
		}
		return nil
	})
}

const clustersQuery = `SELECT cluster, group_concat(key) FROM verbatim WHERE cluster != 0 GROUP BY cluster`

// loadWaiting finds what has no reading: nothing up to the model's mark.
func (p *findingPlan) loadWaiting(ctx context.Context, dc any, f opinion.Filter) error {
	query, args := waitingQuery, []any{p.model, p.mark}
	if p.mark == 0 {
		query = allWaitingQuery
	}
	narrow := func(column string, value int64) {
		args = append(args, value)
		query += " AND v." + column + " ?" + strconv.Itoa(len(args))
	}
	if p.source != 0 {
		narrow("source =", p.source)
	}
	if p.product != 0 {
		narrow("product =", p.product)
	}
	if !f.From.IsZero() {
		narrow("posted_at >=", p.low)
	}
	if !f.To.IsZero() {
		narrow("posted_at <", p.high)
	}
	err := rawQuery(ctx, dc, query, args, func(row []driver.Value) error {
		place, err := placeOf(row[4], row[0].(int64))
		w := waiting{place: place}
		w.finding.ID, _ = row[1].(string)
		w.finding.Source, w.finding.Product = p.sources.name(row[2].(int64)), p.products.name(row[3].(int64))
		w.finding.PostedAt = when(row[4])
		w.finding.Rating, _ = row[5].(float64)
		w.finding.Cluster, _ = row[6].(int64)
		p.waiting = append(p.waiting, w)
		return err
	})
	slices.SortFunc(p.waiting, func(a, b waiting) int { return cmp.Compare(a.place, b.place) })
	return err
}

const (
	waitingColumns = `SELECT v.key, v.id, v.source, v.product, v.posted_at, v.rating, v.cluster `
	unread         = ` AND NOT EXISTS (SELECT 1 FROM annotation a WHERE a.model = ?1 AND a.revision = v.revision)
		AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.model = ?1 AND q.revision = v.revision)`
	// waitingQuery walks what came after the mark, allWaitingQuery all.
	waitingQuery    = waitingColumns + `FROM revision r CROSS JOIN verbatim v ON v.key = r.verbatim WHERE r.key > ?2 AND v.revision = r.key` + unread
	allWaitingQuery = waitingColumns + `FROM verbatim v WHERE v.revision > ?2` + unread
)
