package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"gripe/pipeline"
	"gripe/pipeline/annotate"
	"gripe/pipeline/config"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

type digestCmd struct {
	Week string `help:"ISO week, such as 2026-W47; by default the last complete one." placeholder:"WEEK"`
	Out  string `help:"Folder to write to; by default a folder named after the week in the configuration's output." placeholder:"DIR" type:"path"`
	JSON bool   `name:"json" help:"Print the digest as JSON instead of its first line and the files' paths."`
	emptyFlag
	sendFlags
}

// emptyFlag is shared by the commands that write digests.
type emptyFlag struct {
	Empty bool `help:"Write and send a digest of a week without reviews too."`
}

// Help is shown by gripe digest --help.
func (digestCmd) Help() string {
	return `Writes one week's digest from what is stored and annotated, and prints the answer and the paths: digest.html, digest.md, digest.txt (72 columns, as for mail), digest.json, and digest.csv, which holds all tables as one for a spreadsheet. Of a week in which no review was read nothing is written or sent, unless --empty asks for it.

--mail sends it, one mail to each recipient of the configuration's section mail that lacks it; --webhook tells the channels of webhooks. --dry-run writes the mails as .eml files, and the posts as .json, beside the digest and touches no network. Exit code 3: the digest was made, but somebody did not get it; the same command sends it to those alone.

Example: gripe digest --week 2024-W06`
}

// Run writes one week's digest.
func (c *digestCmd) Run(a *app) error {
	r, err := a.reader()
	if err != nil {
		return err
	}
	defer r.store.Close()
	if err := c.check(r.cfg); err != nil {
		return err
	}
	box, err := a.outbox(r.cfg, c.sendFlags)
	if err != nil {
		return err
	}
	week, err := a.week(c.Week, r.cfg.Location)
	if err != nil {
		return err
	}
	p := press{app: a, reader: r, empty: c.Empty}
	coverage, err := lastCoverage(a, r.store, r.cfg.Sources)
	if err != nil {
		return err
	}
	view, err := p.build(week, coverage)
	if err != nil {
		return err
	}
	if p.spare(view) {
		if c.JSON {
			return report.JSON(a.stdout, view)
		}
		return nil
	}
	dir := c.out(r.cfg, week)
	d, err := p.print(view, dir)
	if err != nil {
		return err
	}
	sent, err := p.sendByHand(box, view, week, dir, &d)
	if err != nil {
		return err
	}
	if c.JSON {
		err = report.JSON(a.stdout, view)
	} else {
		err = errors.Join(printDigest(a.stdout, d), printSent(a.stdout, sent))
	}
	if err != nil {
		return err
	}
	return a.failures(sent)
}

func (c *digestCmd) out(cfg config.Config, week opinion.Week) string {
	if c.Out != "" {
		return c.Out
	}
	return digestFolder(cfg, week)
}

// digestFolder is where a week's digest goes by default.
func digestFolder(cfg config.Config, week opinion.Week) string {
	return filepath.Join(cfg.Resolve(cfg.Output), measure.FormatWeek(week))
}

// week reads --week, or gives the last complete week.
func (a *app) week(s string, loc *time.Location) (opinion.Week, error) {
	if s == "" {
		return measure.LastCompleteWeek(a.now(), loc), nil
	}
	w, err := measure.ParseWeek(s, loc)
	return w, as(exitUsage, err)
}

// printDigest writes the answer first, then where the rest is.
func printDigest(w io.Writer, d pipeline.Digest) error {
	_, err := fmt.Fprintf(w, "%s\n\n", d.Headline)
	for _, f := range d.Files {
		if err == nil {
			_, err = fmt.Fprintln(w, f)
		}
	}
	return err
}

// press makes digests from a store.
type press struct {
	app *app
	reader
	// filter names the one source or product to measure; its dates are not used.
	filter opinion.Filter
	// empty: a digest is wanted of a week without reviews too.
	empty bool
	// made is the digest that plan's run has made, nil until then.
	made *report.Digest
}

// build measures the week and gathers the texts that the digest quotes.
func (p *press) build(week opinion.Week, coverage []opinion.Coverage) (report.Digest, error) {
	window, own := p.filter, p.filter
	window.From, window.To = measure.TrendWindow(week)
	window.Aspects = true
	own.From, own.To = week.Start, week.End
	findings, err := p.store.Findings(p.app.ctx, p.judge.Model(), window)
	if err != nil {
		return report.Digest{}, err
	}
	o, err := p.app.measureOptions(p.store, p.judge)
	if err != nil {
		return report.Digest{}, err
	}
	if o.Undated, err = p.store.Undated(p.app.ctx); err != nil {
		return report.Digest{}, storeFault(err)
	}
	o.Partial = week.End.After(p.app.now())
	figures := measure.Figures(findings, week, o)
	figures.Quarantined, err = p.store.Quarantined(p.app.ctx, p.judge.Model(), own)
	if err != nil {
		return report.Digest{}, err
	}
	figures.Waiting -= figures.Quarantined
	quotes, err := p.quotes(report.Refs(figures))
	if err != nil {
		return report.Digest{}, err
	}
	lastGood, err := p.lastGood(coverage)
	if err != nil {
		return report.Digest{}, err
	}
	var warnings []string
	if o.Partial {
		warnings = append(warnings, "the week is not over: its figures will change")
	}
	return report.Build(report.Input{
		Warnings:    warnings,
		Company:     p.cfg.Company,
		Figures:     figures,
		Quotes:      quotes,
		Coverage:    coverage,
		LastGood:    lastGood,
		Card:        p.judge.card(),
		GeneratedAt: p.app.now(),
		Zone:        p.cfg.Location,
	}), nil
}

// lastGood is, by source, when it was last read whole.
func (p *press) lastGood(coverage []opinion.Coverage) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	for _, c := range coverage {
		_, end, err := p.store.LastWhole(p.app.ctx, c.Source)
		if err != nil {
			return nil, storeFault(err)
		}
		out[c.Source] = end
	}
	return out, nil
}

// spare tells, and says why, that a week is not worth a digest: no review of it
// was read.
func (p *press) spare(view report.Digest) bool {
	if !view.Empty() || p.empty {
		return false
	}
	p.app.note(fmt.Sprintf("no digest of week %d of %d: %s Use --empty to have it all the same.", view.Week.Number, view.Week.Year, view.Answer))
	return true
}

// quotes loads what Refs asked for.
func (p *press) quotes(refs []opinion.MentionRef) ([]report.Quote, error) {
	ids := make([]string, len(refs))
	for i, r := range refs {
		ids[i] = r.ID
	}
	stored, err := p.store.VerbatimsBy(p.app.ctx, p.judge.Model(), ids)
	if err != nil {
		return nil, err
	}
	var out []report.Quote
	for _, r := range refs {
		s, ok := stored[r.ID]
		if !ok || s.Annotation == nil {
			continue
		}
		if q, ok := report.QuoteOf(r, &s.Verbatim, s.Annotation); ok {
			q.AuthorKey = s.AuthorKey
			out = append(out, q)
		}
	}
	return out, nil
}

// plan is a whole run: sources, annotation, and the digest of a week into dir.
func (p *press) plan(sources []pipeline.Source, ann *annotate.Annotator, week opinion.Week, dir string) pipeline.Plan {
	return pipeline.Plan{
		Sources:  sources,
		Now:      p.app.now,
		Annotate: backlog(p.store, ann, p.judge).Clear,
		Digest: func(_ context.Context, s pipeline.Summary) (pipeline.Digest, error) {
			view, err := p.build(week, s.Sources)
			if err != nil {
				return pipeline.Digest{}, err
			}
			if p.spare(view) {
				return pipeline.Digest{Headline: view.Answer, Files: []string{}}, nil
			}
			p.made = &view
			return p.print(view, dir)
		},
	}
}

// print writes all forms as one set: all of them, or none.
func (p *press) print(view report.Digest, dir string) (pipeline.Digest, error) {
	paths, err := writeForms(dir, view, []form[report.Digest]{
		{"digest.html", report.HTML}, {"digest.md", report.Markdown}, {"digest.txt", report.Text},
		{"digest.json", report.JSON}, {"digest.csv", report.CSV},
	})
	return pipeline.Digest{Headline: view.Answer, Files: paths}, err
}
