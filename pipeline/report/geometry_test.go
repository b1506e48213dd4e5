package report

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gripe/pipeline/opinion"
)

// sampled measures areas by a fine grid, a way that shares nothing with the
// formula under test.
func sampled(discs [3]disc) (area, overlap [3]float64) {
	left, top, right, bottom := bounds(discs)
	const steps = 900
	cell := (right - left) * (bottom - top) / (steps * steps)
	for i := range steps {
		for j := range steps {
			x, y := left+(right-left)*(float64(i)+.5)/steps, top+(bottom-top)*(float64(j)+.5)/steps
			var in [3]bool
			for k, c := range discs {
				if in[k] = math.Hypot(x-c.x, y-c.y) < c.r; in[k] {
					area[k] += cell
				}
			}
			for k, p := range [3][2]int{{0, 1}, {0, 2}, {1, 2}} {
				if in[p[0]] && in[p[1]] {
					overlap[k] += cell
				}
			}
		}
	}
	return area, overlap
}

// near: within 3 %, or within half a percent of the whole where almost nothing
// is wanted.
func near(got, want, whole float64) bool {
	return math.Abs(got-want) <= max(0.03*want, 0.005*whole)
}

func TestVennIsTrueToArea(t *testing.T) {
	for _, v := range []opinion.Venn{
		{19, 96, 38, 31, 85, 93, 14, 36},
		{0, 300, 10, 4, 120, 60, 5, 2},
		{0, 10, 10, 0, 10, 0, 0, 0},   // three apart
		{0, 50, 0, 20, 30, 10, 0, 5},  // marketing within product
		{0, 100, 0, 0, 0, 40, 0, 0},   // service within product, no marketing
		{0, 0, 0, 0, 0, 0, 0, 25},     // all in all
		{3, 80, 30, 10, 70, 0, 12, 0}, // one pair apart
		{0, 7, 0, 0, 0, 0, 0, 0},
	} {
		d := venn(v)
		discs, exact := d.discs()
		if !exact {
			t.Errorf("%v: these counts can be drawn exactly", v)
		}
		area, overlap := sampled(discs)
		whole := float64(d.Total)
		for i, n := range []int{d.Product, d.Service, d.Marketing} {
			if !near(area[i], float64(n), whole) {
				t.Errorf("%v: circle %d has area %.2f, want %d", v, i, area[i], n)
			}
		}
		for i, p := range [][2]string{{"product", "service"}, {"product", "marketing"}, {"service", "marketing"}} {
			if n := d.both(p[0], p[1]); !near(overlap[i], float64(n), whole) {
				t.Errorf("%v: %v overlap by %.2f, want %d", v, p, overlap[i], n)
			}
		}
	}
}

// Two circles apart do not fit into a third of the area of both together: the
// circles stay true and the caption admits the rest.
func TestVennAdmitsWhatCannotBeDrawn(t *testing.T) {
	v := venn(opinion.Venn{0, 0, 0, 100, 0, 0, 100, 0})
	discs, exact := v.discs()
	if exact {
		t.Fatal("two circles in one that cannot hold both were called exact")
	}
	area, _ := sampled(discs)
	for i, n := range []int{v.Product, v.Service, v.Marketing} {
		if !near(area[i], float64(n), float64(v.Total)) {
			t.Errorf("circle %d has area %.2f, want %d", i, area[i], n)
		}
	}
	if c := vennChart(v); !strings.Contains(c.Caption, "go by the numbers") {
		t.Errorf("caption: %s", c.Caption)
	}
}

func TestLensAgreesWithBisection(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		a, b := 0.1+r.Float64()*10, 0.1+r.Float64()*10
		want := r.Float64() * math.Pi * min(a, b) * min(a, b)
		d, _ := distance(a, b, want)
		if got := lens(a, b, d); math.Abs(got-want) > 1e-6*(1+want) {
			t.Fatalf("radii %g, %g: area %g at distance %g, want %g", a, b, got, d, want)
		}
	}
}

// Whatever the counts, every label and circle stays inside the view box.
func TestVennStaysInItsBox(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		var v opinion.Venn
		for i := range v {
			if r.IntN(3) > 0 {
				v[i] = r.IntN(1 << r.IntN(12))
			}
		}
		d := venn(v)
		c := vennChart(d)
		if d.Total == 0 {
			continue
		}
		for _, x := range c.Discs {
			cx, cy, radius := atof(t, x.X), atof(t, x.Y), atof(t, x.R)
			if cx-radius < 0 || cx+radius > vennWidth || cy-radius < vennTop-1 || cy+radius > atof(t, c.Height) {
				t.Errorf("%v: circle %+v leaves the box", v, x)
			}
			if tx, ty := atof(t, x.TextX), atof(t, x.TextY); tx < 0 || tx > vennWidth || ty < 10 || ty > atof(t, c.Height) {
				t.Errorf("%v: label %+v leaves the box", v, x)
			}
		}
		marked := 0
		for _, reg := range d.Regions {
			if reg.N > 0 && !strings.Contains(c.Caption, reg.Name+" "+number(reg.N)) {
				marked++
			}
		}
		if marked != len(c.Counts) {
			t.Errorf("%v: %d regions marked or named, %d drawn", v, marked, len(c.Counts))
		}
	}
}
