package tune

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/integer"
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// body is an encoder of random weights for a few pieces.
func body() *encoder.Params {
	r := rand.New(rand.NewPCG(1, 2))
	p := encoder.NewParams(12)
	for _, t := range p.Tensors {
		for i := range t.V {
			t.V[i] = float32(r.NormFloat64() / math.Sqrt(float64(max(t.Rows, 16))))
		}
	}
	return p
}

// corpus: a mention that holds piece 7 complains of the product, one with
// piece 8 of service, others praise.
func corpus() []*Example {
	var out []*Example
	for i := range 24 {
		pol, class, piece := opinion.Neg, opinion.Causes[[3]int{0, 2, 3}[i%3]], int32(7+i%3)
		if i%3 == 2 {
			pol = opinion.Pos
		}
		l := gold.Label{Polarity: pol, Class: class, Theme: opinion.ThemesOf(class)[0], Stage: opinion.StageUse}
		d := gold.Doc{Domain: []string{"a", "b"}[i%2], Cause: class, Labels: []gold.Label{l, l}}
		e := &Example{Domain: d.Domain, IDs: [][]int32{{6, piece, int32(9 + i%2)}, {piece}}, Rating: float64(i % 6)}
		e.target(&d)
		out = append(out, e)
	}
	return out
}

func quick(bodyRate float32) Config {
	c := Defaults()
	c.Hidden, c.Peaks, c.Batch, c.Epochs, c.BodyRate, c.BodyDropout = 16, 8, 8, 6, bodyRate, 0.1
	c.HeadRate, c.Dropout = 5e-3, 0
	if bodyRate == 0 {
		c.Epochs = 20
	}
	return c
}

func TestTrainingLearns(t *testing.T) {
	for name, rate := range map[string]float32{"frozen": 0, "upper": 1e-4, "whole": 1e-4} {
		examples, cfg, p := corpus(), quick(rate), body()
		var frozen Frozen
		if name == "upper" {
			cfg.Lower = 1
		}
		if name != "whole" {
			frozen = Freeze(cfg, p, examples)
		}
		before := append([]float32(nil), p.Flat...)
		m, err := Train(cfg, p, frozen, examples, 1)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(before, p.Flat) {
			t.Errorf("%s: training changed the encoder that it was given", name)
		}
		scored := m.Score(examples, frozen)
		right := 0
		for i, j := range Judge(&encoder.Calibration{}, scored) {
			if c, _ := j.Cause.Best(); examples[i].Cause[c.Index()] == 1 {
				right++
			}
		}
		if right < 20 {
			t.Errorf("%s: %d of 24 causes learnt", name, right)
		}
	}
}

func TestTrainingRepeats(t *testing.T) {
	examples, cfg := corpus(), quick(1e-4)
	cfg.Epochs = 1
	var scored [2][]Scored
	for i := range scored {
		m, err := Train(cfg, body(), nil, examples, 1)
		if err != nil {
			t.Fatal(err)
		}
		scored[i] = m.Score(examples, nil)
	}
	if d := cmp.Diff(scored[0], scored[1]); d != "" {
		t.Errorf("a second training differs: %s", d)
	}
}

// What was trained on the tape is what the scorer serves.
func TestServingAgreesWithTraining(t *testing.T) {
	for _, context := range []bool{false, true} {
		examples, cfg := corpus(), quick(1e-4)
		cfg.Context, cfg.Epochs, cfg.Lower = context, 1, 1
		m, err := Train(cfg, body(), nil, examples, 3)
		if err != nil {
			t.Fatal(err)
		}
		var docs [][][]int32
		var ratings []float64
		var mentions, causes []float32
		for _, e := range examples {
			docs, ratings = append(docs, e.IDs), append(ratings, e.Rating)
		}
		for _, s := range m.Score(examples, nil) {
			causes = append(causes, s.Cause...)
			for _, row := range s.Mentions {
				mentions = append(mentions, row...)
			}
		}
		s, err := encoder.NewScorer(m.Body, m.Heads, integer.Best())
		if err != nil {
			t.Fatal(err)
		}
		got, gotCause := s.Score(docs, ratings)
		near := cmp.Comparer(func(a, b float32) bool { return math.Abs(float64(a-b)) < 0.15 })
		if d := cmp.Diff(mentions, got, near); d != "" {
			t.Errorf("context %v, mentions: %s", context, d)
		}
		if d := cmp.Diff(causes, gotCause, near); d != "" {
			t.Errorf("context %v, causes: %s", context, d)
		}
	}
}
