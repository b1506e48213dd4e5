package report

import (
	"math"
	"sort"
	"strconv"
	"strings"
)

// trendSVG draws the weekly shares: service as a thick line in its interval's
// band, product dashed, marketing dotted, each named at its end, so that the
// chart reads without colour.
const trendSVG = `{{define "trend"}}<svg class="chart wide" viewBox="0 0 {{.Width}} {{.Height}}" role="img" aria-labelledby="trend-title trend-desc">
<title id="trend-title">Share of complaints by cause, week by week</title>
<desc id="trend-desc">{{.Describe}}</desc>
{{range .Rules}}<line class="rule" x1="{{.X1}}" y1="{{.Y}}" x2="{{.X2}}" y2="{{.Y}}"/><text class="tick" x="{{.TextX}}" y="{{.TextY}}" text-anchor="end">{{.Text}}</text>
{{end}}{{range .Breaks}}<line class="break" x1="{{.X}}" y1="{{.Y1}}" x2="{{.X}}" y2="{{.Y2}}"/><text class="tick" x="{{.X}}" y="{{.TextY}}" text-anchor="middle">{{.Text}}</text>
{{end}}{{range .Bands}}<path class="band" d="{{.}}"/>
{{end}}{{range .Lines}}<path class="line {{.Class}}" d="{{.D}}"/>
{{end}}{{range .Dots}}<circle class="dot {{.Class}}" cx="{{.X}}" cy="{{.Y}}" r="2.6"/>
{{end}}{{range .Ticks}}<text class="tick" x="{{.X}}" y="{{.Y}}" text-anchor="{{.Anchor}}">{{.Text}}</text>
{{end}}{{range .Ends}}<text class="name" x="{{.X}}" y="{{.Y}}">{{.Text}}</text>
{{end}}</svg>{{end}}`

const (
	trendWidth, trendHeight = 520.0, 262.0
	trendLeft, trendRight   = 52.0, 412.0
	trendTop, trendBottom   = 28.0, 226.0
	// endGap keeps two names apart at the size they take on a telephone.
	endGap = 21.0
)

// TrendChart is the geometry of the trend, in units of its view box.
type TrendChart struct {
	Width, Height string
	Describe      string
	Rules         []TrendRule
	Breaks        []TrendBreak
	Bands         []string
	Lines         []TrendLine
	Dots          []TrendDot
	Ticks         []TrendTick
	Ends          []TrendEnd
}

// TrendRule is a horizontal rule with its label.
type TrendRule struct{ X1, X2, Y, TextX, TextY, Text string }

// TrendBreak marks a change of model.
type TrendBreak struct{ X, Y1, Y2, TextY, Text string }

// TrendLine is a run of weeks without a gap.
type TrendLine struct{ Class, D string }

// TrendDot is one week's figure.
type TrendDot struct{ Class, X, Y string }

// TrendTick is a label of the time axis.
type TrendTick struct{ X, Y, Anchor, Text string }

// TrendEnd is the name at a line's end.
type TrendEnd struct{ X, Y, Text string }

type series struct {
	class, name string
	of          func(TrendPoint) Share
}

// trendSeries in drawing order: service lies on top.
var trendSeries = []series{
	{"product", "product", func(p TrendPoint) Share { return p.Product }},
	{"marketing", "marketing", func(p TrendPoint) Share { return p.Marketing }},
	{"service", "service", func(p TrendPoint) Share { return p.Service }},
}

// Drawable tells whether there is a line to draw: two weeks with a share.
func (t Trend) Drawable() bool {
	n := 0
	for _, p := range t.Points {
		if p.Service.Known {
			n++
		}
	}
	return n > 1
}

func trendChart(t Trend) TrendChart {
	c := TrendChart{Width: px(trendWidth), Height: px(trendHeight), Describe: t.Text}
	top := 0.0
	for _, p := range t.Points {
		top = max(top, p.Service.High, p.Product.Value, p.Marketing.Value)
	}
	step := 0.1
	if top > 0.45 {
		step = 0.2
	}
	top = max(step, math.Ceil(top/step-1e-9)*step)
	y := func(v float64) float64 { return trendBottom - (trendBottom-trendTop)*min(v, top)/top }
	x := func(i int) float64 {
		return trendLeft + (trendRight-trendLeft)*float64(i)/float64(max(1, len(t.Points)-1))
	}
	for k := 0; float64(k)*step <= top+1e-9; k++ {
		v := float64(k) * step
		c.Rules = append(c.Rules, TrendRule{px(trendLeft), px(trendRight), px(y(v)), px(trendLeft - 8), px(y(v) + 4.5), strconv.Itoa(int(math.Round(100*v))) + nbsp + "%"})
	}
	model, named := "", math.Inf(-1)
	for i, p := range t.Points {
		if model != "" && p.Model != "" && p.Model != model {
			at := (x(i-1) + x(i)) / 2
			mark := TrendBreak{px(at), px(trendTop - 6), px(trendBottom), px(trendTop - 12), ""}
			if at-named > 96 { // a name for each only where they do not touch
				mark.Text, named = "new model", at
			}
			c.Breaks = append(c.Breaks, mark)
		}
		if p.Model != "" {
			model = p.Model
		}
	}
	c.Ticks = ticks(t, x)
	for _, run := range runs(t.Points, trendSeries[2].of) {
		c.Bands = append(c.Bands, band(t.Points, run, x, y))
	}
	type end struct {
		name string
		y    float64
	}
	var ends []end
	for _, s := range trendSeries {
		last := -1
		for _, run := range runs(t.Points, s.of) {
			var d strings.Builder
			for i := run[0]; i <= run[1]; i++ {
				d.WriteString(map[bool]string{true: "M", false: "L"}[i == run[0]] + px(x(i)) + " " + px(y(s.of(t.Points[i]).Value)))
				if s.class == "service" || run[0] == run[1] {
					c.Dots = append(c.Dots, TrendDot{s.class, px(x(i)), px(y(s.of(t.Points[i]).Value))})
				}
			}
			c.Lines = append(c.Lines, TrendLine{s.class, d.String()})
			last = run[1]
		}
		if last >= 0 {
			ends = append(ends, end{s.name, y(s.of(t.Points[last]).Value)})
		}
	}
	sort.Slice(ends, func(i, j int) bool { return ends[i].y < ends[j].y })
	for i := 1; i < len(ends); i++ {
		ends[i].y = max(ends[i].y, ends[i-1].y+endGap)
	}
	for i := len(ends) - 1; i >= 0; i-- { // none below the axis
		limit := trendBottom - endGap*float64(len(ends)-1-i)
		ends[i].y = min(ends[i].y, limit)
		c.Ends = append(c.Ends, TrendEnd{px(trendRight + 10), px(ends[i].y + 4.5), ends[i].name})
	}
	return c
}

// runs are the first and last index of each stretch of known shares.
func runs(points []TrendPoint, of func(TrendPoint) Share) [][2]int {
	var out [][2]int
	for i, p := range points {
		if !of(p).Known {
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

// band goes along the upper bounds and back along the lower ones.
func band(points []TrendPoint, run [2]int, x func(int) float64, y func(float64) float64) string {
	var d strings.Builder
	put := func(cmd string, px1, py1 float64) { d.WriteString(cmd + px(px1) + " " + px(py1)) }
	half := 0.0
	if run[0] == run[1] {
		half = 3 // a week alone: a narrow post
	}
	for i := run[0]; i <= run[1]; i++ {
		cmd := "L"
		if i == run[0] {
			cmd = "M"
			put(cmd, x(i)-half, y(points[i].Service.High))
			cmd = "L"
		}
		put(cmd, x(i)+half, y(points[i].Service.High))
	}
	for i := run[1]; i >= run[0]; i-- {
		put("L", x(i)+half, y(points[i].Service.Low))
		if i == run[0] {
			put("L", x(i)-half, y(points[i].Service.Low))
		}
	}
	return d.String() + "Z"
}

// ticks name four weeks at most, the last among them.
func ticks(t Trend, x func(int) float64) []TrendTick {
	n := len(t.Points)
	every := (n + 3) / 4
	var out []TrendTick
	for i := n - 1; i >= 0; i -= max(1, every) {
		out = append(out, TrendTick{px(x(i)), px(trendBottom + 22), "middle", t.Points[i].Label})
	}
	return out
}
