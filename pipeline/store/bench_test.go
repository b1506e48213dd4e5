package store

import (
	"path/filepath"
	"strconv"
	"testing"

	"gripe/pipeline/opinion"
)

// benchReviews is how many real reviews each turn works on.
const benchReviews = 20000

// batchesOf cuts reviews into pages of size.
func batchesOf(vs []opinion.Verbatim, size int) []opinion.Batch {
	var out []opinion.Batch
	for i := 0; i < len(vs); i += size {
		out = append(out, opinion.Batch{
			Source: "trustpilot", Fetch: opinion.Fetch{URL: "https://example.com/" + strconv.Itoa(i), At: noon, Status: 200, Tries: 1},
			Verbatims: vs[i:min(i+size, len(vs))],
		})
	}
	return out
}

func fill(b *testing.B, s *Store, batches []opinion.Batch) {
	b.Helper()
	for _, x := range batches {
		save(b, s, x)
	}
}

func perSecond(b *testing.B, unit string) {
	b.ReportMetric(float64(benchReviews)*float64(b.N)/b.Elapsed().Seconds(), unit+"/s")
}

func BenchmarkSave(b *testing.B) {
	reviews := realReviews(b, "insurance", benchReviews)
	for _, size := range []int{20, 500} {
		b.Run("page="+strconv.Itoa(size), func(b *testing.B) {
			batches := batchesOf(reviews, size)
			for b.Loop() {
				fill(b, open(b, filepath.Join(b.TempDir(), "gripe.db")), batches)
			}
			perSecond(b, "reviews")
		})
	}
}

func BenchmarkSaveKnown(b *testing.B) {
	batches := batchesOf(realReviews(b, "insurance", benchReviews), 500)
	s := fresh(b)
	fill(b, s, batches)
	for b.Loop() {
		fill(b, s, batches)
	}
	perSecond(b, "reviews")
}

// BenchmarkAnnotations walks what is pending and saves it, three mentions each.
func BenchmarkAnnotations(b *testing.B) {
	s := fresh(b)
	fill(b, s, batchesOf(realReviews(b, "insurance", benchReviews), 500))
	turn := 0
	for b.Loop() {
		turn++
		after, model := "", "m"+strconv.Itoa(turn)
		for {
			vs, err := s.Pending(b.Context(), model, after, 500)
			if err != nil {
				b.Fatal(err)
			}
			if len(vs) == 0 {
				break
			}
			after = vs[len(vs)-1].ID
			if err := s.SaveAnnotations(b.Context(), model, judge(vs)); err != nil {
				b.Fatal(err)
			}
		}
	}
	perSecond(b, "verbatims")
}

func BenchmarkFindings(b *testing.B) {
	s := fresh(b)
	fill(b, s, batchesOf(realReviews(b, "insurance", benchReviews), 500))
	vs, err := s.Pending(b.Context(), "m1", "", 0)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.SaveAnnotations(b.Context(), "m1", judge(vs)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		got, err := s.Findings(b.Context(), "m1", opinion.Filter{})
		if err != nil || len(got) != benchReviews || len(got[9].Mentions) != 3 {
			b.Fatal(len(got), err)
		}
	}
	perSecond(b, "findings")
}

// judge gives every verbatim three mentions.
func judge(vs []opinion.Verbatim) []opinion.Annotated {
	items := make([]opinion.Annotated, len(vs))
	for i := range vs {
		v, n := &vs[i], len(vs[i].Text)
		items[i] = opinion.Annotated{ID: v.ID, Content: v.Content(), Annotation: opinion.Annotation{
			Language: "en", Complaint: true, Cause: opinion.Service, P: opinion.CauseP{0.11, 0.04, 0.83, 0.02},
			Mentions: []opinion.Mention{
				{Start: 0, End: n / 3, Polarity: opinion.Neg, PComplaint: 0.97, Class: opinion.Service, P: opinion.ClassP{0.1, 0, 0.9},
					Theme: opinion.Responsiveness, Stage: opinion.StagePost, Touchpoints: []opinion.Touchpoint{opinion.Phone},
					Signals: []opinion.Signal{opinion.Effort}, Aspects: []string{"claim", "hold time"}},
				{Start: n / 3, End: n / 2, Polarity: opinion.Pos, PComplaint: 0.03, Class: opinion.Product, P: opinion.ClassP{0.8, 0.1, 0.1},
					Theme: opinion.Features, Stage: opinion.StageUse, Aspects: []string{"cover"}},
				{Start: n / 2, End: n, Polarity: opinion.Neu, PComplaint: 0.2, Class: opinion.None, P: opinion.ClassP{0.3, 0.3, 0.4},
					Theme: opinion.NoTheme, Stage: opinion.StageNone, Factors: []opinion.Factor{opinion.Thinks}},
			},
		}}
	}
	return items
}
