package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"gripe/pipeline"
	"gripe/pipeline/collect"
	"gripe/pipeline/config"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

type collectCmd struct {
	Full bool `help:"Read every page again, also those that did not change and those behind what is known, and mark what is gone."`
	JSON bool `name:"json" help:"Print the coverage of each source as JSON."`
}

// Help is shown by gripe collect --help.
func (collectCmd) Help() string {
	return `Fetches every source of the configuration and stores what is new. A rerun stores nothing twice. A source that was read whole is read up to what is known; use --full after changing its selectors, and to find what was deleted: that is marked, and kept. A source that fails does not stop the others: the exit code is 3 then, and 69 where all failed.

Example: gripe collect --config gripe.yaml`
}

// The collector keeps a few megabytes at a time and makes a thousand times that
// in passing: the garbage is collected less often than by default, up to a bound
// that holds also where a page is large. On 3,000 pages this saves a quarter of
// the time of the processor.
const (
	garbagePercent = 400
	garbageLimit   = 64 << 20
)

// Run collects and says on standard error which sources failed or are suspect.
func (c *collectCmd) Run(a *app) error {
	defer debug.SetGCPercent(debug.SetGCPercent(garbagePercent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(garbageLimit))
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	if len(cfg.Sources) == 0 {
		return fail(exitConfig, "the configuration names no sources; gripe init writes an example")
	}
	return a.locked(a.database(cfg), func() error {
		return a.withStore(cfg, func(st *store.Store) error {
			sources, err := a.sources(cfg, sinkOf(st, c.Full))
			if err != nil {
				return err
			}
			return a.recorded(st, func() (pipeline.Summary, error) {
				return pipeline.Run(a.ctx, pipeline.Plan{Sources: sources, Now: a.now})
			}, c.JSON)
		})
	})
}

// What the collector asks of a sink beyond Save it does without where the sink
// has not got it: here it must.
var _ interface {
	collect.GroupSink
	collect.Ledger
	collect.Tally
	collect.Marker
	collect.ClaimSink
} = (*store.Store)(nil)

// sinkOf is where sources store; with full each is read from the beginning.
func sinkOf(st *store.Store, full bool) collect.Sink {
	if full {
		return collect.ReadAll(st)
	}
	return st
}

// withStore opens the database for writing around work.
func (a *app) withStore(cfg config.Config, work func(*store.Store) error) error {
	st, err := a.openStore(cfg)
	if err != nil {
		return err
	}
	err = work(st)
	if cerr := st.Close(); err == nil {
		err = storeFault(cerr)
	}
	return err
}

// recorded keeps a run in the run ledger, warns of its faults, and turns its
// outcome into an exit code.
func (a *app) recorded(st *store.Store, run func() (pipeline.Summary, error), asJSON bool) error {
	key, err := st.BeginRun(a.ctx)
	if err != nil {
		return storeFault(err)
	}
	s, err := run()
	if err == nil || !errors.Is(err, context.Canceled) {
		if lerr := endRun(context.WithoutCancel(a.ctx), st, key, s); err == nil {
			err = lerr
		}
	}
	a.warnSources(s.Sources)
	a.warnQuarantined(s.Annotated)
	if err != nil {
		return storeFault(err)
	}
	if asJSON {
		if err := printJSON(a.stdout, s); err != nil {
			return err
		}
	}
	switch s.Outcome {
	case pipeline.NoSource:
		return fail(exitNoSource, "every source failed; %s", stored(s.Sources))
	case pipeline.Partial:
		return &coded{exitPartial, errSaid}
	}
	return nil
}

// stored says what was kept of sources that broke off.
func stored(sources []opinion.Coverage) string {
	n := 0
	for _, c := range sources {
		n += c.Saved.New + c.Saved.Revised
	}
	if n == 0 {
		return "nothing new was stored"
	}
	return fmt.Sprintf("the %d reviews read before are stored", n)
}

// warnSources says in one line each which sources failed or are suspect.
func (a *app) warnSources(sources []opinion.Coverage) {
	for _, c := range sources {
		switch {
		case c.Error != "":
			a.note(fmt.Sprintf("source %s failed: %s", c.Source, c.Error))
		case c.Suspect != "":
			a.note(fmt.Sprintf("source %s is suspect: %s", c.Source, c.Suspect))
		case c.Failed > 0:
			a.note(fmt.Sprintf("source %s: %s could not be fetched; gripe status says why", c.Source, counted(c.Failed, "page", "pages")))
		}
		if n := c.Saved.Rejected; n > 0 {
			a.note(fmt.Sprintf("source %s: %s; gripe status shows them", c.Source,
				counted(n, "item could not be read and is kept with its reason", "items could not be read and are kept with their reasons")))
		}
	}
}

// counted is a number with what it counts.
func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
