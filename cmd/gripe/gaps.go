package main

import (
	"path/filepath"

	"gripe/pipeline"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

type gapsCmd struct {
	filterFlags
	Out  string `help:"Folder to write to; by default the folder gaps in the configuration's output." placeholder:"DIR" type:"path"`
	JSON bool   `name:"json" help:"Print the report as JSON instead of its first lines and the files' paths."`
}

// Help is shown by gripe gaps --help.
func (gapsCmd) Help() string {
	return `Sets what was promised against what customers say: each claim of the sources of kind claims with the verbatims that speak of it, kept or broken; the promises that customers tell of and no claim makes; what they expected and what came, by theme. Writes gaps.html, gaps.md and gaps.json, and prints the answer and the paths.

Example: gripe gaps --from 2024-01-01 --to 2024-04-01`
}

// Run writes the expectation-gap report.
func (c *gapsCmd) Run(a *app) error {
	r, f, err := a.filtered(c.filterFlags)
	if err != nil {
		return err
	}
	defer r.store.Close()
	dir := c.Out
	if dir == "" {
		dir = filepath.Join(r.cfg.Resolve(r.cfg.Output), "gaps")
	}
	p := press{app: a, reader: r}
	view, paths, err := p.gaps(f, dir)
	if err != nil {
		return err
	}
	if c.JSON {
		return report.GapsJSON(a.stdout, view)
	}
	return printDigest(a.stdout, pipeline.Digest{Headline: view.Answer + " " + view.Lead, Files: paths})
}

// gaps measures what the filter leaves and writes the report into dir.
func (p *press) gaps(f opinion.Filter, dir string) (view report.GapReport, paths []string, err error) {
	findings, err := p.store.Findings(p.app.ctx, p.judge.Model(), f)
	if err != nil {
		return view, nil, storeFault(err)
	}
	p.app.warnWaiting(findings)
	claims, err := p.store.Claims(p.app.ctx)
	if err != nil {
		return view, nil, storeFault(err)
	}
	mentions, err := p.app.gapMentions(p.reader, f, claims)
	if err != nil {
		return view, nil, err
	}
	gaps := measure.Gaps(findings, claims, mentions)
	quotes, err := p.quotes(report.GapRefs(gaps))
	if err != nil {
		return view, nil, err
	}
	view = report.BuildGaps(report.GapInput{
		Company: p.cfg.Company, Gaps: gaps, Quotes: quotes, From: f.From, To: f.To,
		Card: matchingCard, GeneratedAt: p.app.now(), Zone: p.cfg.Location,
	})
	paths, err = writeForms(dir, view, []form[report.GapReport]{
		{"gaps.html", report.GapsHTML}, {"gaps.md", report.GapsMarkdown}, {"gaps.json", report.GapsJSON},
	})
	return view, paths, err
}
