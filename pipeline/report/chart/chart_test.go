package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func roles(d Drawing, role string) (out []Shape) {
	for _, s := range d.Shapes {
		if s.Role == role {
			out = append(out, s)
		}
	}
	return out
}

// weekly makes twelve weeks of three series; known tells which have a share.
func weekly(shares [3]float64, known func(int) bool) Weeks {
	w := Weeks{BreakText: "new model"}
	for i := range 12 {
		w.Labels = append(w.Labels, fmt.Sprint(i+1, " Nov"))
	}
	for k, name := range []string{"product", "marketing", "service"} {
		s := Weekly{Name: name, Tone: Tone(name)}
		for i := range 12 {
			s.Known = append(s.Known, known(i))
			s.Shares = append(s.Shares, Share{shares[k], max(0, shares[k]-.05), min(1, shares[k]+.05)})
		}
		w.Series = append(w.Series, s)
	}
	return w
}

func always(int) bool { return true }

func TestTrendNamesNeverOverlap(t *testing.T) {
	for _, s := range [][3]float64{{.34, .33, .33}, {0, 0, 1}, {.01, .01, .01}, {.9, .05, .05}} {
		ends := roles(Trend("t", "", "", weekly(s, always)), "end")
		if len(ends) != 3 {
			t.Fatalf("%v: %d names", s, len(ends))
		}
		for i := 1; i < len(ends); i++ { // from the lowest up
			if gap := ends[i-1].At.Y - ends[i].At.Y; gap < endGap-0.2 {
				t.Errorf("%v: %s and %s are %.1f apart", s, ends[i-1].Text, ends[i].Text, gap)
			}
		}
	}
}

func TestTrendStopsWhereThereIsNoShare(t *testing.T) {
	w := weekly([3]float64{.5, .2, .3}, func(i int) bool { return i != 5 })
	w.Breaks = []int{4}
	d := Trend("t", "", "", w)
	for role, want := range map[string]int{"band": 2, "line": 6, "break": 1, "dot": 11} {
		if n := len(roles(d, role)); n != want {
			t.Errorf("%d of %s, want %d around the week without a share", n, role, want)
		}
	}
}

func TestBarsAreToScale(t *testing.T) {
	d := Bars("b", "", []Bar{{Product, "a", "", Share{.31, .27, .35}, false}, {Service, "b", "", Share{.58, .53, .63}, true}})
	bars, whiskers := roles(d, "bar"), roles(d, "whisker")
	for i, want := range []float64{.31, .58} {
		end := bars[i].Paths[0][1].X
		if got := end / barsWidth; got < want-1e-9 || got > want+1e-9 {
			t.Errorf("bar %d is %.4f of the width, want %.2f", i, got, want)
		}
		if w := whiskers[i].Paths[0]; w[0].X > end || w[1].X < end {
			t.Errorf("whisker %v does not hold %v", w, end)
		}
	}
}

func randomPlane(r *rand.Rand) Plane {
	p := Plane{Corners: [4]string{"Over-served?", "Keep", "Watch", "Fix first"}, Legend: [3]string{"product", "marketing", "service"}, SplitText: "12", MaxText: "400"}
	tones := []Tone{Product, Marketing, Service}
	for i := range 1 + r.IntN(14) {
		x := float64(r.IntN(1 << (1 + r.IntN(10))))
		y := 2*r.Float64() - 1
		p.Spots = append(p.Spots, Spot{strings.Repeat("abcde", 4)[:5+r.IntN(15)], tones[i%3], x, y, max(-1, y-.2), min(1, y+.2)})
		p.Split += x / 14
	}
	return p
}

// Labels, marks and corner words lie apart, inside the frame, and every spot
// is either labelled or told to be not.
func TestMapLabelsNeverOverlap(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	labelled, all := 0, 0
	for range 300 {
		p := randomPlane(r)
		d, unnamed := Map("m", "", "", p)
		var taken []area
		for _, s := range d.Shapes {
			switch s.Role {
			case "label":
				w := labelWidth * float64(len(s.Text))
				left := s.At.X - w*map[string]float64{"start": 0, "middle": 0.5, "end": 1}[s.Anchor]
				a := area{left, s.At.Y + 3.5 - labelSize, left + w, s.At.Y + 3.5}
				if !a.inside(area{planeLeft, planeTop, planeRight, planeBottom}) {
					t.Errorf("%q leaves the frame: %v", s.Text, a)
				}
				for _, b := range taken {
					if a.meets(b) {
						t.Errorf("%q at %v meets %v", s.Text, a, b)
					}
				}
				taken = append(taken, a)
				labelled++
			case "mark":
				taken = append(taken, area{s.At.X - planeMark, s.At.Y - planeMark, s.At.X + planeMark, s.At.Y + planeMark})
			case "corner":
				w := labelWidth * float64(len(s.Text))
				if s.Anchor == "end" {
					w = -w
				}
				taken = append(taken, area{min(s.At.X, s.At.X+w), s.At.Y - 12, max(s.At.X, s.At.X+w), s.At.Y + 3})
			}
		}
		if n := len(roles(d, "label")) + len(unnamed); n != len(p.Spots) {
			t.Errorf("%d of %d spots accounted for", n, len(p.Spots))
		}
		all += len(p.Spots)
	}
	if labelled*10 < all*9 {
		t.Errorf("only %d of %d spots have a label", labelled, all)
	}
}

// Both forms can be made of every drawing; an SVG is well-formed and holds
// texts as texts.
func TestForms(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	venn, _ := Venn("v", evil, evil, Circles{Counts: [8]int{0, 9, 5, 2, 7, 3, 1, 4}, Names: [3]string{evil, "b", "c"}, Text: func(n int) string { return fmt.Sprint(n) }})
	plane, _ := Map("m", evil, evil, randomPlane(rand.New(rand.NewPCG(7, 8))))
	trend := weekly([3]float64{.5, .2, .3}, func(i int) bool { return i%5 > 0 })
	trend.Labels[11] = evil
	for _, d := range []Drawing{venn, plane, Trend("t", evil, evil, trend), Bars("b", evil, []Bar{{Service, evil, "1 %", Share{.1, 0, .2}, true}}), {}} {
		svg := SVG(d)
		x := xml.NewDecoder(strings.NewReader(svg))
		for {
			token, err := x.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", d.ID, err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "script" {
				t.Errorf("%s holds a script", d.ID)
			}
		}
		data, err := PNG(d, 2)
		if d.Width == 0 {
			continue // an image of no size is the encoder's own error
		}
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if size := img.Bounds().Size(); size.X < int(2*d.Width) || size.Y < int(2*d.Height) {
			t.Errorf("%s is %v, want twice %g by %g", d.ID, size, d.Width, d.Height)
		}
	}
}

// A PNG shows what the drawing says: the bar's tone where the bar is, none
// beyond its end.
func TestPNGPaintsWhereTheShapesAre(t *testing.T) {
	data, err := PNG(Bars("b", "", []Bar{{Product, "", "", Share{.5, .5, .5}, false}}), 2)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for x, want := range map[int]Tone{60: Product, 300: Product, 420: Track, 700: Track} {
		r, g, b, _ := img.At(x, 2*26).RGBA()
		w := light[want]
		if uint8(r>>8) != w.R || uint8(g>>8) != w.G || uint8(b>>8) != w.B {
			t.Errorf("at %d: %x %x %x, want %s", x, r>>8, g>>8, b>>8, want)
		}
	}
}

func TestDashesKeepTheLength(t *testing.T) {
	on := 0.0
	for _, part := range dashes([]Point{{0, 0}, {60, 0}, {60, 40}}, []float64{6, 4}) {
		for i := 1; i < len(part); i++ {
			on += abs(part[i].X-part[i-1].X) + abs(part[i].Y-part[i-1].Y)
		}
	}
	if abs(on-60) > 1e-6 {
		t.Errorf("%g of 100 is drawn with 6 on and 4 off, want 60", on)
	}
}

func abs(x float64) float64 { return max(x, -x) }
