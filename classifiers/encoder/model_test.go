package encoder

import (
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// randomFile is a model of random weights: as large as a real one but for its
// vocabulary.
func randomFile(t testing.TB, members int) *File {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	f := &File{Pieces: small(), Trained: "nothing"}
	for i := range members {
		p := NewParams(len(f.Pieces))
		h, err := NewHeads(Shape{Hidden: 32, Peaks: 16 * i, Context: i%2 == 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range append(p.Tensors, h.Tensors...) {
			for j := range x.V {
				x.V[j] = float32(r.NormFloat64() / math.Sqrt(float64(max(x.Rows, 16))))
			}
		}
		f.Bodies, f.Members = append(f.Bodies, p), append(f.Members, Member{i, h})
	}
	f.Errors = []opinion.ErrorMatrix{{Domain: "tea", N: [4]int{1, 0, 0, 0}}}
	f.Calibration.Cause = Scale{Sharpness: 0.8, Bias: []float64{0.1, 0, 0, 0}}
	return f
}

func passages() []opinion.Passage {
	p := []opinion.Passage{
		passage.FromSpans("", "the phone. a phone", 2, [][2]int{{0, 10}, {11, 18}}),
		passage.FromSpans("", "the", 0, [][2]int{{0, 3}}),
		{},
	}
	// Some of every length, so that batches break at many places.
	words := []string{"the", "a", "phone", "phones.", "in", "one", "é"}
	r := rand.New(rand.NewPCG(3, 3))
	for n := range 7 {
		var text strings.Builder
		var spans [][2]int
		for range 1 + n%4 {
			from := text.Len()
			for range 1 + r.IntN(3*n+1) {
				text.WriteString(words[r.IntN(len(words))] + " ")
			}
			spans = append(spans, [2]int{from, text.Len() - 1})
		}
		p = append(p, passage.FromSpans([]string{"", "a phone"}[n%2], text.String(), float64(n%6), spans))
	}
	return p
}

func TestFileRoundTrip(t *testing.T) {
	data, err := randomFile(t, 2).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Unmarshal(data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(data) {
		t.Error("a file that was read is written differently")
	}
	for _, cut := range []int{0, 5, len(magic), len(magic) + 3, 300, 700, len(data) / 2, len(data) - 1} {
		if _, err := Unmarshal(data[:cut]); err == nil {
			t.Errorf("a file cut to %d bytes was taken", cut)
		}
	}
	if _, err := Unmarshal(append(data, 0)); err == nil {
		t.Error("a file with a byte too many was taken")
	}
}

// Every instruction set and any company and order give the same judgement, bit
// for bit.
func TestJudgeAgrees(t *testing.T) {
	f := randomFile(t, 2)
	native, err := fromFile(f, "test", Options{})
	if err != nil {
		t.Fatal(err)
	}
	portable, err := fromFile(f, "test", Options{Portable: true})
	if err != nil {
		t.Fatal(err)
	}
	in := passages()
	want := portable.Judge(in)
	if d := cmp.Diff(want, native.Judge(in)); d != "" {
		t.Errorf("C against Go: %s", d)
	}
	var single []opinion.Judgement
	for i := range in {
		single = append(single, native.Judge(in[i:i+1])...)
	}
	if d := cmp.Diff(want, single); d != "" {
		t.Errorf("one by one: %s", d)
	}
	order := rand.New(rand.NewPCG(4, 4)).Perm(len(in))
	var shuffled []opinion.Passage
	for _, i := range order {
		shuffled = append(shuffled, in[i])
	}
	for k, j := range native.Judge(shuffled) {
		if d := cmp.Diff(want[order[k]], j); d != "" {
			t.Errorf("in another order: %s", d)
		}
	}
	for i, j := range want {
		if len(j.Mentions) != len(in[i].Spans) {
			t.Fatalf("passage %d: %d judgements for %d spans", i, len(j.Mentions), len(in[i].Spans))
		}
		sums := []float64{sum(j.Cause[:])}
		for _, m := range j.Mentions {
			sums = append(sums, sum(m.Polarity[:]), sum(m.Class[:]), sum(m.Theme[:]), sum(m.Stage[:]))
		}
		for _, s := range sums {
			if math.Abs(s-1) > 1e-5 {
				t.Errorf("passage %d: probabilities sum to %g", i, s)
			}
		}
	}
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

func TestJudgeInParallel(t *testing.T) {
	c, err := fromFile(randomFile(t, 1), "test", Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := passages()
	want := c.Judge(in)
	got := make([][]opinion.Judgement, 4)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i] = c.Judge(in) })
	}
	wg.Wait()
	for i := range got {
		if d := cmp.Diff(want, got[i]); d != "" {
			t.Errorf("goroutine %d: %s", i, d)
		}
	}
}

func TestFitScaleFindsTheTemperature(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	var scores [][]float32
	var labels []int
	for range 4000 {
		z := []float32{float32(r.NormFloat64()), float32(r.NormFloat64()), 0}
		p := make([]float64, 3)
		Scale{Sharpness: 1}.Apply(p, z)
		u, k := r.Float64(), 0
		for k < 2 && u > p[k] {
			u -= p[k]
			k++
		}
		// Overconfident scores, shifted.
		scores = append(scores, []float32{3*z[0] + 1, 3 * z[1], 0})
		labels = append(labels, k)
	}
	s := FitScale(scores, labels, true)
	if math.Abs(s.Sharpness-1.0/3) > 0.03 || math.Abs(s.Bias[0]-s.Bias[2]+1.0/3) > 0.15 {
		t.Errorf("fitted %+v, want sharpness near 0.33 and the first bias near 0.33 below the last", s)
	}
	if s := FitScale(nil, nil, true); s.Sharpness != 1 {
		t.Errorf("without rows the sharpness is %g, want 1", s.Sharpness)
	}
}

func BenchmarkJudge(b *testing.B) {
	f := randomFile(b, 1)
	for _, portable := range []bool{false, true} {
		name := "native"
		if portable {
			name = "portable"
		}
		b.Run(name, func(b *testing.B) {
			c, err := fromFile(f, "test", Options{Portable: portable})
			if err != nil {
				b.Fatal(err)
			}
			// 20 pieces are the mean of a gold mention.
			text := "the phone the phone the phone the phone the phone the phone the phone the phone the phone the phone"
			var in []opinion.Passage
			for i := range 8 { // all different: the same would be encoded once
				text := text + strings.Repeat(".", i)
				in = append(in, passage.FromSpans("", text, 0, [][2]int{{0, len(text)}}))
			}
			for b.Loop() {
				c.Judge(in)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(in)), "µs/mention")
		})
	}
}
