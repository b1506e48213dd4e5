package main

import (
	"fmt"
	"math"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"gripe/pipeline"
	"gripe/pipeline/config"
	"gripe/pipeline/store"
)

type importCmd struct {
	File      string  `arg:"" help:"File to read: CSV, TSV, JSON Lines, JSON or Parquet; .gz and .zst too." type:"path"`
	Source    string  `required:"" help:"Name to keep the reviews under." placeholder:"NAME"`
	Product   string  `help:"Product that they are about, where the file does not say." placeholder:"NAME"`
	Locale    string  `help:"Settles dates such as 03/04/2026: en-US is month first." placeholder:"en-GB"`
	RatingMax float64 `help:"Top of the file's rating scale." default:"5"`
}

// Help is shown by gripe import --help.
func (importCmd) Help() string {
	return `Stores the reviews of one file: CSV, TSV, JSON Lines, JSON or Parquet, the encoding detected, .gz and .zst unpacked. Columns are found by their usual names (id, text, title, rating, posted_at, product, url, author); a source of kind file in the configuration maps others. A row that cannot be read is kept with its reason and counted, and the rest goes on. A rerun stores nothing twice.

Example: gripe import reviews.jsonl.gz --source trustpilot --product "Example Pro"`
}

// Run imports one file.
func (c *importCmd) Run(a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	if f, err := os.Open(c.File); err != nil {
		return as(exitNoInput, fmt.Errorf("opening what to import: %w", err))
	} else {
		f.Close()
	}
	cfg.Database = cfg.Resolve(cfg.Database) // before the file is seen from here
	cfg.Dir, cfg.Sources = ".", []config.Source{{
		Name: c.Source, Kind: "file", Path: c.File, Product: c.Product, Locale: c.Locale, RatingMax: c.RatingMax,
	}}
	return a.locked(a.database(cfg), func() error {
		return a.withStore(cfg, func(st *store.Store) error {
			sink := &behind{Store: st}
			sources, err := a.sources(cfg, sink)
			if err != nil {
				return err
			}
			for i := range sources {
				sources[i].Collect = sink.around(sources[i].Collect)
			}
			var s pipeline.Summary
			err = a.recorded(st, func() (pipeline.Summary, error) {
				s, err = pipeline.Run(a.ctx, pipeline.Plan{Sources: sources, Now: a.now})
				return s, err
			}, false)
			for _, x := range s.Sources {
				fmt.Fprintf(a.stdout, "%s: %d read, %d new, %d revised, %d known, %d rejected\n",
					c.File, x.Parsed, x.Saved.New, x.Saved.Revised, x.Saved.Known, x.Saved.Rejected)
			}
			return err
		})
	})
}

// check refuses flags that would be stored, and shown in every table, for good.
func (c *importCmd) check() error {
	switch {
	case !printable(c.Source) || strings.TrimSpace(c.Source) == "":
		return fail(exitUsage, "--source: a name is at most %d printable characters on one line", longestName)
	case !printable(c.Product):
		return fail(exitUsage, "--product: a name is at most %d printable characters on one line", longestName)
	case !(c.RatingMax >= 1 && c.RatingMax <= math.MaxInt32):
		return fail(exitUsage, "--rating-max is %g: it is the top of the file's scale, 5 unless given", c.RatingMax)
	}
	if _, err := language.Parse(c.Locale); c.Locale != "" && err != nil {
		return fail(exitUsage, "--locale %q is none such as en-US or en-GB", c.Locale)
	}
	return nil
}

const longestName = 200

func printable(name string) bool {
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= longestName &&
		!strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}
