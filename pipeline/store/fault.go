package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// What can be wrong with a database. Every error of this package that has one
// of these causes answers to errors.Is, and its text is one line without SQL
// that may be shown to anyone.
var (
	// ErrNewer: a later gripe wrote it. It is left as it is.
	ErrNewer = errors.New("written by a newer gripe")
	// ErrForeign: it is another program's, or no database. It is left as it is.
	ErrForeign = errors.New("not a gripe database")
	// ErrMissing: there is none, and it was to be read only.
	ErrMissing = errors.New("no such database")
	// ErrLocked: another process has been writing for longer than we wait.
	ErrLocked = errors.New("in use by another process")
	// ErrDamaged: SQLite finds it malformed.
	ErrDamaged = errors.New("damaged")
	// ErrDisk: the disk is full or fails.
	ErrDisk = errors.New("disk full or failing")
	// ErrReadOnly: it may not be written.
	ErrReadOnly = errors.New("read only")
	// ErrAuthorKey: the key file beside the database cannot be used.
	ErrAuthorKey = errors.New("author key unusable")
	// ErrTaxonomy: a model version has saved by another set of labels.
	ErrTaxonomy = errors.New("labels have changed under a model")
	// ErrUnknownVerbatim: an annotation is of a text that is not stored.
	ErrUnknownVerbatim = errors.New("not a stored verbatim")
)

// fault is an error with a kind from the list above.
type fault struct {
	kind error
	text string
}

func (f *fault) Error() string { return f.text }
func (f *fault) Unwrap() error { return f.kind }

func faultf(kind error, format string, args ...any) error {
	return &fault{kind: kind, text: fmt.Sprintf(format, args...)}
}

// explain turns an error of the driver into one that says what was being done
// and what to do.
func (s *Store) explain(doing string, err error) error { return explain(s.path, doing, err) }

func explain(path, doing string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var f *fault
	if errors.As(err, &f) {
		return err
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("store: %s: %w", doing, err)
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return faultf(ErrLocked, "store: %s: %s is in use by another process: try again when it is done", doing, path)
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return faultf(ErrDamaged, "store: %s: %s is damaged: restore it from a backup", doing, path)
	case sqlite3.ErrFull:
		return faultf(ErrDisk, "store: %s: no room left for %s: free some disk space and run again", doing, path)
	case sqlite3.ErrIoErr:
		return faultf(ErrDisk, "store: %s: reading or writing %s failed: check the disk", doing, path)
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return faultf(ErrReadOnly, "store: %s: %s may not be written: check its owner and mode, and its folder's", doing, path)
	case sqlite3.ErrCantOpen:
		return faultf(ErrReadOnly, "store: %s: %s cannot be opened: check its owner and mode, and its folder's", doing, path)
	case sqlite3.ErrInterrupt:
		return context.Canceled
	}
	return fmt.Errorf("store: %s: %s: %w", doing, path, err)
}
