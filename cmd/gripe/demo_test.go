package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gripe/data/demo"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// demoShares scrapes the demo and measures the whole of it.
func demoShares(t *testing.T) (string, opinion.Shares) {
	t.Helper()
	dir := t.TempDir()
	var out, errs bytes.Buffer
	if code := Run(context.Background(), []string{"demo", "--out", dir}, nil, &out, &errs); code != 0 {
		t.Fatalf("demo exits with %d: %s", code, errs.String())
	}
	db := filepath.Join(dir, "demo.db")
	var b bytes.Buffer
	if code := Run(context.Background(), []string{"share", "--db", db, "--json"}, nil, &b, &errs); code != 0 {
		t.Fatalf("share exits with %d: %s", code, errs.String())
	}
	var s opinion.Shares
	if err := json.Unmarshal(b.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	return db, s
}

// TestDemoSharesMatchThePlantedTruth holds what gripe measures on the demo
// against what its authors planted: the interval covers, and the estimate lies
// near.
func TestDemoSharesMatchThePlantedTruth(t *testing.T) {
	truth, err := demo.Truth()
	if err != nil {
		t.Fatal(err)
	}
	planted, complaints := map[opinion.Class]float64{}, 0.0
	for i := range truth {
		if c := opinion.Class(truth[i].Cause); c != opinion.None && truth[i].Language == "" {
			planted[c]++
			complaints++
		}
	}
	_, s := demoShares(t)
	for _, c := range opinion.Classes {
		want, got := planted[c]/complaints, s.Of[c]
		t.Logf("%s: planted %.3f, measured %.3f (%.3f-%.3f)", c, want, got.Value, got.Low, got.High)
		if want < got.Low || want > got.High {
			t.Errorf("%s: the interval %.3f-%.3f does not cover the planted %.3f", c, got.Low, got.High, want)
		}
		if math.Abs(want-got.Value) > demoTolerance {
			t.Errorf("%s: measured %.3f, planted %.3f", c, got.Value, want)
		}
	}
	if lowest := 0.45; s.MentionsService.Value < s.Of[opinion.Service].Value || s.MentionsService.Value < lowest {
		t.Errorf("only %.2f of the complaints mention service: the demo's point is lost", s.MentionsService.Value)
	}
}

// demoTolerance is how far, in shares of 1, an estimate may lie from the
// planted truth on 200 complaints.
const demoTolerance = 0.07

// TestLongStoryComesApart holds the demo's longest review, of a pleasant seller
// who knew nothing, seven visits for four, a window four weeks late, a call
// centre without customer service, and a fine room: every complaint in it is
// service's, the seller and the room are praised, and so is the cause.
func TestLongStoryComesApart(t *testing.T) {
	db, _ := demoShares(t)
	st, err := store.Open(t.Context(), db, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	truth, err := demo.Truth()
	if err != nil {
		t.Fatal(err)
	}
	story := slices.IndexFunc(truth, func(r demo.Review) bool { return strings.Contains(r.Text, "the four visits") })
	if story < 0 {
		t.Fatal("the demo has no long story")
	}
	model, err := st.Models(t.Context())
	if err != nil || len(model) == 0 {
		t.Fatal("nothing is annotated", err)
	}
	found := false
	err = st.Export(t.Context(), opinion.Filter{}, model[0].Version, func(s store.Stored) error {
		if s.Verbatim.ExternalID != truth[story].ID {
			return nil
		}
		found = true
		compareStory(t, &truth[story], s.Annotation)
		return nil
	})
	if err != nil || !found {
		t.Errorf("the story was not collected: %v", err)
	}
}

func compareStory(t *testing.T, want *demo.Review, got *opinion.Annotation) {
	t.Helper()
	if got.Cause != opinion.Service {
		t.Errorf("its cause is %s", got.Cause)
	}
	if len(got.Mentions) != len(want.Mentions) {
		t.Fatalf("%d mentions, want %d", len(got.Mentions), len(want.Mentions))
	}
	alike := 0
	for i, m := range got.Mentions {
		w := want.Mentions[i]
		if m.Start != w.Start || m.End != w.End {
			t.Errorf("mention %d is at %d..%d, want %d..%d", i, m.Start, m.End, w.Start, w.End)
		}
		complains := opinion.Polarity(w.Polarity).Complaint()
		if m.Polarity.Complaint() == complains {
			alike++
		}
		if complains && (!m.Polarity.Complaint() || string(m.Class) != w.Class) {
			t.Errorf("%q is %s %s, want %s %s", w.Text, m.Polarity, m.Class, w.Polarity, w.Class)
		}
	}
	// "And yet." and a calm first sentence are read as complaints.
	if alike < len(want.Mentions)-2 {
		t.Errorf("only %d of %d mentions have the right polarity", alike, len(want.Mentions))
	}
}
