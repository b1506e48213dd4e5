package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gripe/pipeline/config"
	"gripe/pipeline/deliver"
	"gripe/pipeline/mask"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

type forgetCmd struct {
	ID     string `arg:"" optional:"" help:"A verbatim's id, as in gripe export or a digest."`
	Author string `help:"Forget all that this author wrote, by the name that the source shows." placeholder:"NAME"`
	Source string `help:"With --author: only in this source." placeholder:"NAME"`
	Yes    bool   `help:"Erase. Without it, only what would go is printed."`
}

// Help is shown by gripe forget --help.
func (forgetCmd) Help() string {
	return `Erases one verbatim, or all of an author's: every revision from the database and its log, and every file in the output folder that quotes it (a digest goes with all its forms; gripe digest --week writes it again, without). Kept answers of a second opinion go too: they hold labels only, under hashes of texts. What is erased is not taken again when a source shows it again; for that, keyed hashes stay behind, and no text.

gripe cannot reach what has left it: mails and posts sent, exports, audit sheets, copies and backups of the database, files that sources are read from, and the source itself.

Example: gripe forget --author "Jo Bloggs" --yes`
}

// doomed is all that goes.
type doomed struct {
	revisions       []opinion.Verbatim
	quoting, unread []string
	answers         string // a folder, or empty
}

// Run erases, or says what would be erased.
func (c *forgetCmd) Run(a *app) error {
	if (c.ID == "") == (c.Author == "") || c.Source != "" && c.Author == "" {
		return fail(exitUsage, "name either a verbatim's id, or --author NAME with or without --source")
	}
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	db := a.database(cfg)
	if err := mustExist(db); err != nil {
		return err
	}
	what := store.Forgettable{ID: c.ID, Author: c.Author, Source: c.Source}
	return a.locked(db, func() error {
		return a.withStore(cfg, func(st *store.Store) error {
			d, err := a.doomed(cfg, st, what)
			if err != nil {
				return err
			}
			if !c.Yes {
				d.print(a.stdout)
				return fail(exitUsage, "nothing was erased; add --yes to erase it")
			}
			return d.erase(a, st, what)
		})
	})
}

// doomed finds what goes.
func (a *app) doomed(cfg config.Config, st *store.Store, what store.Forgettable) (d doomed, err error) {
	if d.revisions, err = st.Doomed(a.ctx, what); err != nil {
		return d, storeFault(err)
	}
	if len(d.revisions) > 0 {
		d.quoting, d.unread, err = deliver.TracesOf(d.revisions).In(cfg.Resolve(cfg.Output))
	}
	if _, serr := os.Stat(answersFolder(a.database(cfg))); serr == nil {
		d.answers = answersFolder(a.database(cfg))
	}
	return d, err
}

// print says what would go.
func (d doomed) print(w io.Writer) {
	seen := ""
	for _, v := range d.revisions {
		if v.ID != seen {
			fmt.Fprintf(w, "%s  %s %s  %s\n", v.ID, v.Source, day(v.PostedAt), oneLine(mask.Text(v.Title+" "+v.Text)))
		}
		seen = v.ID
	}
	if seen == "" {
		fmt.Fprintln(w, "Nothing of it is stored; with --yes it will not be taken when it comes.")
	}
	for _, path := range d.quoting {
		fmt.Fprintf(w, "%s quotes it\n", path)
	}
	if d.answers != "" {
		fmt.Fprintf(w, "%s holds answers of a second opinion\n", d.answers)
	}
}

// erase takes the files first: once the database has forgotten, nobody knows
// what to look for. Whatever fails, the same command goes on from there.
func (d doomed) erase(a *app, st *store.Store, what store.Forgettable) error {
	for _, path := range d.quoting {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fail(exitCreate, "erasing an output: %w; let gripe write to its folder, then run this again", err)
		}
	}
	if d.answers != "" {
		if err := os.RemoveAll(d.answers); err != nil {
			return fail(exitCreate, "erasing kept answers: %w; let gripe write there, then run this again", err)
		}
	}
	n, err := st.Forget(a.ctx, what)
	if err != nil {
		return storeFault(err)
	}
	return d.report(a.stdout, n)
}

// report says what went, how to have its digests again, and what gripe cannot
// reach.
func (d doomed) report(w io.Writer, n int) error {
	_, err := fmt.Fprintf(w, "erased %d from the database and %d files; what is erased is not taken again\n", n, len(d.quoting))
	again := map[string]bool{}
	for _, path := range d.quoting {
		week := filepath.Base(filepath.Dir(path))
		if _, werr := measure.ParseWeek(week, time.UTC); werr == nil && !again[week] && err == nil {
			again[week] = true
			_, err = fmt.Fprintf(w, "to have its digest again, without: gripe digest --week %s\n", week)
		}
	}
	for _, path := range d.unread {
		if err == nil {
			_, err = fmt.Fprintf(w, "%s could not be looked into: see for yourself\n", path)
		}
	}
	if err == nil {
		_, err = fmt.Fprintln(w, "Not in gripe's reach: mails and posts sent, exports, audit sheets, copies and backups of the database, files that sources are read from.")
	}
	return err
}
