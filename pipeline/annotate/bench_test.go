package annotate

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"testing"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// The stages of annotation on real reviews (the gold set's, 115 words on
// average), without the classifier, which has benchmarks of its own. Each
// reports ns/review.

func perReview(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/review")
}

// benchPassages are cut reviews, with their verbatims.
func benchPassages(b *testing.B) ([]opinion.Verbatim, []opinion.Passage) {
	b.Helper()
	vs := reviews(b, 10)
	ps := make([]opinion.Passage, len(vs))
	for i := range vs {
		ps[i] = passage.New(vs[i].Title, vs[i].Text, 3)
	}
	return vs, ps
}

// stage times do over all passages.
func stage(b *testing.B, do func(*opinion.Passage)) {
	_, ps := benchPassages(b)
	b.ReportAllocs()
	for b.Loop() {
		for i := range ps {
			do(&ps[i])
		}
	}
	perReview(b, len(ps))
}

func BenchmarkPassage(b *testing.B) {
	vs, _ := benchPassages(b)
	b.ReportAllocs()
	for b.Loop() {
		for i := range vs {
			passage.New(vs[i].Title, vs[i].Text, 3)
		}
	}
	perReview(b, len(vs))
}

func BenchmarkLanguage(b *testing.B) {
	a := New(fake{}, Options{})
	stage(b, func(p *opinion.Passage) { a.languages.detect(p.Text, p.Tokens) })
}

func BenchmarkMatchers(b *testing.B) {
	a := New(fake{}, Options{})
	var s scratch
	stage(b, func(p *opinion.Passage) {
		begins := a.begin(&s, p.Tokens)
		for _, span := range p.Spans {
			words, first := p.Tokens[span.First:span.Last], begins[span.First:span.Last]
			a.touchpoints.find(words, first, beginsTouchpoint)
			a.factors.find(words, first, beginsFactor)
			a.signals.find(words, first, beginsSignal)
		}
	})
}

func BenchmarkTag(b *testing.B)   { benchTagger(b, false) }
func BenchmarkNames(b *testing.B) { benchTagger(b, true) }

// benchTagger reads every mention, which annotation does not.
func benchTagger(b *testing.B, names bool) {
	t := loadTagger()
	var s tagScratch
	stage(b, func(p *opinion.Passage) {
		for _, span := range p.Spans {
			t.read(&s, p.Text, p.Tokens[span.First:span.Last], names)
		}
	})
}

// BenchmarkTaggerLoad is what a start costs.
func BenchmarkTaggerLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := newTagger(taggerFile); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	vs, _ := benchPassages(b)
	results := New(fake{}, Options{}).AnnotateAll(vs)
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = out[:0]
		for i := range results {
			out = appendAnnotation(out, nil, &results[i].Annotation)
		}
	}
	perReview(b, len(vs))
}

// BenchmarkStream is the whole way of a line but for the classifier.
func BenchmarkStream(b *testing.B) {
	vs, _ := benchPassages(b)
	var in bytes.Buffer
	for _, v := range vs {
		line, err := json.Marshal(map[string]any{"id": v.ID, "text": v.Text, "title": v.Title})
		if err != nil {
			b.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	a := New(fake{}, Options{})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Stream(context.Background(), bytes.NewReader(in.Bytes()), io.Discard, a, 0); err != nil {
			b.Fatal(err)
		}
	}
	perReview(b, len(vs))
	b.ReportMetric(float64(b.N*len(vs))/b.Elapsed().Seconds(), "reviews/s")
}
