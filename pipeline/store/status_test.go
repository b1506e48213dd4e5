package store

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"gripe/pipeline/opinion"
)

func TestExport(t *testing.T) {
	s := fresh(t)
	b := batch("shop", 0, 4)
	b.Verbatims[0], b.Verbatims[3] = b.Verbatims[3], b.Verbatims[0]
	save(t, s, b)
	v, bad := review("shop", 1), review("shop", 2)
	it := annotate(&v)
	if err := s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{it, {ID: bad.ID, Content: bad.Content(), Err: "no"}}); err != nil {
		t.Fatal(err)
	}
	var want []Stored
	for n := range 4 {
		x := Stored{Verbatim: review("shop", n), Revision: 1}
		x.Verbatim.Author, x.Verbatim.CollectedAt = "", noon
		switch n {
		case 1:
			x.Annotation = &it.Annotation
		case 2:
			x.Quarantined = "no"
		}
		want = append(want, x)
	}
	var got []Stored
	err := s.Export(t.Context(), opinion.Filter{Source: "shop"}, "m1", func(x Stored) error {
		if x.AuthorKey == "" {
			t.Errorf("%s has no author's key", x.Verbatim.ExternalID)
		}
		x.AuthorKey = "" // of a key that is made anew for each database
		got = append(got, x)
		return nil
	})
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Fatalf("%v (-want +got):\n%s", err, d)
	}
	byID, err := s.Verbatims(t.Context(), []string{v.ID})
	want[1].AuthorKey = byID[v.ID].AuthorKey
	if d := cmp.Diff(map[string]Stored{v.ID: want[1]}, byID); d != "" || err != nil {
		t.Fatalf("%v (-want +got):\n%s", err, d)
	}
	if none, err := s.Verbatims(t.Context(), nil); err != nil || len(none) != 0 {
		t.Fatalf("no IDs gave %d, %v", len(none), err)
	}
}

func TestRuns(t *testing.T) {
	s := fresh(t)
	cut, err := s.BeginRun(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.BeginRun(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	coverage := []opinion.Coverage{
		{Source: "a", Announced: -1, Pages: 1, Parsed: 9, Saved: opinion.Saved{New: 5, Revised: 1, Known: 2, Rejected: 1}},
		{Source: "b", Announced: 120, Pages: 2, Failed: 3, Blocked: 4, Capped: true, Suspect: "announced 120, found 20", Error: "gave up"},
	}
	for range 2 {
		if err := s.EndRun(t.Context(), id, "partial", map[string]int{"verbatims": 9}, coverage); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.LastRuns(t.Context(), 5)
	want := []Run{
		{ID: id, Started: noon, Finished: noon, Outcome: "partial", Summary: json.RawMessage(`{"verbatims":9}`), Coverage: coverage},
		{ID: cut, Started: noon, Summary: json.RawMessage(`{}`)},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Fatalf("%v (-want +got):\n%s", err, d)
	}
	if err := s.EndRun(t.Context(), 99, "done", nil, nil); err == nil {
		t.Fatal("a run that never began could be ended")
	}
}

func TestStatus(t *testing.T) {
	newest, err := newestVersion()
	if err != nil {
		t.Fatal(err)
	}
	s := fresh(t)
	if st, err := s.Status(t.Context()); err != nil || len(st.Sources) != 0 || st.Schema != newest || st.Bytes == 0 {
		t.Fatalf("of nothing: %+v, %v", st, err)
	}
	b := batch("shop", 0, 5)
	b.Rejects = []opinion.Reject{{Where: "line 7", Reason: "no text", Raw: "{}"}, {Where: "line 8", Reason: "no text", Raw: "[]"}}
	save(t, s, b)
	v := review("shop", 0)
	if err := s.SaveAnnotations(t.Context(), "m0", []opinion.Annotated{annotate(&v)}); err != nil {
		t.Fatal(err)
	}
	v.Text = "Mended."
	save(t, s, opinion.Batch{Source: "shop", Fetch: opinion.Fetch{At: noon.Add(time.Hour), Error: "timed out half way"}, Verbatims: []opinion.Verbatim{v}})
	foreign, odd, good := review("shop", 1), review("shop", 2), review("shop", 3)
	err = s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{annotate(&good),
		{ID: foreign.ID, Content: foreign.Content(), Annotation: opinion.Annotation{Language: "de"}},
		{ID: odd.ID, Content: odd.Content(), Err: "the tagger gave up"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Status(t.Context())
	taxonomy := ownCodes().version()
	want := Status{
		Path: s.Path(), Schema: newest, Model: "m1",
		Models: []Model{{"m1", taxonomy, noon, noon}, {"m0", taxonomy, noon, noon}},
		Sources: []SourceStatus{{
			Name: "shop", Verbatims: 5, Revisions: 6, Annotated: map[string]int{"m1": 2}, Waiting: 2, Quarantined: 1,
			Languages: map[string]int{"en": 1, "de": 1}, Rejected: 2,
			LastFetch: noon.Add(time.Hour), LastGood: noon, LastError: "timed out half way", Newest: review("shop", 4).PostedAt,
		}},
		Reasons: []Reason{{Source: "shop", Reason: "the tagger gave up", Count: 1, Where: odd.ID}},
		Rejects: []Reason{{Source: "shop", Reason: "no text", Count: 2, Where: "line 7", Raw: "{}"}},
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(Status{}, "Bytes")); d != "" || err != nil {
		t.Fatalf("%v (-want +got):\n%s", err, d)
	}
	// Reading the state must not hold anything.
	save(t, s, batch("shop", 9, 10))
}

// The views are for people and other tools: every one must work.
func TestViews(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 2))
	annotateAll(t, s, "m1")
	id := review("shop", 1).ID
	for query, want := range map[string]string{
		`SELECT source || '|' || product || '|' || posted_at || '|' || rating || '|' || title || '|' || revision FROM verbatims WHERE id = ?1`:                               "shop|router|2026-11-01T01:00:00Z|2.0|Drops all day|1",
		`SELECT model || '|' || current || '|' || language || '|' || cause || '|' || p_service || '|' || mentions_service || '|' || mentions FROM annotations WHERE id = ?1`: "m1|1|en|service|0.5|1|2",
		`SELECT text || '|' || polarity || '|' || class || '|' || theme || '|' || stage || '|' || gap || '|' || p_complaint || '|' || factors || '|' || aspects
			FROM mentions WHERE id = ?1 AND mention = 0`: `The router drops,|neg|product|reliability|use|1|0.75|does,wants|["router"]`,
		`SELECT class || '|' || touchpoints || '|' || signals FROM mentions WHERE id = ?1 AND mention = 1`: "service|staff,phone|defection,effort",
		`SELECT start || '-' || end || ' ' || text || ' ' || label FROM entities WHERE id = ?1`:            "4-10 router PRODUCT",
	} {
		var got string
		if err := s.read.QueryRow(query, id).Scan(&got); err != nil || got != want {
			t.Errorf("%s\n gave %q, %v\n want %q", query, got, err, want)
		}
	}
}

// What is done for each verbatim, each page or each week must not walk a table.
func TestQueryPlans(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 2))
	annotateAll(t, s, "m1")
	p := searchPlan{match: `"router"`}
	for name, c := range map[string]struct {
		query string
		args  []any
		holds string
	}{
		"what waits":         {waitingQuery, []any{1, 2}, "SEARCH r USING INTEGER PRIMARY KEY (rowid>?)"},
		"pending":            {pendingQuery, []any{0, 1, 10}, "SEARCH r USING INTEGER PRIMARY KEY (rowid>?)"},
		"clusters by number": {joinCluster, []any{1, 2}, "SEARCH verbatim USING INDEX verbatim_cluster (cluster=?)"},
		"a lone verbatim":    {joinLone, []any{1, 2}, "SEARCH verbatim USING INTEGER PRIMARY KEY (rowid=?)"},
		"gone":               {markGone, []any{1, 2, 3, 4}, "SEARCH verbatim USING INDEX verbatim_source_posted (source=?)"},
		"search":             {`SELECT f.place` + p.from() + ` ORDER BY f.place DESC`, []any{1, 2, 3}, "SEARCH f USING PRIMARY KEY (model=? AND place>? AND place<?)"},
		"search by words":    {p.words(), []any{1, 2, 3, p.match, 10}, "SEARCH f USING PRIMARY KEY (model=? AND place=?)"},
	} {
		plan := explainPlan(t, s, c.query, c.args...)
		// The words' own index, and the few rows that it gave, are walked.
		plain := strings.NewReplacer("SCAN search VIRTUAL TABLE", "", "SCAN w", "").Replace(plan)
		if strings.Contains(plain, "SCAN") || strings.Contains(plain, "TEMP B-TREE") || !strings.Contains(plan, c.holds) {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
	if plan := explainPlan(t, s, clustersQuery); plan != "SCAN verbatim USING COVERING INDEX verbatim_cluster" {
		t.Errorf("clusters:\n%s", plan)
	}
}

func explainPlan(t *testing.T, s *Store, query string, args ...any) string {
	t.Helper()
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var a, b, c int
		var line string
		if err := rows.Scan(&a, &b, &c, &line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
