package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"gripe/pipeline"
	"gripe/pipeline/annotate"
)

type annotateCmd struct {
	Input string `arg:"" optional:"" help:"JSON Lines to annotate to standard output: - for standard input, or a file. Without it, the database's backlog."`
}

// Help is shown by gripe annotate --help.
func (annotateCmd) Help() string {
	return `Without an argument: annotates the verbatims of the database that are new or were annotated by an older model. It can be killed at any moment and goes on where it stopped.

With - or a file: reads JSON Lines with a "text" each and writes one line for each, in order, without a database. A line that cannot be read becomes {"id":…,"error":"…"}; the exit code is 65 then.

Example: echo '{"id":"r1","text":"Support hung up on me."}' | gripe annotate -`
}

// Run annotates the database's backlog, or a stream.
func (c *annotateCmd) Run(a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	m, err := a.classifier(cfg)
	if err != nil {
		return err
	}
	ann := newAnnotator(cfg, m)
	if c.Input != "" {
		defer a.noted(m)
		return c.stream(a, ann)
	}
	db := a.database(cfg)
	if err := mustExist(db); err != nil {
		return err
	}
	return a.locked(db, func() error {
		st, err := a.openStore(cfg)
		if err != nil {
			return err
		}
		n, err := backlog(st, ann, m).Clear(a.ctx)
		if cerr := st.Close(); err == nil {
			err = cerr
		}
		a.log.Info("annotated", "done", n.Done, "quarantined", n.Quarantined)
		a.noted(m)
		a.warnQuarantined(n)
		return err
	})
}

// warnQuarantined says how many verbatims could not be annotated.
func (a *app) warnQuarantined(n pipeline.Annotated) {
	if n.Quarantined > 0 {
		a.note(counted(n.Quarantined, "verbatim could not be annotated and is", "verbatims could not be annotated and are") + " kept aside; gripe status says why")
	}
}

func (c *annotateCmd) stream(a *app, ann *annotate.Annotator) (err error) {
	in := a.stdin
	if c.Input != "-" {
		f, err := os.Open(c.Input)
		if err != nil {
			return as(exitNoInput, fmt.Errorf("opening what to annotate: %w", err))
		}
		defer f.Close()
		in = f
	}
	return annotateStream(a.ctx, in, a.stdout, a.stderr, ann)
}

// annotateStream is the contract of gripe annotate -.
func annotateStream(ctx context.Context, in io.Reader, out, errs io.Writer, ann *annotate.Annotator) error {
	n, err := annotate.Stream(ctx, in, out, ann, 0)
	if err != nil {
		return as(exitIO, fmt.Errorf("annotating the stream: %w", err))
	}
	if n.Failed > 0 {
		fmt.Fprintf(errs, "gripe: %d of %d lines could not be annotated; each carries its reason under \"error\"\n", n.Failed, n.Lines)
		return &coded{exitData, errSaid}
	}
	return nil
}
