package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"gripe/pipeline/opinion"
)

// judged is the language whose annotations carry a judgement: see
// opinion.Annotation.
const judged = "en"

// Findings are all verbatims in the filter, by date and ID (those of unknown
// date first), with what the model read in their current text. Those it did
// not, or could not read, or that are not in English, have Annotated false.
// Label slices are shared: they must not be changed.
func (s *Store) Findings(ctx context.Context, model string, f opinion.Filter) ([]opinion.Finding, error) {
	var parts [][]opinion.Finding
	err := s.eachSlice(ctx, model, f, func(found []opinion.Finding) error {
		parts = append(parts, found)
		return nil
	})
	return slices.Concat(parts...), s.explain("read findings", err)
}

// Quarantined counts the verbatims in the filter that a model could not read.
func (s *Store) Quarantined(ctx context.Context, model string, f opinion.Filter) (n int, err error) {
	where, args, none, err := narrow(ctx, s.read, f, 2)
	if err != nil || none {
		return 0, s.explain("count quarantined verbatims", err)
	}
	key, _, err := modelCodes(ctx, s.read, model)
	if err == nil {
		err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM verbatim v
			JOIN quarantine q ON q.model = ?1 AND q.revision = v.revision `+where, append([]any{key}, args...)...).Scan(&n)
	}
	return n, s.explain("count quarantined verbatims", err)
}

// EachFinding hands the findings over one at a time; fn may keep a copy.
func (s *Store) EachFinding(ctx context.Context, model string, f opinion.Filter, fn func(*opinion.Finding) error) error {
	err := s.eachSlice(ctx, model, f, func(found []opinion.Finding) error {
		for i := range found {
			if err := fn(&found[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return s.explain("read findings", err)
}

// narrow turns a filter into a WHERE clause over verbatim v whose parameters
// are numbered from first. none: nothing can match.
func narrow(ctx context.Context, db querier, f opinion.Filter, first int) (where string, args []any, none bool, err error) {
	var terms []string
	add := func(term string, arg any) {
		terms = append(terms, fmt.Sprintf(term, first+len(args)))
		args = append(args, arg)
	}
	for _, n := range []struct{ name, query, term string }{
		{f.Source, selectSource, "v.source = ?%d"},
		{f.Product, selectProduct, "v.product = ?%d"},
	} {
		if n.name == "" {
			continue
		}
		key, ok, err := lookup(ctx, db, n.query, n.name)
		if err != nil || !ok {
			return "", nil, !ok, err
		}
		add(n.term, key)
	}
	if !f.From.IsZero() {
		add("v.posted_at >= ?%d", ceilSecond(f.From))
	}
	if !f.To.IsZero() {
		add("v.posted_at < ?%d", ceilSecond(f.To))
	}
	if len(terms) == 0 {
		return "", nil, false, nil
	}
	return "WHERE " + strings.Join(terms, " AND "), args, false, nil
}

// modelCodes finds a model and its labels; a model that never saved has key -1.
func modelCodes(ctx context.Context, db querier, model string) (int64, *codes, error) {
	key, taxonomy := int64(-1), int64(-1)
	err := scan(ctx, db, `SELECT key, taxonomy FROM model WHERE version = ?1`, []any{model}, func(r *sql.Rows) error {
		return r.Scan(&key, &taxonomy)
	})
	if err != nil {
		return 0, nil, err
	}
	c, err := loadCodes(ctx, db, taxonomy)
	return key, c, err
}
