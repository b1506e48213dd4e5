package linear

import (
	"testing"

	"gripe/data/model"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

func benchPassages(b *testing.B) []opinion.Passage {
	b.Helper()
	var ps []opinion.Passage
	for _, text := range reviewTexts(b, "insurance", 500) {
		ps = append(ps, passage.New("", text, 3))
	}
	return ps
}

func perReview(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/review")
}

// BenchmarkLoad is what a start costs.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(model.Linear); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFeatures is 500 real insurance reviews turned into bags, without
// remembered words.
func BenchmarkFeatures(b *testing.B) {
	ps := benchPassages(b)
	var e extractor
	var bag bag
	b.ReportAllocs()
	for b.Loop() {
		for i := range ps {
			for k := range ps[i].Spans {
				bag.reset()
				e.mention(&bag, &ps[i], k)
			}
		}
	}
	perReview(b, len(ps))
}

// BenchmarkJudgeReviews judges them; BenchmarkJudgeExhaustive does so without
// shortcuts.
func BenchmarkJudgeReviews(b *testing.B)    { benchJudge(b, shipped(b)) }
func BenchmarkJudgeExhaustive(b *testing.B) { benchJudge(b, shipped(b).Exhaustive()) }

func benchJudge(b *testing.B, m *Model) {
	ps := benchPassages(b)
	b.ReportAllocs()
	for b.Loop() {
		m.Judge(ps)
	}
	perReview(b, len(ps))
}
