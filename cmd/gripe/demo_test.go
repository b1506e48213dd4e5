package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"path/filepath"
	"testing"

	"gripe/data/demo"
	"gripe/pipeline/opinion"
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
