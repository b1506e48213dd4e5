package chart

import (
	"math"
	"unicode/utf8"
)

const (
	planeWidth, planeHeight = 520.0, 430.0
	planeLeft, planeRight   = 40.0, 508.0
	planeTop, planeBottom   = 34.0, 358.0
	planeMark               = 5.5
	// Labels are laid out for the size that they take on a telephone, in the
	// widest of the usual fonts (DejaVu Sans: 0.62 of the size on average).
	labelSize  = 15.0
	labelWidth = 0.62 * labelSize
)

// Spot is one point of the plane: X how much is said, from 0; Y how it is
// said, -1..1, between Low and High.
type Spot struct {
	Name         string
	Tone         Tone
	X            float64
	Y, Low, High float64
}

// Plane is an importance-satisfaction map.
type Plane struct {
	Spots []Spot
	// Split is the X between little and much.
	Split float64
	// Corners say what to do: left above, right above, left below, right below.
	Corners [4]string
	// AxisX and AxisY name what is measured; SplitText and MaxText stand on
	// the axis at Split and at the largest X.
	AxisX, AxisY       string
	SplitText, MaxText string
	// Legend names the classes in the order product, marketing, service.
	Legend [3]string
}

// Map draws p. Labels never overlap one another, nor a mark, nor a corner's
// words; unnamed are the indexes of spots for which there was no room.
func Map(id, title, desc string, p Plane) (d Drawing, unnamed []int) {
	d = Drawing{ID: id, Title: title, Desc: desc, Width: planeWidth, Height: planeHeight, Wide: true}
	least, most := p.Split, p.Split
	for _, s := range p.Spots {
		least, most = min(least, s.X), max(most, s.X)
	}
	// Square roots: few themes are said a lot, many a little.
	low := 0.8 * math.Sqrt(max(0, least))
	x := func(v float64) float64 {
		return planeLeft + (planeRight-planeLeft-34)*(math.Sqrt(max(0, v))-low)/max(math.Sqrt(max(0, most))-low, 1e-9)
	}
	y := func(v float64) float64 {
		return (planeTop+planeBottom)/2 - (planeBottom-planeTop)/2*clampTo(v, -1, 1)*0.86
	}
	d.planeGround(p, x, y)
	taken := d.planeCorners(p)
	var centres []Point
	lines := []area{{planeLeft, y(0) - 1, planeRight, y(0) + 1}, {x(p.Split) - 1, planeTop, x(p.Split) + 1, planeBottom}}
	for _, s := range p.Spots {
		at := aside(Point{x(s.X), y(s.Y)}, centres)
		centres = append(centres, at)
		taken = append(taken, area{at.X - planeMark - 1, at.Y - planeMark - 1, at.X + planeMark + 1, at.Y + planeMark + 1})
		lines = append(lines, area{at.X - 1, y(s.High), at.X + 1, y(s.Low)})
		d.line("whisker", s.Tone, 1, nil, Point{at.X, y(s.Low)}, Point{at.X, y(s.High)})
	}
	for i, s := range p.Spots {
		d.add(mark(s.Tone, centres[i].X, centres[i].Y, planeMark))
	}
	for i, s := range p.Spots {
		// In its own corner, and off the thin lines too where there is room.
		frame := area{planeLeft + 2, planeTop + 2, planeRight - 2, planeBottom - 2}
		own := frame
		if centres[i].Y < y(0) {
			own.bottom = y(0)
		} else {
			own.top = y(0)
		}
		if s.X < p.Split {
			own.right = x(p.Split)
		} else {
			own.left = x(p.Split)
		}
		l, ok := place(centres[i], s.Name, append(lines[:len(lines):len(lines)], taken...), own)
		for _, within := range []area{own, frame} {
			if !ok {
				l, ok = place(centres[i], s.Name, taken, within)
			}
		}
		if !ok {
			unnamed = append(unnamed, i)
			continue
		}
		taken = append(taken, l.area)
		if l.far {
			near := Point{clampTo(centres[i].X, l.left, l.right), clampTo(centres[i].Y, l.top+2, l.bottom-2)}
			d.line("leader", Soft, 0.8, nil, centres[i], near)
		}
		x := map[string]float64{"start": l.left, "middle": (l.left + l.right) / 2, "end": l.right}[l.anchor]
		d.text("label", x, l.bottom-3.5, l.anchor, s.Name, Ink, false)
	}
	return d, unnamed
}

// aside moves a mark that would hide another to stand beside it.
func aside(at Point, others []Point) Point {
	step := 2 * planeMark
	if at.X > planeRight-60 {
		step = -step
	}
	for i := 0; i < len(others); i++ {
		if math.Hypot(at.X-others[i].X, at.Y-others[i].Y) < 1.6*planeMark {
			at.X += step
			i = -1
		}
	}
	return at
}

// planeGround draws frame, axes and legend.
func (d *Drawing) planeGround(p Plane, x func(float64) float64, y func(float64) float64) {
	d.add(Shape{Role: "frame", Stroke: Line, Width: 1, Closed: true, Paths: [][]Point{box(planeLeft, planeTop, planeRight-planeLeft, planeBottom-planeTop)}})
	d.line("split", Soft, 1, []float64{2, 3}, Point{x(p.Split), planeTop}, Point{x(p.Split), planeBottom})
	d.line("even", Soft, 1, []float64{2, 3}, Point{planeLeft, y(0)}, Point{planeRight, y(0)})
	for _, t := range []struct {
		v    float64
		text string
	}{{1, "+1"}, {0, "0"}, {-1, "−1"}} {
		d.text("tick", planeLeft-8, y(t.v)+4.5, "end", t.text, Soft, false)
	}
	d.text("axis", 2, 14, "start", p.AxisY, Soft, false)
	most := planeRight - 34
	d.text("tick", x(p.Split), planeBottom+18, "middle", p.SplitText, Soft, false)
	if most-x(p.Split) > labelWidth*float64(utf8.RuneCountInString(p.SplitText+p.MaxText))/2+8 {
		d.text("tick", most, planeBottom+18, "middle", p.MaxText, Soft, false)
	}
	d.text("axis", planeRight, planeBottom+40, "end", p.AxisX, Soft, false)
	at := planeLeft
	for i, tone := range []Tone{Product, Marketing, Service} {
		d.add(Shape{Role: "legend", Fill: tone, Closed: true, R: mark(tone, 0, 0, planeMark).R, At: Point{at, planeBottom + 62}, Paths: mark(tone, at, planeBottom+62, planeMark).Paths})
		d.text("legend", at+12, planeBottom+67, "start", p.Legend[i], Soft, false)
		at += 34 + labelWidth*float64(utf8.RuneCountInString(p.Legend[i]))
	}
}

// planeCorners writes what to do into each corner, and gives the areas taken.
func (d *Drawing) planeCorners(p Plane) (taken []area) {
	for i, text := range p.Corners {
		width := labelWidth * 1.06 * float64(utf8.RuneCountInString(text))
		a := area{planeLeft + 8, planeTop + 6, planeLeft + 8 + width, planeTop + 6 + labelSize}
		anchor, x := "start", planeLeft+8
		if i%2 == 1 {
			a.left, a.right, anchor, x = planeRight-8-width, planeRight-8, "end", planeRight-8
		}
		if i > 1 {
			a.top, a.bottom = planeBottom-6-labelSize, planeBottom-6
		}
		d.text("corner", x, a.bottom-3, anchor, text, Ink, true)
		taken = append(taken, a)
	}
	return taken
}

// area is an upright rectangle.
type area struct{ left, top, right, bottom float64 }

func (a area) meets(b area) bool {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

func (a area) inside(b area) bool {
	return a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom
}

// label is the room that a name takes: set from its left, its middle or its
// right, and tied to its mark where it is far from it.
type label struct {
	area
	anchor string
	far    bool
}

// place finds room for a name beside at: the nearest of many positions inside
// frame that touches nothing taken.
func place(at Point, name string, taken []area, frame area) (l label, ok bool) {
	width := labelWidth * float64(utf8.RuneCountInString(name))
	for _, away := range []float64{9, 16, 26, 38, 52, 70, 90} {
		for _, turn := range []float64{0, 180, 270, 90, 315, 45, 225, 135, 337, 22, 202, 158} {
			sin, cos := math.Sincos(turn * math.Pi / 180)
			cx, cy := at.X+cos*(away+width/2), at.Y+sin*(away+labelSize/2)
			l = label{area{cx - width/2, cy - labelSize/2, cx + width/2, cy + labelSize/2}, "middle", away > 16}
			if cos > 0.3 {
				l.anchor = "start"
			} else if cos < -0.3 {
				l.anchor = "end"
			}
			if free(l.area, frame, taken) {
				return l, true
			}
		}
	}
	return label{}, false
}

func free(a, frame area, taken []area) bool {
	if !a.inside(frame) {
		return false
	}
	for _, t := range taken {
		if a.meets(t) {
			return false
		}
	}
	return true
}
