package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"gripe/pipeline/collect"
	"gripe/pipeline/config"
	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
)

type sourceCmd struct {
	Try sourceTryCmd `cmd:"" help:"Fetch one page and show what each way of reading finds on it."`
}

// Help is shown by gripe source --help.
func (sourceCmd) Help() string {
	return "Helps to set up a source before it is collected.\n\nExample: gripe source try https://www.example.com/lamp/reviews"
}

type sourceTryCmd struct {
	URL          string `arg:"" help:"The page."`
	Source       string `help:"Use the selectors and the locale of this source of the configuration." placeholder:"NAME"`
	AllowPrivate bool   `help:"The page may lie inside the own network."`
}

// Help is shown by gripe source try --help.
func (sourceTryCmd) Help() string {
	return `Fetches one page, as politely as a run would, stores nothing, and shows for every way of reading (schema.org in JSON-LD, microdata and RDFa, hReview, your selectors, known shop software, embedded state) how many reviews it finds and which fields they have, so that selectors can be written by trying.

Example: gripe source try https://www.example.com/lamp/reviews --source shop`
}

// Run tries one page.
func (c *sourceTryCmd) Run(a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	s := config.Source{Name: "try", Kind: "page"}
	if c.Source != "" {
		i := slices.IndexFunc(cfg.Sources, func(s config.Source) bool { return s.Name == c.Source })
		if i < 0 {
			return fail(exitUsage, "the configuration has no source named %s", c.Source)
		}
		s = cfg.Sources[i]
	}
	s.URLs, s.Pages, s.AllowPrivate = []string{c.URL}, "", s.AllowPrivate || c.AllowPrivate
	cfg.Sources = []config.Source{s}
	gate, err := newGate(cfg)
	if err != nil {
		return err
	}
	defer gate.Close()
	found, next, err := collect.TryPage(a.ctx, c.URL, pageOptions(cfg, s), gate)
	if err != nil {
		return as(exitNoSource, err)
	}
	writeTried(a.stdout, found, next)
	return nil
}

func writeTried(w io.Writer, found []collect.Finding, next string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "way\treviews\tannounced\tauthor\tdate\trating\ttitle\ttext\t")
	for _, f := range found {
		announced, mark := "-", ""
		if f.Announced >= 0 {
			announced = fmt.Sprint(f.Announced)
		}
		if f.Chosen {
			mark = "<- a run takes this"
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%d\t%d\t%d\t%d\t%d\t%s\n", f.Way, f.Count, announced, f.Authors, f.Dates, f.Ratings, f.Titles, f.Texts, mark)
	}
	t.Flush()
	for _, f := range found {
		if f.Chosen && f.Count > 0 {
			fmt.Fprintf(w, "\nfirst: %s\nlast:  %s\n", sample(&f.First), sample(&f.Last))
		}
		for _, r := range f.Rejects {
			fmt.Fprintf(w, "not taken: %s\n", oneLine(r.Reason))
		}
	}
	if !slices.ContainsFunc(found, func(f collect.Finding) bool { return f.Count > 0 }) {
		fmt.Fprintln(w, "\nNo way finds a review: the page may hold none, or fetch them by script. Where a browser shows some in its source, name their elements under selectors of a source, and try again with --source NAME.")
	}
	if next != "" {
		fmt.Fprintf(w, "next page: %s\n", oneLine(next))
	}
}

// sample is a review in a line.
func sample(v *opinion.Verbatim) string {
	return oneLine(fmt.Sprintf("%s · %s · %s · %s", day(v.PostedAt), v.RatingRaw, mask.Text(v.Title), mask.Text(v.Text)))
}
