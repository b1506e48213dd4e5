package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"time"

	"gripe/pipeline/audit"
	"gripe/pipeline/deliver"
	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

type auditCmd struct {
	filterFlags
	N      int     `name:"n" short:"n" help:"How many reviews to draw." default:"100"`
	Unsure bool    `help:"Prefer what the model is unsure of: it teaches most, but shares are never estimated from it."`
	Seed   *uint64 `help:"Seed of the drawing, to draw the same again." placeholder:"N"`
	Port   int     `help:"Port on 127.0.0.1; 0 picks a free one." default:"0"`
	Export string  `help:"Write the sample as CSV to fill in, and end." placeholder:"FILE" type:"path" xor:"way"`
	Import string  `help:"Take labels from a filled CSV, and end." placeholder:"FILE" type:"path" xor:"way"`
}

// Help is shown by gripe audit --help.
func (auditCmd) Help() string {
	return `Draws reviews at random and lets a person say whose each complaint is to fix, on a page that only this machine can open, or in a spreadsheet. From 50 labels on, the shares of gripe share and gripe digest are estimated from them (prediction-powered inference) and their intervals are narrower. A sample that is not finished is gone on with.

The page never shows the model's answer: whoever sees one tends to agree with it.

Example: gripe audit --n 100 --from 2024-02-01`
}

// Run draws or resumes a sample and has it labelled.
func (c *auditCmd) Run(a *app) error {
	if c.N < 1 {
		return fail(exitUsage, "--n %d: draw at least one review", c.N)
	}
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	f, err := c.filter(cfg.Location)
	if err != nil {
		return err
	}
	m, err := a.classifier(cfg)
	if err != nil {
		return err
	}
	db := a.database(cfg)
	if err := mustExist(db); err != nil {
		return err
	}
	var st *store.Store
	var d opinion.AuditDraw
	err = a.locked(db, func() (err error) {
		if st, err = a.openStore(cfg); err != nil || c.Import != "" {
			return err
		}
		d, err = c.draw(a, st, m.Model(), f)
		return err
	})
	if err == nil && c.Import != "" {
		err = c.take(a, st, db)
	} else if err == nil {
		err = c.label(a, st, db, d)
	}
	if st != nil {
		err = errors.Join(err, st.Close())
	}
	return err
}

func (c *auditCmd) kind() opinion.AuditSample {
	if c.Unsure {
		return opinion.UnsureSample
	}
	return opinion.RandomSample
}

// draw goes on with the newest sample of this kind and filter that is not
// finished, unless another seed is asked for; else it draws a new one from
// what was not drawn before.
func (c *auditCmd) draw(a *app, st *store.Store, model string, f opinion.Filter) (opinion.AuditDraw, error) {
	draws, err := st.AuditDraws(a.ctx)
	if err != nil {
		return opinion.AuditDraw{}, storeFault(err)
	}
	for i := len(draws) - 1; i >= 0; i-- {
		d := draws[i]
		if d.Sample != c.kind() || !sameFilter(d.Filter, f) || c.Seed != nil && *c.Seed != d.Seed {
			continue
		}
		tasks, err := st.AuditTasks(a.ctx, d.Key)
		if err != nil {
			return d, storeFault(err)
		}
		if labelled(tasks) < len(tasks) {
			return d, nil
		}
	}
	findings, err := st.Findings(a.ctx, model, f)
	if err != nil {
		return opinion.AuditDraw{}, storeFault(err)
	}
	a.warnWaiting(findings)
	seed := uint64(a.now().UnixNano())
	if c.Seed != nil {
		seed = *c.Seed
	}
	d, err := audit.Sample(c.kind(), findings, c.N, seed, drawnBefore(draws, c.kind(), f))
	if err != nil {
		return d, as(exitDefect, err)
	}
	if len(d.IDs) == 0 {
		return d, fail(exitNoInput, "no English review is left to draw; gripe annotate reads what waits")
	}
	d.Model, d.Filter = model, f
	d.Key, err = st.DrawAudit(a.ctx, d)
	return d, storeFault(err)
}

func labelled(tasks []opinion.AuditTask) int {
	n := 0
	for i := range tasks {
		if tasks[i].Done != nil {
			n++
		}
	}
	return n
}

// label has the sample labelled: on the page, or later in a spreadsheet.
func (c *auditCmd) label(a *app, st *store.Store, db string, d opinion.AuditDraw) error {
	tasks, err := st.AuditTasks(a.ctx, d.Key)
	if err != nil {
		return storeFault(err)
	}
	for i := range tasks { // the mentions' offsets must hold
		v := &tasks[i].Verbatim
		v.Title, v.Text = mask.Text(v.Title), mask.Stars(v.Text)
	}
	about := fmt.Sprintf("%s sample of %d out of %d reviews, seed %d, %d labelled", d.Sample, len(tasks), d.Population, d.Seed, labelled(tasks))
	if c.Export != "" {
		var b bytes.Buffer
		if err := audit.WriteCSV(&b, tasks); err != nil {
			return as(exitDefect, err)
		}
		if err := deliver.WriteFile(c.Export, b.Bytes()); err != nil {
			return as(exitCreate, err)
		}
		fmt.Fprintf(a.stdout, "%s\nFill in the column cause (product, marketing, service, none), then:\n  gripe audit --import %s\n", about, c.Export)
		return nil
	}
	page, err := audit.NewPage(audit.PageOptions{Tasks: tasks, Sample: d.Sample, Save: a.saveLabel(st, db), Now: a.now})
	if err != nil {
		return as(exitDefect, err)
	}
	ln, err := audit.Listen(c.Port)
	if err != nil {
		return as(exitCreate, err)
	}
	fmt.Fprintf(a.stdout, "%s\nOpen %s\nIt ends when all are labelled, or with Ctrl-C; what is labelled is kept.\n", about, page.URL(ln))
	if err := page.Serve(a.ctx, ln); err != nil {
		return as(exitIO, err)
	}
	fmt.Fprintf(a.stdout, "%d of %d labelled\n", page.Labelled(), len(tasks))
	return nil
}

// take reads a filled spreadsheet. Bad rows are named and left out; then the
// exit code is that of bad data, and the good rows are kept.
func (c *auditCmd) take(a *app, st *store.Store, db string) error {
	draws, err := st.AuditDraws(a.ctx)
	if err != nil {
		return storeFault(err)
	}
	var tasks []opinion.AuditTask
	for _, d := range draws {
		more, err := st.AuditTasks(a.ctx, d.Key)
		if err != nil {
			return storeFault(err)
		}
		tasks = append(tasks, more...)
	}
	in, err := readSheet(c.Import, tasks, a.now())
	if err != nil {
		return err
	}
	err = a.locked(db, func() error {
		for _, label := range in.Labels {
			if err := st.SaveAudit(a.ctx, label); err != nil {
				return storeFault(err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s: %d reviews labelled, %d left blank, %d rows kept out\n", c.Import, len(in.Labels), in.Blank, len(in.Bad))
	for _, b := range in.Bad {
		a.note(fmt.Sprintf("%s:%d: %s", c.Import, b.Line, b.Reason))
	}
	if len(in.Bad) > 0 {
		return &coded{exitData, errSaid}
	}
	return nil
}

func readSheet(path string, tasks []opinion.AuditTask, now time.Time) (audit.Import, error) {
	file, err := os.Open(path)
	if err != nil {
		return audit.Import{}, as(exitNoInput, fmt.Errorf("opening the labels: %w", err))
	}
	defer file.Close() // read only: nothing to lose
	in, err := audit.ReadCSV(file, tasks, now)
	return in, as(exitData, err)
}
