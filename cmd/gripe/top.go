package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

type topCmd struct {
	filterFlags
	What  string `arg:"" optional:"" help:"Table: ${tables}." default:"themes" enum:"${tables}"`
	Class string `help:"Only what is the product's, marketing's or service's to fix." enum:",product,marketing,service" default:"" placeholder:"CLASS"`
	N     int    `short:"n" help:"Rows to print." default:"10"`
	JSON  bool   `name:"json" help:"Print JSON."`
}

// Help is shown by gripe top --help.
func (topCmd) Help() string {
	return `Prints what complaints are most about: in how many of them each theme, product, source, touchpoint, stage or term is complained of, with the share of all complaints and its 95 % interval. One complaint may count in several rows.

Example: gripe top terms --class product -n 20`
}

// topRow is a row of gripe top --json.
type topRow struct {
	Label string        `json:"label"`
	N     int           `json:"n"`
	Share opinion.Share `json:"share"`
}

// Run prints the largest rows of one table.
func (c *topCmd) Run(a *app) error {
	if c.N < 1 {
		return fail(exitUsage, "-n is %d; at least 1 row can be printed", c.N)
	}
	r, f, err := a.filtered(c.filterFlags)
	if err != nil {
		return err
	}
	defer r.store.Close()
	f.Aspects = c.What == "terms"
	findings, err := r.store.Findings(a.ctx, r.judge.Model(), f)
	if err != nil {
		return storeFault(err)
	}
	a.warnWaiting(findings)
	counts, err := measure.Top(findings, c.What, opinion.Class(c.Class))
	if err != nil {
		return as(exitUsage, err)
	}
	counts = counts[:min(c.N, len(counts))]
	if c.JSON {
		rows := make([]topRow, len(counts))
		for i, x := range counts {
			rows[i] = topRow{x.Label, x.N, x.Share}
		}
		return printJSON(a.stdout, rows)
	}
	writeTop(a.stdout, counts, rowName(c.What))
	return nil
}

// writeTop prints a table with bars that are to scale with the largest row.
func writeTop(w io.Writer, rows []opinion.Count, name func(string) string) {
	if len(rows) == 0 {
		fmt.Fprintln(w, "no complaint holds any")
		return
	}
	width, top := 0, 0.0
	for _, r := range rows {
		width, top = max(width, utf8.RuneCountInString(label(name(r.Label)))), max(top, r.Share.Value)
	}
	fmt.Fprintf(w, "of %d complaints\n\n", rows[0].Share.Base)
	for _, r := range rows {
		shown := label(name(r.Label))
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(shown))
		fmt.Fprintf(w, "%s%s  %6d  %3.0f %%  (%2.0f–%.0f)  %s\n", shown, pad, r.N,
			100*r.Share.Value, 100*r.Share.Low, 100*r.Share.High, bar(r.Share.Value/top))
	}
}

// rowName is what a reader calls the rows of a table.
func rowName(table string) func(string) string {
	switch table {
	case "themes":
		return func(s string) string { return report.ThemeName(opinion.Theme(s)) }
	case "stages":
		return func(s string) string { return report.StageName(opinion.Stage(s)) }
	case "touchpoints":
		return func(s string) string { return report.TouchpointName(opinion.Touchpoint(s)) }
	}
	return func(s string) string { return s }
}

// label is a row's name, made safe for a terminal and of bearable length.
func label(s string) string {
	s = oneLine(s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return s
}
