package store

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// VIEWS.md is the promise, and the golden file: each view with its columns and
// their types.
func TestViewsAreAsPromised(t *testing.T) {
	doc, err := os.ReadFile("VIEWS.md")
	if err != nil {
		t.Fatal(err)
	}
	var promised strings.Builder
	for _, m := range regexp.MustCompile(`(?m)^(?:## (\w+)|\| (\w+) \| (text|integer|real) \|)`).FindAllStringSubmatch(string(doc), -1) {
		if m[1] != "" {
			fmt.Fprintf(&promised, "%s\n", m[1])
			continue
		}
		fmt.Fprintf(&promised, "  %s %s\n", m[2], m[3])
	}
	s := filled(t)
	views, err := names1(s, `SELECT name FROM sqlite_master WHERE type = 'view'`)
	if err != nil {
		t.Fatal(err)
	}
	order := regexp.MustCompile(`(?m)^\w+`).FindAllString(promised.String(), -1)
	if len(order) != len(views) {
		t.Errorf("%d views are promised: %v; there are %v", len(order), order, views)
	}
	var found strings.Builder
	for _, view := range order {
		fmt.Fprintf(&found, "%s\n", view)
		columns, err := names1(s, `SELECT name FROM pragma_table_info('`+view+`')`)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range columns {
			types, err := names1(s, fmt.Sprintf(`SELECT DISTINCT typeof("%s") FROM %s WHERE "%s" IS NOT NULL`, c, view, c))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&found, "  %s %s\n", c, strings.Join(types, " or "))
		}
	}
	if d := cmp.Diff(promised.String(), found.String()); d != "" {
		t.Errorf("a change of the interface must be deliberate (-promised +found):\n%s", d)
	}
}

func names1(s *Store, query string) (out []string, err error) {
	rows, err := s.read.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

// filled is a store with something in each column of each view.
func filled(t *testing.T) *Store {
	t.Helper()
	s := fresh(t)
	a, b := told("shop", 1, story(1)), told("forum", 2, story(1))
	sketched(t, s, 10, a, b, review("shop", 3))
	annotateAll(t, s, "m2")
	if _, err := s.MarkGone(t.Context(), "shop", noon); err != nil {
		t.Fatal(err)
	}
	save(t, s, opinion.Batch{Source: "shop", Fetch: opinion.Fetch{At: noon.Add(time.Hour)}, Verbatims: []opinion.Verbatim{a}})
	_, gone := s.MarkGone(t.Context(), "shop", noon.Add(time.Hour))
	_, drawn := s.DrawAudit(t.Context(), opinion.AuditDraw{Sample: opinion.RandomSample, IDs: []string{a.ID}})
	audited := s.SaveAudit(t.Context(), opinion.Audit{ID: a.ID, Content: a.Content()})
	_, claimed := s.SaveClaims(t.Context(), "site", opinion.Fetch{}, []opinion.Claim{{ID: "c", Text: "Fast."}})
	run, begun := s.BeginRun(t.Context())
	ended := s.EndRun(t.Context(), run, "done", 1, []opinion.Coverage{{Source: "shop", Suspect: "s", Error: "e", Skipped: map[string]int{"x": 1}}})
	for _, err := range []error{gone, drawn, audited, claimed, begun, ended} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}
