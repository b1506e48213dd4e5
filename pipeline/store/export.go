package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"gripe/pipeline/opinion"
)

// Stored is a verbatim as kept, with what one model read in its current text.
type Stored struct {
	// Verbatim holds no author: only a keyed hash of it is kept.
	Verbatim opinion.Verbatim
	// Revision counts from 1; above 1 the text was edited since first seen.
	Revision int
	// Annotation is nil where the model has not read the text, or could not.
	Annotation *opinion.Annotation
	// Quarantined says why the model could not read the text; else empty.
	Quarantined string
	// Gone is when a whole reading of its source no longer met it; zero while
	// it stands there.
	Gone time.Time
	// Cluster is shared by verbatims that are copies of one text; 0 for one
	// that has no copy.
	Cluster int64
	// AuthorKey is the same for two verbatims of one author of one source:
	// a keyed hash, in hexadecimal. Empty where the author is not known.
	AuthorKey string
}

const storedColumns = `v.id, v.source, v.product, v.external_id, v.url, v.posted_at, f.at,
	r.number, r.title, r.text, r.rating, r.rating_raw,
	a.language, a.complaint, a.cause, a.p_product, a.p_marketing, a.p_service, a.p_none, a.mentions,
	d.aspects, d.entities, q.reason, v.gone, v.cluster, v.author`

// storedTables want the model's key as ?1.
const storedTables = ` FROM verbatim v JOIN revision r ON r.key = v.revision JOIN fetch f ON f.key = v.first_fetch
	LEFT JOIN annotation a ON a.model = ?1 AND a.revision = v.revision
	LEFT JOIN detail d ON d.model = ?1 AND d.revision = v.revision
	LEFT JOIN quarantine q ON q.model = ?1 AND q.revision = v.revision `

// Verbatims gives stored texts by ID, each with the annotation of the model
// that was used last, for quoting. IDs that are not stored are left out.
func (s *Store) Verbatims(ctx context.Context, ids []string) (map[string]Stored, error) {
	model, err := s.newestModel(ctx)
	if err != nil {
		return nil, err
	}
	return s.VerbatimsBy(ctx, model, ids)
}

// VerbatimsBy is Verbatims with the annotations of a given model.
func (s *Store) VerbatimsBy(ctx context.Context, model string, ids []string) (map[string]Stored, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("store: list IDs: %w", err)
	}
	out := make(map[string]Stored, len(ids))
	err = s.eachStored(ctx, model, func(context.Context, querier) (string, []any, bool, error) {
		return `WHERE v.id IN (SELECT value FROM json_each(?2))`, []any{string(list)}, len(ids) == 0, nil
	}, func(x Stored) error {
		out[x.Verbatim.ID] = x
		return nil
	})
	return out, s.explain("read verbatims", err)
}

// Export hands over all verbatims in the filter with a model's annotations, by
// date and ID (those of unknown date first): the same order every time. It
// sees one moment of the database, and ends with the first error of fn.
func (s *Store) Export(ctx context.Context, f opinion.Filter, model string, fn func(Stored) error) error {
	err := s.eachStored(ctx, model, func(ctx context.Context, db querier) (string, []any, bool, error) {
		where, args, none, err := narrow(ctx, db, f, 2)
		return where + ` ORDER BY v.posted_at, v.id`, args, none, err
	}, fn)
	return s.explain("export", err)
}

func (s *Store) eachStored(ctx context.Context, model string,
	clause func(context.Context, querier) (string, []any, bool, error), fn func(Stored) error) error {
	end, args, none, err := clause(ctx, s.read)
	if err != nil || none {
		return err
	}
	sources, err := namesByKey(ctx, s.read, `SELECT key, name FROM source`)
	if err != nil {
		return err
	}
	products, err := namesByKey(ctx, s.read, `SELECT key, name FROM product`)
	if err != nil {
		return err
	}
	key, codes, err := modelCodes(ctx, s.read, model)
	if err != nil {
		return err
	}
	return scan(ctx, s.read, `SELECT `+storedColumns+storedTables+end, append([]any{key}, args...), func(rows *sql.Rows) error {
		x, err := scanStored(rows, codes, model)
		if err != nil {
			return fmt.Errorf("verbatim %s: %w", x.Verbatim.ID, err)
		}
		x.Verbatim.Source, x.Verbatim.Product = sources.name(x.source), products.name(x.product)
		return fn(x.Stored)
	})
}

// storedRow is a Stored whose names are still keys.
type storedRow struct {
	Stored
	source, product int64
}

func scanStored(rows *sql.Rows, c *codes, model string) (storedRow, error) {
	var x storedRow
	var posted, collected, gone any
	var language, mentions, aspects, entities, reason sql.NullString
	var complaint sql.NullBool
	var cause sql.NullInt64
	var author []byte
	var p [4]sql.NullInt64
	v := &x.Verbatim
	err := rows.Scan(&v.ID, &x.source, &x.product, &v.ExternalID, &v.URL, &posted, &collected,
		&x.Revision, &v.Title, &v.Text, &v.Rating, &v.RatingRaw,
		&language, &complaint, &cause, &p[0], &p[1], &p[2], &p[3], &mentions, &aspects, &entities, &reason, &gone, &x.Cluster, &author)
	if err != nil {
		return x, err
	}
	v.PostedAt, v.CollectedAt, x.Quarantined, x.Gone = when(posted), when(collected), reason.String, when(gone)
	x.AuthorKey = hex.EncodeToString(author)
	if !language.Valid {
		return x, nil
	}
	a := &opinion.Annotation{Language: language.String, Complaint: complaint.Bool, Cause: at(c.class, cause.Int64), Model: model}
	for i := range p {
		a.P[i] = unpackP(p[i].Int64)
	}
	x.Annotation = a
	if a.Mentions, err = c.unpackMentions(mentions.String); err != nil {
		return x, err
	}
	return x, unpackDetail(a, aspects.String, entities.String)
}

// unpackDetail reads what packDetail wrote.
func unpackDetail(a *opinion.Annotation, aspects, entities string) error {
	lists, err := unpackAspects(aspects)
	if err != nil || aspects == "" {
		return err
	}
	for i := range min(len(lists), len(a.Mentions)) {
		if len(lists[i]) > 0 {
			a.Mentions[i].Aspects = lists[i]
		}
	}
	var list []entityRow
	if err := json.Unmarshal([]byte(entities), &list); err != nil {
		return fmt.Errorf("its stored entities cannot be read: %w", err)
	}
	for _, e := range list {
		a.Entities = append(a.Entities, opinion.Entity(e))
	}
	return nil
}

// unpackAspects reads a list of terms per mention; there may be fewer lists
// than mentions.
func unpackAspects(packed string) (lists [][]string, err error) {
	if packed == "" || packed == "[]" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(packed), &lists); err != nil {
		return nil, fmt.Errorf("its stored aspects cannot be read: %w", err)
	}
	return lists, nil
}

// entityRow is an entity as [start, end, text, label].
type entityRow opinion.Entity

func (e *entityRow) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[4]any{&e.Start, &e.End, &e.Text, &e.Label})
}
