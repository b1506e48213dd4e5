package store

import (
	"context"
	"database/sql"
	"time"
)

// Choices are what a reader of the database can choose by.
type Choices struct {
	// Sources are all, by name; Products those without a name left out, at most
	// as many as asked for, Total how many there are.
	Sources, Products []string
	Total             int
	// Newest is the date of the newest verbatim, zero where none has one.
	Newest time.Time
}

// Choices lists sources, and up to most products by name.
func (s *Store) Choices(ctx context.Context, most int) (c Choices, err error) {
	list := func(into *[]string, query string, args ...any) {
		if err == nil {
			err = scan(ctx, s.read, query, args, func(rows *sql.Rows) error {
				var name string
				err := rows.Scan(&name)
				*into = append(*into, name)
				return err
			})
		}
	}
	list(&c.Sources, `SELECT name FROM source ORDER BY name`)
	list(&c.Products, `SELECT name FROM product WHERE name != '' ORDER BY name LIMIT ?1`, most)
	if err == nil {
		var newest any
		err = s.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM product WHERE name != ''), (SELECT max(posted_at) FROM verbatim)`).Scan(&c.Total, &newest)
		c.Newest = when(newest)
	}
	return c, s.explain("list sources and products", err)
}

// HasProduct tells whether verbatims of a product were ever stored.
func (s *Store) HasProduct(ctx context.Context, name string) (bool, error) {
	_, ok, err := lookup(ctx, s.read, selectProduct, name)
	return ok, s.explain("find a product", err)
}
