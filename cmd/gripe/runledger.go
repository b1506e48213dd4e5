package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"gripe/pipeline"
	"gripe/pipeline/config"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// runsAsked bounds how far back the ledger of runs is asked for a source: a
// year of weeks, with imports between.
const runsAsked = 100

// lastCoverage is what the newest reading of each source gave, by name: of the
// newest run that read any, and of every source that is configured (of all,
// where none is), so that importing one file hides no other source's fault.
func lastCoverage(a *app, st *store.Store, configured []config.Source) ([]opinion.Coverage, error) {
	runs, err := st.LastRuns(a.ctx, runsAsked)
	if err != nil {
		return nil, storeFault(err)
	}
	var out []opinion.Coverage
	for i, r := range newestReadings(runs) {
		if i == 0 || len(configured) == 0 {
			out = append(out, r.Coverage...)
			continue
		}
		for _, c := range r.Coverage {
			if slices.ContainsFunc(configured, func(s config.Source) bool { return s.Name == c.Source }) {
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b opinion.Coverage) int { return strings.Compare(a.Source, b.Source) })
	return out, nil
}

// newestReadings are the runs, newest first, that read sources, each with those
// sources alone that no newer one has read.
func newestReadings(runs []store.Run) (out []store.Run) {
	seen := map[string]bool{}
	for _, r := range runs {
		var newest []opinion.Coverage
		for _, c := range r.Coverage {
			if !seen[c.Source] {
				seen[c.Source] = true
				newest = append(newest, c)
			}
		}
		if r.Coverage = newest; len(newest) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// setLastGood says of each source that runs read when one last ended without a
// fault or a doubt about it: a page that answers is not good if it lost its
// reviews. Sources that no run tells of keep the day of their last answer.
func setLastGood(sources []store.SourceStatus, runs []store.Run) {
	good := map[string]time.Time{}
	for _, r := range runs {
		for _, c := range r.Coverage {
			at := good[c.Source]
			if at.IsZero() && doubt(c) == "" && c.Failed == 0 {
				at = r.Finished
			}
			good[c.Source] = at
		}
	}
	for i := range sources {
		if at, read := good[sources[i].Name]; read {
			sources[i].LastGood = at
		}
	}
}

// endRun closes a run in the ledger.
func endRun(ctx context.Context, st *store.Store, key int64, s pipeline.Summary) error {
	return st.EndRun(ctx, key, string(s.Outcome), s, s.Sources)
}
