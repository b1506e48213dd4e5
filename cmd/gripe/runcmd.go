package main

import (
	"gripe/pipeline"
	"gripe/pipeline/store"
)

type runCmd struct {
	Week string `help:"ISO week to digest; by default the last complete one." placeholder:"WEEK"`
	Full bool   `help:"Read every page again, and mark what is gone."`
	JSON bool   `name:"json" help:"Print a summary of the run as JSON."`
	emptyFlag
}

// Help is shown by gripe run --help.
func (runCmd) Help() string {
	return `Collects all sources, annotates what is new and writes the digest, under a lock and quietly: it prints nothing on success, but for a line where no review of the week was read and so no digest is written. Killed at any moment, the next run goes on where it stopped.

The digest goes by mail and to webhooks where the configuration has a section for them, once to each recipient; what could not be sent, the next run sends.

Exit codes: 0 done, 3 the digest was made but a source failed or is suspect, or a recipient did not get it, 69 every source failed, 75 another run holds the lock.

Example (crontab): 15 6 * * 1  cd /srv/gripe && gripe run`
}

// Run is the unattended way through all stages.
func (c *runCmd) Run(a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	if len(cfg.Sources) == 0 {
		return fail(exitConfig, "the configuration names no sources; gripe init writes an example")
	}
	week, err := a.week(c.Week, cfg.Location)
	if err != nil {
		return err
	}
	m, err := a.classifier(cfg)
	if err != nil {
		return err
	}
	ann := newAnnotator(cfg, m)
	// An output that cannot be written is better known before the crawl.
	if err := makeFolder(cfg.Resolve(cfg.Output)); err != nil {
		return err
	}
	// So is a credential that is missing.
	box, err := a.outbox(cfg, sendFlags{Mail: cfg.Mail != nil, Webhook: len(cfg.Webhooks) > 0})
	if err != nil {
		return err
	}
	defer a.noted(m)
	return a.locked(a.database(cfg), func() error {
		return a.withStore(cfg, func(st *store.Store) error {
			sources, err := a.sources(cfg, sinkOf(st, c.Full))
			if err != nil {
				return err
			}
			p := press{app: a, reader: reader{cfg, st, m}, empty: c.Empty}
			plan := p.plan(sources, ann, week, digestFolder(cfg, week))
			err = a.recorded(st, func() (pipeline.Summary, error) { return pipeline.Run(a.ctx, plan) }, c.JSON)
			if err != nil && codeOf(err) != exitPartial {
				return err
			}
			// What failed to be sent is partial too, and the next run sends it.
			if serr := p.sendAfterRun(box, st, week, digestFolder(cfg, week)); serr != nil {
				return serr
			}
			return err
		})
	})
}
