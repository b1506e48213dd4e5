package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"syscall"
	"time"

	"golang.org/x/term"

	"gripe/pipeline/annotate"
	"gripe/pipeline/deliver"
	"gripe/pipeline/export"
	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

type exportCmd struct {
	What   string `arg:"" optional:"" enum:"verbatims,mentions,shares" default:"verbatims" help:"verbatims, mentions or shares."`
	Format string `enum:"jsonl,csv,parquet" default:"jsonl" help:"jsonl, csv or parquet."`
	Out    string `help:"File to write, whole or not at all; by default standard output." placeholder:"FILE" type:"path"`
	filterFlags
}

// Help is shown by gripe export --help.
func (exportCmd) Help() string {
	return `verbatims: one row per review or post, by date and id, so that two exports of the same content are equal byte for byte. In JSON Lines "annotation" has the fields of gripe annotate -, and is absent where the model has not read the verbatim; in CSV and Parquet its fields are columns.

mentions: one row per sentence or clause that the model judged, with its text, polarity, class, theme, stage, probabilities, touchpoints, factors, signals and aspects.

shares: how the complaints divide, with 95 % intervals and bases: one row per ISO week and for all weeks, for all sources and products, for each source, each product, and each product at each source. What is empty (null) is "all". A week that is not over, or cut by --from or --to, is not "complete".

Columns are called as in the views of the database, see README. CSV begins with a byte order mark, for spreadsheets, and no text in it can become a formula: an apostrophe stands before what would. Parquet is compressed with Zstandard; DuckDB, pandas and gripe import read it.

Authors are never exported; e-mail addresses, numbers and handles in texts are asterisks, so that offsets hold. gripe forget does not know where exports went.

Example: gripe export mentions --format csv --source survey > survey.csv`
}

// exported is a line of gripe export.
type exported struct {
	ID         string          `json:"id"`
	Source     string          `json:"source"`
	ExternalID string          `json:"external_id,omitempty"`
	URL        string          `json:"url,omitempty"`
	Product    string          `json:"product,omitempty"`
	PostedAt   *time.Time      `json:"posted_at,omitempty"`
	Rating     float64         `json:"rating,omitempty"`
	Title      string          `json:"title,omitempty"`
	Text       string          `json:"text"`
	Revision   int             `json:"revision"`
	Annotation json.RawMessage `json:"annotation,omitempty"`
	Error      string          `json:"error,omitempty"`
}

// Run prints or writes what the filter leaves.
func (c *exportCmd) Run(a *app) error {
	if c.Out == "" && c.Format == export.Parquet && isTerminal(a.stdout) {
		return fail(exitUsage, "Parquet is no text for a terminal; add --out FILE")
	}
	r, f, err := a.filtered(c.filterFlags)
	if err != nil {
		return err
	}
	defer r.store.Close()
	write := func(w io.Writer) error { return c.write(a, r, f, w) }
	if c.Out != "" {
		return fileFault(deliver.StreamFile(c.Out, write))
	}
	err = write(a.stdout)
	if errors.Is(err, syscall.EPIPE) {
		return nil // whoever read has seen enough, as head has
	}
	return err
}

// write writes all rows of what was asked for.
func (c *exportCmd) write(a *app, r reader, f opinion.Filter, w io.Writer) error {
	switch {
	case c.What == "shares":
		return exportShares(a, r, f, w, c.Format)
	case c.What == "mentions":
		return exportStored(a, r, f, w, c.Format, export.MentionsOf)
	case c.Format != export.JSONLines:
		return exportStored(a, r, f, w, c.Format, func(x export.Item) []export.Verbatim { return []export.Verbatim{export.VerbatimOf(x)} })
	}
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	err := r.store.Export(a.ctx, f, r.judge.Model(), func(s store.Stored) error {
		e, err := exportedOf(s)
		if err != nil {
			return err
		}
		return enc.Encode(e)
	})
	if err != nil {
		return storeFault(err)
	}
	return b.Flush()
}

// exportStored writes the rows of each verbatim in turn.
func exportStored[T any](a *app, r reader, f opinion.Filter, w io.Writer, format string, rows func(export.Item) []T) error {
	out, err := export.New[T](w, format)
	if err != nil {
		return err
	}
	err = r.store.Export(a.ctx, f, r.judge.Model(), func(s store.Stored) error {
		list := rows(export.Item{Verbatim: &s.Verbatim, Annotation: s.Annotation, Revision: s.Revision, Gone: s.Gone, Error: s.Quarantined})
		for i := range list {
			if err := out.Write(&list[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return storeFault(err)
	}
	return out.Close()
}

func exportedOf(s store.Stored) (e exported, err error) {
	v := &s.Verbatim
	e = exported{
		ID: v.ID, Source: v.Source, ExternalID: v.ExternalID, URL: v.URL, Product: v.Product,
		Rating: v.Rating, Title: mask.Text(v.Title), Text: mask.Stars(v.Text), Revision: s.Revision, Error: s.Quarantined,
	}
	if !v.PostedAt.IsZero() {
		t := v.PostedAt.UTC()
		e.PostedAt = &t
	}
	if s.Annotation != nil {
		e.Annotation, err = annotate.Marshal(json.RawMessage(`"`+v.ID+`"`), export.Masked(s.Annotation, v.Text, e.Text))
	}
	return e, err
}

// fileFault gives an output's fault its exit code; the others have theirs.
func fileFault(err error) error {
	if _, ours := errors.AsType[*deliver.Error](err); ours {
		return fail(exitCreate, "%w", err)
	}
	return err
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
