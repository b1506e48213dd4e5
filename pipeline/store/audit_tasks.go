package store

import (
	"context"
	"database/sql"
	"time"

	"gripe/pipeline/opinion"
)

// AuditDraws are all drawn samples, oldest first.
func (s *Store) AuditDraws(ctx context.Context) ([]opinion.AuditDraw, error) {
	var out []opinion.AuditDraw
	at := map[int64]int{}
	err := scan(ctx, s.read, `SELECT key, sample, seed, model, source, product, from_at, to_at, population, digest, at
		FROM audit_draw ORDER BY key`, nil, func(r *sql.Rows) error {
		var d opinion.AuditDraw
		var from, to any
		var seed, drawn int64
		err := r.Scan(&d.Key, &d.Sample, &seed, &d.Model, &d.Filter.Source, &d.Filter.Product, &from, &to,
			&d.Population, &d.Digest, &drawn)
		d.Seed, d.At = uint64(seed), time.Unix(drawn, 0).UTC()
		d.Filter.From, d.Filter.To = when(from), when(to)
		at[d.Key] = len(out)
		out = append(out, d)
		return err
	})
	if err == nil {
		err = scan(ctx, s.read, `SELECT i.draw, v.id FROM audit_item i JOIN revision r ON r.key = i.revision
			JOIN verbatim v ON v.key = r.verbatim ORDER BY i.draw, i.place`, nil, func(r *sql.Rows) error {
			var draw int64
			var id string
			err := r.Scan(&draw, &id)
			if i, ok := at[draw]; ok {
				out[i].IDs = append(out[i].IDs, id)
			}
			return err
		})
	}
	return out, s.explain("list drawn samples", err)
}

// AuditTasks are the verbatims of one drawing in its order, each with its
// mentions and the label that it has. A text that was edited since it was drawn
// is left out unless it had its label before: the world no longer shows it.
func (s *Store) AuditTasks(ctx context.Context, draw int64) ([]opinion.AuditTask, error) {
	const doing = "read a drawn sample"
	var model string
	var sample opinion.AuditSample
	err := s.read.QueryRowContext(ctx, `SELECT model, sample FROM audit_draw WHERE key = ?1`, draw).Scan(&model, &sample)
	if err != nil {
		return nil, s.explain(doing, err)
	}
	key, codes, err := modelCodes(ctx, s.read, model)
	if err != nil {
		return nil, s.explain(doing, err)
	}
	var out []opinion.AuditTask
	err = scan(ctx, s.read, `SELECT v.id, s.name, p.name, v.url, v.posted_at, r.title, r.text, r.rating, r.rating_raw,
		a.mentions, u.cause, u.mentions, u.at
		FROM audit_item i JOIN revision r ON r.key = i.revision JOIN verbatim v ON v.key = r.verbatim
		JOIN source s ON s.key = v.source JOIN product p ON p.key = v.product
		LEFT JOIN annotation a ON a.model = ?1 AND a.revision = i.revision
		LEFT JOIN audit u ON u.revision = i.revision
		WHERE i.draw = ?2 AND (v.revision = r.key OR u.revision IS NOT NULL) ORDER BY i.place`, []any{key, draw}, func(r *sql.Rows) error {
		t, err := scanTask(r, codes)
		if t.Done != nil {
			t.Done.Sample = sample
		}
		out = append(out, t)
		return err
	})
	return out, s.explain(doing, err)
}

func scanTask(r *sql.Rows, c *codes) (t opinion.AuditTask, err error) {
	v := &t.Verbatim
	var posted any
	var mentions, cause, labels sql.NullString
	var labelled sql.NullInt64
	err = r.Scan(&v.ID, &v.Source, &v.Product, &v.URL, &posted, &v.Title, &v.Text, &v.Rating, &v.RatingRaw,
		&mentions, &cause, &labels, &labelled)
	if err != nil {
		return t, err
	}
	v.PostedAt = when(posted)
	if mentions.Valid {
		err = eachMention(mentions.String, func(n *[mentionWidth]int64) {
			t.Spans = append(t.Spans, opinion.AuditMention{Start: int(n[0]), End: int(n[1])})
		})
	}
	if err == nil && cause.Valid {
		t.Done = &opinion.Audit{
			ID: v.ID, Content: v.Content(), Cause: opinion.Class(cause.String), At: time.Unix(labelled.Int64, 0).UTC(),
		}
		t.Done.Mentions, err = unpackAudit(labels.String)
	}
	return t, err
}
