package main

import (
	"context"

	"gripe/pipeline"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

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
