package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"gripe/pipeline/opinion"
)

// SaveAnnotations keeps what a model read, in one transaction per call. Saving
// again changes nothing: an annotation is a pure function of text and model.
// An annotation whose spans or probabilities are impossible is quarantined
// with the reason. Items whose text is not stored are passed over; then the
// rest is saved and the error is ErrUnknownVerbatim.
func (s *Store) SaveAnnotations(ctx context.Context, model string, items []opinion.Annotated) error {
	const doing = "save annotations"
	ready, err := prepareAll(items)
	if err != nil {
		return fmt.Errorf("store: %s: %w", doing, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.write == nil {
		return s.readOnly(doing)
	}
	unknown := 0
	err = s.transact(ctx, func() error {
		unknown = 0
		key, err := s.useModel(clean(model))
		if err != nil {
			return err
		}
		save := annotationWriter{Store: s, model: key, now: s.now().Unix(), words: searchWords{}}
		if save.quarantined, err = s.write.number(`SELECT EXISTS (SELECT 1 FROM quarantine WHERE model = ?1)`, key); err != nil {
			return err
		}
		for i := range items {
			found, err := save.item(&items[i], &ready[i])
			if err != nil {
				return err
			}
			if !found {
				unknown++
			}
		}
		if err := s.enterCopies(save.entering); err != nil {
			return err
		}
		if err := save.words.save(s.write); err != nil {
			return err
		}
		return save.advance()
	})
	if err != nil {
		return s.explain(doing, err)
	}
	if unknown > 0 {
		return faultf(ErrUnknownVerbatim, "store: %s: %d of %d are of texts that are not stored", doing, unknown, len(items))
	}
	return nil
}

// useModel finds or makes the row of a model, under the taxonomy of this
// program, and notes its use.
func (s *Store) useModel(version string) (int64, error) {
	w, own, now := s.write, ownCodes(), s.now().Unix()
	taxonomy := own.version()
	n, err := w.exec(`INSERT INTO taxonomy (version, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING`, taxonomy, now)
	if err != nil {
		return 0, err
	}
	tk, err := w.number(`SELECT key FROM taxonomy WHERE version = ?1`, taxonomy)
	if err != nil {
		return 0, err
	}
	if n > 0 {
		for kind, labels := range own.kinds() {
			for code, name := range labels {
				if _, err := w.exec(`INSERT INTO label (taxonomy, kind, code, name) VALUES (?1, ?2, ?3, ?4)`, tk, kind, int64(code), name); err != nil {
					return 0, err
				}
			}
		}
	}
	_, err = w.exec(`INSERT INTO model (version, taxonomy, first_used, last_used) VALUES (?1, ?2, ?3, ?3)
		ON CONFLICT (version) DO UPDATE SET last_used = ?3`, version, tk, now)
	if err != nil {
		return 0, err
	}
	had, err := w.number(`SELECT taxonomy FROM model WHERE version = ?1`, version)
	if err != nil {
		return 0, err
	}
	if had != tk {
		return 0, faultf(ErrTaxonomy, "store: model %s has saved under another set of labels than this gripe knows: give the model a new version", version)
	}
	return w.number(`SELECT key FROM model WHERE version = ?1`, version)
}

type annotationWriter struct {
	*Store
	model, now int64
	// quarantined is not 0 where the model could not read some text.
	quarantined int64
	words       searchWords
	entering    []entering
}

// text is the stored one that an annotation is of.
type text struct {
	id, content        string
	verbatim, revision int64
	current            bool
	source, product    int64
	posted             any
	rating             float64
	title, body        string
}

// textOf finds a text; found is false where it is not stored.
func (w *annotationWriter) textOf(id, content string) (x text, found bool, err error) {
	if x, ok := w.handed[id]; ok && x.content == content {
		delete(w.handed, id)
		// Whatever changes about a current text makes a new revision of it.
		err = w.write.query(`SELECT revision FROM verbatim WHERE key = ?1`, func(row []driver.Value) error {
			found = row[0] == x.revision
			return nil
		}, x.verbatim)
		if err != nil || found {
			return x, found, err
		}
	}
	err = w.write.query(`SELECT v.key, r.key, v.revision = r.key, v.source, v.product, v.posted_at, v.rating, r.title, r.text
		FROM verbatim v JOIN revision r ON r.verbatim = v.key WHERE v.id = ?1 AND r.content = ?2 ORDER BY r.number DESC LIMIT 1`,
		func(row []driver.Value) error {
			found = true
			x = text{id: id, content: content, verbatim: row[0].(int64), revision: row[1].(int64), current: row[2].(int64) != 0,
				source: row[3].(int64), product: row[4].(int64), posted: row[5], rating: row[6].(float64), title: row[7].(string), body: row[8].(string)}
			return nil
		}, id, content)
	return x, found, err
}

// item saves one; found is false where its text is not stored.
func (w *annotationWriter) item(it *opinion.Annotated, r *ready) (found bool, err error) {
	x, found, err := w.textOf(it.ID, it.Content)
	if err != nil || !found {
		return false, err
	}
	if x.current && len(it.Sketch) > 0 {
		w.entering = append(w.entering, entering{verbatim: x.verbatim, revision: x.revision, sketch: it.Sketch, keys: r.keys})
	}
	reason := it.Err
	if reason == "" {
		if err := checkAnnotation(&it.Annotation, len(x.body)); err != nil {
			reason = "the annotation is impossible: " + err.Error()
		}
	}
	if reason != "" {
		n, err := w.write.exec(`INSERT INTO quarantine (model, revision, reason, at) SELECT ?1, ?2, ?3, ?4
			WHERE NOT EXISTS (SELECT 1 FROM annotation WHERE model = ?1 AND revision = ?2) ON CONFLICT DO NOTHING`,
			w.model, x.revision, clean(cut(reason, maxRaw)), w.now)
		if err != nil || n == 0 {
			return true, err
		}
		w.quarantined++
		return true, w.enter(&x, facets{}, &reading{})
	}
	return true, w.annotation(&x, r)
}

// enter makes a current text known to Search and to Findings.
func (w *annotationWriter) enter(x *text, f facets, r *reading) error {
	if !x.current {
		return nil
	}
	place, err := placeOf(x.posted, x.verbatim)
	if err != nil {
		return err
	}
	r.id, r.source, r.product, r.posted, r.rating = x.id, x.source, x.product, x.posted, x.rating
	body, err := r.pack(make([]byte, 0, 128))
	if err != nil {
		return err
	}
	runs, err := w.readingsNow()
	if err != nil {
		return err
	}
	runs.add(w.model, place, body)
	w.words[place] = [2]string{x.title, x.body}
	return w.saveFacets(w.model, place, x.source, x.product, f)
}

func (w *annotationWriter) annotation(x *text, p *ready) error {
	r := &p.reading
	n, err := w.write.exec(`INSERT INTO annotation (model, revision, language, complaint, cause,
		p_product, p_marketing, p_service, p_none, mentions_service, narrow_service, mentions)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING`,
		w.model, x.revision, r.language, bit(r.complaint), r.cause, r.p[0], r.p[1], r.p[2], r.p[3], bit(r.service), bit(r.narrow), r.mentions)
	if err != nil || n == 0 {
		return err
	}
	if err := w.leaveQuarantine(x); err != nil {
		return err
	}
	if err := w.enter(x, p.facets, r); err != nil || p.aspects == nothing && p.entities == nothing {
		return err
	}
	_, err = w.write.exec(`INSERT INTO detail (model, revision, aspects, entities) VALUES (?1, ?2, ?3, ?4)`,
		w.model, x.revision, p.aspects, p.entities)
	return err
}

// leaveQuarantine takes back that a text could not be read.
func (w *annotationWriter) leaveQuarantine(x *text) error {
	if w.quarantined == 0 {
		return nil
	}
	n, err := w.write.exec(`DELETE FROM quarantine WHERE model = ?1 AND revision = ?2`, w.model, x.revision)
	if err != nil || n == 0 || !x.current {
		return err
	}
	place, err := placeOf(x.posted, x.verbatim)
	if err != nil {
		return err
	}
	runs, err := w.readingsNow()
	if err != nil {
		return err
	}
	return runs.remove(w.write, w.model, place)
}

// advance moves the model's mark up to the first revision that still waits,
// so that Pending need not walk again what is done. The walk starts at the
// mark: over a whole annotation it passes each revision about once.
func (w *annotationWriter) advance() error {
	_, err := w.write.exec(`UPDATE model SET mark = max(mark, coalesce(
		(SELECT r.key - 1 FROM revision r CROSS JOIN verbatim v ON v.key = r.verbatim
		 WHERE r.key > model.mark AND v.revision = r.key
		   AND NOT EXISTS (SELECT 1 FROM annotation a WHERE a.model = model.key AND a.revision = r.key)
		   AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.model = model.key AND q.revision = r.key)
		 ORDER BY r.key LIMIT 1),
		(SELECT max(key) FROM revision), 0)) WHERE key = ?1`, w.model)
	return err
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
