package main

import (
	"context"
	"time"

	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// measureOptions tells measure how the classifier errs, as far as it knows
// itself and as far as people have checked it in this database.
func (a *app) measureOptions(st *store.Store, m judge) (measure.Options, error) {
	o := m.measureOptions()
	draws, err := st.AuditDraws(a.ctx)
	if err != nil {
		return o, storeFault(err)
	}
	audits, err := st.Audits(a.ctx, m.Model())
	if err != nil {
		return o, storeFault(err)
	}
	o.Audited, o.AuditedFrom = randomLabels(draws, audits)
	return o, nil
}

// randomLabels picks the labels to estimate shares from. Samples drawn at
// random through one filter make one random sample together, for none is drawn
// twice; samples through different filters do not. So the labels of one filter
// are taken: of none at all, where they are enough, for they hold for
// everything; else of the filter that has most.
func randomLabels(draws []opinion.AuditDraw, audits []opinion.Audited) (best []opinion.AuditedCause, from opinion.Filter) {
	var filters []opinion.Filter
	for _, d := range draws {
		known := d.Sample != opinion.RandomSample
		for _, f := range filters {
			known = known || sameFilter(f, d.Filter)
		}
		if !known {
			filters = append(filters, d.Filter)
		}
	}
	for _, f := range filters {
		drawn := drawnBefore(draws, opinion.RandomSample, f)
		var labels []opinion.AuditedCause
		for _, x := range audits {
			if x.Judged && drawn(x.ID) {
				labels = append(labels, opinion.AuditedCause{ID: x.ID, Cause: x.Cause, P: x.P, Decided: x.Decided, Complaint: x.Complaint})
			}
		}
		if sameFilter(f, opinion.Filter{}) && len(labels) >= measure.MinAudited {
			return labels, f
		}
		if len(labels) > len(best) {
			best, from = labels, f
		}
	}
	return best, from
}

// drawnBefore tells of an ID whether it was drawn in this way already.
func drawnBefore(draws []opinion.AuditDraw, kind opinion.AuditSample, f opinion.Filter) func(id string) bool {
	had := map[string]bool{}
	for _, d := range draws {
		if d.Sample == kind && sameFilter(d.Filter, f) {
			for _, id := range d.IDs {
				had[id] = true
			}
		}
	}
	return func(id string) bool { return had[id] }
}

func sameFilter(a, b opinion.Filter) bool {
	return a.Source == b.Source && a.Product == b.Product && a.From.Equal(b.From) && a.To.Equal(b.To)
}

// saveLabel keeps one label. Another run may hold the database for a moment,
// so it is tried again for a few seconds before the reader is told.
func (a *app) saveLabel(st *store.Store, db string) func(context.Context, opinion.Audit) error {
	const tries, pause = 20, 250 * time.Millisecond
	return func(ctx context.Context, label opinion.Audit) (err error) {
		for range tries {
			err = a.locked(db, func() error { return storeFault(st.SaveAudit(ctx, label)) })
			if codeOf(err) != exitLocked {
				return err
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(pause):
			}
		}
		return err
	}
}
