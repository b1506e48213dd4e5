package store

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gripe/pipeline/copies"
	"gripe/pipeline/opinion"
)

// millionEnv asks for the measurement of a large database and says how many
// reviews it shall hold; millionKeep names a file to keep it in.
const (
	millionEnv  = "GRIPE_STORE_MILLION"
	millionKeep = "GRIPE_STORE_MILLION_FILE"
	week        = 10_000
)

// spent is what a piece of work took; processor time is less moved by what else
// the machine does.
type spent struct{ wall, cpu time.Duration }

func (s spent) String() string {
	return fmt.Sprintf("%7.3f s wall, %7.3f s cpu", s.wall.Seconds(), s.cpu.Seconds())
}

func timed(work func()) spent {
	cpu := func() time.Duration {
		var u syscall.Rusage
		if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
			return 0
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	wall, from := time.Now(), cpu()
	work()
	return spent{time.Since(wall), cpu() - from}
}

// corpus makes reviews of real ones: the same lengths and words, with every
// third word changed, so that they are no copies; one in fifty is one.
type corpus struct {
	real  []opinion.Verbatim
	words []string
	from  time.Time
	span  time.Duration
}

func (c *corpus) review(source string, n int) opinion.Verbatim {
	rnd := rand.New(rand.NewPCG(uint64(n), 1))
	v := c.real[n%len(c.real)]
	if n%50 != 0 {
		words := strings.Fields(v.Text)
		for i := range words {
			if rnd.IntN(3) == 0 {
				words[i] = c.words[rnd.IntN(len(c.words))]
			}
		}
		v.Text = strings.Join(words, " ")
	}
	v.Source, v.ExternalID, v.Author = source, strconv.Itoa(n), strconv.Itoa(n/3)
	v.PostedAt = c.from.Add(time.Duration(rnd.Int64N(int64(c.span))))
	v.URL = "million.jsonl#" + v.ExternalID
	v.ID = ""
	v.Identify()
	return v
}

func newCorpus(t testing.TB) *corpus {
	c := &corpus{real: realReviews(t, "insurance", 22_775), from: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), span: 150 * 7 * 24 * time.Hour}
	for i := range c.real {
		c.words = append(c.words, strings.Fields(c.real[i].Text)...)
	}
	return c
}

// load imports and annotates reviews from number first on, in the pieces that
// the program does.
func (c *corpus) load(t testing.TB, path, source string, first, n int) (imported, annotated spent) {
	t.Helper()
	const page, part, together = 2000, 8192, 10
	for at := first; at < first+n; at += 100_000 {
		var vs []opinion.Verbatim
		for i := at; i < min(at+100_000, first+n); i++ {
			vs = append(vs, c.review(source, i))
		}
		x := timed(func() {
			s := open(t, path)
			batches := batchesOf(vs, page)
			for i := range batches {
				batches[i].Source = source
			}
			for some := range slices.Chunk(batches, together) {
				if _, err := s.SaveAll(t.Context(), some); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
		imported = spent{imported.wall + x.wall, imported.cpu + x.cpu}
		items := judge(vs)
		for i := range items {
			items[i].Sketch = copies.Of(vs[i].Title, vs[i].Text)
		}
		x = timed(func() {
			s := open(t, path)
			for i, after := 0, ""; i < len(items); {
				waiting, err := s.Pending(t.Context(), "m1", after, part)
				if err != nil || len(waiting) == 0 {
					t.Fatal(len(waiting), err)
				}
				after = waiting[len(waiting)-1].ID
				if err := s.SaveAnnotations(t.Context(), "m1", items[i:i+len(waiting)]); err != nil {
					t.Fatal(err)
				}
				i += len(waiting)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
		annotated = spent{annotated.wall + x.wall, annotated.cpu + x.cpu}
		if n > 100_000 {
			t.Logf("%7d: annotated in %v", at, x)
		}
	}
	return imported, annotated
}

// TestMillion measures; it asserts nothing about time. It takes some minutes:
//
//	GRIPE_STORE_MILLION=1000000 go test -tags sqlite_fts5 -run Million -v -timeout 1h
func TestMillion(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv(millionEnv))
	if err != nil || n < week {
		t.Skipf("set %s to a number of reviews, at least %d", millionEnv, week)
	}
	c := newCorpus(t)
	path := os.Getenv(millionKeep)
	if path == "" {
		path = filepath.Join(t.TempDir(), "gripe.db")
	}
	if _, err := os.Stat(path); err != nil {
		imported, annotated := c.load(t, path, "trustpilot", 0, n)
		t.Logf("import of %d:   %v, %.0f/s", n, imported, float64(n)/imported.wall.Seconds())
		t.Logf("annotate:            %v, %.0f/s", annotated, float64(n)/annotated.wall.Seconds())
	}
	if info, err := os.Stat(path); err == nil {
		t.Logf("file: %d MB", info.Size()>>20)
	}
	s := open(t, path)
	known, err := s.Known(t.Context(), "trustpilot")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// A week of new reviews, in an empty database and in the large one.
	now := *c
	now.from, now.span = c.from.Add(c.span), 7*24*time.Hour
	for turn := range 3 {
		first := known + turn*week
		i0, a0 := now.load(t, filepath.Join(t.TempDir(), "empty.db"), "trustpilot", first, week)
		i1, a1 := now.load(t, path, "trustpilot", first, week)
		t.Logf("a week: import empty %v, full %v: %.2f (cpu %.2f)", i0, i1, float64(i1.wall)/float64(i0.wall), float64(i1.cpu)/float64(i0.cpu))
		t.Logf("      annotate empty %v, full %v: %.2f (cpu %.2f)", a0, a1, float64(a1.wall)/float64(a0.wall), float64(a1.cpu)/float64(a0.cpu))
	}
	measureReading(t, path, c)
}

func measureReading(t *testing.T, path string, c *corpus) {
	s := open(t, path)
	end := c.from.Add(c.span)
	for _, f := range []struct {
		name string
		f    opinion.Filter
	}{
		{"13 weeks", opinion.Filter{From: end.Add(-13 * 7 * 24 * time.Hour), To: end}},
		{"all", opinion.Filter{}},
		{"all, aspects", opinion.Filter{Aspects: true}},
	} {
		n := 0
		x := timed(func() {
			if err := s.EachFinding(t.Context(), "m1", f.f, func(*opinion.Finding) error { n++; return nil }); err != nil {
				t.Fatal(err)
			}
		})
		t.Logf("findings, %-12s %8d: %v", f.name, n, x)
	}
	for _, q := range []struct {
		name string
		q    SearchQuery
	}{
		{"all", SearchQuery{}},
		{"source", SearchQuery{Filter: opinion.Filter{Source: "trustpilot"}}},
		{"theme complained of", SearchQuery{Theme: opinion.Responsiveness, Polarity: opinion.Neg}},
		{"rare: none has it", SearchQuery{Theme: opinion.Safety}},
		{"week, source, theme", SearchQuery{Theme: opinion.Responsiveness, Filter: opinion.Filter{Source: "trustpilot", From: end.Add(-7 * 24 * time.Hour), To: end}}},
		{"a common word", SearchQuery{Text: "insurance"}},
		{"common words", SearchQuery{Text: "the and to"}},
		{"a phrase", SearchQuery{Text: `"customer service"`}},
		{"common word, rare theme", SearchQuery{Text: "the", Theme: opinion.Safety}},
		{"two words, hardly together", SearchQuery{Text: "xylophone the"}},
	} {
		best := spent{wall: time.Hour}
		var got Found
		for range 5 {
			x := timed(func() {
				var err error
				if got, err = s.Search(t.Context(), "m1", q.q); err != nil {
					t.Fatal(err)
				}
			})
			if x.wall < best.wall {
				best = x
			}
		}
		t.Logf("search, %-26s %8d (at least %v): %v", q.name, got.Total, got.AtLeast, best)
	}
}
