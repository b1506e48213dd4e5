package chart

import "math"

// Tone is a colour by its part: pages give each a value for light and for
// dark, PNG for light.
type Tone string

// The tones. The first three are Okabe and Ito's blue, orange and green, which
// most colour-blind readers tell apart ("Color Universal Design", 2008); the
// orange is darker, for a contrast of 3.2 on white.
const (
	Product   Tone = "product"
	Marketing Tone = "marketing"
	Service   Tone = "service"
	None      Tone = "none"
	Ink       Tone = "ink"
	Soft      Tone = "soft"
	Line      Tone = "line"
	Track     Tone = "track"
)

// Drawing is a chart as shapes in a plane of Width by Height, y downwards.
type Drawing struct {
	// ID is unique on a page. Title and Desc are the text alternative.
	ID, Title, Desc string
	Width, Height   float64
	// Wide drawings are shrunk on a telephone; their labels leave room to be
	// set half as large again.
	Wide   bool
	Shapes []Shape
}

// Point is a place in a drawing.
type Point struct{ X, Y float64 }

// Shape is a circle where R is above 0, a text where Text is set, else lines
// through Paths.
type Shape struct {
	// Role says what the shape stands for: "disc", "bar", "band"…
	Role string
	// At is the centre of a circle, or where a text begins, has its middle or
	// ends, on its base line.
	At     Point
	R      float64
	Paths  [][]Point
	Closed bool
	Text   string
	// Anchor of a text is "start", "middle" or "end".
	Anchor string
	Bold   bool
	// Fill with Opacity (0 means 1), Stroke of Width; empty means none. Dash
	// is lengths on and off.
	Fill, Stroke Tone
	Opacity      float64
	Width        float64
	Dash         []float64
}

func (d *Drawing) add(s Shape) { d.Shapes = append(d.Shapes, s) }

func (d *Drawing) text(role string, x, y float64, anchor, text string, tone Tone, bold bool) {
	d.add(Shape{Role: role, At: Point{x, y}, Anchor: anchor, Text: text, Fill: tone, Bold: bold})
}

func (d *Drawing) line(role string, tone Tone, width float64, dash []float64, points ...Point) {
	d.add(Shape{Role: role, Paths: [][]Point{points}, Stroke: tone, Width: width, Dash: dash})
}

func (d *Drawing) rect(role string, tone Tone, x, y, width, height float64) {
	d.add(Shape{Role: role, Paths: [][]Point{box(x, y, width, height)}, Closed: true, Fill: tone})
}

func box(x, y, width, height float64) []Point {
	return []Point{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}
}

// mark is the sign of a class: a disc for product, a square for marketing, a
// triangle for service, all of about one area.
func mark(tone Tone, x, y, r float64) Shape {
	switch tone {
	case Marketing:
		a := r * 0.89
		return Shape{Role: "mark", At: Point{x, y}, Paths: [][]Point{box(x-a, y-a, 2*a, 2*a)}, Closed: true, Fill: tone}
	case Service:
		a := r * 1.35
		h := a * math.Sqrt(3) / 2
		return Shape{Role: "mark", At: Point{x, y}, Paths: [][]Point{{{x, y - a}, {x + h, y + a/2}, {x - h, y + a/2}}}, Closed: true, Fill: tone}
	}
	return Shape{Role: "mark", At: Point{x, y}, R: r, Fill: tone}
}
