package store

import (
	"context"
	"database/sql"

	"gripe/pipeline/opinion"
)

// Doomed gives every revision of what Forget would erase, by verbatim and
// oldest first: what an output may have quoted. Nothing is changed.
func (s *Store) Doomed(ctx context.Context, what Forgettable) ([]opinion.Verbatim, error) {
	const doing = "find what is to be forgotten"
	if what.ID != "" {
		out, err := s.revisions(ctx, `v.id = ?1`, what.ID)
		return out, s.explain(doing, err)
	}
	h, err := loadAuthorKey(s.path)
	if err != nil {
		return nil, err
	}
	var sources []string
	err = scan(ctx, s.read, `SELECT name FROM source WHERE ?1 IN ('', name) ORDER BY name`, []any{clean(what.Source)}, func(r *sql.Rows) error {
		var name string
		err := r.Scan(&name)
		sources = append(sources, name)
		return err
	})
	var out []opinion.Verbatim
	for _, name := range sources {
		if err == nil {
			var more []opinion.Verbatim
			more, err = s.revisions(ctx, `s.name = ?1 AND v.author = ?2`, name, orNull(h.hash(name, what.Author)))
			out = append(out, more...)
		}
	}
	return out, s.explain(doing, err)
}

// revisions gives those of the verbatims for which a condition holds.
func (s *Store) revisions(ctx context.Context, where string, args ...any) (out []opinion.Verbatim, err error) {
	err = scan(ctx, s.read, `SELECT v.id, s.name, v.posted_at, r.rating, r.title, r.text
		FROM verbatim v JOIN source s ON s.key = v.source JOIN revision r ON r.verbatim = v.key
		WHERE `+where+` ORDER BY v.key, r.number`, args, func(r *sql.Rows) error {
		var v opinion.Verbatim
		var posted any
		err := r.Scan(&v.ID, &v.Source, &posted, &v.Rating, &v.Title, &v.Text)
		v.PostedAt = when(posted)
		out = append(out, v)
		return err
	})
	return out, err
}
