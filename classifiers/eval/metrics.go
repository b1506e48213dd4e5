package eval

import "math"

// Confusion counts decisions: row is the truth, column the decision.
type Confusion [][]int

func newConfusion(k int) Confusion {
	c := make(Confusion, k)
	for i := range c {
		c[i] = make([]int, k)
	}
	return c
}

func (c Confusion) add(o Confusion) {
	for i := range c {
		for j := range c[i] {
			c[i][j] += o[i][j]
		}
	}
}

// N is how many decisions were counted.
func (c Confusion) N() int {
	n := 0
	for i := range c {
		for _, v := range c[i] {
			n += v
		}
	}
	return n
}

// Accuracy is the share of right decisions, 0 where there are none.
func (c Confusion) Accuracy() float64 {
	right := 0
	for i := range c {
		right += c[i][i]
	}
	return ratio(float64(right), float64(c.N()))
}

// F1 is the harmonic mean of precision and recall for label i; 0 where it was
// neither true nor decided.
func (c Confusion) F1(i int) float64 {
	truth, said := c.margins(i)
	return ratio(2*float64(c[i][i]), float64(truth+said))
}

// MacroF1 is the mean F1 of the labels that are true somewhere.
func (c Confusion) MacroF1() float64 {
	sum, n := 0.0, 0
	for i := range c {
		if truth, _ := c.margins(i); truth > 0 {
			sum += c.F1(i)
			n++
		}
	}
	return ratio(sum, float64(n))
}

// Kappa is Cohen's (1960): agreement beyond chance; 0 where chance explains all.
func (c Confusion) Kappa() float64 {
	n := float64(c.N())
	chance := 0.0
	for i := range c {
		truth, said := c.margins(i)
		chance += ratio(float64(truth), n) * ratio(float64(said), n)
	}
	return ratio(c.Accuracy()-chance, 1-chance)
}

func (c Confusion) margins(i int) (truth, said int) {
	for j := range c {
		truth += c[i][j]
		said += c[j][i]
	}
	return truth, said
}

// ratio is a/b, 0 where b is 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// bins is the number of equal bins of the expected calibration error, as in
// Guo et al. (2017).
const bins = 15

// Reliability sums stated probabilities and outcomes by bin.
type Reliability struct {
	n        [bins]int
	stated   [bins]float64
	happened [bins]int
}

func (r *Reliability) count(p float64, happened bool) {
	b := min(max(int(p*bins), 0), bins-1)
	r.n[b]++
	r.stated[b] += p
	if happened {
		r.happened[b]++
	}
}

func (r *Reliability) add(o *Reliability) {
	for b := range r.n {
		r.n[b] += o.n[b]
		r.stated[b] += o.stated[b]
		r.happened[b] += o.happened[b]
	}
}

// ECE is the expected calibration error: the mean gap between what was stated
// and what happened, weighted by bin, in 0..1.
func (r *Reliability) ECE() float64 {
	total, gap := 0, 0.0
	for b := range r.n {
		total += r.n[b]
		gap += math.Abs(r.stated[b] - float64(r.happened[b]))
	}
	return ratio(gap, float64(total))
}
