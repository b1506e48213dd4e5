package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
)

type shareCmd struct {
	filterFlags
	JSON bool `name:"json" help:"Print JSON."`
}

// filterFlags narrow figures and exports.
type filterFlags struct {
	Source  string `help:"Only this source." placeholder:"NAME"`
	Product string `help:"Only this product." placeholder:"NAME"`
	From    string `help:"Only verbatims posted on this day or later." placeholder:"2026-11-01"`
	To      string `help:"Only verbatims posted before this day." placeholder:"2026-12-01"`
}

// Help is shown by gripe share --help.
func (shareCmd) Help() string {
	return `Shares of product, marketing and service among complaints, each with its 95 % interval. "caused" is what service must fix; "mention" also counts the calls that something else made necessary.

Example: gripe share --from 2024-02-01 --to 2024-03-01 --json`
}

// filter reads the flags; days begin at midnight in loc.
func (f filterFlags) filter(loc *time.Location) (opinion.Filter, error) {
	o := opinion.Filter{Source: f.Source, Product: f.Product}
	for _, d := range []struct {
		flag, text string
		into       *time.Time
	}{{"--from", f.From, &o.From}, {"--to", f.To, &o.To}} {
		if d.text == "" {
			continue
		}
		t, err := time.ParseInLocation(time.DateOnly, d.text, loc)
		if err != nil {
			return o, fail(exitUsage, "%s %q is not a day such as 2026-11-01", d.flag, d.text)
		}
		*d.into = t
	}
	if !o.From.IsZero() && !o.To.IsZero() && !o.From.Before(o.To) {
		return o, fail(exitUsage, "--from %s must lie before --to %s", f.From, f.To)
	}
	return o, nil
}

// Run prints the shares of what the filter leaves.
func (c *shareCmd) Run(a *app) error {
	r, f, err := a.filtered(c.filterFlags)
	if err != nil {
		return err
	}
	defer r.store.Close()
	findings, err := r.store.Findings(a.ctx, r.judge.Model(), f)
	if err != nil {
		return err
	}
	a.warnWaiting(findings)
	o, err := a.measureOptions(r.store, r.judge)
	if err != nil {
		return err
	}
	s := measure.Shares(findings, o)
	if c.JSON {
		return printJSON(a.stdout, s)
	}
	writeShares(a.stdout, s)
	return nil
}

// warnWaiting says that the figures do not cover everything stored.
func (a *app) warnWaiting(findings []opinion.Finding) {
	waiting := 0
	for i := range findings {
		if !findings[i].Annotated && findings[i].Language == "" {
			waiting++
		}
	}
	if len(findings) == 0 {
		a.note("no stored review fits what was asked for; gripe status tells what is stored")
	}
	if waiting > 0 {
		a.note(counted(waiting, "verbatim is not annotated by this model and", "verbatims are not annotated by this model and") + " not counted; run gripe annotate")
	}
}

// writeShares prints a table for people.
func writeShares(w io.Writer, s opinion.Shares) {
	fmt.Fprintf(w, "%d complaints in %d reviews\n", s.Base.Complaints, s.Base.Verbatims)
	if s.Copies > 0 {
		fmt.Fprintf(w, "copies of these left out: %d\n", s.Copies)
	}
	fmt.Fprintln(w)
	if s.Base.Complaints == 0 {
		return
	}
	row := func(name string, e opinion.Share) {
		fmt.Fprintf(w, "%-24s %3.0f %%  (%2.0f–%.0f)  %s\n", name, 100*e.Value, 100*e.Low, 100*e.High, bar(e.Value))
	}
	for _, c := range []opinion.Class{opinion.Service, opinion.Product, opinion.Marketing} {
		row("caused by "+string(c), s.Of[c])
	}
	row("blame no one", s.Of[opinion.None])
	fmt.Fprintln(w)
	row("service, narrow sense", s.ServiceNarrow)
	row("mention service", s.MentionsService)
	fmt.Fprintf(w, "\nestimator %s, model %s\n", s.Estimator, s.Model)
	for _, warning := range s.Warnings {
		fmt.Fprintf(w, "note: %s\n", warning)
	}
}

// bar draws a share of 0..1 as up to 30 blocks.
func bar(share float64) string {
	return strings.Repeat("█", int(share*30+0.5))
}
