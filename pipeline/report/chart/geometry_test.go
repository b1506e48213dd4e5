package chart

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// sampled measures areas by a fine grid, a way that shares nothing with the
// formula under test.
func sampled(discs [3]disc) (area, overlap [3]float64) {
	left, top, right, bottom := bounds(discs)
	const steps = 320
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

// checkAreas holds circles, and where the plane allows it pairs, to the counts.
func checkAreas(t *testing.T, counts [8]int) (exact bool) {
	t.Helper()
	c := Circles{Counts: counts}
	discs, exact := c.discs()
	area, overlap := sampled(discs)
	whole := 0.0
	for _, n := range counts[1:] {
		whole += float64(n)
	}
	for i, o := range vennOrder {
		if n := c.sum(o.bit); !near(area[i], float64(n), whole) {
			t.Errorf("%v: the circle of %s has area %.2f, want %d", counts, o.tone, area[i], n)
		}
	}
	for i, p := range [][2]int{{0, 1}, {0, 2}, {1, 2}} {
		if n := c.both(vennOrder[p[0]].bit, vennOrder[p[1]].bit); exact && !near(overlap[i], float64(n), whole) {
			t.Errorf("%v: pair %v overlaps by %.2f, want %d", counts, p, overlap[i], n)
		}
	}
	return exact
}

func TestVennIsTrueToArea(t *testing.T) {
	for _, counts := range [][8]int{
		{19, 96, 38, 31, 85, 93, 14, 36},
		{0, 300, 10, 4, 120, 60, 5, 2},
		{0, 10, 10, 0, 10, 0, 0, 0},   // three apart
		{0, 50, 0, 20, 30, 10, 0, 5},  // marketing within product
		{0, 100, 0, 0, 0, 40, 0, 0},   // service within product, no marketing
		{0, 0, 0, 0, 0, 0, 0, 25},     // all in all
		{3, 80, 30, 10, 70, 0, 12, 0}, // one pair apart
		{0, 7, 0, 0, 0, 0, 0, 0},
	} {
		if !checkAreas(t, counts) {
			t.Errorf("%v: these counts can be drawn exactly", counts)
		}
	}
}

// Random counts, a third of their regions empty, and counts such as reviews
// give: most speak of one class.
func TestVennIsTrueToAreaOnRandomCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	exact, usual := 0, 0
	const each = 30
	for i := range 2 * each {
		var counts [8]int
		for bits := range counts {
			if r.IntN(3) > 0 {
				counts[bits] = r.IntN(400)
			}
		}
		if i >= each {
			counts = [8]int{0, 100 + r.IntN(300), 30 + r.IntN(200), r.IntN(60), 50 + r.IntN(300), r.IntN(90), r.IntN(60), r.IntN(30)}
		}
		counts[1]++
		if checkAreas(t, counts) {
			exact++
			if i >= each {
				usual++
			}
		}
	}
	if usual < each*9/10 {
		t.Errorf("%d of %d usual counts are drawn exactly", usual, each)
	}
	t.Logf("%d of %d are drawn exactly", exact, 2*each)
}

// Two circles apart do not fit into a third of the area of both together: the
// circles stay true, and the fit admits the rest.
func TestVennAdmitsWhatCannotBeDrawn(t *testing.T) {
	counts := [8]int{0, 0, 0, 100, 0, 0, 100, 0}
	if checkAreas(t, counts) {
		t.Fatal("two circles in one that cannot hold both were called exact")
	}
	if _, fit := Venn("v", "", "", Circles{Counts: counts, Text: strconv.Itoa}); fit.Exact {
		t.Error("the drawing is called exact")
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

// Whatever the counts, every label and circle stays inside the view box, and
// each region is marked or told to be not.
func TestVennStaysInItsBox(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		c := Circles{Text: strconv.Itoa, Names: [3]string{"Product", "Marketing", "Service"}}
		filled := 0
		for i := range c.Counts {
			if r.IntN(3) > 0 {
				c.Counts[i] = r.IntN(1 << r.IntN(12))
			}
			if i > 0 && c.Counts[i] > 0 {
				filled++
			}
		}
		d, fit := Venn("v", "", "", c)
		for _, s := range d.Shapes {
			if s.Role == "disc" && (s.At.X-s.R < 0 || s.At.X+s.R > d.Width || s.At.Y-s.R < vennTop-1 || s.At.Y+s.R > d.Height) {
				t.Errorf("%v: circle %+v leaves the box", c.Counts, s)
			}
			if s.Text != "" && (s.At.X < 0 || s.At.X > d.Width || s.At.Y < 10 || s.At.Y > d.Height) {
				t.Errorf("%v: text %+v leaves the box", c.Counts, s)
			}
		}
		if marked := len(roles(d, "count")); marked+len(fit.Unmarked) != filled {
			t.Errorf("%v: %d regions marked, %d not, of %d", c.Counts, marked, len(fit.Unmarked), filled)
		}
	}
}
