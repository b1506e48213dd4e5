package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// Watch tells whether a database was written to. It is safe for many
// goroutines, and holds a connection of its own: SQLite counts changes per
// connection, so a pool's counts cannot be compared.
type Watch struct {
	s    *Store
	mu   sync.Mutex
	db   *sql.DB
	conn *sql.Conn
}

// Watch begins to watch; the caller closes it.
func (s *Store) Watch(ctx context.Context) (*Watch, error) {
	// A pool of its own, for what is pinned here must not be missed by readers.
	db := sql.OpenDB(connector{s.readDSN})
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		_ = db.Close() // it never opened
		return nil, s.explain("watch the database", err)
	}
	return &Watch{s: s, db: db, conn: conn}, nil
}

// Version changes with every transaction that another connection commits.
func (w *Watch) Version(ctx context.Context) (n int64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	err = w.conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&n)
	return n, w.s.explain("watch the database", err)
}

// Close ends the watch.
func (w *Watch) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.s.explain("stop watching", errors.Join(w.conn.Close(), w.db.Close()))
}
