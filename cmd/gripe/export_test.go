package main

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/export"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
)

// Whoever reads no further, as head does, is no fault and is not written of.
func TestExportIntoABrokenPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	exampleFolder(t)
	for _, what := range []string{"verbatims", "mentions", "shares"} {
		for _, format := range []string{export.JSONLines, export.CSV, export.Parquet} {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			var errs bytes.Buffer
			if code := Run(t.Context(), []string{"export", what, "--format", format}, nil, w, &errs); code != 0 || errs.Len() > 0 {
				t.Errorf("%s as %s: exit %d, %q", what, format, code, errs.String())
			}
			w.Close() // nothing was to reach it
		}
	}
}

func TestCellsOfShares(t *testing.T) {
	monday := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	cells := cellsOf([]opinion.Finding{
		{ID: "a", Source: "shop", Product: "Lamp", PostedAt: monday},
		{ID: "b", Source: "shop", PostedAt: monday.AddDate(0, 0, 7)},
		{ID: "c", Source: "forum", Product: "Lamp"},
	}, time.UTC)
	filter, now := opinion.Filter{From: monday.AddDate(0, 0, 1)}, monday.AddDate(0, 0, 14)
	var got []string
	for _, k := range slices.SortedFunc(maps.Keys(cells), cellKey.compare) {
		c := k.named(filter, now)
		line := "all"
		if c.Week != nil {
			line = *c.Week
			if c.Complete {
				line += " complete"
			}
		}
		for _, s := range []*string{c.Source, c.Product} {
			if s != nil {
				line += " " + *s
			}
		}
		for _, i := range cells[k] {
			line += " " + string(rune('a'+i))
		}
		got = append(got, line)
	}
	want := []string{
		"all a b c", "all Lamp a c", "all forum c", "all forum Lamp c", "all shop a b", "all shop Lamp a",
		"2026-W45 a", "2026-W45 Lamp a", "2026-W45 shop a", "2026-W45 shop Lamp a",
		"2026-W46 complete b", "2026-W46 complete shop b",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	last := cellKey{byWeek: true, week: measure.WeekOf(now, time.UTC)}
	if last.named(opinion.Filter{}, now).Complete || !last.named(opinion.Filter{To: now.AddDate(0, 0, 8)}, now.AddDate(0, 0, 9)).Complete {
		t.Error("a week is complete once it is over")
	}
	if c := cellsOf(nil, time.UTC); len(c) != 1 {
		t.Errorf("without findings there is the sum alone: %v", c)
	}
}
