package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
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
	n, err := s.count(ctx, f)
	if err != nil {
		return nil, s.explain("count findings", err)
	}
	// Counting first costs a hundredth of growing a slice of a million.
	out := make([]opinion.Finding, 0, n)
	err = s.EachFinding(ctx, model, f, func(x *opinion.Finding) error {
		out = append(out, *x)
		return nil
	})
	return out, err
}

// count tells how many verbatims are in the filter.
func (s *Store) count(ctx context.Context, f opinion.Filter) (n int, err error) {
	where, args, none, err := narrow(ctx, s.read, f, 1)
	if err != nil || none {
		return 0, err
	}
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM verbatim v `+where, args...).Scan(&n)
	return n, err
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
	err := s.eachFinding(ctx, model, f, fn)
	return s.explain("read findings", err)
}

func (s *Store) eachFinding(ctx context.Context, model string, f opinion.Filter, fn func(*opinion.Finding) error) (err error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	p, none, err := planFindings(ctx, conn, model, f)
	if err != nil || none {
		return err
	}
	slices, err := p.cut(ctx, conn)
	if err != nil {
		return err
	}
	err = conn.Raw(func(dc any) error {
		r := p.reader()
		r.fn = fn
		if p.undated {
			query, args := p.query(findingSlice{undated: true})
			if err := rawQuery(ctx, dc, query+" ORDER BY v.id", args, r.row); err != nil {
				return err
			}
		}
		if len(slices) > 2 {
			return nil
		}
		for _, x := range slices {
			found, err := p.read(ctx, dc, r, x)
			if err == nil {
				err = handOver(found, fn)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(slices) <= 2 {
		return err
	}
	return p.readTogether(ctx, connector{s.readDSN}, min(runtime.GOMAXPROCS(0), mostFindingWorkers), slices, fn)
}

// Every column of a row costs an allocation, so SQL gathers them: source and
// product; three probabilities of 20 bits; the fourth with the flags; and the
// usual language is left out.
const (
	findingColumns = `SELECT v.id, (v.source << 32) | v.product, v.posted_at, v.rating,
		nullif(a.language, 'en'), (a.p_product << 40) | (a.p_marketing << 20) | a.p_service,
		(a.p_none << 8) | (a.cause << 3) | (a.narrow_service << 2) | (a.mentions_service << 1) | a.complaint,
		a.mentions, v.cluster`
	findingTables = `
		FROM verbatim v LEFT JOIN annotation a ON a.model = ?1 AND a.revision = v.revision `
	findingDetail = ` LEFT JOIN detail d ON d.model = ?1 AND d.revision = v.revision `
)

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

// findingReader makes findings of rows.
type findingReader struct {
	sources, products nameList
	codes             codes
	fn                func(*opinion.Finding) error
	finding           opinion.Finding
	terms             map[string]string
	// arena is cut into the mentions of one finding after another, to spare
	// an allocation each.
	arena []opinion.FindingMention
}

// arenaSize keeps what a kept finding holds on to small.
const arenaSize = 256

func (r *findingReader) row(row []driver.Value) error {
	f := &r.finding
	*f = opinion.Finding{PostedAt: when(row[2])}
	f.ID, _ = row[0].(string)
	f.Rating, _ = row[3].(float64)
	f.Cluster, _ = row[8].(int64)
	place, _ := row[1].(int64)
	f.Source, f.Product = r.sources.name(place>>32), r.products.name(place&(1<<32-1))
	mentions, ok := row[7].(string)
	if !ok {
		return r.fn(f) // no annotation
	}
	if f.Language, ok = row[4].(string); ok {
		return r.fn(f)
	}
	const p20 = 1<<20 - 1
	p, _ := row[5].(int64)
	flags, _ := row[6].(int64)
	f.Language, f.Annotated = judged, true
	f.Complaint, f.MentionsService, f.NarrowService = flags&1 != 0, flags&2 != 0, flags&4 != 0
	f.Cause = at(r.codes.class, flags>>3&31)
	f.P = opinion.CauseP{unpackP(p >> 40), unpackP(p >> 20 & p20), unpackP(p & p20), unpackP(flags >> 8)}
	if err := r.mentions(f, mentions); err != nil {
		return fmt.Errorf("verbatim %s: %w", f.ID, err)
	}
	if len(row) > aspectsColumn {
		if err := r.aspects(f, row[aspectsColumn]); err != nil {
			return fmt.Errorf("verbatim %s: %w", f.ID, err)
		}
	}
	return r.fn(f)
}

// aspectsColumn follows the others where aspects are asked for.
const aspectsColumn = 9

// aspects sets those of mentions. Equal terms share their bytes.
func (r *findingReader) aspects(f *opinion.Finding, packed any) error {
	list, _ := packed.(string)
	lists, err := unpackAspects(list)
	if err != nil {
		return err
	}
	for i := range min(len(lists), len(f.Mentions)) {
		for k, term := range lists[i] {
			if known, ok := r.terms[term]; ok {
				lists[i][k] = known
			} else if len(r.terms) < mostTerms {
				r.terms[term] = term
			}
		}
		if len(lists[i]) > 0 {
			f.Mentions[i].Aspects = lists[i]
		}
	}
	return nil
}

// mostTerms bounds the memory for shared terms.
const mostTerms = 1 << 18

func (r *findingReader) mentions(f *opinion.Finding, packed string) error {
	first, c := len(r.arena), &r.codes
	err := eachMention(packed, func(n *[mentionWidth]int64) {
		if len(r.arena) == cap(r.arena) {
			next := make([]opinion.FindingMention, 0, max(arenaSize, 2*(len(r.arena)-first)))
			r.arena, first = append(next, r.arena[first:]...), 0
		}
		r.arena = append(r.arena, opinion.FindingMention{
			Start: int(n[0]), End: int(n[1]), Polarity: at(c.polarity, n[2]), PComplaint: unpackP(n[3]), Class: at(c.class, n[4]),
			Theme: at(c.theme, n[8]), Stage: at(c.stage, n[9]), Gap: n[10] != 0,
			Touchpoints: unmask(c.touchpoint, c.touchpoints, n[11]), Factors: unmask(c.factor, c.factors, n[12]), Signals: unmask(c.signal, c.signals, n[13]),
		})
	})
	if len(r.arena) > first {
		f.Mentions = r.arena[first:len(r.arena):len(r.arena)]
	}
	return err
}
