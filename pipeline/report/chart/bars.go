package chart

// Share is a figure in 0..1 with its interval.
type Share struct{ Value, Low, High float64 }

// Bar is one share with the words for it.
type Bar struct {
	Tone       Tone
	Name, Text string
	Share      Share
	// Striped sets a bar apart from its solid neighbours.
	Striped bool
}

const (
	barsWidth = 360.0
	barsPitch = 46.0
	barHeight = 12.0
)

// Bars draws shares as bars from 0 to 100 %, each with a whisker for its
// interval and its words above it.
func Bars(id, title string, bars []Bar) Drawing {
	d := Drawing{ID: id, Title: title, Width: barsWidth, Height: barsPitch*float64(max(1, len(bars))) + 4}
	for i, b := range bars {
		y := barsPitch*float64(i) + 24
		d.text("name", 0, y-8, "start", b.Name, Ink, true)
		d.text("figure", barsWidth, y-8, "end", b.Text, Ink, true)
		d.rect("track", Track, 0, y, barsWidth, barHeight)
		length := barsWidth * clampTo(b.Share.Value, 0, 1)
		if b.Striped {
			d.stripes(b.Tone, y, length)
		} else {
			d.rect("bar", b.Tone, 0, y, length, barHeight)
		}
		low, high, mid := barsWidth*clampTo(b.Share.Low, 0, 1), barsWidth*clampTo(b.Share.High, 0, 1), y+barHeight/2
		d.add(Shape{Role: "whisker", Stroke: Ink, Width: 1.5, Paths: [][]Point{
			{{low, mid}, {high, mid}}, {{low, mid - 4}, {low, mid + 4}}, {{high, mid - 4}, {high, mid + 4}}}})
		d.Desc += b.Name + " " + b.Text + ". "
	}
	return d
}

// stripes draw a bar as upright stripes on a pale ground.
func (d *Drawing) stripes(tone Tone, y, length float64) {
	d.add(Shape{Role: "bar", Paths: [][]Point{box(0, y, length, barHeight)}, Closed: true, Fill: tone, Opacity: 0.3})
	s := Shape{Role: "stripes", Closed: true, Fill: tone}
	for x := 0.0; x < length; x += 6 {
		s.Paths = append(s.Paths, box(x, y, min(3, length-x), barHeight))
	}
	if len(s.Paths) > 0 {
		d.add(s)
	}
}
