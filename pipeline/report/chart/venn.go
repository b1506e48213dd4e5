package chart

import "math"

const (
	vennWidth   = 360.0
	vennMargin  = 14.0
	vennTop     = 40.0
	vennTallest = 250.0
)

// Circles are the counts of a Venn diagram: bit 0 is product, bit 1 marketing,
// bit 2 service. Text gives a number's words.
type Circles struct {
	Counts [8]int
	// Names of product, marketing and service.
	Names [3]string
	Text  func(int) string
}

// VennFit says how true a diagram is: circles always are, the overlaps of
// pairs where Exact is set, the middle where chance has it. Unmarked regions
// are too small to hold their number.
type VennFit struct {
	Exact    bool
	Unmarked []int
}

// vennOrder is the drawing's order (left, right, below) by bit, with how each
// rim is drawn.
var vennOrder = [3]struct {
	bit  int
	tone Tone
	dash []float64
}{{0, Product, []float64{9, 5}}, {2, Service, nil}, {1, Marketing, []float64{2, 4}}}

func (c Circles) sum(bit int) (n int) {
	for bits, k := range c.Counts {
		if bits>>bit&1 == 1 {
			n += max(0, k)
		}
	}
	return n
}

// both counts what holds two bits at least.
func (c Circles) both(a, b int) (n int) {
	for bits, k := range c.Counts {
		if bits>>a&1 == 1 && bits>>b&1 == 1 {
			n += max(0, k)
		}
	}
	return n
}

// discs lays the circles out in the plane, in vennOrder, areas in counts.
func (c Circles) discs() (out [3]disc, exact bool) {
	var area, overlap [3]float64
	for i, o := range vennOrder {
		area[i] = float64(c.sum(o.bit))
	}
	for i, p := range [3][2]int{{0, 1}, {0, 2}, {1, 2}} {
		overlap[i] = float64(c.both(vennOrder[p[0]].bit, vennOrder[p[1]].bit))
	}
	return arrange(area, overlap)
}

// Venn draws three circles whose areas, and whose pairwise overlaps, are in
// proportion to the counts. Three circles have too few degrees of freedom to
// hold the seventh number, the middle, as well. Without counts nothing is drawn.
func Venn(id, title, desc string, c Circles) (Drawing, VennFit) {
	d := Drawing{ID: id, Title: title, Desc: desc, Width: vennWidth, Height: vennTop}
	discs, exact := c.discs()
	fit := VennFit{Exact: exact}
	left, top, right, bottom := bounds(discs)
	if right <= left {
		return d, fit
	}
	scale := min((vennWidth-2*vennMargin)/(right-left), vennTallest/(bottom-top))
	shift := (vennWidth - scale*(right-left)) / 2
	for i := range discs {
		discs[i] = disc{shift + scale*(discs[i].x-left), vennTop + scale*(discs[i].y-top), scale * discs[i].r}
	}
	d.Height = vennTop + scale*(bottom-top) + 40
	for i, x := range discs {
		if o := vennOrder[i]; x.r > 0 {
			d.add(Shape{Role: "disc", At: Point{x.x, x.y}, R: x.r, Fill: o.tone, Opacity: 0.18, Stroke: o.tone, Width: 2, Dash: o.dash})
		}
	}
	for i, x := range discs {
		if x.r > 0 {
			d.vennLabel(i, x, c)
		}
	}
	for bits := 1; bits < len(c.Counts); bits++ {
		if c.Counts[bits] <= 0 {
			continue
		}
		text := c.Text(c.Counts[bits])
		x, y, depth := inmost(discs, drawnBits(bits))
		if depth < 5+4*float64(len(text)) {
			fit.Unmarked = append(fit.Unmarked, bits)
			continue
		}
		d.text("count", x, y+5, "middle", text, Ink, true)
	}
	return d, fit
}

// drawnBits turns a region's bits into bits of vennOrder.
func drawnBits(region int) int {
	bits := 0
	for i, o := range vennOrder {
		bits |= region >> o.bit & 1 << i
	}
	return bits
}

// vennLabel names a disc outside of it, tied to its rim by a line.
func (d *Drawing) vennLabel(i int, x disc, c Circles) {
	bit := vennOrder[i].bit
	var tx, ty, fromX, fromY float64
	anchor := "middle"
	switch i {
	case 0: // left end of the top row
		tx, ty, anchor = max(4, min(x.x-x.r, vennWidth/2-110)), 18, "start"
		fromX, fromY = tx+34, 24
	case 1: // right end of the top row
		tx, ty, anchor = min(vennWidth-4, max(x.x+x.r, vennWidth/2+110)), 18, "end"
		fromX, fromY = tx-34, 24
	default: // below
		tx, ty = clampTo(x.x, 60, vennWidth-60), d.Height-8
		fromX, fromY = tx, d.Height-24
	}
	away := math.Hypot(fromX-x.x, fromY-x.y)
	if away < x.r {
		away = x.r
		fromX, fromY = x.x, x.y-x.r
	}
	to := Point{x.x + (fromX-x.x)*x.r/away, x.y + (fromY-x.y)*x.r/away}
	d.line("leader", Soft, 1, nil, Point{fromX, fromY}, to)
	d.text("name", tx, ty, anchor, c.Names[bit]+" "+c.Text(c.sum(bit)), Ink, true)
}
