package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"gripe/pipeline/opinion"
)

// Run is a row of the ledger of runs.
type Run struct {
	ID      int64     `json:"id"`
	Started time.Time `json:"started"`
	// Finished is zero while a run lasts, and for ever where it was cut off.
	Finished time.Time `json:"finished,omitzero"`
	// Outcome is one word of the caller's ("done", "partial", "failed").
	Outcome string `json:"outcome"`
	// Summary is what the caller wants to find again, as JSON.
	Summary  json.RawMessage    `json:"summary"`
	Coverage []opinion.Coverage `json:"coverage"`
}

// BeginRun opens a row in the ledger of runs and gives its ID.
func (s *Store) BeginRun(ctx context.Context) (id int64, err error) {
	err = s.writing(ctx, "begin a run", func(w *writer) error {
		if _, err := w.exec(`INSERT INTO run (started) VALUES (?1)`, s.now().Unix()); err != nil {
			return err
		}
		id, err = w.number(`SELECT max(key) FROM run`)
		return err
	})
	return id, err
}

// EndRun closes a run's row: how it went, a summary that encodes as JSON, and
// what each source announced and gave. Ending a run again replaces that.
func (s *Store) EndRun(ctx context.Context, id int64, outcome string, summary any, coverage []opinion.Coverage) error {
	text, err := json.Marshal(summary)
	if err != nil {
		return fmt.Errorf("store: encode the summary of a run: %w", err)
	}
	return s.writing(ctx, "end a run", func(w *writer) error {
		n, err := w.exec(`UPDATE run SET finished = ?2, outcome = ?3, summary = ?4 WHERE key = ?1`,
			id, s.now().Unix(), clean(outcome), clean(string(text)))
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("there is no run %d", id)
		}
		if _, err := w.exec(`DELETE FROM run_coverage WHERE run = ?1`, id); err != nil {
			return err
		}
		for _, c := range coverage {
			if err := saveCoverage(w, id, &c); err != nil {
				return fmt.Errorf("coverage of %s: %w", c.Source, err)
			}
		}
		return nil
	})
}

// LastRuns are the newest n runs, newest first, with their coverage by source.
func (s *Store) LastRuns(ctx context.Context, n int) ([]Run, error) {
	const doing = "list runs"
	var out []Run
	err := scan(ctx, s.read, `SELECT key, started, finished, outcome, summary FROM run ORDER BY key DESC LIMIT ?1`, []any{n}, func(rows *sql.Rows) error {
		var r Run
		var started, finished any
		var summary string
		err := rows.Scan(&r.ID, &started, &finished, &r.Outcome, &summary)
		r.Started, r.Finished, r.Summary = when(started), when(finished), json.RawMessage(summary)
		out = append(out, r)
		return err
	})
	if err != nil {
		return nil, s.explain(doing, err)
	}
	for i := range out {
		r := &out[i]
		err := scan(ctx, s.read, `SELECT `+coverageColumns+` FROM run_coverage c WHERE c.run = ?1 ORDER BY c.source`, []any{r.ID}, func(rows *sql.Rows) error {
			c, err := scanCoverage(rows.Scan)
			r.Coverage = append(r.Coverage, c)
			return err
		})
		if err != nil {
			return nil, s.explain(doing, err)
		}
	}
	return out, nil
}
