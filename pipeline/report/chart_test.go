package report

import (
	"strconv"
	"testing"

	"gripe/pipeline/opinion"
)

func atof(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTrendNamesNeverOverlap(t *testing.T) {
	for _, s := range [][3]int{{34, 33, 33}, {0, 0, 100}, {1, 1, 1}, {90, 5, 5}} {
		in := fixture()
		for i := range in.Figures.Trend {
			in.Figures.Trend[i].Shares = shares(100, 200, s[0], s[1], s[2])
		}
		c := trendChart(Build(in).Trend)
		if len(c.Ends) != 3 {
			t.Fatalf("%v: %d names", s, len(c.Ends))
		}
		for i := 1; i < len(c.Ends); i++ { // from the lowest up
			if below, above := atof(t, c.Ends[i-1].Y), atof(t, c.Ends[i].Y); below-above < endGap-0.2 {
				t.Errorf("%v: %s and %s are %.1f apart", s, c.Ends[i-1].Text, c.Ends[i].Text, below-above)
			}
		}
	}
}

func TestTrendBreaksWhereThereIsNoShare(t *testing.T) {
	d := Build(fixture())
	c := trendChart(d.Trend)
	if len(c.Bands) != 2 || len(c.Lines) != 6 {
		t.Errorf("%d bands and %d lines, want 2 and 6 around the week of nine complaints", len(c.Bands), len(c.Lines))
	}
	if len(c.Breaks) != 1 {
		t.Errorf("%d changes of model, want 1", len(c.Breaks))
	}
	if len(c.Dots) != 11 {
		t.Errorf("%d dots, want one for each of 11 weeks", len(c.Dots))
	}
}

func TestTrendNeedsTwoWeeks(t *testing.T) {
	in := fixture()
	in.Figures.Trend = in.Figures.Trend[:1]
	if Build(in).Trend.Drawable() {
		t.Error("one week is no line")
	}
}

func TestBarsAreToScale(t *testing.T) {
	c := pairChart(servicePair(fixture().Figures))
	if len(c.Bars) != 2 {
		t.Fatalf("%d bars", len(c.Bars))
	}
	for i, want := range []float64{128. / 412, 238. / 412} {
		if got := atof(t, c.Bars[i].Length) / barsWidth; got < want-.001 || got > want+.001 {
			t.Errorf("bar %d is %.3f of the width, want %.3f", i, got, want)
		}
		if l, x, h := atof(t, c.Bars[i].Low), atof(t, c.Bars[i].Length), atof(t, c.Bars[i].High); l > x || x > h {
			t.Errorf("whisker %v–%v does not hold %v", l, h, x)
		}
	}
	if n := len(pairChart(servicePair(opinion.Figures{})).Bars); n != 0 {
		t.Errorf("%d bars without figures", n)
	}
}
