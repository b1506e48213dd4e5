package tune

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/classifiers/encoder"
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// material: three domains in which "bad" complains of the product and "rude" of
// service.
func material() Material {
	m := Material{Body: body()}
	for _, p := range []string{"\uFFFD", "<s>", "</s>", "1", "2", "3", "▁", "▁bad", "▁rude", "▁fine", "▁tea", "▁bus"} {
		m.Vocabulary = append(m.Vocabulary, encoder.Piece{Text: p, Score: -3})
	}
	// Unknown letters cost nothing, so a bare space must cost more than a word.
	m.Vocabulary[6].Score = -9
	for i := range 30 {
		text := fmt.Sprintf("%s tea %d", []string{"bad", "rude", "fine"}[i%3], i)
		class, pol := opinion.Causes[[3]int{0, 2, 3}[i%3]], opinion.Neg
		if i%3 == 2 {
			pol = opinion.Pos
		}
		m.Docs = append(m.Docs, gold.Doc{
			ID: fmt.Sprint(i), Domain: []string{"a", "b", "c"}[i/10], Cause: class,
			Passage: passage.FromSpans("", text, 0, [][2]int{{0, len(text)}}),
			Labels:  []gold.Label{{Polarity: pol, Class: class, Theme: opinion.ThemesOf(class)[0], Stage: opinion.StageUse}},
		})
	}
	return m
}

func TestBuildMeasuresAndServes(t *testing.T) {
	cfg := quick(0)
	m := material()
	var files [2][]byte
	for workers := range 2 {
		built, err := Build(context.Background(), m, Plan{Config: cfg, Seeds: 2, Workers: workers + 1, Groups: 2})
		if err != nil {
			t.Fatal(err)
		}
		f, result := built.File, built.Result
		if result.Pooled.Verbatims != 30 || len(f.Errors) != 3 || len(f.Members) != 2 || len(f.Bodies) != 1 {
			t.Fatalf("%d verbatims measured, %d matrices, %d members, %d bodies", result.Pooled.Verbatims, len(f.Errors), len(f.Members), len(f.Bodies))
		}
		if result.Pooled.Cause.Accuracy < 0.9 {
			t.Errorf("accuracy %.2f on causes that one word decides", result.Pooled.Cause.Accuracy)
		}
		if files[workers], err = f.Marshal(); err != nil {
			t.Fatal(err)
		}
	}
	if string(files[0]) != string(files[1]) {
		t.Error("the model depends on how many trainings run at once")
	}
	c, err := encoder.New(files[0], encoder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, j := range c.Judge([]opinion.Passage{m.Docs[0].Passage, m.Docs[1].Passage, m.Docs[2].Passage}) {
		if got, p := j.Cause.Best(); got != m.Docs[i].Cause || math.IsNaN(p) {
			t.Errorf("%q has cause %s, want %s", m.Docs[i].Passage.Text, got, m.Docs[i].Cause)
		}
	}
}

func TestBuildStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Build(ctx, material(), Plan{Config: quick(0)}); err == nil {
		t.Error("a cancelled build gave a model")
	}
}

func TestMeanOfScores(t *testing.T) {
	a := []Scored{{Cause: []float32{1, 0, 0, 0}, Mentions: [][]float32{make([]float32, encoder.Scores)}}}
	b := []Scored{{Cause: []float32{3, 2, 0, 0}, Mentions: [][]float32{make([]float32, encoder.Scores)}}}
	b[0].Mentions[0][5] = 4
	got := Mean([][]Scored{a, b})[0]
	if d := cmp.Diff([]float32{2, 1, 0, 0}, got.Cause); d != "" || got.Mentions[0][5] != 2 {
		t.Errorf("mean cause differs: %s; mean score %g, want 2", d, got.Mentions[0][5])
	}
}
