package store

import (
	"context"
	"database/sql"
	"errors"
)

// names remembers the keys of sources and products. It is emptied when a
// transaction fails, for then a name it learnt may not be stored.
type names struct {
	source, product map[string]int64
}

const (
	insertSource  = `INSERT INTO source (name) VALUES (?1) ON CONFLICT DO NOTHING`
	selectSource  = `SELECT key FROM source WHERE name = ?1`
	insertProduct = `INSERT INTO product (name) VALUES (?1) ON CONFLICT DO NOTHING`
	selectProduct = `SELECT key FROM product WHERE name = ?1`
)

// sourceKey finds a source's key, or gives it one.
func (s *Store) sourceKey(name string) (int64, error) {
	return s.key(&s.names.source, name, insertSource, selectSource)
}

// productKey finds a product's key, or gives it one.
func (s *Store) productKey(name string) (int64, error) {
	return s.key(&s.names.product, name, insertProduct, selectProduct)
}

func (s *Store) key(known *map[string]int64, name, insert, find string) (int64, error) {
	if k, ok := (*known)[name]; ok {
		return k, nil
	}
	if _, err := s.write.exec(insert, name); err != nil {
		return 0, err
	}
	k, err := s.write.number(find, name)
	if err != nil {
		return 0, err
	}
	if *known == nil {
		*known = map[string]int64{}
	}
	(*known)[name] = k
	return k, nil
}

// lookup finds a key without making one; ok is false where there is none.
func lookup(ctx context.Context, db querier, query, name string) (key int64, ok bool, err error) {
	err = db.QueryRowContext(ctx, query, name).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return key, err == nil, err
}

// querier is what reading needs of a pool or of one of its connections.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// nameList holds names by key; keys count from 1 without gaps to speak of.
type nameList []string

func (n nameList) name(key int64) string {
	if key < 0 || key >= int64(len(n)) {
		return ""
	}
	return n[key]
}

// namesByKey reads a table of names, in the order of its keys.
func namesByKey(ctx context.Context, db querier, query string) (nameList, error) {
	var out nameList
	err := scan(ctx, db, query+" ORDER BY key", nil, func(rows *sql.Rows) error {
		var key int64
		var name string
		if err := rows.Scan(&key, &name); err != nil {
			return err
		}
		for int64(len(out)) < key {
			out = append(out, "")
		}
		out = append(out, name)
		return nil
	})
	return out, err
}

// scan walks the rows of a query.
func scan(ctx context.Context, db querier, query string, args []any, fn func(*sql.Rows) error) (err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
