package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestChoicesAndWatch(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "gripe.db"))
	w, err := s.Watch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	version := func() int64 {
		t.Helper()
		n, err := w.Version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got, err := s.Choices(t.Context(), 10); err != nil || len(got.Sources)+len(got.Products)+got.Total != 0 || !got.Newest.IsZero() {
		t.Errorf("an empty database offers %+v, %v", got, err)
	}
	before := version()
	if version() != before {
		t.Error("nothing was written, yet the version changed")
	}
	day := time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)
	var all []opinion.Verbatim
	for _, v := range []opinion.Verbatim{
		{Text: "It broke.", Product: "Lamp", PostedAt: day},
		{Text: "It bent.", Product: "Chair", PostedAt: day.AddDate(0, 0, -9)},
		{Text: "No name, no date."},
	} {
		v.Source = "shop"
		v.Identify()
		all = append(all, v)
	}
	if _, err := s.Save(t.Context(), opinion.Batch{Source: "shop", Fetch: opinion.Fetch{At: day, Status: 200}, Verbatims: all}); err != nil {
		t.Fatal(err)
	}
	if version() == before {
		t.Error("the version is the same after a batch was stored")
	}
	got, err := s.Choices(t.Context(), 1)
	want := Choices{Sources: []string{"shop"}, Products: []string{"Chair"}, Total: 2, Newest: day}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("choices (-want +got), %v:\n%s", err, diff)
	}
	for name, want := range map[string]bool{"Lamp": true, "Sofa": false} {
		if has, err := s.HasProduct(t.Context(), name); err != nil || has != want {
			t.Errorf("HasProduct(%q) = %v, %v", name, has, err)
		}
	}
}
