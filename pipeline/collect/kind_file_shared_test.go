package collect

import (
	"strings"
	"testing"
	"time"

	"gripe/data/sharedtest"
)

// TestImportSharedReviews reads the real dumps completely.
func TestImportSharedReviews(t *testing.T) {
	for _, c := range []struct {
		file          string
		rows          int
		first, latest string // months
		notice        string
	}{
		{"insurance.jsonl.gz", 22775, "2015-", "2024-04", ""},
		{"apps.jsonl.gz", 2996, "2017-05", "2017-06", "93 dates tell day first, 0 month first, 57 neither; read as day first"},
		{"storage.jsonl.gz", 4914, "2012-", "2014-", ""},
		{"games.jsonl.gz", 22044, "2010-", "2019-", ""},
	} {
		t.Run(c.file, func(t *testing.T) {
			var notices []string
			src, err := NewFile(FileOptions{Name: "f", Path: sharedtest.Path(t, "reviews", c.file), Progress: func(e Event) {
				if e.Step == Notice {
					notices = append(notices, e.Message)
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			sink := &memory{}
			cov, err := src.Collect(t.Context(), sink)
			if err != nil {
				t.Fatal(err)
			}
			if cov.Parsed != c.rows || len(sink.ids) != c.rows || cov.Suspect != "" || cov.Error != "" || len(sink.rejects()) != 0 {
				t.Fatalf("coverage %+v, %d ids, %d rejects; want %d rows", cov, len(sink.ids), len(sink.rejects()), c.rows)
			}
			var first, latest time.Time
			for _, v := range sink.verbatims() {
				if v.PostedAt.IsZero() || v.Rating < 1 || v.Rating > 5 || v.Blank() || v.Product == "" || v.ExternalID == "" {
					t.Fatalf("incomplete: %+v", v)
				}
				if first.IsZero() || v.PostedAt.Before(first) {
					first = v.PostedAt
				}
				if v.PostedAt.After(latest) {
					latest = v.PostedAt
				}
			}
			if f, l := first.Format("2006-01"), latest.Format("2006-01"); !strings.HasPrefix(f, c.first) || !strings.HasPrefix(l, c.latest) {
				t.Errorf("posted from %s to %s, want %s to %s", f, l, c.first, c.latest)
			}
			if got := strings.Join(notices, "; "); got != c.notice {
				t.Errorf("notice %q, want %q", got, c.notice)
			}
		})
	}
}

func BenchmarkImport(b *testing.B) {
	path := sharedtest.Path(b, "reviews", "insurance.jsonl.gz")
	total := 0
	for b.Loop() {
		src, err := NewFile(FileOptions{Name: "f", Path: path})
		if err != nil {
			b.Fatal(err)
		}
		cov, err := src.Collect(b.Context(), discard{})
		if err != nil {
			b.Fatal(err)
		}
		total += cov.Parsed
	}
	b.ReportMetric(float64(total)/b.Elapsed().Seconds(), "reviews/s")
}
