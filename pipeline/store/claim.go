package store

import (
	"context"
	"database/sql"
	"fmt"

	"gripe/pipeline/opinion"
)

// SaveClaims keeps what the company was found to claim, and the fetch that
// brought it, in one transaction. It gives the number of claims never seen
// before; of known ones it is noted when they were last seen, and a claim that
// is not among these keeps the time it was seen last. A claim that names no
// source has the one given; one without text, or without an ID, is an error
// and nothing is kept.
func (s *Store) SaveClaims(ctx context.Context, source string, fetch opinion.Fetch, claims []opinion.Claim) (fresh int, err error) {
	if fetch.At.IsZero() {
		fetch.At = s.now()
	}
	err = s.writing(ctx, "save claims of "+source, func(w *writer) error {
		fresh = 0
		to := landing{at: fetch.At.Unix(), milli: milli(fetch.At)}
		if to.source, err = s.sourceKey(clean(source)); err != nil {
			return err
		}
		if to.fetch, err = s.saveFetch(&to, &fetch); err != nil {
			return err
		}
		for i, c := range claims {
			if c.ID == "" || c.Text == "" {
				return fmt.Errorf("claim %d has no ID or no text", i+1)
			}
			key := to.source
			if c.Source != "" {
				if key, err = s.sourceKey(clean(c.Source)); err != nil {
					return err
				}
			}
			before, err := w.number(`SELECT count(*) FROM claim WHERE id = ?1`, clean(c.ID))
			if err != nil {
				return err
			}
			_, err = w.exec(`INSERT INTO claim (id, source, product, url, text, first_seen, last_seen)
				VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT (id) DO UPDATE SET
				url = ?4, first_seen = min(first_seen, ?6), last_seen = max(last_seen, ?6)`,
				clean(c.ID), key, clean(c.Product), clean(c.URL), clean(c.Text), to.at)
			if err != nil {
				return err
			}
			fresh += 1 - int(before)
		}
		_, err = w.exec(`UPDATE fetch SET new = ?2, known = ?3 WHERE key = ?1`, to.fetch, int64(fresh), int64(len(claims)-fresh))
		return err
	})
	if err != nil {
		fresh = 0
	}
	return fresh, err
}

// Claims are all claims ever found, by source and product, in the order in
// which they were found.
func (s *Store) Claims(ctx context.Context) ([]opinion.Claim, error) {
	var out []opinion.Claim
	err := scan(ctx, s.read, `SELECT c.id, s.name, c.product, c.url, c.text, c.first_seen, c.last_seen
		FROM claim c JOIN source s ON s.key = c.source ORDER BY s.name, c.product, c.key`, nil, func(r *sql.Rows) error {
		var c opinion.Claim
		var first, last int64
		err := r.Scan(&c.ID, &c.Source, &c.Product, &c.URL, &c.Text, &first, &last)
		c.FirstSeen, c.LastSeen = when(first), when(last)
		out = append(out, c)
		return err
	})
	return out, s.explain("read claims", err)
}
