package store

import (
	"database/sql/driver"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// The pages hold what a map holds, over transactions, merges and removals, also
// where another process wrote meanwhile.
func TestReadingIndex(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 1))
	annotateAll(t, s, "m1")
	annotateAll(t, s, "m2")
	rnd := rand.New(rand.NewPCG(7, 7))
	want := map[int64]map[int64]string{1: {}, 2: {}}
	if err := s.write.run(`DELETE FROM reading_run; DELETE FROM reading_page`); err != nil {
		t.Fatal(err)
	}
	s.readings = nil
	for turn := range 60 {
		err := s.writing(t.Context(), "test", func(w *writer) error {
			x, err := s.readingsNow()
			if err != nil {
				return err
			}
			for range 30 + rnd.IntN(400) {
				model, place := 1+rnd.Int64N(2), rnd.Int64N(1<<40)
				if _, ok := want[model][place]; ok {
					continue
				}
				want[model][place] = fmt.Sprint("reading ", place)
				x.add(model, place, []byte(want[model][place]))
			}
			for range 20 { // of one model, or of both
				model := rnd.Int64N(3)
				for place := range want[max(model, 1)] {
					if err := x.remove(w, model, place); err != nil {
						return err
					}
					for m := range want {
						if model == 0 || m == model {
							delete(want[m], place)
						}
					}
					break
				}
			}
			return x.remove(w, 0, 1<<41) // is not there
		})
		if err != nil {
			t.Fatal(err)
		}
		if turn%20 == 10 {
			s.readings = nil // as another process sees it
		}
	}
	got, runs := map[int64]map[int64]string{1: {}, 2: {}}, 0
	err := s.write.query(`SELECT r.model, p.body FROM reading_run r JOIN reading_page p ON p.key / ?1 = r.key`, func(row []driver.Value) error {
		p, err := readPage(row[1].([]byte))
		for _, x := range p.all(nil) {
			got[row[0].(int64)][x.place] = string(x.body)
		}
		runs++
		return err
	}, int64(pageFactor))
	if d := cmp.Diff(want, got); d != "" || err != nil || len(s.readings.runs) > 4*mergeWidth {
		t.Errorf("%v, %d runs (-want +got):\n%s", err, len(s.readings.runs), d)
	}
}

// What a finding holds survives, also at the bounds of what can be stored.
func TestFindingsSurvive(t *testing.T) {
	s := fresh(t)
	var vs []opinion.Verbatim
	for n, at := range []time.Time{{}, time.Date(1815, 6, 18, 1, 2, 3, 0, time.UTC), time.Unix(0, 0).UTC(), noon, time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		v := review("shop", n)
		v.PostedAt, v.Rating = at, []float64{0, 4.5, 1.0 / 3, 5, 1}[n]
		vs = append(vs, v)
	}
	save(t, s, opinion.Batch{Source: "shop", Verbatims: vs})
	var want []opinion.Finding
	for i := range vs {
		it := annotate(&vs[i])
		a := &it.Annotation
		a.P, a.Cause, a.Language = opinion.CauseP{1, 0, 0, 0}, opinion.Causes[i%len(opinion.Causes)], []string{"en", "en", "en", "de", "zxx"}[i]
		a.Mentions[0].Aspects = []string{"café \"au\" lait", "", "router"}
		if i == 2 {
			a.Mentions, it.Annotation.Entities = nil, nil
		}
		if err := s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{it}); err != nil {
			t.Fatal(err)
		}
		f := opinion.Finding{ID: vs[i].ID, Source: "shop", Product: "router", PostedAt: vs[i].PostedAt, Rating: vs[i].Rating, Language: a.Language}
		if a.Language == "en" {
			f.Annotated, f.Complaint, f.Cause, f.P = true, a.Complaint, a.Cause, a.P
			f.MentionsService, f.NarrowService = a.MentionsService(), a.NarrowService()
			for _, m := range a.Mentions {
				f.Mentions = append(f.Mentions, opinion.FindingMention{Start: m.Start, End: m.End, Polarity: m.Polarity, PComplaint: m.PComplaint, Class: m.Class,
					Theme: m.Theme, Stage: m.Stage, Gap: m.Gap, Touchpoints: m.Touchpoints, Factors: m.Factors, Signals: m.Signals, Aspects: m.Aspects})
			}
		}
		want = append(want, f)
	}
	for name, c := range map[string]struct {
		f           opinion.Filter
		first, last int
	}{
		"all":              {opinion.Filter{}, 0, 5},
		"before the epoch": {opinion.Filter{To: time.Unix(0, 0)}, 1, 2},
		"since the epoch":  {opinion.Filter{From: time.Unix(0, 0)}, 2, 5},
		"far":              {opinion.Filter{From: noon.Add(time.Second)}, 4, 5},
		"long ago":         {opinion.Filter{From: time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC), To: noon}, 1, 3},
	} {
		c.f.Aspects = true
		got, err := s.Findings(t.Context(), "m1", c.f)
		if d := cmp.Diff(want[c.first:c.last], got); d != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
}

// Whatever the bytes of a page, reading ends, in order or with an error.
func FuzzReadingPage(f *testing.F) {
	r := reading{id: "0123456789abcdef01234567", source: 1, product: 1, posted: int64(-5), rating: 3, language: "en", cause: 2,
		mentions: "[[0,5,0,900000,2,0,0,1000000,3,1,1,16,2,1]]", aspects: [][]string{{"tea", "cup"}}}
	body, err := r.pack(nil)
	if err != nil {
		f.Fatal(err)
	}
	page := packPage([]placed{{1 << placeBits, body}, {2 << placeBits, body}, {3 << placeBits, []byte{0}}})
	f.Add(page)
	f.Add(page[:20])
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	for _, at := range []int{3, 30, 60, 80} {
		spoilt := append([]byte{}, page...)
		spoilt[at%len(spoilt)] ^= 0xff
		f.Add(spoilt)
	}
	p := findingPlan{aspects: true, codes: ownCodes(), low: math.MinInt64, high: math.MaxInt64, sources: nameList{"", "shop"}, products: nameList{"", "cup"}}
	f.Fuzz(func(t *testing.T, b []byte) {
		page, err := readPage(b)
		if err != nil {
			return
		}
		found, err := p.reader().slice(&findingSlice{low: 0, high: math.MaxInt64, pages: []readingPage{page}})
		if err == nil && len(found) > page.len() {
			t.Fatalf("%d of %d", len(found), page.len())
		}
	})
}
