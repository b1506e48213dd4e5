package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gripe/pipeline/opinion"
)

func saveCoverage(w *writer, run int64, c *opinion.Coverage) error {
	skipped := []byte("{}")
	if len(c.Skipped) > 0 {
		var err error
		if skipped, err = json.Marshal(c.Skipped); err != nil {
			return err
		}
	}
	_, err := w.exec(`INSERT INTO run_coverage (run, source, announced, pages, failed, blocked, unchanged, parsed,
		new, revised, known, rejected, forgotten, gone, skipped, capped, suspect, error)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)`,
		run, clean(c.Source), int64(c.Announced), int64(c.Pages), int64(c.Failed), int64(c.Blocked), int64(c.Unchanged), int64(c.Parsed),
		int64(c.Saved.New), int64(c.Saved.Revised), int64(c.Saved.Known), int64(c.Saved.Rejected), int64(c.Saved.Forgotten), int64(c.Gone),
		clean(string(skipped)), bit(c.Capped), clean(c.Suspect), clean(c.Error))
	return err
}

// coverageColumns are of run_coverage c, for scanCoverage.
const coverageColumns = `c.source, c.announced, c.pages, c.failed, c.blocked, c.unchanged, c.parsed,
	c.new, c.revised, c.known, c.rejected, c.forgotten, c.gone, c.skipped, c.capped, c.suspect, c.error`

// scanCoverage reads coverageColumns and what further columns follow them.
func scanCoverage(scan func(...any) error, more ...any) (c opinion.Coverage, err error) {
	var skipped string
	err = scan(append([]any{&c.Source, &c.Announced, &c.Pages, &c.Failed, &c.Blocked, &c.Unchanged, &c.Parsed,
		&c.Saved.New, &c.Saved.Revised, &c.Saved.Known, &c.Saved.Rejected, &c.Saved.Forgotten, &c.Gone,
		&skipped, &c.Capped, &c.Suspect, &c.Error}, more...)...)
	if err == nil && skipped != "{}" {
		if err = json.Unmarshal([]byte(skipped), &c.Skipped); err != nil {
			err = fmt.Errorf("what %s skipped cannot be read: %w", c.Source, err)
		}
	}
	return c, err
}

// LastWhole is the coverage of the newest run that read verbatims of the
// source without a fault or a doubt, and when that run ended. The time is
// zero where there is none, and where something was stored since: by a run that
// was not whole or was killed, and so may have left pages unread behind those
// that are known.
func (s *Store) LastWhole(ctx context.Context, source string) (c opinion.Coverage, end time.Time, err error) {
	var at int64
	row := s.read.QueryRowContext(ctx, `SELECT `+coverageColumns+`, r.finished
		FROM run_coverage c JOIN run r ON r.key = c.run
		WHERE c.source = ?1 AND c.parsed > 0 AND c.failed = 0 AND c.blocked = 0 AND c.suspect = '' AND c.error = ''
		  AND r.finished IS NOT NULL
		  AND NOT EXISTS (SELECT 1 FROM run_coverage d WHERE d.source = ?1 AND d.run > c.run AND d.new + d.revised > 0)
		  AND NOT EXISTS (SELECT 1 FROM fetch f JOIN source s ON s.key = f.source
			WHERE s.name = ?1 AND f.at > r.finished AND f.new + f.revised > 0)
		ORDER BY c.run DESC LIMIT 1`, source)
	c, err = scanCoverage(row.Scan, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return opinion.Coverage{}, time.Time{}, nil
	}
	if err != nil {
		return opinion.Coverage{}, time.Time{}, s.explain("find the last whole reading", err)
	}
	return c, time.Unix(at, 0).UTC(), nil
}
