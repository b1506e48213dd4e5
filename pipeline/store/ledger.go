package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"gripe/pipeline/opinion"
)

// LastWhole is the coverage of the newest run that read verbatims of the
// source without a fault or a doubt, and when that run ended. The time is
// zero where there is none, and where something was stored since: by a run that
// was not whole or was killed, and so may have left pages unread behind those
// that are known.
func (s *Store) LastWhole(ctx context.Context, source string) (c opinion.Coverage, end time.Time, err error) {
	var at int64
	err = s.read.QueryRowContext(ctx, `SELECT c.source, c.announced, c.pages, c.parsed, c.new, c.revised, c.known, c.rejected, c.capped, r.finished
		FROM coverage c JOIN run r ON r.key = c.run
		WHERE c.source = ?1 AND c.parsed > 0 AND c.failed = 0 AND c.blocked = 0 AND c.suspect = '' AND c.error = ''
		  AND r.finished IS NOT NULL
		  AND NOT EXISTS (SELECT 1 FROM coverage d WHERE d.source = ?1 AND d.run > c.run AND d.new + d.revised > 0)
		  AND NOT EXISTS (SELECT 1 FROM fetch f JOIN source s ON s.key = f.source
			WHERE s.name = ?1 AND f.at > r.finished AND f.new + f.revised > 0)
		ORDER BY c.run DESC LIMIT 1`, source).
		Scan(&c.Source, &c.Announced, &c.Pages, &c.Parsed, &c.Saved.New, &c.Saved.Revised, &c.Saved.Known, &c.Saved.Rejected, &c.Capped, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return opinion.Coverage{}, time.Time{}, nil
	}
	if err != nil {
		return opinion.Coverage{}, time.Time{}, s.explain("find the last whole reading", err)
	}
	return c, time.Unix(at, 0).UTC(), nil
}

// Fields counts the stored verbatims of a source, and those of them that have
// an author, a date, a rating.
func (s *Store) Fields(ctx context.Context, source string) (f opinion.Fields, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*), count(author), count(posted_at), coalesce(sum(rating > 0), 0)
		FROM verbatim WHERE source = (SELECT key FROM source WHERE name = ?1)`, source).
		Scan(&f.Of, &f.Author, &f.Date, &f.Rating)
	return f, s.explain("count the fields of a source", err)
}
