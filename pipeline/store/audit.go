package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"gripe/pipeline/opinion"
)

// DrawAudit records a drawn sample, whole or not at all, and gives its key.
// It holds on to the current text of each verbatim. An ID that is not stored
// is ErrUnknownVerbatim, and nothing is recorded: a sample with holes is no
// longer random.
func (s *Store) DrawAudit(ctx context.Context, d opinion.AuditDraw) (key int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	const doing = "record a drawn sample"
	if s.write == nil {
		return 0, s.readOnly(doing)
	}
	err = s.transact(ctx, func() error {
		_, err := s.write.exec(`INSERT INTO audit_draw (sample, seed, model, source, product, from_at, to_at, population, digest, at)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
			string(d.Sample), int64(d.Seed), clean(d.Model), clean(d.Filter.Source), clean(d.Filter.Product),
			bound(d.Filter.From), bound(d.Filter.To), int64(d.Population), clean(d.Digest), s.now().Unix())
		if err != nil {
			return err
		}
		if key, err = s.write.number(`SELECT max(key) FROM audit_draw`); err != nil {
			return err
		}
		for i, id := range d.IDs {
			n, err := s.write.exec(`INSERT INTO audit_item (draw, place, revision) SELECT ?1, ?2, revision FROM verbatim WHERE id = ?3`,
				key, int64(i), id)
			if err != nil {
				return err
			}
			if n == 0 {
				return faultf(ErrUnknownVerbatim, "store: %s: verbatim %s is not stored", doing, cut(clean(id), 40))
			}
		}
		return nil
	})
	return key, s.explain(doing, err)
}

// bound is a filter's end as it is stored: NULL where it is open.
func bound(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return ceilSecond(t)
}

// SaveAudit keeps a person's label. A later one for the same text takes its
// place. The text must be stored and have been drawn, else the error is
// ErrUnknownVerbatim: labels of texts that someone picked would pass for random.
// Sample is not read: what was drawn is on record.
func (s *Store) SaveAudit(ctx context.Context, a opinion.Audit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	const doing = "save a label"
	if s.write == nil {
		return s.readOnly(doing)
	}
	rows := make([]auditRow, len(a.Mentions))
	for i, m := range a.Mentions {
		rows[i] = auditRow(m)
	}
	mentions, err := json.Marshal(rows)
	if err != nil {
		return fmt.Errorf("store: %s: %w", doing, err)
	}
	at := a.At
	if at.IsZero() {
		at = s.now()
	}
	err = s.transact(ctx, func() error {
		revision, size, err := s.drawn(a.ID, a.Content)
		if err != nil {
			return err
		}
		for i, m := range a.Mentions {
			if m.Start < 0 || m.End < m.Start || int64(m.End) > size {
				return fmt.Errorf("mention %d spans bytes %d to %d of %d", i, m.Start, m.End, size)
			}
		}
		_, err = s.write.exec(`INSERT INTO audit (revision, cause, mentions, at) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT (revision) DO UPDATE SET cause = ?2, mentions = ?3, at = ?4`,
			revision, string(opinion.Causes[a.Cause.Index()]), string(mentions), at.Unix())
		return err
	})
	return s.explain(doing, err)
}

// drawn finds a text that is part of a sample, and its size in bytes.
func (s *Store) drawn(id, content string) (revision, size int64, err error) {
	found := false
	err = s.write.query(`SELECT r.key, octet_length(r.text) FROM verbatim v JOIN revision r ON r.verbatim = v.key
		WHERE v.id = ?1 AND r.content = ?2 AND EXISTS (SELECT 1 FROM audit_item i WHERE i.revision = r.key)
		ORDER BY r.number DESC LIMIT 1`, func(row []driver.Value) error {
		revision, size, found = row[0].(int64), row[1].(int64), true
		return nil
	}, id, content)
	if err == nil && !found {
		err = faultf(ErrUnknownVerbatim, "store: save a label: verbatim %s with this text is in no drawn sample", cut(clean(id), 40))
	}
	return revision, size, err
}

// Audits are all labels, in the order in which their texts were first drawn,
// each beside what the model says of the same text. A text drawn at random and
// for being unsure counts as random.
func (s *Store) Audits(ctx context.Context, model string) ([]opinion.Audited, error) {
	const doing = "read labels"
	key, codes, err := modelCodes(ctx, s.read, model)
	if err != nil {
		return nil, s.explain(doing, err)
	}
	var out []opinion.Audited
	err = scan(ctx, s.read, `SELECT v.id, r.content, u.cause, u.mentions, u.at,
		coalesce((SELECT min(d.key) FROM audit_item i JOIN audit_draw d ON d.key = i.draw AND d.sample = 'random' WHERE i.revision = u.revision), 0) AS random,
		(SELECT min(i.draw) FROM audit_item i WHERE i.revision = u.revision) AS draw,
		a.cause, a.p_product, a.p_marketing, a.p_service, a.p_none, a.complaint
		FROM audit u JOIN revision r ON r.key = u.revision JOIN verbatim v ON v.key = r.verbatim
		LEFT JOIN annotation a ON a.model = ?1 AND a.revision = u.revision AND a.language = 'en'
		ORDER BY draw, (SELECT i.place FROM audit_item i WHERE i.revision = u.revision AND i.draw = draw), u.revision`,
		[]any{key}, func(rows *sql.Rows) error {
			x, err := scanAudited(rows, codes)
			out = append(out, x)
			return err
		})
	return out, s.explain(doing, err)
}

func scanAudited(rows *sql.Rows, c *codes) (x opinion.Audited, err error) {
	var cause, mentions string
	var at64, random int64
	var decided sql.NullInt64
	var p [4]sql.NullInt64
	var complaint sql.NullBool
	err = rows.Scan(&x.ID, &x.Content, &cause, &mentions, &at64, &random, &x.Draw,
		&decided, &p[0], &p[1], &p[2], &p[3], &complaint)
	if err != nil {
		return x, err
	}
	x.Sample, x.At = opinion.UnsureSample, time.Unix(at64, 0).UTC()
	if random > 0 {
		x.Sample, x.Draw = opinion.RandomSample, random
	}
	x.Cause = opinion.Class(cause)
	if x.Mentions, err = unpackAudit(mentions); err != nil {
		return x, fmt.Errorf("verbatim %s: %w", x.ID, err)
	}
	if x.Judged = decided.Valid; x.Judged {
		x.Decided, x.Complaint = at(c.class, decided.Int64), complaint.Bool
		for i := range p {
			x.P[i] = unpackP(p[i].Int64)
		}
	}
	return x, nil
}

func unpackAudit(s string) ([]opinion.AuditMention, error) {
	var rows []auditRow
	if err := json.Unmarshal([]byte(s), &rows); err != nil {
		return nil, fmt.Errorf("its stored labels cannot be read: %w", err)
	}
	var out []opinion.AuditMention
	for _, r := range rows {
		out = append(out, opinion.AuditMention(r))
	}
	return out, nil
}

// auditRow is a labelled mention as [start, end, polarity, class, theme].
type auditRow opinion.AuditMention

func (r auditRow) MarshalJSON() ([]byte, error) {
	return json.Marshal([5]any{r.Start, r.End, r.Polarity, r.Class, r.Theme})
}

func (r *auditRow) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[5]any{&r.Start, &r.End, &r.Polarity, &r.Class, &r.Theme})
}
