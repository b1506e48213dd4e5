package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"gripe/classifiers/adapt"
	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
)

// The labels that a model was fitted to also estimate the shares. That is
// using them twice; five fitted numbers are too few for it to show: on domains
// that a real classifier had not seen (pipeline/measure/testdata/lodo.csv),
// the intervals still hold the truth. go test -v prints the figures.
func TestAdaptedModelKeepsIntervals(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "pipeline", "measure", "testdata", "lodo.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	domains := map[string][]opinion.AuditedCause{}
	for _, row := range rows {
		var v [5]float64
		for i := range v {
			if v[i], err = strconv.ParseFloat(row[i+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		x := opinion.AuditedCause{Cause: opinion.Causes[int(v[0])]}
		for i := range x.P {
			x.P[i] = v[i+1] / (v[1] + v[2] + v[3] + v[4])
		}
		domains[row[0]] = append(domains[row[0]], x)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	const n, m, times = 800, 100, 8
	trials, covered, miss, plain, width := 0.0, 0.0, 0.0, 0.0, 0.0
	for d := range len(domains) {
		xs := domains[fmt.Sprint(d)]
		for range times {
			var all []opinion.AuditedCause
			for i := range n {
				x := xs[rng.IntN(len(xs))]
				x.ID = strconv.Itoa(i)
				all = append(all, x)
			}
			want := 0.0
			for _, x := range all {
				if x.Cause == opinion.Service {
					want += 1. / n
				}
			}
			estimate := func(a *adapt.Adaptation) opinion.Share {
				var found []opinion.Finding
				labels := make([]opinion.AuditedCause, m)
				for i, x := range all {
					x.P = a.Of(x.P)
					x.Decided, _ = x.P.Best()
					x.Complaint = x.Decided != opinion.None
					found = append(found, opinion.Finding{ID: x.ID, Annotated: true, Complaint: x.Complaint, Cause: x.Decided, P: x.P})
					if i < m {
						labels[i] = x
					}
				}
				s := measure.Shares(found, measure.Options{Audited: labels})
				if s.Estimator != "ppi" {
					t.Fatalf("estimator %s: %q", s.Estimator, s.Warnings)
				}
				return s.OfAll[opinion.Service]
			}
			fitted, _, err := adapt.Fit("m1", all[:m], 1)
			if err != nil {
				t.Fatal(err)
			}
			got, before := estimate(&fitted), estimate(&adapt.Adaptation{Sharpness: 1})
			trials++
			miss += math.Abs(got.Value - want)
			plain += math.Abs(before.Value - want)
			width += got.High - got.Low
			if got.Low <= want && want <= got.High {
				covered++
			}
		}
	}
	t.Logf("service share of all after adapting: coverage %.3f, error %.3f (not adapted %.3f), width %.3f", covered/trials, miss/trials, plain/trials, width/trials)
	if covered/trials < 0.93 || miss > 1.1*plain {
		t.Error("labels used twice make the shares worse than they say")
	}
}
