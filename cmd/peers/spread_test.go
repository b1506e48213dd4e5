package main

import "testing"

func TestSpreadOfPairedRatios(t *testing.T) {
	got := spread(ratios([]float64{10, 30, 20, 99}, []float64{5, 5, 5}))
	if want := "4 (2 to 6)"; got != want {
		t.Errorf("spread of ratios = %q, want %q", got, want)
	}
	if got := spread(nil); got != "none" {
		t.Errorf("spread of nothing = %q", got)
	}
}
