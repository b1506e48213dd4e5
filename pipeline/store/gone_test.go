package store

import (
	"slices"
	"testing"
	"time"

	"gripe/pipeline/opinion"
)

func TestMarkGone(t *testing.T) {
	s := fresh(t)
	at := noon
	read := func(source string, after time.Duration, numbers ...int) {
		t.Helper()
		at = at.Add(after)
		b := opinion.Batch{Source: source, Fetch: opinion.Fetch{URL: "https://example.com", At: at, Status: 200}}
		for _, n := range numbers {
			b.Verbatims = append(b.Verbatims, review(source, n))
		}
		save(t, s, b)
	}
	gone := func() (out []int) {
		t.Helper()
		for n := range 6 {
			v := review("shop", n)
			x, err := s.Verbatims(t.Context(), []string{v.ID})
			if err != nil {
				t.Fatal(err)
			}
			if !x[v.ID].Gone.IsZero() {
				out = append(out, n)
			}
		}
		return out
	}
	check := func(name string, since time.Time, newly int, want ...int) {
		t.Helper()
		n, err := s.MarkGone(t.Context(), "shop", since)
		if err != nil || n != newly {
			t.Fatalf("%s: %d newly gone, want %d, %v", name, n, newly, err)
		}
		if got := gone(); !slices.Equal(got, want) {
			t.Fatalf("%s: gone are %v, want %v", name, got, want)
		}
		st, err := s.Status(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range st.Sources {
			if x.Name == "shop" && x.Gone != len(want) || x.Name == "forum" && x.Gone != 0 {
				t.Fatalf("%s: status counts %d gone of %s", name, x.Gone, x.Name)
			}
		}
		checkTally(t, s)
	}
	read("forum", 0, 0, 1)
	read("shop", 0, 0, 1, 2, 3, 4)
	check("all were just met", noon, 0)
	// The next reading begins in the same second.
	read("shop", 5*time.Millisecond, 0, 1)
	read("shop", 5*time.Millisecond, 2)
	check("two were missed", noon.Add(2*time.Millisecond), 2, 3, 4)
	check("marked once only", noon.Add(2*time.Millisecond), 0, 3, 4)
	read("shop", time.Hour, 3)
	if got := gone(); !slices.Equal(got, []int{4}) {
		t.Fatalf("one came back, yet gone are %v", got)
	}
	edited := review("shop", 4)
	edited.Text += " Back again."
	save(t, s, opinion.Batch{Source: "shop", Fetch: opinion.Fetch{At: at.Add(time.Hour)}, Verbatims: []opinion.Verbatim{edited}})
	check("an edited one came back", noon, 0)
	read("shop", 24*time.Hour)
	check("an empty reading proves nothing", at, 0)
	read("shop", time.Hour, 5)
	check("all but one", at, 5, 0, 1, 2, 3, 4)
	if n, err := s.MarkGone(t.Context(), "nobody", noon); n != 0 || err != nil {
		t.Errorf("an unknown source: %d, %v", n, err)
	}
	f, err := s.Findings(t.Context(), "", opinion.Filter{Source: "shop"})
	if err != nil || len(f) != 6 {
		t.Errorf("what is gone was said all the same: %d findings, %v", len(f), err)
	}
}

// checkTally counts what the table tally says.
func checkTally(t *testing.T, s *Store) {
	t.Helper()
	var unlike int
	err := s.read.QueryRow(`SELECT count(*) FROM (
		SELECT source, count(*), count(author), count(posted_at), sum(rating > 0), count(gone) FROM verbatim GROUP BY source
		EXCEPT SELECT source, verbatims, authors, dates, ratings, gone FROM tally)`).Scan(&unlike)
	if err != nil || unlike != 0 {
		t.Fatalf("%d sources are not as their tally says, %v", unlike, err)
	}
}
