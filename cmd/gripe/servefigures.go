package main

import (
	"context"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
	"gripe/pipeline/serve"
	"gripe/pipeline/store"
)

// Week is the digest of one week.
func (b *backend) Week(ctx context.Context, w opinion.Week, f opinion.Filter) (report.Digest, error) {
	a := *b.app
	a.ctx = ctx
	coverage, err := lastCoverage(&a, b.store, b.cfg.Sources)
	if err != nil {
		return report.Digest{}, err
	}
	p := press{app: &a, reader: b.reader, filter: f}
	return p.build(w, coverage)
}

// Version changes whenever the database does.
func (b *backend) Version(ctx context.Context) (int64, error) { return b.watch.Version(ctx) }

// runsShown is how many runs the page of sources tells of.
const runsShown = 5

// Coverage is the state of the database.
func (b *backend) Coverage(ctx context.Context) (serve.Coverage, error) {
	st, err := b.store.Status(ctx)
	if err != nil {
		return serve.Coverage{}, err
	}
	runs, err := b.store.LastRuns(ctx, runsAsked)
	if err != nil {
		return serve.Coverage{}, err
	}
	setLastGood(st.Sources, runs)
	c := serve.Coverage{Bytes: st.Bytes, Model: st.Model, Reasons: reasonsOf(st.Reasons), Spoilt: reasonsOf(st.Rejects)}
	for _, m := range st.Models {
		c.Models = append(c.Models, serve.ModelUse{Version: m.Version, FirstUsed: m.FirstUsed, LastUsed: m.LastUsed})
	}
	for _, x := range st.Sources {
		c.Sources = append(c.Sources, serve.Source{
			Name: x.Name, Verbatims: x.Verbatims, Gone: x.Gone, Annotated: x.Annotated[st.Model], Waiting: x.Waiting, Aside: x.Quarantined,
			Rejected: x.Rejected, Languages: x.Languages, LastFetch: x.LastFetch, LastGood: x.LastGood, Newest: x.Newest, LastError: x.LastError,
		})
	}
	for _, r := range runs[:min(runsShown, len(runs))] {
		c.Runs = append(c.Runs, serve.Run{ID: r.ID, Started: r.Started, Finished: r.Finished, Outcome: r.Outcome, Coverage: r.Coverage})
	}
	return c, nil
}

func reasonsOf(in []store.Reason) (out []serve.Reason) {
	for _, r := range in {
		out = append(out, serve.Reason(r))
	}
	return out
}

// Audit is what people have checked.
func (b *backend) Audit(ctx context.Context) (a serve.Audit, err error) {
	if a.Draws, err = b.store.AuditDraws(ctx); err != nil {
		return a, err
	}
	a.Labels, err = b.store.Audits(ctx, b.judge.Model())
	return a, err
}

// Claims are what the company promises.
func (b *backend) Claims(ctx context.Context) ([]opinion.Claim, error) { return b.store.Claims(ctx) }
