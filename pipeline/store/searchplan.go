package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gripe/pipeline/opinion"
)

// searchPlan is a search as SQL over facet f.
type searchPlan struct {
	model, low, high int64
	where            string // what narrows it further
	args             []any
	match            string // the words as a query of FTS5, if any
	limit, reach     int
}

// planSearch turns a query into SQL. It is not ok where nothing can be found.
func planSearch(ctx context.Context, db querier, model string, q *SearchQuery) (p searchPlan, ok bool, err error) {
	p = searchPlan{high: 1<<63 - 1, limit: min(q.Limit, searchPageMost), reach: searchReach}
	if p.limit < 1 {
		p.limit = searchPage
	}
	if p.model, ok, err = lookup(ctx, db, `SELECT key FROM model WHERE version = ?1`, model); err != nil || !ok {
		return p, false, err
	}
	if strings.TrimSpace(q.Text) != "" {
		if p.match = matchQuery(q.Text); p.match == "" {
			return p, false, nil
		}
	}
	p.between(q.Filter)
	for _, n := range []struct{ name, query, column string }{
		{q.Filter.Source, selectSource, "f.source"}, {q.Filter.Product, selectProduct, "f.product"},
	} {
		if n.name == "" {
			continue
		}
		key, ok, err := lookup(ctx, db, n.query, n.name)
		if err != nil || !ok {
			return p, false, err
		}
		p.args = append(p.args, key)
		p.where += " AND " + n.column + " = ?" + p.last()
	}
	return p, p.labels(q), nil
}

// between bounds the places by date; what has none falls out where one is asked
// for.
func (p *searchPlan) between(f opinion.Filter) {
	switch {
	case !f.From.IsZero():
		p.low = clampSecond(ceilSecond(f.From)) << placeBits
	case !f.To.IsZero():
		p.low = 1 << placeBits
	}
	if !f.To.IsZero() {
		p.high = clampSecond(ceilSecond(f.To))<<placeBits - 1
	}
}

// labels asks for what was read; false where a label is none.
func (p *searchPlan) labels(q *SearchQuery) bool {
	known, mask := true, int64(0)
	if q.Polarity != "" {
		mask |= maskThere
		known = slices.Contains(opinion.Polarities[:], q.Polarity)
	}
	if q.Gap {
		mask |= maskGap
	}
	set := func(first, place int, asked bool) {
		if asked {
			known = known && place >= 0
			mask |= 1 << (first + max(place, 0))
		}
	}
	set(maskClass, slices.Index(opinion.Causes[:], q.Class), q.Class != "")
	set(maskStage, slices.Index(opinion.Stages[:], q.Stage), q.Stage != "")
	set(maskSignal, slices.Index(opinion.Signals[:], q.Signal), q.Signal != "")
	set(maskFactor, slices.Index(opinion.Factors[:], q.Factor), q.Factor != "")
	set(maskTouchpoint, slices.Index(opinion.Touchpoints[:], q.Touchpoint), q.Touchpoint != "")
	set(maskTheme, slices.Index(opinion.Themes[:], q.Theme), q.Theme != "")
	column := "(f.complaining | f.praising | f.neutral)"
	switch {
	case q.Polarity.Complaint():
		column = "f.complaining"
	case q.Polarity == opinion.Pos:
		column = "f.praising"
	case q.Polarity == opinion.Neu:
		column = "f.neutral"
	}
	if mask != 0 {
		p.where += fmt.Sprintf(" AND %s & %d = %d", column, mask, mask)
	}
	if len(q.Only) > 0 {
		exact := int64(0)
		for _, c := range q.Only {
			place := slices.Index(opinion.Classes[:], c)
			known = known && place >= 0
			exact |= 1 << (maskClass + max(place, 0))
		}
		p.where += fmt.Sprintf(" AND f.state & %d AND f.complaining & %d = %d", stateComplaint, int64(1<<len(opinion.Classes)-1)<<maskClass, exact)
	}
	if q.MentionsService {
		p.where += fmt.Sprintf(" AND (f.complaining | f.praising | f.neutral) & %d", serviceMask())
	}
	if q.Complaint {
		p.where += fmt.Sprintf(" AND f.state & %d", stateComplaint)
	}
	if q.Cause != "" {
		cause := slices.Index(opinion.Causes[:], q.Cause)
		known = known && cause >= 0
		p.where += fmt.Sprintf(" AND f.state & %d AND f.state >> %d = %d", stateJudged, stateCauseShift, cause)
	}
	return known
}

// serviceMask has the bits of which a mention that speaks of service has one.
func serviceMask() (mask int64) {
	mask = 1 << (maskClass + opinion.Service.Index())
	for i, t := range opinion.Touchpoints {
		if t.ServiceContact() {
			mask |= 1 << (maskTouchpoint + i)
		}
	}
	return mask
}

// from is the part of a query from FROM on, over all but words; arguments are
// what it wants.
func (p *searchPlan) from() string {
	return ` FROM facet f WHERE f.model = ?1 AND f.place BETWEEN ?2 AND ?3` + p.where
}

// words gives a place and whether the rest fits too. It wants the query and how
// many to look at as further arguments.
func (p *searchPlan) words() string {
	n := len(p.args) + fixedArgs
	return fmt.Sprintf(`SELECT w.place, (SELECT 1 FROM facet f WHERE f.model = ?1 AND f.place = w.place%s)
		FROM (SELECT rowid AS place FROM search WHERE search MATCH ?%d AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT ?%d) w`,
		p.where, n+1, n+2)
}

// fixedArgs are those before the plan's own: model, lowest and highest place.
const fixedArgs = 3

func (p *searchPlan) last() string { return strconv.Itoa(len(p.args) + fixedArgs) }
func (p *searchPlan) next() string { return strconv.Itoa(len(p.args) + fixedArgs + 1) }

func (p *searchPlan) arguments(high int64) []any {
	return append([]any{p.model, p.low, high}, p.args...)
}

// upTo is the highest place of a page that goes on before a place.
func (p *searchPlan) upTo(before int64) int64 {
	if before > 0 {
		return min(p.high, before-1)
	}
	return p.high
}
