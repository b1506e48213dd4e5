package main

import (
	"context"
	"errors"

	"gripe/pipeline"
	"gripe/pipeline/annotate"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// storeFault gives a database's fault its exit code.
func storeFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrLocked):
		return as(exitLocked, err)
	case errors.Is(err, store.ErrMissing):
		return as(exitNoInput, err)
	case errors.Is(err, store.ErrReadOnly):
		return as(exitCreate, err)
	case errors.Is(err, store.ErrNewer), errors.Is(err, store.ErrForeign), errors.Is(err, store.ErrDamaged),
		errors.Is(err, store.ErrTaxonomy), errors.Is(err, store.ErrAuthorKey):
		return as(exitData, err)
	}
	return as(exitIO, err)
}

// backlog joins store and annotator.
func backlog(st *store.Store, ann *annotate.Annotator, m judge) pipeline.Backlog {
	return pipeline.Backlog{
		Pending: func(ctx context.Context, after string, limit int) ([]opinion.Verbatim, error) {
			return st.Pending(ctx, m.Model(), after, limit)
		},
		Annotate: func(vs []opinion.Verbatim) []opinion.Annotated {
			out := make([]opinion.Annotated, len(vs))
			for i, r := range ann.AnnotateAll(vs) {
				out[i] = opinion.Annotated{ID: vs[i].ID, Content: vs[i].Content(), Annotation: r.Annotation}
				switch {
				case errors.Is(r.Err, annotate.ErrNoText):
					out[i].Annotation = opinion.Annotation{Language: opinion.Wordless, Cause: opinion.None, Model: m.Model()}
				case r.Err != nil:
					out[i].Err = r.Err.Error()
				}
			}
			return out
		},
		Save: func(ctx context.Context, items []opinion.Annotated) error {
			err := st.SaveAnnotations(ctx, m.Model(), items)
			if errors.Is(err, store.ErrUnknownVerbatim) {
				return nil // erased since it was read; the others are saved
			}
			return err
		},
	}
}

// lastCoverage is the ledger of the newest run that read sources.
func lastCoverage(a *app, st *store.Store) ([]opinion.Coverage, error) {
	runs, err := st.LastRuns(a.ctx, 10)
	for _, r := range runs {
		if len(r.Coverage) > 0 {
			return r.Coverage, nil
		}
	}
	return nil, storeFault(err)
}

// endRun closes a run in the ledger.
func endRun(ctx context.Context, st *store.Store, key int64, s pipeline.Summary) error {
	return st.EndRun(ctx, key, string(s.Outcome), s, s.Sources)
}
