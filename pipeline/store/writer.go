package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/mattn/go-sqlite3"
)

// writer is the one connection that writes. It speaks to the driver directly
// and keeps its statements prepared: database/sql would cost more than SQLite
// does for rows this small, and a context with each statement a goroutine. The
// caller holds Store.mu.
type writer struct {
	conn  driver.Conn
	stmts map[string]*statement
}

type statement struct {
	stmt driver.Stmt
	args []driver.NamedValue
}

func openWriter(name string) (*writer, error) {
	conn, err := (&sqlite3.SQLiteDriver{}).Open(name)
	if err != nil {
		return nil, err
	}
	w := &writer{conn: conn, stmts: map[string]*statement{}}
	// IDs are hashes, so a batch touches pages all over their index. A longer
	// log (64 MB instead of 4) folds many batches' changes of a page into one
	// write of it to the file. Only this connection folds.
	if err := w.run("PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 67108864"); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *writer) close() error {
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.stmt.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// transact runs fn in a transaction that holds the write lock from its first
// moment, so that what fn reads cannot change before it writes.
func (w *writer) transact(ctx context.Context, fn func() error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := w.conn.(driver.ConnBeginTx).BeginTx(context.Background(), driver.TxOptions{})
	if err != nil {
		return err
	}
	if err := fn(); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// run executes a script of several statements.
func (w *writer) run(script string) error {
	_, err := w.conn.(driver.ExecerContext).ExecContext(context.Background(), script, nil)
	return err
}

// exec runs one statement and tells how many rows it changed. Arguments are
// what the driver takes: int64, float64, string, []byte, nil.
func (w *writer) exec(query string, args ...any) (int64, error) {
	s, err := w.prepare(query, args)
	if err != nil {
		return 0, err
	}
	res, err := s.stmt.(driver.StmtExecContext).ExecContext(context.Background(), s.args)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// query calls fn for every row; the slice is used again for the next.
func (w *writer) query(query string, fn func(row []driver.Value) error, args ...any) (err error) {
	s, err := w.prepare(query, args)
	if err != nil {
		return err
	}
	rows, err := s.stmt.(driver.StmtQueryContext).QueryContext(context.Background(), s.args)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	return eachRow(rows, fn)
}

func (w *writer) prepare(query string, args []any) (*statement, error) {
	s := w.stmts[query]
	if s == nil {
		stmt, err := w.conn.Prepare(query)
		if err != nil {
			return nil, fmt.Errorf("prepare a statement: %w", err)
		}
		s = &statement{stmt: stmt}
		w.stmts[query] = s
	}
	s.args = s.args[:0]
	for i, a := range args {
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return s, nil
}

// eachRow walks rows of the driver.
func eachRow(rows driver.Rows, fn func(row []driver.Value) error) error {
	row := make([]driver.Value, len(rows.Columns()))
	for {
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := fn(row); err != nil {
			return err
		}
	}
}

// number runs a query that gives one whole number.
func (w *writer) number(query string, args ...any) (n int64, err error) {
	found := false
	err = w.query(query, func(row []driver.Value) error {
		n, found = row[0].(int64)
		return nil
	}, args...)
	if err == nil && !found {
		err = fmt.Errorf("no number came back")
	}
	return n, err
}

// rawQuery runs a query on a driver's connection out of a pool and spares what
// database/sql does for each column of each row.
func rawQuery(ctx context.Context, dc any, query string, args []any, fn func(row []driver.Value) error) (err error) {
	named := make([]driver.NamedValue, len(args))
	for i, a := range args {
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	rows, err := dc.(driver.QueryerContext).QueryContext(context.WithoutCancel(ctx), query, named)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	n := 0
	return eachRow(rows, func(row []driver.Value) error {
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return fn(row)
	})
}
