package passage

import "testing"

// The stages of New, on the review of BenchmarkNew (200 bytes, 42 tokens).

func BenchmarkClean(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Clean(review)
	}
}

func BenchmarkSentences(b *testing.B) {
	clean := Clean(review)
	b.ReportAllocs()
	for b.Loop() {
		Sentences(clean)
	}
}
