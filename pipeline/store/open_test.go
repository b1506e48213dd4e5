package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

func TestOpenMakesPrivateFile(t *testing.T) {
	for _, name := range []string{"plain.db", "a b?c#d%20e%.db", "ümläut&x=1.db"} {
		path := filepath.Join(t.TempDir(), name)
		s := open(t, path)
		save(t, s, batch("shop", 0, 3))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		for _, p := range []string{path, KeyPath(path)} {
			info, err := os.Stat(p)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", p, info.Mode())
			}
		}
		files, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(files) != 2 {
			t.Errorf("%s: %d files left, %v", name, len(files), err)
		}
		again, err := Open(t.Context(), path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := again.Known(t.Context(), "shop"); err != nil || n != 3 {
			t.Errorf("%s: %d known, %v", name, n, err)
		}
		if _, err := again.Save(t.Context(), batch("shop", 0, 1)); !errors.Is(err, ErrReadOnly) {
			t.Errorf("saving to a read-only store gave %v", err)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}
}

// rawDB runs statements on a file without any of gripe's settings.
func rawDB(t *testing.T, path string, statements ...string) {
	t.Helper()
	db := sql.OpenDB(connector{"file:" + escapePath(path)})
	defer db.Close()
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		make func(t *testing.T, path string)
		want error
	}{
		"newer": {func(t *testing.T, path string) {
			if err := open(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			rawDB(t, path, "PRAGMA user_version = 4711")
		}, ErrNewer},
		"another program's": {func(t *testing.T, path string) {
			rawDB(t, path, "CREATE TABLE bookmarks (url)", "PRAGMA application_id = 12")
		}, ErrForeign},
		"unmarked":        {func(t *testing.T, path string) { rawDB(t, path, "CREATE TABLE notes (n)") }, ErrForeign},
		"unmarked in wal": {func(t *testing.T, path string) { rawDB(t, path, "PRAGMA journal_mode=wal", "CREATE TABLE notes (n)") }, ErrForeign},
		"no database": {func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("dear diary, this is long enough to be a header of a database"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign},
		"short": {func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte("SQLite"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign},
		"cut off": {func(t *testing.T, path string) {
			if err := os.WriteFile(path, append([]byte("SQLite format 3\x00"), make([]byte, 30)...), 0o600); err != nil {
				t.Fatal(err)
			}
		}, ErrDamaged},
		"a folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "x.db")
			c.make(t, path)
			before, listed := snapshot(t, dir)
			for _, readOnly := range []bool{false, true} {
				s, err := Open(t.Context(), path, Options{ReadOnly: readOnly})
				if !errors.Is(err, c.want) {
					t.Errorf("read only %v: got %v", readOnly, err)
				}
				if err == nil {
					_ = s.Close()
				} else if strings.Contains(err.Error(), "\n") {
					t.Errorf("more than a line: %v", err)
				}
			}
			after, listedAfter := snapshot(t, dir)
			if !bytes.Equal(before, after) || listed != listedAfter {
				t.Errorf("touched: %s became %s", listed, listedAfter)
			}
		})
	}
}

// snapshot gives all bytes below a folder and the names of its files.
func snapshot(t *testing.T, dir string) ([]byte, string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
		if f.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all, strings.Join(names, " ")
}

func TestOpenTakesEmptyAndMissing(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), empty, Options{ReadOnly: true}); !errors.Is(err, ErrMissing) {
		t.Errorf("an empty file read only: %v", err)
	}
	open(t, empty)
	if _, err := Open(t.Context(), filepath.Join(dir, "none.db"), Options{ReadOnly: true}); !errors.Is(err, ErrMissing) {
		t.Errorf("a missing file read only: %v", err)
	}
	if _, err := Open(t.Context(), filepath.Join(dir, "none", "x.db"), Options{}); !errors.Is(err, ErrMissing) {
		t.Errorf("a missing folder: %v", err)
	}
}

// Settings must reach every pooled connection.
func TestEveryConnectionIsSet(t *testing.T) {
	s := fresh(t)
	var held []*sql.Conn
	for i := range readers {
		c, err := s.read.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
		var got string
		err = c.QueryRowContext(t.Context(), `SELECT printf('%d %d %s %d', f.foreign_keys, b.timeout, j.journal_mode, q.query_only)
			FROM pragma_foreign_keys f, pragma_busy_timeout b, pragma_journal_mode j, pragma_query_only q`).Scan(&got)
		if err != nil || got != "1 5000 wal 1" {
			t.Errorf("connection %d: %q, %v", i, got, err)
		}
	}
	for _, c := range held {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	for query, want := range map[string]int64{"PRAGMA foreign_keys": 1, "PRAGMA busy_timeout": 5000, "PRAGMA synchronous": 1} {
		if got, err := s.write.number(query); err != nil || got != want {
			t.Errorf("%s of the writer is %d, %v", query, got, err)
		}
	}
}

func TestManyOpenAndWriteAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gripe.db")
	const stores, batches = 4, 10
	errs := make([]error, stores)
	var wg sync.WaitGroup
	for i := range stores {
		wg.Go(func() {
			s, err := Open(t.Context(), path, Options{Wait: time.Minute})
			if err != nil {
				errs[i] = err
				return
			}
			for n := range batches {
				if _, err := s.Save(t.Context(), batch(fmt.Sprintf("shop%d", i), n*10, n*10+10)); err != nil {
					errs[i] = err
				}
			}
			errs[i] = errors.Join(errs[i], s.Close())
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if got, err := s.Findings(t.Context(), "", opinion.Filter{}); err != nil || len(got) != stores*batches*10 {
		t.Fatalf("%d findings, %v", len(got), err)
	}
	var keys int
	if err := s.read.QueryRow(`SELECT count(*) FROM author_key`).Scan(&keys); err != nil || keys != 1 {
		t.Fatalf("%d author keys, %v", keys, err)
	}
}

func TestLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gripe.db")
	a := open(t, path)
	b, err := Open(t.Context(), path, Options{Wait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	err = a.write.transact(t.Context(), func() error {
		_, err := b.Save(t.Context(), batch("shop", 0, 1))
		return err
	})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "in use by another process") {
		t.Fatalf("got %v", err)
	}
	if got := save(t, b, batch("shop", 0, 1)); got.New != 1 {
		t.Fatalf("after the lock: %+v", got)
	}
}

func TestIntegrity(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 20))
	annotateAll(t, s, "m1")
	checkWhole(t, s)
}

// checkWhole asks SQLite itself, and that every current revision exists.
func checkWhole(t *testing.T, s *Store) {
	t.Helper()
	var report string
	if err := s.read.QueryRow(`SELECT group_concat(integrity_check) FROM pragma_integrity_check`).Scan(&report); err != nil || report != "ok" {
		t.Fatalf("integrity check: %s, %v", report, err)
	}
	for _, q := range []string{
		`SELECT count(*) FROM pragma_foreign_key_check`,
		`SELECT count(*) FROM verbatim v LEFT JOIN revision r ON r.key = v.revision AND r.verbatim = v.key WHERE r.key IS NULL`,
		`SELECT count(*) FROM verbatim v JOIN revision r ON r.key = v.revision WHERE r.rating != v.rating`,
	} {
		var n int
		if err := s.read.QueryRow(q).Scan(&n); err != nil || n != 0 {
			t.Fatalf("%s: %d, %v", q, n, err)
		}
	}
}
