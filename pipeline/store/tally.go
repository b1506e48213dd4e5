package store

import (
	"context"
	"database/sql"
	"errors"

	"gripe/pipeline/opinion"
)

// tallies gathers what a transaction changes in the counts of its sources.
type tallies map[int64]*tally

type tally struct{ verbatims, authors, dates, ratings, gone int64 }

func (t tallies) of(source int64) *tally {
	x := t[source]
	if x == nil {
		x = &tally{}
		t[source] = x
	}
	return x
}

// save adds the changes to the table tally.
func (t tallies) save(w *writer) error {
	for source, x := range t {
		if *x == (tally{}) {
			continue
		}
		_, err := w.exec(`INSERT INTO tally (source, verbatims, authors, dates, ratings, gone) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
			ON CONFLICT (source) DO UPDATE SET verbatims = verbatims + ?2, authors = authors + ?3,
			dates = dates + ?4, ratings = ratings + ?5, gone = gone + ?6`,
			source, x.verbatims, x.authors, x.dates, x.ratings, x.gone)
		if err != nil {
			return err
		}
	}
	return nil
}

// Known is how many verbatims of a source are stored, those that are gone
// included.
func (s *Store) Known(ctx context.Context, source string) (int, error) {
	f, err := s.Fields(ctx, source)
	return f.Of, err
}

// Fields counts the stored verbatims of a source, and those of them that have
// an author, a date, a rating.
func (s *Store) Fields(ctx context.Context, source string) (f opinion.Fields, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT verbatims, authors, dates, ratings FROM tally
		WHERE source = (SELECT key FROM source WHERE name = ?1)`, source).Scan(&f.Of, &f.Author, &f.Date, &f.Rating)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return f, s.explain("count the verbatims of "+source, err)
}

// Undated counts the verbatims, of all sources, that no one knows the date of:
// no filter with a date holds them.
func (s *Store) Undated(ctx context.Context) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT coalesce(sum(verbatims - dates), 0) FROM tally`).Scan(&n)
	return n, s.explain("count verbatims without a date", err)
}
