package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// A database that an earlier gripe made is brought up to date with all it holds.
func TestOlderDatabases(t *testing.T) {
	all, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	for version := 1; version < len(all); version++ {
		t.Run(fmt.Sprintf("schema %d", version), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "old.db")
			oldDatabase(t, path, all[:version])
			if _, err := Open(t.Context(), path, Options{ReadOnly: true}); !errors.Is(err, ErrReadOnly) {
				t.Errorf("to be read only, an older schema must be refused: %v", err)
			}
			s := open(t, path)
			checkWhole(t, s)
			if f, err := s.Fields(t.Context(), "shop"); err != nil || f != (opinion.Fields{Of: 2, Author: 1, Date: 1, Rating: 1}) {
				t.Errorf("fields %+v, %v", f, err)
			}
			f, err := s.Findings(t.Context(), "m1", opinion.Filter{})
			if err != nil || len(f) != 2 || f[0].Annotated || !f[1].Annotated || f[1].Cause != opinion.Service || len(f[1].Mentions) != 1 {
				t.Errorf("findings %+v, %v", f, err)
			}
			if got := find(t, s, SearchQuery{Text: "rude", Cause: opinion.Service, Theme: opinion.Attitude}); version < 5 && len(got) != 1 {
				t.Errorf("what was read before there was a search is found %d times", len(got))
			}
			runs, err := s.LastRuns(t.Context(), 1)
			want := []opinion.Coverage{{Source: "shop", Announced: -1, Pages: 1, Parsed: 2, Saved: opinion.Saved{New: 2}}}
			if err != nil || len(runs) != 1 {
				t.Fatalf("runs %+v, %v", runs, err)
			}
			if d := cmp.Diff(want, runs[0].Coverage); d != "" {
				t.Errorf("coverage (-want +got):\n%s", d)
			}
			if got := save(t, s, batch("shop", 0, 3)); got.New != 3 {
				t.Errorf("saving to it: %+v", got)
			}
			annotateAll(t, s, "m1")
			checkWhole(t, s)
			if _, err := s.DrawAudit(t.Context(), opinion.AuditDraw{Sample: opinion.RandomSample, IDs: []string{review("shop", 0).ID}}); err != nil {
				t.Error(err)
			}
		})
	}
}

// oldDatabase makes one as the first migrations left it, with two verbatims,
// the later annotated.
func oldDatabase(t *testing.T, path string, ms []migration) {
	t.Helper()
	own, broke, rude := ownCodes(), opinion.Verbatim{Text: "It broke, and late too, it did."}, opinion.Verbatim{Text: "They were rude.", Rating: 4}
	var script []string
	for _, m := range ms {
		script = append(script, m.script)
	}
	script = append(script,
		fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d; PRAGMA journal_mode = wal`, len(ms), applicationID),
		`INSERT INTO source VALUES (1, 'shop'); INSERT INTO product VALUES (1, 'router');
		INSERT INTO fetch (source, url, at, status, bytes, hash, etag, last_modified, tries, error, new)
			VALUES (1, 'https://example.com', 1763000000, 200, 9, '', '', '', 1, '', 2)`,
		`INSERT INTO verbatim (id, source, product, posted_at, rating, revision, author, first_fetch, last_fetch, external_id, url) VALUES
			('aaaaaaaaaaaaaaaaaaaaaaaa', 1, 1, NULL, 0, 1, NULL, 1, 1, '', ''),
			('bbbbbbbbbbbbbbbbbbbbbbbb', 1, 1, 1762000000, 4, 2, x'00', 1, 1, '', '')`,
		fmt.Sprintf(`INSERT INTO revision (verbatim, number, content, fetch, rating, rating_raw, title, text) VALUES
			(1, 1, '%s', 1, 0, '', '', '%s'), (2, 1, '%s', 1, 4, '', '', '%s')`,
			broke.Content(), broke.Text, rude.Content(), rude.Text),
		fmt.Sprintf(`INSERT INTO taxonomy VALUES (1, '%s', 1); INSERT INTO model VALUES (1, 'm1', 1, 0, 1, 1)`, own.version()),
		`INSERT INTO annotation VALUES (1, 2, 'en', 1, 2, 0, 0, 1000000, 0, 1, 1, '[[0,15,0,900000,2,0,0,1000000,17,3,0,16,2,0]]')`,
		`INSERT INTO run VALUES (1, 1763000000, 1763000001, 'done', '{}')`,
	)
	coverage := "coverage"
	if len(ms) > 2 {
		coverage = "run_coverage"
		script = append(script, `INSERT INTO tally VALUES (1, 2, 1, 1, 1, 0)`)
	}
	script = append(script, `INSERT INTO `+coverage+` (run, source, announced, pages, failed, blocked, parsed, new, revised, known, rejected, capped, suspect, error)
		VALUES (1, 'shop', -1, 1, 0, 0, 2, 2, 0, 0, 0, 0, '', '')`)
	for kind, labels := range own.kinds() {
		for code, name := range labels {
			script = append(script, fmt.Sprintf(`INSERT INTO label VALUES (1, '%s', %d, '%s')`, kind, code, name))
		}
	}
	rawDB(t, path, script...)
}
