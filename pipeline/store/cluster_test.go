package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/copies"
	"gripe/pipeline/opinion"
)

// story is the nth of many texts that have nothing in common.
func story(n int) string {
	rnd := rand.New(rand.NewPCG(uint64(n), 9))
	words := make([]string, 40)
	for i := range words {
		words[i] = fmt.Sprintf("w%dx%d", n, rnd.IntN(1000))
	}
	return strings.Join(words, " ")
}

// told is a verbatim with a text, of an author and place of its own.
func told(source string, n int, text string) opinion.Verbatim {
	v := review(source, n)
	v.Title, v.Text = "", text
	return v
}

// sketched saves verbatims and then sketches all that waits, so many at a time.
func sketched(t testing.TB, s *Store, size int, vs ...opinion.Verbatim) {
	t.Helper()
	save(t, s, opinion.Batch{Source: "shop", Fetch: opinion.Fetch{At: noon}, Verbatims: vs})
	for {
		vs, err := s.Pending(t.Context(), "m1", "", size)
		if err != nil {
			t.Fatal(err)
		}
		if len(vs) == 0 {
			return
		}
		var items []opinion.Annotated
		for _, v := range vs {
			items = append(items, opinion.Annotated{ID: v.ID, Content: v.Content(), Sketch: copies.Of(v.Title, v.Text),
				Annotation: opinion.Annotation{Language: "en", Cause: opinion.None}})
		}
		if err := s.SaveAnnotations(t.Context(), "m1", items); err != nil {
			t.Fatal(err)
		}
	}
}

// clusters gives the IDs that are copies of each other, in order.
func clusters(t testing.TB, s *Store) (out [][]string) {
	t.Helper()
	fs, err := s.Findings(t.Context(), "m1", opinion.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	by := map[int64][]string{}
	for _, f := range fs {
		if f.Cluster != 0 {
			by[f.Cluster] = append(by[f.Cluster], f.ID)
		}
	}
	for _, ids := range by {
		slices.Sort(ids)
		out = append(out, ids)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

func ids(vs ...opinion.Verbatim) []string {
	var out []string
	for _, v := range vs {
		out = append(out, v.ID)
	}
	slices.Sort(out)
	return out
}

func TestCopiesOfATextShareACluster(t *testing.T) {
	s := fresh(t)
	a, b := told("shop", 0, story(1)), told("forum", 1, story(1)+" Bye.")
	c, d := told("shop", 2, story(2)), told("shop", 3, "Fine.")
	e := told("blog", 4, story(1))
	e.PostedAt = time.Time{}
	sketched(t, s, 100, a, b, c, d, e, told("shop", 5, "Fine."))
	if diff := cmp.Diff([][]string{ids(a, b, e)}, clusters(t, s)); diff != "" {
		t.Fatalf("clusters (-want +got):\n%s", diff)
	}
	stored, err := s.Verbatims(t.Context(), []string{a.ID, b.ID, c.ID})
	if err != nil || stored[a.ID].Cluster == 0 || stored[a.ID].Cluster != stored[b.ID].Cluster || stored[c.ID].Cluster != 0 {
		t.Errorf("%+v, %v", stored, err)
	}
	got, total, err := s.Cluster(t.Context(), e.ID, 2)
	if err != nil || total != 3 || len(got) != 2 || got[0].Verbatim.ID != a.ID || got[1].Verbatim.Source != "forum" {
		t.Errorf("%d of %d: %+v, %v", len(got), total, got, err)
	}
	for _, id := range []string{c.ID, "000000000000000000000000"} {
		if got, total, err := s.Cluster(t.Context(), id, 9); err != nil || total != 0 || len(got) != 0 {
			t.Errorf("%s has no copy, yet %d of %d, %v", id, len(got), total, err)
		}
	}

	// An edit leaves; the first of equal texts was the one in the index.
	a.Text = story(3)
	sketched(t, s, 100, a)
	if diff := cmp.Diff([][]string{ids(b, e)}, clusters(t, s)); diff != "" {
		t.Fatalf("after an edit (-want +got):\n%s", diff)
	}
	late := told("late", 6, story(1))
	sketched(t, s, 100, late)
	if diff := cmp.Diff([][]string{ids(b, e, late)}, clusters(t, s)); diff != "" {
		t.Fatalf("a late copy (-want +got):\n%s", diff)
	}
	a.Text = story(1)
	sketched(t, s, 100, a)
	if diff := cmp.Diff([][]string{ids(a, b, e, late)}, clusters(t, s)); diff != "" {
		t.Fatalf("edited back (-want +got):\n%s", diff)
	}
	checkWhole(t, s)
}

// edited makes a near copy: words drop out, are added, or the end is lost.
func edited(rnd *rand.Rand, text string) string {
	words := strings.Fields(text)
	for range rnd.IntN(6) {
		i := rnd.IntN(len(words))
		switch rnd.IntN(3) {
		case 0:
			words = slices.Delete(words, i, i+1)
		case 1:
			words = slices.Insert(words, i, fmt.Sprintf("new%d", rnd.IntN(50)))
		default:
			words = words[:max(len(words)-2, 12)]
		}
	}
	return strings.Join(words, " ")
}

// Clusters are the components of the graph of copies, whatever the order and
// the pieces in which texts arrive, leave by an edit and come back.
func TestClustersAreComponents(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	var vs []opinion.Verbatim
	for n := range 120 {
		text := story(n % 9)
		for range rnd.IntN(5) { // a copy of a copy of a copy: not all are near
			text = edited(rnd, text)
		}
		vs = append(vs, told("shop", n, text))
	}
	for turn := range 6 {
		s := fresh(t)
		now := map[string]opinion.Verbatim{}
		order := rnd.Perm(len(vs))
		for len(order) > 0 {
			n := min(1+rnd.IntN(40), len(order))
			var part []opinion.Verbatim
			for _, i := range order[:n] {
				part = append(part, vs[i])
			}
			if order = order[n:]; len(now) > 0 {
				for _, id := range slices.Sorted(maps.Keys(now))[:rnd.IntN(5)] {
					v := now[id]
					v.Text = edited(rnd, story(rnd.IntN(9)))
					part = append(part, v)
				}
			}
			for _, v := range part {
				now[v.ID] = v
			}
			sketched(t, s, 1+rnd.IntN(30), part...)
		}
		want := brute(now)
		if d := cmp.Diff(want, clusters(t, s)); d != "" {
			t.Fatalf("turn %d (-want +got):\n%s", turn, d)
		}
		if len(want) < 9 {
			t.Fatalf("only %d clusters: too few to show anything", len(want))
		}
		checkClusters(t, s)
	}
}

// brute compares all pairs that share a key.
func brute(vs map[string]opinion.Verbatim) (out [][]string) {
	var texts []candidate
	order := slices.Sorted(maps.Keys(vs))
	for i, id := range order {
		texts = append(texts, candidate{verbatim: int64(i + 1), body: copies.Of(vs[id].Title, vs[id].Text)})
	}
	by := map[int64][]string{}
	for i, c := range components(texts) {
		if c != 0 {
			by[c] = append(by[c], order[i])
		}
	}
	for _, ids := range by {
		out = append(out, ids)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}

// checkClusters holds what is said of a cluster's number, and that each sketch
// of a current text is listed once.
func checkClusters(t *testing.T, s *Store) {
	t.Helper()
	for _, q := range []string{
		`SELECT count(*) FROM (SELECT cluster FROM verbatim WHERE cluster != 0 GROUP BY cluster HAVING count(*) < 2 OR min(key) != cluster)`,
		`SELECT count(*) FROM (SELECT 1 FROM sketch k JOIN verbatim v ON v.revision = k.revision GROUP BY k.body HAVING sum(k.listed) != 1)`,
	} {
		var n int
		if err := s.read.QueryRow(q).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", q, n, err)
		}
	}
}

// A phrase that very many texts share does not make the index look at them all.
func TestBucketsAreCapped(t *testing.T) {
	s := fresh(t)
	x := &copyIndex{fresh: map[uint32][]uint32{}}
	for r := range uint32(bucketCap) {
		x.add(7, r+1)
	}
	near, open, err := s.candidates(x, []uint32{7, 8})
	if err != nil || len(near) != bucketCap || !slices.Equal(open, []uint32{8}) {
		t.Errorf("%d candidates, open %v, %v", len(near), open, err)
	}
	// However many copies of one text there are, they take one place.
	var vs []opinion.Verbatim
	for n := range 3 * bucketCap {
		vs = append(vs, told("shop", n, story(1)))
	}
	sketched(t, s, 50, vs...)
	if got := clusters(t, s); len(got) != 1 || len(got[0]) != len(vs) {
		t.Errorf("%d clusters", len(got))
	}
	checkClusters(t, s)
}
