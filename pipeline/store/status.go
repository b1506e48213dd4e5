package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Status tells what the database holds and what is wrong with it.
type Status struct {
	Path    string         `json:"path"`
	Bytes   int64          `json:"bytes"` // of the database file's pages
	Schema  int            `json:"schema"`
	Sources []SourceStatus `json:"sources"`
	Models  []Model        `json:"models"`
	// Model is the one used last; the sources' counts by language, annotated,
	// waiting and quarantined speak of it.
	Model string `json:"model"`
	// Reasons are why verbatims were quarantined by Model, most frequent
	// first; Rejects why items could not be taken, over all sources.
	Reasons []Reason `json:"reasons"`
	Rejects []Reason
}

// SourceStatus counts for one source.
type SourceStatus struct {
	Name string `json:"name"`
	// Verbatims stored; Revisions of their texts, at least as many. Gone are
	// those of Verbatims that the source no longer shows.
	Verbatims int `json:"verbatims"`
	Revisions int `json:"revisions"`
	Gone      int `json:"gone"`
	// Annotated counts current texts by model version.
	Annotated map[string]int `json:"annotated"`
	// Waiting and Quarantined are current texts that the model used last has
	// not read, or could not.
	Waiting     int            `json:"waiting"`
	Quarantined int            `json:"quarantined"`
	Languages   map[string]int `json:"languages"`
	// Rejected counts distinct items that could not be taken.
	Rejected int `json:"rejected"`
	// LastFetch is the newest attempt, LastGood the newest that brought an
	// answer, LastError what the newest attempt failed of.
	LastFetch time.Time `json:"last_fetch,omitzero"`
	LastGood  time.Time `json:"last_good,omitzero"`
	LastError string    `json:"last_error,omitempty"`
	// Newest is the newest date of a verbatim.
	Newest time.Time `json:"newest,omitzero"`
}

// Reason is why items were put aside, how many, and one of them.
type Reason struct {
	Source string `json:"source"`
	Reason string `json:"reason"`
	Count  int    `json:"count"`
	// Where and Raw are of the newest such item; Raw is empty for quarantine,
	// where Where is a verbatim's ID.
	Where string `json:"where"`
	Raw   string `json:"raw,omitempty"`
}

// Status reads everything in one moment of the database. It walks all
// verbatims, about a second per million.
func (s *Store) Status(ctx context.Context) (Status, error) {
	st := Status{Path: s.path}
	models, err := s.Models(ctx)
	if err != nil {
		return st, err
	}
	st.Models = models
	if len(models) > 0 {
		st.Model = models[0].Version
	}
	return st, s.explain("read the state of the database", s.fillStatus(ctx, &st))
}

func (s *Store) fillStatus(ctx context.Context, st *Status) (err error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// Not BeginTx: by the DSN that would ask for the write lock.
	if _, err := conn.ExecContext(ctx, `BEGIN DEFERRED`); err != nil {
		return err
	}
	defer func() {
		_, end := conn.ExecContext(context.WithoutCancel(ctx), `COMMIT`)
		err = errors.Join(err, end)
	}()
	err = conn.QueryRowContext(ctx, `SELECT c.page_count * p.page_size, u.user_version
		FROM pragma_page_count c, pragma_page_size p, pragma_user_version u`).Scan(&st.Bytes, &st.Schema)
	if err != nil {
		return err
	}
	if err := sourceStatus(ctx, conn, st); err != nil {
		return err
	}
	if err := annotatedStatus(ctx, conn, st); err != nil {
		return err
	}
	st.Reasons, err = reasons(ctx, conn, `SELECT s.name, q.reason, count(*), v.id, '' , max(q.at)
		FROM quarantine q JOIN model m ON m.key = q.model
		JOIN revision r ON r.key = q.revision JOIN verbatim v ON v.key = r.verbatim AND v.revision = r.key
		JOIN source s ON s.key = v.source WHERE m.version = ?1
		GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`, st.Model)
	if err != nil {
		return err
	}
	// SQLite takes bare columns from the row that holds the max().
	st.Rejects, err = reasons(ctx, conn, `SELECT s.name, r.reason, count(*), r.place, r.raw, max(r.last_fetch)
		FROM reject r JOIN source s ON s.key = r.source GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`)
	return err
}

func sourceStatus(ctx context.Context, db querier, st *Status) error {
	return scan(ctx, db, `SELECT s.name,
		coalesce(t.verbatims, 0), coalesce(t.gone, 0),
		(SELECT count(*) FROM verbatim v JOIN revision r ON r.verbatim = v.key WHERE v.source = s.key),
		(SELECT count(*) FROM reject r WHERE r.source = s.key),
		(SELECT max(at) FROM fetch f WHERE f.source = s.key),
		(SELECT max(at) FROM fetch f WHERE f.source = s.key AND f.error = ''),
		(SELECT error FROM fetch f WHERE f.source = s.key ORDER BY f.key DESC LIMIT 1),
		(SELECT max(posted_at) FROM verbatim v WHERE v.source = s.key)
		FROM source s LEFT JOIN tally t ON t.source = s.key ORDER BY s.name`, nil, func(rows *sql.Rows) error {
		x := SourceStatus{Annotated: map[string]int{}, Languages: map[string]int{}}
		var last, good, newest any
		var failed sql.NullString
		err := rows.Scan(&x.Name, &x.Verbatims, &x.Gone, &x.Revisions, &x.Rejected, &last, &good, &failed, &newest)
		x.LastFetch, x.LastGood, x.Newest, x.LastError = when(last), when(good), when(newest), failed.String
		st.Sources = append(st.Sources, x)
		return err
	})
}

// annotatedStatus fills in what models did, source by source.
func annotatedStatus(ctx context.Context, db querier, st *Status) error {
	place := map[string]*SourceStatus{}
	for i := range st.Sources {
		st.Sources[i].Waiting = st.Sources[i].Verbatims
		place[st.Sources[i].Name] = &st.Sources[i]
	}
	count := func(query string, fn func(x *SourceStatus, model, label string, n int)) error {
		return scan(ctx, db, query, nil, func(rows *sql.Rows) error {
			var source, model, label string
			var n int
			if err := rows.Scan(&source, &model, &label, &n); err != nil {
				return err
			}
			if x := place[source]; x != nil {
				fn(x, model, label, n)
			}
			return nil
		})
	}
	err := count(`SELECT s.name, m.version, a.language, count(*) FROM model m JOIN annotation a ON a.model = m.key
		JOIN revision r ON r.key = a.revision JOIN verbatim v ON v.key = r.verbatim AND v.revision = r.key
		JOIN source s ON s.key = v.source GROUP BY 1, 2, 3`, func(x *SourceStatus, model, language string, n int) {
		x.Annotated[model] += n
		if model == st.Model {
			x.Languages[language] += n
			x.Waiting -= n
		}
	})
	if err != nil {
		return err
	}
	return count(`SELECT s.name, m.version, '', count(*) FROM model m JOIN quarantine q ON q.model = m.key
		JOIN revision r ON r.key = q.revision JOIN verbatim v ON v.key = r.verbatim AND v.revision = r.key
		JOIN source s ON s.key = v.source GROUP BY 1, 2`, func(x *SourceStatus, model, _ string, n int) {
		if model == st.Model {
			x.Quarantined += n
			x.Waiting -= n
		}
	})
}

func reasons(ctx context.Context, db querier, query string, args ...any) ([]Reason, error) {
	var out []Reason
	err := scan(ctx, db, query, args, func(rows *sql.Rows) error {
		var r Reason
		var newest int64
		err := rows.Scan(&r.Source, &r.Reason, &r.Count, &r.Where, &r.Raw, &newest)
		out = append(out, r)
		return err
	})
	return out, err
}
