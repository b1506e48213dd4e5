package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"gripe/classifiers/train"
	"gripe/pipeline/deliver"
)

type trainCmd struct {
	Shared  string `help:"Folder with gold/gold.jsonl, gold/mapped.jsonl.gz and gold/written.jsonl; instead of naming them one by one." placeholder:"DIR" type:"path"`
	Gold    string `help:"Labelled verbatims in the gold format." placeholder:"FILE" type:"path"`
	Mapped  string `help:"Sentences labelled elsewhere; may be gzipped." placeholder:"FILE" type:"path"`
	Written string `help:"Further labelled verbatims, trained on but never measured on." placeholder:"FILE" type:"path"`
	Date    string `help:"Day that the model's version names; the same day and data give the same bytes." placeholder:"2026-11-22"`
	Out     string `help:"Folder for linear.model and CARD.md." default:"." type:"path"`
	Quiet   bool   `help:"No line per fold."`
}

// Help is shown by gripe train --help.
func (trainCmd) Help() string {
	return `Trains the linear classifier, measures it by leaving out one domain at a time, and writes the model and its card. The program carries its model within: a new one takes effect with the next build. Takes some minutes.

Example: gripe train --shared ../shared --out data/model --date 2026-11-22`
}

// Run trains and writes model and card together.
func (c *trainCmd) Run(a *app) error {
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
	model, report, err := train.Train(a.ctx, train.Options{Gold: c.Gold, Mapped: c.Mapped, Written: c.Written, Date: day}, progress)
	if err != nil {
		return as(exitData, err)
	}
	var card bytes.Buffer
	if err := train.WriteCard(&card, &report); err != nil {
		return as(exitDefect, err)
	}
	if err := makeFolder(c.Out); err != nil {
		return err
	}
	files := []deliver.File{
		{Path: filepath.Join(c.Out, "linear.model"), Data: model},
		{Path: filepath.Join(c.Out, "CARD.md"), Data: card.Bytes()},
		{Path: filepath.Join(c.Out, "summary.txt"), Data: []byte(train.Summary(&report))},
	}
	if err := deliver.WriteSet(files); err != nil {
		return as(exitCreate, err)
	}
	_, err = fmt.Fprintf(a.stdout, "%s\n%s\n%s\n", report.Version, files[0].Path, files[1].Path)
	return err
}
