package report

import (
	"math"
	"strconv"
	"strings"
)

// vennSVG draws three circles whose areas, and whose pairwise overlaps, are in
// proportion to the counts. Three circles have too few degrees of freedom to
// hold the seventh number, the middle, as well; the caption says so.
const vennSVG = `{{define "venn"}}<svg class="chart" viewBox="0 0 {{.Width}} {{.Height}}" role="img" aria-labelledby="venn-title venn-desc">
<title id="venn-title">Complaints about product, marketing and service, as overlapping circles</title>
<desc id="venn-desc">{{.Describe}}</desc>
{{range .Discs}}<circle class="disc {{.Class}}" cx="{{.X}}" cy="{{.Y}}" r="{{.R}}"/>
{{end}}{{range .Discs}}<line class="leader" x1="{{.FromX}}" y1="{{.FromY}}" x2="{{.ToX}}" y2="{{.ToY}}"/>
<text class="name" x="{{.TextX}}" y="{{.TextY}}" text-anchor="{{.Anchor}}">{{.Name}} {{.N}}</text>
{{end}}{{range .Counts}}<text class="figure" x="{{.X}}" y="{{.Y}}" text-anchor="middle">{{.N}}</text>
{{end}}</svg>{{end}}`

const (
	vennWidth   = 360.0
	vennMargin  = 14.0
	vennTop     = 40.0
	vennTallest = 250.0
)

// VennChart is the geometry of a Venn diagram, in units of its view box.
type VennChart struct {
	Width, Height string
	Describe      string
	Caption       string
	Discs         []VennDisc
	Counts        []VennCount
}

// VennDisc is a circle with its label and the line that ties them.
type VennDisc struct {
	Class, Name, N         string
	X, Y, R                string
	TextX, TextY, Anchor   string
	FromX, FromY, ToX, ToY string
}

// VennCount is a number inside a region.
type VennCount struct{ X, Y, N string }

// vennOrder is the drawing's order: left, right, below.
var vennOrder = [3]struct {
	bit         int
	class, name string
}{{0, "product", "Product"}, {2, "service", "Service"}, {1, "marketing", "Marketing"}}

// discs lays the circles of v out in the plane, in vennOrder, areas in counts.
func (v Venn) discs() (out [3]disc, exact bool) {
	sums := [3]int{v.Product, v.Service, v.Marketing}
	var area, overlap [3]float64
	for i, n := range sums {
		area[i] = float64(n)
	}
	for i, p := range [3][2]int{{0, 1}, {0, 2}, {1, 2}} {
		overlap[i] = float64(v.both(vennOrder[p[0]].class, vennOrder[p[1]].class))
	}
	return arrange(area, overlap)
}

// both counts complaints that hold two classes at least.
func (v Venn) both(a, b string) int {
	n := 0
	for _, r := range v.Regions {
		if strings.Contains(r.Key, a) && strings.Contains(r.Key, b) {
			n += r.N
		}
	}
	return n
}

func vennChart(v Venn) VennChart {
	discs, exact := v.discs()
	left, top, right, bottom := bounds(discs)
	c := VennChart{Width: px(vennWidth), Height: px(vennTop)}
	if v.Total == 0 {
		return c
	}
	scale := min((vennWidth-2*vennMargin)/(right-left), vennTallest/(bottom-top))
	shift := (vennWidth - scale*(right-left)) / 2
	for i := range discs {
		discs[i] = disc{shift + scale*(discs[i].x-left), vennTop + scale*(discs[i].y-top), scale * discs[i].r}
	}
	height := vennTop + scale*(bottom-top) + 40
	c.Height = px(height)
	var lacking []string
	for _, r := range v.Regions {
		if r.N == 0 {
			continue
		}
		text := number(r.N)
		x, y, depth := inmost(discs, drawnBits(r.Key))
		if depth < 5+4*float64(len(text)) {
			lacking = append(lacking, r.Name+" "+text)
			continue
		}
		c.Counts = append(c.Counts, VennCount{px(x), px(y + 5), text})
	}
	for i, d := range discs {
		if d.r > 0 {
			c.Discs = append(c.Discs, label(i, d, height, v))
		}
	}
	c.Describe = describeVenn(v)
	c.Caption = vennCaption(v, exact, lacking)
	return c
}

// drawnBits are the bits of a region's key in vennOrder.
func drawnBits(key string) int {
	bits := 0
	for i, o := range vennOrder {
		if strings.Contains(key, o.class) {
			bits |= 1 << i
		}
	}
	return bits
}

func label(i int, d disc, height float64, v Venn) VennDisc {
	o := vennOrder[i]
	n := [3]int{v.Product, v.Service, v.Marketing}[i]
	out := VennDisc{Class: o.class, Name: o.name, N: number(n), X: px(d.x), Y: px(d.y), R: px(d.r)}
	var tx, ty, fromX, fromY float64
	switch i {
	case 0: // left end of the top row
		tx, ty, out.Anchor = min(d.x-d.r, vennWidth/2-110), 18, "start"
		tx = max(4, tx)
		fromX, fromY = tx+34, 24
	case 1: // right end of the top row
		tx, ty, out.Anchor = min(vennWidth-4, max(d.x+d.r, vennWidth/2+110)), 18, "end"
		fromX, fromY = tx-34, 24
	default: // below
		tx, ty, out.Anchor = clampTo(d.x, 60, vennWidth-60), height-8, "middle"
		fromX, fromY = tx, height-24
	}
	out.TextX, out.TextY = px(tx), px(ty)
	away := math.Hypot(fromX-d.x, fromY-d.y)
	if away < d.r {
		away = d.r
		fromX, fromY = d.x, d.y-d.r
	}
	out.FromX, out.FromY = px(fromX), px(fromY)
	out.ToX, out.ToY = px(d.x+(fromX-d.x)*d.r/away), px(d.y+(fromY-d.y)*d.r/away)
	return out
}

func describeVenn(v Venn) string {
	var parts []string
	for _, r := range v.Regions {
		parts = append(parts, r.Name+" "+number(r.N))
	}
	return "Of " + count(v.Total, "complaint", "complaints") + ": " + strings.Join(parts, ", ") + "."
}

func vennCaption(v Venn, exact bool, lacking []string) string {
	s := "Each number counts complaints by what they speak of; one that speaks of two stands in both circles. "
	if exact {
		s += "Circles and the overlap of each pair are drawn to scale; the shape in the middle is not."
	} else {
		s += "Circles are drawn to scale; three circles cannot show these overlaps exactly, so go by the numbers."
	}
	if len(lacking) > 0 {
		s += " Too small to mark: " + strings.Join(lacking, "; ") + "."
	}
	if v.NoClass > 0 {
		s += " " + count(v.NoClass, "complaint names", "complaints name") + " none of the three."
	}
	return s
}

// px is a length for an attribute, to a tenth.
func px(x float64) string {
	if !finite(x) {
		return "0"
	}
	return strconv.FormatFloat(math.Round(10*x)/10, 'f', -1, 64)
}
