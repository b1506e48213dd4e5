package store

import (
	"context"
	"database/sql"
	"math"

	"gripe/pipeline/opinion"
)

// place is how far a walk over pending verbatims has come.
type place struct {
	id       string
	revision int64
}

// Pending gives up to limit verbatims (all, where limit is below 1) whose
// current text this model has neither annotated nor failed on, oldest arrival
// first. after is the ID of the last one had, empty to begin. What comes back
// holds no author; its Text is what annotations' offsets count in, and its
// Content() is what SaveAnnotations wants.
//
// It can be stopped and begun again at any point; a verbatim that is edited
// meanwhile comes round at the end.
func (s *Store) Pending(ctx context.Context, model, after string, limit int) ([]opinion.Verbatim, error) {
	const doing = "find verbatims to annotate"
	if limit < 1 {
		limit = math.MaxInt
	}
	key, mark := int64(-1), int64(0)
	err := scan(ctx, s.read, `SELECT key, mark FROM model WHERE version = ?1`, []any{model}, func(r *sql.Rows) error {
		return r.Scan(&key, &mark)
	})
	if err != nil {
		return nil, s.explain(doing, err)
	}
	from, err := s.resume(ctx, model, after)
	if err != nil {
		return nil, s.explain(doing, err)
	}
	var out []opinion.Verbatim
	var texts []text
	last := place{}
	err = scan(ctx, s.read, pendingQuery, []any{max(mark, from), key, limit}, func(r *sql.Rows) error {
		var v opinion.Verbatim
		var collected any
		x := text{current: true}
		err := r.Scan(&x.revision, &v.ID, &v.Source, &v.Product, &v.ExternalID, &v.URL, &x.posted, &collected,
			&v.Title, &v.Text, &v.Rating, &v.RatingRaw, &x.content, &x.verbatim, &x.source, &x.product, &x.rating)
		v.PostedAt, v.CollectedAt = when(x.posted), when(collected)
		x.id, x.title, x.body = v.ID, v.Title, v.Text
		last = place{x.id, x.revision}
		out, texts = append(out, v), append(texts, x)
		return err
	})
	if err != nil {
		return nil, s.explain(doing, err)
	}
	if last.id != "" {
		s.mu.Lock()
		s.cursor[model] = last
		s.handOut(texts)
		s.mu.Unlock()
	}
	return out, nil
}

// mostHanded bounds what is remembered of verbatims that wait to be annotated.
const mostHanded = 1 << 16

// handOut remembers texts that will be asked for again: IDs are hashes, and to
// find each by its index reads a page of the file each.
func (s *Store) handOut(texts []text) {
	if s.handed == nil || len(s.handed)+len(texts) > mostHanded {
		s.handed = map[string]text{}
	}
	for i := range texts[:min(len(texts), mostHanded)] {
		s.handed[texts[i].id] = texts[i]
	}
}

// pendingQuery wants the revision to begin after, the model's key, the limit.
const pendingQuery = `SELECT r.key, v.id, s.name, p.name, v.external_id, v.url, v.posted_at, f.at,
	r.title, r.text, r.rating, r.rating_raw, r.content, v.key, v.source, v.product, v.rating
	FROM revision r CROSS JOIN verbatim v ON v.key = r.verbatim
	JOIN source s ON s.key = v.source JOIN product p ON p.key = v.product JOIN fetch f ON f.key = v.first_fetch
	WHERE r.key > ?1 AND v.revision = r.key
	  AND NOT EXISTS (SELECT 1 FROM annotation a WHERE a.model = ?2 AND a.revision = r.key)
	  AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.model = ?2 AND q.revision = r.key)
	ORDER BY r.key LIMIT ?3`

// resume finds the revision that a walk stands at. The one handed out is
// remembered: had the verbatim been edited since, its current revision would
// be the newest of all and the walk would skip what lies between.
func (s *Store) resume(ctx context.Context, model, after string) (int64, error) {
	if after == "" {
		return 0, nil
	}
	s.mu.Lock()
	at, ok := s.cursor[model]
	s.mu.Unlock()
	if ok && at.id == after {
		return at.revision, nil
	}
	key, _, err := lookup(ctx, s.read, `SELECT revision FROM verbatim WHERE id = ?1`, after)
	return key, err
}
