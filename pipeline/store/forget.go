package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
)

// Forgettable names what Forget erases: either a verbatim by its ID, or all
// that an author wrote, in one source or, where Source is empty, in every one.
type Forgettable struct {
	ID             string
	Author, Source string
}

// Forget erases verbatims and all that was made of them: every revision with
// its text, annotations, sketches, labels, what search holds, and rejects that
// hold the text or the author's name. It gives the number of verbatims.
//
// Keyed hashes of the ID, the author and the longer texts stay behind, so that
// Save passes over what comes again (Saved.Forgotten), also before anything of
// it was ever stored. Like the authors' hashes they hang on the key beside the
// database: where that was lost, names hashed before cannot be found.
//
// Afterwards none of the text's bytes is in the database file or its log: the
// file is written anew, which takes as long and as much room again as a copy of
// it. ErrLocked then means: erased, but another process still reads the old
// log; forget again when it has ended.
func (s *Store) Forget(ctx context.Context, what Forgettable) (n int, err error) {
	const doing = "forget"
	if (what.ID == "") == (what.Author == "") {
		return 0, fmt.Errorf("store: %s: name either a verbatim's ID or an author", doing)
	}
	err = s.writing(ctx, doing, func(w *writer) error {
		n = 0
		h, err := s.authors(s.now().Unix())
		if err != nil {
			return err
		}
		e := eraser{Store: s, key: h, marks: map[string]bool{}}
		doomed, err := e.doomed(what)
		if err != nil {
			return err
		}
		for _, v := range doomed {
			if err := e.verbatim(v); err != nil {
				return err
			}
		}
		n = len(doomed)
		if err := e.rejects(); err != nil {
			return err
		}
		return e.leaveMarks()
	})
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return n, s.explain(doing, s.write.rewrite())
}

// rewrite leaves no byte in the file that no row holds. Deleting alone leaves
// words in the full-text index and parts of rows in the gaps of pages.
func (w *writer) rewrite() error {
	if err := w.run(`INSERT INTO search (search) VALUES ('optimize')`); err != nil {
		return err
	}
	if err := w.run(`VACUUM`); err != nil {
		return err
	}
	busy, err := w.number(`PRAGMA wal_checkpoint(TRUNCATE)`)
	if err == nil && busy != 0 {
		return faultf(ErrLocked, "store: forget: it is erased, but another process still reads the old log: forget again when it has ended")
	}
	return err
}

// eraser erases within one transaction.
type eraser struct {
	*Store
	key    *authorHasher
	marks  map[string]bool
	probes []string // what a reject must not hold, and the name
	name   string
}

// doomedVerbatim is one to erase.
type doomedVerbatim struct {
	key, source, cluster          int64
	posted                        any
	id                            string
	author, dated, rated, wasGone bool
}

// doomed finds the verbatims, and marks what was named.
func (e *eraser) doomed(what Forgettable) (out []doomedVerbatim, err error) {
	const columns = `SELECT key, source, cluster, posted_at, id, author IS NOT NULL, rating > 0, gone IS NOT NULL FROM verbatim WHERE `
	read := func(row []driver.Value) error {
		out = append(out, doomedVerbatim{key: row[0].(int64), source: row[1].(int64), cluster: row[2].(int64), posted: row[3], id: row[4].(string),
			author: row[5].(int64) != 0, dated: row[3] != nil, rated: row[6].(int64) != 0, wasGone: row[7].(int64) != 0})
		return nil
	}
	if what.ID != "" {
		e.mark("id", what.ID)
		return out, e.write.query(columns+`id = ?1`, read, what.ID)
	}
	e.mark("author", clean(what.Source), plain(what.Author))
	e.name = strings.ToLower(strings.TrimSpace(what.Author))
	sources := map[int64]string{}
	err = e.write.query(`SELECT key, name FROM source WHERE ?1 IN ('', name)`, func(row []driver.Value) error {
		sources[row[0].(int64)] = row[1].(string)
		return nil
	}, clean(what.Source))
	for key, name := range sources {
		if err == nil {
			err = e.write.query(columns+`source = ?1 AND author = ?2`, read, key, orNull(e.key.hash(name, what.Author)))
		}
	}
	return out, err
}

func (e *eraser) mark(kind string, parts ...string) {
	e.marks[string(e.key.mark(kind, parts...))] = true
}

// verbatim erases one.
func (e *eraser) verbatim(v doomedVerbatim) error {
	w := e.write
	e.mark("id", v.id)
	err := w.query(`SELECT title, text FROM revision WHERE verbatim = ?1`, func(row []driver.Value) error {
		text := plain(row[0].(string) + " " + row[1].(string))
		if len(text) >= tellingText {
			e.mark("text", text)
		}
		e.probe(plain(row[1].(string)))
		return nil
	}, v.key)
	if err != nil {
		return err
	}
	if err := e.sketches(v.key); err != nil {
		return err
	}
	if err := e.leaveSearch(v.key, v.posted); err != nil {
		return err
	}
	if _, err := w.exec(`DELETE FROM verbatim WHERE key = ?1`, v.key); err != nil {
		return err
	}
	if err := e.leaveCopies(v.key, v.cluster); err != nil {
		return err
	}
	t := tallies{}
	*t.of(v.source) = tally{verbatims: -1, authors: -bit(v.author), dates: -bit(v.dated), ratings: -bit(v.rated), gone: -bit(v.wasGone)}
	return t.save(w)
}

// sketches takes those of a verbatim out of the index of copies.
func (e *eraser) sketches(verbatim int64) error {
	type sketch struct {
		revision uint32
		body     []byte
	}
	var found []sketch
	err := e.write.query(`SELECT k.revision, k.body FROM revision r JOIN sketch k ON k.revision = r.key WHERE r.verbatim = ?1`, func(row []driver.Value) error {
		body, _ := row[1].([]byte)
		found = append(found, sketch{uint32(row[0].(int64)), body})
		return nil
	}, verbatim)
	if err != nil || len(found) == 0 {
		return err
	}
	x, err := e.copyIndexNow()
	if err != nil {
		return err
	}
	for _, k := range found {
		for _, key := range keysOf(k.body) {
			if err := x.remove(e.write, key, k.revision); err != nil {
				return err
			}
		}
	}
	return nil
}

// rejects erases those that hold what was erased.
func (e *eraser) rejects() error {
	var doomed []int64
	err := e.write.query(`SELECT key, raw FROM reject`, func(row []driver.Value) error {
		if e.tells(row[1].(string)) {
			doomed = append(doomed, row[0].(int64))
		}
		return nil
	})
	for _, key := range doomed {
		if err == nil {
			_, err = e.write.exec(`DELETE FROM reject WHERE key = ?1`, key)
		}
	}
	return err
}

func (e *eraser) leaveMarks() error {
	var errs []error
	for m := range e.marks {
		_, err := e.write.exec(`INSERT INTO forgotten (mark, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING`, []byte(m), e.now().Unix())
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
