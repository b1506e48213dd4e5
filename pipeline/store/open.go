package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Options of Open. The zero value is a store that writes, by the system clock.
type Options struct {
	// Now is the clock for what gripe itself does; nil means time.Now.
	Now func() time.Time
	// ReadOnly opens a database that must exist and be of this version. Other
	// processes may write meanwhile.
	ReadOnly bool
	// Drop, if set, takes out of titles, texts and rejects what must not be
	// stored. It is deterministic. IDs are as if it had not been called. What
	// was stored before stays as it is.
	Drop func(string) string
	// Wait is how long to wait for another writer; 0 means five seconds.
	Wait time.Duration
}

// Store is one open database. It is safe for many goroutines: readers run side
// by side, writers one after the other.
type Store struct {
	path string
	now  func() time.Time
	drop func(string) string

	read    *sql.DB
	readDSN string

	mu        sync.Mutex // guards all below
	write     *writer    // nil where read only
	author    *authorHasher
	names     names
	cursor    map[string]place
	copyIndex *copyIndex // nil until asked for
	readings  *readingIndex
	forgotten forgotten
	handed    map[string]text // that Pending gave out, by ID
}

// Open opens the database at path, and makes it (mode 0600) where there is
// none or the file is empty. An older schema is brought up to date. A database
// of a newer gripe (ErrNewer) or of another program (ErrForeign) is refused
// and not touched.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if path == "" || strings.ContainsRune(path, 0) {
		return nil, faultf(ErrMissing, "store: %q is no path for a database", path)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("store: find %s: %w", path, err)
	}
	s := &Store{path: abs, now: opts.Now, drop: opts.Drop, cursor: map[string]place{}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.drop == nil {
		s.drop = func(text string) string { return text }
	}
	if opts.Wait <= 0 {
		opts.Wait = 5 * time.Second
	}
	if err := vet(ctx, abs, opts.ReadOnly); err != nil {
		return nil, err
	}
	if !opts.ReadOnly {
		if err := create(abs); err != nil {
			return nil, err
		}
		err := patiently(ctx, opts.Wait, func() (err error) {
			s.write, err = openWriter(dsn(abs, opts.Wait, "rwc", writerCache))
			return err
		})
		if err != nil {
			return nil, s.explain("open", err)
		}
		if err := s.write.migrate(ctx, abs); err != nil {
			return nil, errors.Join(s.explain("bring the database up to date", err), s.write.close())
		}
	}
	s.readDSN = dsn(abs, opts.Wait, "ro", readerCache) + "&_query_only=1"
	s.read = sql.OpenDB(connector{s.readDSN})
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	if err := s.read.PingContext(ctx); err != nil {
		return nil, errors.Join(s.explain("open", err), s.Close())
	}
	return s, nil
}

// patiently tries again what finds the database busy. SQLite itself does not
// wait where two processes switch a new file to its write-ahead log at once.
func patiently(ctx context.Context, wait time.Duration, open func() error) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		err := open()
		var e sqlite3.Error
		if !errors.As(err, &e) || e.Code != sqlite3.ErrBusy {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Page caches in KiB, filled as needed. The writer's holds the indexes by hash
// and by date of a million verbatims: a page that leaves the cache within a
// transaction is written, and read again.
const writerCache, readerCache = 96_000, 32_000

// readers bounds the connections that read: each holds a page cache.
const readers = 4

// Close ends the store. The write-ahead log is folded into the file when the
// last process closes.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	if s.read != nil {
		err = s.read.Close()
	}
	if s.write != nil {
		err = errors.Join(err, s.write.close())
		s.write = nil
	}
	return s.explain("close", err)
}

// writing runs fn in a transaction of the one writer.
func (s *Store) writing(ctx context.Context, doing string, fn func(*writer) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.write == nil {
		return s.readOnly(doing)
	}
	return s.explain(doing, s.transact(ctx, func() error { return fn(s.write) }))
}

// transact runs fn in a transaction and writes what it left for the end. What
// is remembered of the database is dropped where the transaction fails.
func (s *Store) transact(ctx context.Context, fn func() error) error {
	err := s.write.transact(ctx, func() error {
		err := fn()
		if err == nil && s.copyIndex != nil {
			err = s.copyIndex.flush(s.write)
		}
		if err == nil && s.readings != nil {
			err = s.readings.flush(s.write)
		}
		return err
	})
	if err != nil {
		s.names, s.author, s.copyIndex, s.readings, s.forgotten = names{}, nil, nil, nil, forgotten{}
	}
	return err
}

// Path is the database's absolute path.
func (s *Store) Path() string { return s.path }

// dsn names a database with the settings that every connection needs; a PRAGMA
// run later would reach one pooled connection only.
func dsn(path string, wait time.Duration, mode string, cache int) string {
	return fmt.Sprintf("file:%s?mode=%s&_foreign_keys=on&_txlock=immediate&_journal_mode=wal&_busy_timeout=%d&_synchronous=NORMAL&_cache_size=%d",
		escapePath(path), mode, wait.Milliseconds(), -cache)
}

// escapePath spells a path as the path of an SQLite URI: there a question mark
// would begin the settings, and a per cent sign an escape.
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23", " ", "%20").Replace(filepath.ToSlash(path))
}

// create makes an empty file that only its owner may read, because SQLite
// would go by the umask.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return faultf(ErrMissing, "store: the folder %s does not exist: make it first", filepath.Dir(path))
	case err != nil:
		return fmt.Errorf("store: make the database: %w", err)
	}
	return f.Close()
}

// connector opens reading connections without a driver registered by name.
type connector struct{ dsn string }

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.Driver().Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return &sqlite3.SQLiteDriver{} }
