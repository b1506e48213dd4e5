package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// applicationID marks a database as gripe's ("grip"), as SQLite's file header
// provides for.
const applicationID = 0x67726970

var sqliteMagic = []byte("SQLite format 3\x00")

// vet tells whether the file at path may be opened, and leaves no trace: not a
// byte of the file is written, nor a log beside it.
func vet(ctx context.Context, path string, mustExist bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && mustExist:
		return faultf(ErrMissing, "store: there is no database at %s: collect or import first", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("store: look at the database: %w", err)
	case !info.Mode().IsRegular():
		return faultf(ErrForeign, "store: %s is not a file", path)
	case info.Size() == 0 && mustExist:
		return faultf(ErrMissing, "store: %s is empty: collect or import first", path)
	case info.Size() == 0:
		return nil
	}
	if err := vetMagic(path); err != nil {
		return err
	}
	id, version, tables, err := peek(ctx, path)
	if err != nil {
		return explain(path, "look at the database", err)
	}
	newest, err := newestVersion()
	if err != nil {
		return err
	}
	switch {
	case id == 0 && version == 0 && tables == 0 && !mustExist:
		return nil // an empty database: ours to fill
	case id != applicationID:
		return faultf(ErrForeign, "store: %s is another program's database: name another file", path)
	case version > newest:
		return faultf(ErrNewer, "store: %s was written by a newer gripe (schema %d, this one knows %d): use that version", path, version, newest)
	case version < newest && mustExist:
		return faultf(ErrReadOnly, "store: %s has an older schema (%d, this gripe wants %d): let a command that writes open it once", path, version, newest)
	}
	return nil
}

func vetMagic(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("store: look at the database: %w", err)
	}
	defer f.Close() // read only: nothing to lose
	head := make([]byte, len(sqliteMagic))
	if _, err := io.ReadFull(f, head); err != nil || !bytes.Equal(head, sqliteMagic) {
		return faultf(ErrForeign, "store: %s is not a database: name another file", path)
	}
	return nil
}

// peek reads who made a database. Without a log beside it, it is opened as
// immutable, which takes no lock and makes no file; with one, the newest state
// is in the log and SQLite must read it.
func peek(ctx context.Context, path string) (id, version, tables int, err error) {
	name := "file:" + escapePath(path) + "?mode=ro&_query_only=1&_busy_timeout=5000"
	if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		name += "&immutable=1"
	}
	db := sql.OpenDB(connector{name})
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.QueryRowContext(ctx, `SELECT a.application_id, u.user_version, (SELECT count(*) FROM sqlite_master)
		FROM pragma_application_id a, pragma_user_version u`).Scan(&id, &version, &tables)
	return id, version, tables, err
}
