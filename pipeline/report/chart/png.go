package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// textSize is the size of labels in a PNG, in units of the drawing.
const textSize = 13.0

// light holds the tones on white paper: the page's own light theme.
var light = map[Tone]color.NRGBA{
	Product: {0x00, 0x72, 0xb2, 255}, Marketing: {0xc7, 0x7f, 0x00, 255}, Service: {0x00, 0x9e, 0x73, 255}, None: {0x8a, 0x91, 0x99, 255},
	Ink: {0x1b, 0x1f, 0x24, 255}, Soft: {0x58, 0x60, 0x69, 255}, Line: {0xdd, 0xe1, 0xe5, 255}, Track: {0xec, 0xef, 0xf1, 255},
}

// PNG paints d on white, with scale pixels to a unit of the drawing (2 is
// sharp on a dense screen). An error means that the embedded fonts or the
// encoder failed.
func PNG(d Drawing, scale float64) ([]byte, error) {
	p := painter{scale: scale}
	width, height := int(math.Ceil(d.Width*scale)), int(math.Ceil(d.Height*scale))
	p.img = image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(p.img, p.img.Bounds(), image.White, image.Point{}, draw.Src)
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			return nil, fmt.Errorf("read the font of charts: %w", err)
		}
		if p.face[i], err = opentype.NewFace(f, &opentype.FaceOptions{Size: textSize * scale, DPI: 72, Hinting: font.HintingNone}); err != nil {
			return nil, fmt.Errorf("set the font of charts: %w", err)
		}
	}
	for _, s := range d.Shapes {
		p.shape(s)
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, p.img); err != nil {
		return nil, fmt.Errorf("write a chart as PNG: %w", err)
	}
	return out.Bytes(), nil
}

// painter draws shapes on an image.
type painter struct {
	img   *image.RGBA
	scale float64
	// face is regular, then bold.
	face [2]font.Face
}

func (p *painter) shape(s Shape) {
	if s.Text != "" {
		p.text(s)
		return
	}
	paths, closed := s.Paths, s.Closed
	if s.R > 0 {
		paths, closed = [][]Point{round(s.At, s.R)}, true
	}
	if s.Fill != "" {
		c := light[s.Fill]
		if s.Opacity > 0 {
			c.A = uint8(math.Round(255 * s.Opacity))
		}
		p.fill(paths, c)
	}
	if s.Stroke != "" {
		var area [][]Point
		for _, path := range paths {
			if closed && len(path) > 0 {
				path = append(path[:len(path):len(path)], path[0])
			}
			for _, dash := range dashes(path, s.Dash) {
				area = append(area, stroke(dash, s.Width)...)
			}
		}
		p.fill(area, light[s.Stroke])
	}
}

// fill paints polygons. Those that overlap add up where they turn the same
// way, so stroke makes all of its own alike.
func (p *painter) fill(paths [][]Point, c color.NRGBA) {
	area := image.Rectangle{}
	for _, path := range paths {
		for _, q := range path {
			x, y := int(math.Floor(q.X*p.scale)), int(math.Floor(q.Y*p.scale))
			area = area.Union(image.Rect(x, y, x+2, y+2))
		}
	}
	area = area.Intersect(p.img.Bounds())
	if area.Empty() {
		return
	}
	z := vector.NewRasterizer(area.Dx(), area.Dy())
	for _, path := range paths {
		for i, q := range path {
			x, y := float32(q.X*p.scale)-float32(area.Min.X), float32(q.Y*p.scale)-float32(area.Min.Y)
			if i == 0 {
				z.MoveTo(x, y)
			} else {
				z.LineTo(x, y)
			}
		}
		z.ClosePath()
	}
	z.Draw(p.img, area, image.NewUniform(c), image.Point{})
}

func (p *painter) text(s Shape) {
	face := p.face[0]
	if s.Bold {
		face = p.face[1]
	}
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(light[s.Fill]), Face: face}
	x := fixed.Int26_6(math.Round(64 * s.At.X * p.scale))
	switch width := d.MeasureString(s.Text); s.Anchor {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	d.Dot = fixed.Point26_6{X: x, Y: fixed.Int26_6(math.Round(64 * s.At.Y * p.scale))}
	d.DrawString(s.Text)
}

// round is a circle as a polygon that no eye tells from one.
func round(at Point, r float64) []Point {
	n := 24 + int(r)
	out := make([]Point, n)
	for i := range out {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = Point{at.X + r*cos, at.Y + r*sin}
	}
	return out
}

// stroke is a line of a width as polygons: a slab for each part and a disc at
// each point, for round joints and ends.
func stroke(line []Point, width float64) [][]Point {
	var out [][]Point
	for i, a := range line {
		out = append(out, round(a, width/2))
		if i == 0 {
			continue
		}
		b := line[i-1]
		length := math.Hypot(a.X-b.X, a.Y-b.Y)
		if length == 0 {
			continue
		}
		nx, ny := -(a.Y-b.Y)/length*width/2, (a.X-b.X)/length*width/2
		out = append(out, []Point{{b.X - nx, b.Y - ny}, {a.X - nx, a.Y - ny}, {a.X + nx, a.Y + ny}, {b.X + nx, b.Y + ny}})
	}
	return out
}

// dashes cuts a line into the parts that a dash pattern leaves.
func dashes(line []Point, pattern []float64) [][]Point {
	total := 0.0
	for _, x := range pattern {
		total += x
	}
	if total <= 0 || len(line) == 0 {
		return [][]Point{line}
	}
	var out [][]Point
	part, on, k, left := []Point{line[0]}, true, 0, pattern[0]
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := math.Hypot(b.X-a.X, b.Y-a.Y)
		for at := 0.0; at < length; {
			step := min(left, length-at)
			at, left = at+step, left-step
			q := Point{a.X + (b.X-a.X)*at/length, a.Y + (b.Y-a.Y)*at/length}
			if on {
				part = append(part, q)
			}
			if left > 0 {
				continue
			}
			if on {
				out = append(out, part)
			}
			k = (k + 1) % len(pattern)
			left, on = max(pattern[k], 0.1), !on
			part = []Point{q}
		}
	}
	if on && len(part) > 1 {
		out = append(out, part)
	}
	return out
}
