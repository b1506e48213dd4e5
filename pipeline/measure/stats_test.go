package measure

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func near(a, b, slack float64) bool { return math.Abs(a-b) <= slack }

func TestWilson(t *testing.T) {
	tests := []struct{ x, n, value, low, high float64 }{
		// By hand: centre (p + z2/2n)/(1+z2/n), z2 = 3.8415.
		{0, 10, 0, 0, 0.2775},
		{10, 10, 1, 0.7225, 1},
		{5, 10, 0.5, 0.2366, 0.7634},
		// Newcombe 1998, Statistics in Medicine 17, table I, method 3.
		{81, 263, 0.3080, 0.2553, 0.3662},
		{15, 148, 0.1014, 0.0624, 0.1605},
		{0, 20, 0, 0, 0.1611},
		{1, 29, 0.0345, 0.0061, 0.1718},
		{0, 0, 0, 0, 1},
		{math.NaN(), 5, 0, 0, 0.4345},
	}
	for _, test := range tests {
		got := Wilson(test.x, test.n)
		if !near(got.Value, test.value, 5e-5) || !near(got.Low, test.low, 5e-5) || !near(got.High, test.high, 5e-5) {
			t.Errorf("Wilson(%v, %v) = %+v, want %v (%v to %v)", test.x, test.n, got, test.value, test.low, test.high)
		}
	}
}

func TestTwoProportion(t *testing.T) {
	tests := []struct {
		name           string
		x1, n1, x2, n2 int
		want           float64
	}{
		// pooled p = 0.5, z = 0.2/sqrt(0.25*0.02) = 2.8284.
		{"z by hand", 60, 100, 40, 100, 0.004678},
		{"no difference", 30, 100, 60, 200, 1},
		// Fisher's lady tasting tea: 34/70.
		{"tea", 3, 4, 1, 4, 34.0 / 70},
		{"tea, all right", 4, 4, 0, 4, 2.0 / 70},
		// Wikipedia, Fisher's exact test: 1 of 12 men and 9 of 12 women study.
		{"students", 1, 12, 9, 12, 0.002759456},
		{"none at all", 0, 50, 0, 60, 1},
		{"all of both", 50, 50, 60, 60, 1},
		{"no base", 0, 0, 5, 10, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := TwoProportion(test.x1, test.n1, test.x2, test.n2); !near(got, test.want, 1e-6) {
				t.Errorf("p = %.9f, want %.9f", got, test.want)
			}
			if got := TwoProportion(test.x2, test.n2, test.x1, test.n1); !near(got, test.want, 1e-6) {
				t.Errorf("the other way round p = %.9f, want %.9f", got, test.want)
			}
		})
	}
}

func TestBenjaminiHochberg(t *testing.T) {
	// The example of Benjamini & Hochberg 1995, section 3.2 (thrombolysis, 15
	// comparisons): at 0.05 the first four survive, where Bonferroni keeps
	// three. Given here out of order.
	published := []float64{.0459, .0001, .3240, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .4262, .5719, .6528, .7590, 1}
	want := []bool{false, true, false, true, true, true, false, false, false, false, false, false, false, false, false}
	if diff := cmp.Diff(want, BenjaminiHochberg(published, .05)); diff != "" {
		t.Error(diff)
	}
	// A later rank carries earlier ones that fail on their own.
	if diff := cmp.Diff([]bool{true, true}, BenjaminiHochberg([]float64{.04, .045}, .05)); diff != "" {
		t.Error(diff)
	}
	if got := BenjaminiHochberg(nil, .05); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}
