package store

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestSaveCounts(t *testing.T) {
	s := fresh(t)
	if got, want := save(t, s, batch("shop", 0, 10)), (opinion.Saved{New: 10}); got != want {
		t.Fatalf("first: %+v", got)
	}
	b := batch("shop", 8, 12)
	b.Verbatims = append(b.Verbatims, review("shop", 11), opinion.Verbatim{Source: "shop", URL: "https://example.com/blank", Text: " \n"},
		opinion.Verbatim{ID: "not hexadecimal digits!!", Text: "x"})
	b.Verbatims[0].Text += " Edited."
	b.Rejects = []opinion.Reject{{Where: "page 2", Reason: "no date", Raw: strings.Repeat("x", 9000)}, {Where: "page 2", Reason: "no date", Raw: "y"}}
	if got, want := save(t, s, b), (opinion.Saved{New: 2, Revised: 1, Known: 2, Rejected: 4}); got != want {
		t.Fatalf("second: %+v", got)
	}
	var got string
	err := s.read.QueryRow(`SELECT printf('%d %d %d %d, %d revisions, %d rejects, longest %d', new, revised, known, rejected,
		(SELECT count(*) FROM revision), (SELECT count(*) FROM reject), (SELECT max(length(raw)) FROM reject)) FROM fetch ORDER BY key DESC LIMIT 1`).Scan(&got)
	if want := "2 1 2 4, 13 revisions, 4 rejects, longest 4096"; err != nil || got != want {
		t.Fatalf("got %q, %v", got, err)
	}
	checkWhole(t, s)
}

func TestSourceOfBatchAndVerbatim(t *testing.T) {
	s := fresh(t)
	save(t, s, opinion.Batch{Source: "import", Verbatims: []opinion.Verbatim{{Text: "Fine."}, review("shop", 1)}})
	for _, source := range []string{"import", "shop"} {
		if n, err := s.Known(t.Context(), source); err != nil || n != 1 {
			t.Errorf("%s: %d known, %v", source, n, err)
		}
	}
}

// A rerun that finds nothing new must not rewrite what it finds.
func TestKnownIsCheap(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 10))
	rows := func(b opinion.Batch) int64 {
		t.Helper()
		before, err := s.write.number(`SELECT total_changes()`)
		if err != nil {
			t.Fatal(err)
		}
		save(t, s, b)
		after, err := s.write.number(`SELECT total_changes()`)
		if err != nil {
			t.Fatal(err)
		}
		return after - before
	}
	b := batch("shop", 0, 10)
	if n := rows(b); n != 2 {
		t.Errorf("the same moment: %d rows written, want the ledger's 2", n)
	}
	b.Fetch.At = noon.Add(time.Second)
	if n := rows(b); n != 12 {
		t.Errorf("a second later: %d rows written, want 12: that each was met", n)
	}
}

func TestRevisions(t *testing.T) {
	s := fresh(t)
	texts := []string{"It broke.", "It broke. They mended it.", "It broke.", "It broke."}
	for i, text := range texts {
		v := review("shop", 1)
		v.Text, v.PostedAt = text, v.PostedAt.Add(time.Duration(i)*time.Hour)
		save(t, s, opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{v}})
	}
	v := review("shop", 1)
	got, err := s.Verbatims(t.Context(), []string{v.ID, "000000000000000000000000"})
	if err != nil || len(got) != 1 || got[v.ID].Revision != 3 || got[v.ID].Verbatim.Text != "It broke." {
		t.Fatalf("%+v, %v", got, err)
	}
	if !got[v.ID].Verbatim.PostedAt.Equal(v.PostedAt) {
		t.Errorf("an edit moved the date to %v", got[v.ID].Verbatim.PostedAt)
	}
}

func TestHostileText(t *testing.T) {
	s := fresh(t)
	v := opinion.Verbatim{Source: "s\x00p", Title: "d\xe9j\xe0", Text: "a\x00b \xff\xff'; DROP TABLE verbatim; --", URL: "\x00", Product: "\xc0\x80",
		Rating: math.NaN(), RatingRaw: "\x00", Author: "\xff\x00"}
	v.Identify()
	if got := save(t, s, opinion.Batch{Source: v.Source, Verbatims: []opinion.Verbatim{v}}); got.New != 1 {
		t.Fatalf("%+v", got)
	}
	vs, err := s.Pending(t.Context(), "m1", "", 0)
	if err != nil || len(vs) != 1 {
		t.Fatalf("%d, %v", len(vs), err)
	}
	const odd = "\uFFFD"
	want := opinion.Verbatim{ID: v.ID, Source: "s" + odd + "p", Title: "d" + odd + "j" + odd, Text: "a" + odd + "b " + odd + "'; DROP TABLE verbatim; --",
		URL: odd, Product: odd, RatingRaw: odd, CollectedAt: noon}
	if d := cmp.Diff(want, vs[0]); d != "" {
		t.Fatalf("(-want +got):\n%s", d)
	}
	// What comes out is what annotations are matched by.
	if err := s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{{ID: vs[0].ID, Content: vs[0].Content()}}); err != nil {
		t.Fatal(err)
	}
	if got := save(t, s, opinion.Batch{Source: v.Source, Verbatims: []opinion.Verbatim{v}}); got.Known != 1 {
		t.Fatalf("again: %+v", got)
	}
}

func TestCancelledBatchIsAbsent(t *testing.T) {
	s := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Save(ctx, batch("shop", 0, 5)); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if n, err := s.Known(t.Context(), "shop"); err != nil || n != 0 {
		t.Fatalf("%d known, %v", n, err)
	}
	if got := save(t, s, batch("shop", 0, 5)); got.New != 5 {
		t.Fatalf("%+v", got)
	}
}

func TestAuthors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gripe.db")
	hashes := func(s *Store) (out []string) {
		t.Helper()
		rows, err := s.read.Query(`SELECT iif(author IS NULL, 'none', hex(author)) FROM verbatim ORDER BY key`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var h string
			if err := rows.Scan(&h); err != nil {
				t.Fatal(err)
			}
			out = append(out, h)
		}
		return out
	}
	one := func(source string, n int, author string) opinion.Batch {
		v := review(source, n)
		v.Author = author
		return opinion.Batch{Source: source, Verbatims: []opinion.Verbatim{v}}
	}
	s := open(t, path)
	save(t, s, one("shop", 0, "Jane Roe"))
	save(t, s, one("forum", 1, "Jane Roe"))
	save(t, s, one("shop", 2, ""))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	save(t, s, one("shop", 3, "Jane Roe "))
	h := hashes(s)
	if len(h) != 4 || h[0] != h[3] || h[0] == h[1] || h[2] != "none" || len(h[0]) != 32 {
		t.Fatalf("hashes %v", h)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, KeyPath(path)} {
		if b, err := os.ReadFile(p); err != nil || strings.Contains(string(b), "Jane") {
			t.Fatalf("%s tells the name, or %v", p, err)
		}
	}

	// A lost key costs the link between old and new hashes, nothing else.
	if err := os.Remove(KeyPath(path)); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if got := save(t, s, one("shop", 0, "Jane Roe")); got.Known != 1 {
		t.Fatalf("without the key: %+v", got)
	}
	save(t, s, one("shop", 4, "Jane Roe"))
	if h := hashes(s); h[4] == h[0] {
		t.Fatal("a new key gave the old hash")
	}

	// A broken key stops the writing of authors with a clear word.
	if err := os.WriteFile(KeyPath(path), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if _, err := s.Save(t.Context(), one("shop", 5, "Jane Roe")); !errors.Is(err, ErrAuthorKey) {
		t.Fatalf("got %v", err)
	}
}

func TestLastFetch(t *testing.T) {
	s := fresh(t)
	b := batch("shop", 0, 1)
	save(t, s, b)
	failed := opinion.Batch{Source: "shop", Fetch: opinion.Fetch{URL: b.Fetch.URL, At: noon.Add(time.Hour), Status: 503, Error: "busy", Tries: 4}}
	save(t, s, failed)
	got, ok, err := s.LastFetch(t.Context(), "shop", b.Fetch.URL)
	if d := cmp.Diff(b.Fetch, got); d != "" || !ok || err != nil {
		t.Fatalf("%v, %v (-want +got):\n%s", ok, err, d)
	}
	if _, ok, err := s.LastFetch(t.Context(), "shop", "https://example.com/other"); ok || err != nil {
		t.Fatalf("a URL never fetched: %v, %v", ok, err)
	}
}
