package collect

import (
	"context"
	"fmt"
	"strings"

	"gripe/pipeline/opinion"
)

// Tally is what a Sink may know of the fields that a source gave so far.
type Tally interface {
	// Fields counts the stored verbatims of the source, and those that have
	// an author, a date, a rating.
	Fields(ctx context.Context, source string) (opinion.Fields, error)
}

// fields of the source before the run; zero where the sink keeps no tally.
func fieldsBefore(ctx context.Context, sink Sink, source string) (opinion.Fields, error) {
	t, ok := able[Tally](sink)
	if !ok {
		return opinion.Fields{}, nil
	}
	f, err := t.Fields(ctx, source)
	if err != nil {
		return f, fmt.Errorf("count the fields that are stored of %s: %w", source, err)
	}
	return f, nil
}

// tally counts a verbatim's fields.
func tally(f *opinion.Fields, v *opinion.Verbatim) {
	f.Of++
	if v.Author != "" {
		f.Author++
	}
	if !v.PostedAt.IsZero() {
		f.Date++
	}
	if v.Rating > 0 {
		f.Rating++
	}
}

// fewReviews are too few to say that a field is lost.
const fewReviews = 5

// lost names the fields that more than half of the reviews have lost, going by
// the share that had them before.
func lost(before, now opinion.Fields) string {
	if before.Of < fewReviews || now.Of < fewReviews {
		return ""
	}
	var out []string
	for _, x := range []struct {
		name   string
		had, n int
	}{{"an author", before.Author, now.Author}, {"a date", before.Date, now.Date}, {"a rating", before.Rating, now.Rating}} {
		expected := float64(x.had) / float64(before.Of) * float64(now.Of)
		if expected >= fewReviews-1 && float64(x.n) < expected/2 {
			out = append(out, fmt.Sprintf("%d of %d reviews have %s, where %d of %d stored ones do", x.n, now.Of, x.name, x.had, before.Of))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, "; ") + ": the page's form may have changed"
}
