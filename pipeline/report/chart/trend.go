package chart

import (
	"math"
	"sort"
	"strconv"
)

const (
	trendWidth, trendHeight = 520.0, 262.0
	trendLeft, trendRight   = 52.0, 412.0
	trendTop, trendBottom   = 28.0, 226.0
	// endGap keeps two names apart at the size they take on a telephone.
	endGap = 21.0
	nbsp   = "\u00a0"
)

// Weekly is a series of shares; where Known is not set there is none.
type Weekly struct {
	Name   string
	Tone   Tone
	Known  []bool
	Shares []Share
}

// Weeks are the series of a trend, in drawing order. The last one is the
// chart's subject: a thick line in the band of its interval.
type Weeks struct {
	// Labels of the weeks.
	Labels []string
	Series []Weekly
	// Breaks are the weeks from which on another model judged; BreakText says
	// so in two words.
	Breaks    []int
	BreakText string
}

// dash of each series but the last, so that the chart reads without colour.
var trendDash = [][]float64{{9, 6}, {1.5, 5}}

// Trend draws weekly shares, each named at its end.
func Trend(id, title, desc string, w Weeks) Drawing {
	d := Drawing{ID: id, Title: title, Desc: desc, Width: trendWidth, Height: trendHeight, Wide: true}
	n := len(w.Labels)
	top, step := w.top()
	y := func(v float64) float64 { return trendBottom - (trendBottom-trendTop)*clampTo(v, 0, top)/top }
	x := func(i int) float64 { return trendLeft + (trendRight-trendLeft)*float64(i)/float64(max(1, n-1)) }
	for k := 0; float64(k)*step <= top+1e-9; k++ {
		v := float64(k) * step
		d.line("rule", Line, 1, nil, Point{trendLeft, y(v)}, Point{trendRight, y(v)})
		d.text("tick", trendLeft-8, y(v)+4.5, "end", strconv.Itoa(int(math.Round(100*v)))+nbsp+"%", Soft, false)
	}
	named := math.Inf(-1)
	for _, i := range w.Breaks {
		at := (x(i-1) + x(i)) / 2
		d.line("break", Soft, 1, []float64{2, 3}, Point{at, trendTop - 6}, Point{at, trendBottom})
		if at-named > 96 { // a name for each only where they do not touch
			d.text("break name", at, trendTop-12, "middle", w.BreakText, Soft, false)
			named = at
		}
	}
	for i := n - 1; i >= 0; i -= max(1, (n+3)/4) { // four weeks at most, the last among them
		d.text("week", x(i), trendBottom+22, "middle", w.Labels[i], Soft, false)
	}
	for i, s := range w.Series {
		subject := i == len(w.Series)-1
		width, dash := 2.0, []float64(nil)
		if subject {
			width = 3
		} else if i < len(trendDash) {
			dash = trendDash[i]
		}
		for _, run := range s.runs() {
			if subject {
				d.add(Shape{Role: "band", Fill: s.Tone, Opacity: 0.18, Closed: true, Paths: [][]Point{s.band(run, x, y)}})
			}
			var line []Point
			for k := run[0]; k <= run[1]; k++ {
				p := Point{x(k), y(s.Shares[k].Value)}
				line = append(line, p)
				if subject || run[0] == run[1] {
					m := mark(s.Tone, p.X, p.Y, 3)
					m.Role = "dot"
					d.add(m)
				}
			}
			d.line("line", s.Tone, width, dash, line...)
		}
	}
	d.trendEnds(w, y)
	return d
}

// top is the upper end of the scale and the distance of its rules.
func (w Weeks) top() (top, step float64) {
	for i, s := range w.Series {
		for k, known := range s.Known {
			if known && i == len(w.Series)-1 {
				top = max(top, s.Shares[k].High)
			} else if known {
				top = max(top, s.Shares[k].Value)
			}
		}
	}
	step = 0.1
	if top > 0.45 {
		step = 0.2
	}
	return max(step, math.Ceil(min(top, 1)/step-1e-9)*step), step
}

// trendEnds name the series where they end, moved apart where they meet.
func (d *Drawing) trendEnds(w Weeks, y func(float64) float64) {
	type end struct {
		name string
		y    float64
	}
	var ends []end
	for _, s := range w.Series {
		if r := s.runs(); len(r) > 0 {
			ends = append(ends, end{s.Name, y(s.Shares[r[len(r)-1][1]].Value)})
		}
	}
	sort.Slice(ends, func(i, j int) bool { return ends[i].y < ends[j].y })
	for i := 1; i < len(ends); i++ {
		ends[i].y = max(ends[i].y, ends[i-1].y+endGap)
	}
	for i := len(ends) - 1; i >= 0; i-- { // none below the axis
		at := min(ends[i].y, trendBottom-endGap*float64(len(ends)-1-i))
		d.text("end", trendRight+10, at+4.5, "start", ends[i].name, Ink, true)
	}
}

// runs are the first and last index of each stretch of known shares.
func (s Weekly) runs() [][2]int {
	var out [][2]int
	for i, known := range s.Known {
		if !known {
			continue
		}
		if n := len(out); n > 0 && out[n-1][1] == i-1 {
			out[n-1][1] = i
			continue
		}
		out = append(out, [2]int{i, i})
	}
	return out
}

// band goes along the upper bounds and back along the lower ones; a week alone
// is a narrow post.
func (s Weekly) band(run [2]int, x func(int) float64, y func(float64) float64) []Point {
	half := 0.0
	if run[0] == run[1] {
		half = 3
	}
	var up, down []Point
	for i := run[0]; i <= run[1]; i++ {
		up = append(up, Point{x(i) - half, y(s.Shares[i].High)}, Point{x(i) + half, y(s.Shares[i].High)})
		down = append(down, Point{x(i) - half, y(s.Shares[i].Low)}, Point{x(i) + half, y(s.Shares[i].Low)})
	}
	for i := len(down) - 1; i >= 0; i-- {
		up = append(up, down[i])
	}
	return up
}
