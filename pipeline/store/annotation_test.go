package store

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestFindings(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 3))
	other := review("forum", 9)
	other.Product, other.PostedAt = "phone", time.Time{}
	save(t, s, opinion.Batch{Source: "forum", Verbatims: []opinion.Verbatim{other}})
	v := review("shop", 1)
	if err := s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{annotate(&v)}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Findings(t.Context(), "m1", opinion.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	bare := func(v opinion.Verbatim) opinion.Finding {
		return opinion.Finding{ID: v.ID, Source: v.Source, Product: v.Product, PostedAt: v.PostedAt, Rating: v.Rating}
	}
	full := bare(v)
	full.Language, full.Annotated, full.Complaint, full.Cause = "en", true, true, opinion.Service
	full.P, full.MentionsService, full.NarrowService = opinion.CauseP{0.25, 0.125, 0.5, 0.125}, true, true
	full.Mentions = []opinion.FindingMention{
		{Start: 0, End: 17, Polarity: opinion.Neg, PComplaint: 0.75, Class: opinion.Product, Theme: opinion.Reliability, Stage: opinion.StageUse, Gap: true,
			Factors: []opinion.Factor{opinion.Does, opinion.Wants}},
		{Start: 18, End: len(v.Text), Polarity: opinion.Neg, PComplaint: 1, Class: opinion.Service, Theme: opinion.Attitude, Stage: opinion.StagePost,
			Touchpoints: []opinion.Touchpoint{opinion.Staff, opinion.Phone}, Signals: []opinion.Signal{opinion.Defection, opinion.Effort}},
	}
	want := []opinion.Finding{bare(other), bare(review("shop", 0)), full, bare(review("shop", 2))}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("findings (-want +got):\n%s", d)
	}

	full.Mentions = slices.Clone(full.Mentions)
	full.Mentions[0].Aspects = []string{"router"}
	want[2] = full
	got, err = s.Findings(t.Context(), "m1", opinion.Filter{Aspects: true})
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Fatalf("%v, with aspects (-want +got):\n%s", err, d)
	}
	if n, err := s.Undated(t.Context()); n != 1 || err != nil {
		t.Errorf("%d undated, %v", n, err)
	}

	for name, c := range map[string]struct {
		f    opinion.Filter
		want []string
	}{
		"source":  {opinion.Filter{Source: "forum"}, []string{other.ID}},
		"product": {opinion.Filter{Product: "phone"}, []string{other.ID}},
		"from":    {opinion.Filter{From: v.PostedAt}, []string{v.ID, review("shop", 2).ID}},
		"to":      {opinion.Filter{To: v.PostedAt}, []string{review("shop", 0).ID}},
		"both":    {opinion.Filter{Source: "shop", From: v.PostedAt, To: v.PostedAt.Add(time.Second)}, []string{v.ID}},
		"unheard": {opinion.Filter{Source: "none such"}, nil},
	} {
		got, err := s.Findings(t.Context(), "m1", c.f)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, f := range got {
			ids = append(ids, f.ID)
		}
		if d := cmp.Diff(c.want, ids); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	unjudged, err := s.Findings(t.Context(), "m2", opinion.Filter{})
	if err != nil || len(unjudged) != 4 || unjudged[2].Annotated {
		t.Fatalf("another model's findings: %d, annotated %v, %v", len(unjudged), unjudged[2].Annotated, err)
	}
}

func TestPendingWalk(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 250))
	first, err := s.Pending(t.Context(), "m1", "", 100)
	if err != nil || len(first) != 100 {
		t.Fatalf("first page: %d, %v", len(first), err)
	}
	want := review("shop", 0)
	want.Author, want.CollectedAt = "", noon
	if d := cmp.Diff(want, first[0]); d != "" {
		t.Fatalf("pending verbatim (-want +got):\n%s", d)
	}
	// The last of the page is edited before the next page is asked for.
	edited := review("shop", 99)
	edited.Text = "It works now."
	if got := save(t, s, opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{edited}}); got.Revised != 1 {
		t.Fatalf("edit saved as %+v", got)
	}
	second, err := s.Pending(t.Context(), "m1", first[99].ID, 200)
	if err != nil || len(second) != 151 || second[0].ID != review("shop", 100).ID || second[150].Text != edited.Text {
		t.Fatalf("second page: %d, %v", len(second), err)
	}
	if n := annotateAll(t, s, "m1"); n != 250 {
		t.Fatalf("annotated %d", n)
	}
	// Everything is done, the mark stands at the end; a new edit waits alone.
	back := review("shop", 99)
	if got := save(t, s, opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{back, review("shop", 98)}}); got.Revised != 1 || got.Known != 1 {
		t.Fatalf("revert saved as %+v", got)
	}
	var mark, end int
	if err := s.read.QueryRow(`SELECT mark, (SELECT max(key) FROM revision) FROM model`).Scan(&mark, &end); err != nil || mark != end-1 {
		t.Fatalf("mark %d of %d, %v", mark, end, err)
	}
	left, err := s.Pending(t.Context(), "m1", "", 0)
	if err != nil || len(left) != 1 || left[0].Text != back.Text {
		t.Fatalf("after a revert %d wait, %v", len(left), err)
	}
	if all, err := s.Pending(t.Context(), "m2", "", 0); err != nil || len(all) != 250 {
		t.Fatalf("a new model has %d to do, %v", len(all), err)
	}
}

func TestQuarantine(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 5))
	items := make([]opinion.Annotated, 5)
	for i := range items {
		v := review("shop", i)
		items[i] = annotate(&v)
	}
	items[0].Err = "the tagger gave up"
	items[1].Annotation.Mentions[1].End = 9999
	items[2].Annotation.Mentions[0].PComplaint = math.NaN()
	items[3].Content = "000000000000000000000000"
	for range 2 { // the second time changes nothing
		if err := s.SaveAnnotations(t.Context(), "m1", items); !errors.Is(err, ErrUnknownVerbatim) {
			t.Fatalf("an unknown text gave %v", err)
		}
	}
	got := map[string]int{}
	rows, err := s.read.Query(`SELECT reason FROM quarantine UNION ALL SELECT 'annotated' FROM annotation`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var reason string
		if err := rows.Scan(&reason); err != nil {
			t.Fatal(err)
		}
		got[reason]++
	}
	want := map[string]int{
		"the tagger gave up": 1, "annotated": 1,
		"the annotation is impossible: mention 1 spans bytes 18 to 9999 of 47": 1,
		"the annotation is impossible: mention 0 has a probability of NaN":     1,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("(-want +got):\n%s", d)
	}
	for model, want := range map[string]int{"m1": 3, "unknown": 0} {
		if n, err := s.Quarantined(t.Context(), model, opinion.Filter{Source: "shop"}); err != nil || n != want {
			t.Errorf("%d quarantined by %s, %v, want %d", n, model, err, want)
		}
	}
	if n, err := s.Quarantined(t.Context(), "m1", opinion.Filter{Source: "elsewhere"}); err != nil || n != 0 {
		t.Errorf("%d quarantined elsewhere, %v", n, err)
	}
	if p, err := s.Pending(t.Context(), "m1", "", 0); err != nil || len(p) != 1 {
		t.Fatalf("%d wait, %v", len(p), err)
	}
}

// A later gripe may order its labels otherwise: what an earlier one saved is
// read by the labels of its day, and one model version never mixes two sets.
func TestLabelsOfTheirDay(t *testing.T) {
	s := fresh(t)
	save(t, s, batch("shop", 0, 2))
	v := review("shop", 0)
	if err := s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{annotate(&v)}); err != nil {
		t.Fatal(err)
	}
	err := s.write.run(`UPDATE taxonomy SET version = 'earlier';
		UPDATE label SET name = CASE name WHEN 'service' THEN 'product' ELSE 'service' END
		WHERE kind = 'class' AND name IN ('service', 'product')`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Findings(t.Context(), "m1", opinion.Filter{To: v.PostedAt.Add(1)})
	if err != nil || len(got) != 1 || got[0].Cause != opinion.Product || got[0].Mentions[0].Class != opinion.Service {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{annotate(&v)}); !errors.Is(err, ErrTaxonomy) {
		t.Fatalf("the same version under other labels: %v", err)
	}
	if err := s.SaveAnnotations(t.Context(), "m2", []opinion.Annotated{annotate(&v)}); err != nil {
		t.Fatal(err)
	}
	got, err = s.Findings(t.Context(), "m2", opinion.Filter{To: v.PostedAt.Add(1)})
	if err != nil || len(got) != 1 || got[0].Cause != opinion.Service {
		t.Fatalf("%+v, %v", got, err)
	}
}
