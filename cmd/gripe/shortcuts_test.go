package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/classifiers/cascade"
	"gripe/classifiers/encoder"
	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/data/sharedtest"
	"gripe/pipeline/annotate"
	"gripe/pipeline/opinion"
)

// TestShortcutsChangeNothingFast compares the fast tier's annotations with and
// without every shortcut, field by field, on 2,000 real reviews of four
// corpora. Only entities may differ, by one in a thousand: a name is searched
// for only where a word behind the first begins with an ASCII capital.
func TestShortcutsChangeNothingFast(t *testing.T) {
	fast := fastTier(t)
	with := annotate.New(fast, annotate.Options{})
	without := annotate.New(fast.Exhaustive(), annotate.Options{Exhaustive: true})
	vs := realReviews(t, 500)
	sameAnnotations(t, without.AnnotateAll(vs), with.AnnotateAll(vs))
}

// TestShortcutsChangeNothingAuto does so for the default model, on fewer
// reviews: each alone and without shortcuts, against all of them in one batch.
func TestShortcutsChangeNothingAuto(t *testing.T) {
	fast := fastTier(t)
	auto := func(l *linear.Model) *cascade.Classifier {
		e, err := encoder.New(model.Encoder, encoder.Options{Companion: l})
		if err != nil {
			t.Fatal(err)
		}
		return cascade.New(l, e)
	}
	with := annotate.New(auto(fast), annotate.Options{})
	without := annotate.New(auto(fast.Exhaustive()), annotate.Options{Exhaustive: true})
	vs := realReviews(t, 60)
	var alone []annotate.Result
	for i := range vs {
		alone = append(alone, without.AnnotateAll(vs[i:i+1])...)
	}
	sameAnnotations(t, alone, with.AnnotateAll(vs))
}

func fastTier(t *testing.T) *linear.Model {
	t.Helper()
	m, err := linear.Load(model.Linear)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func sameAnnotations(t *testing.T, want, got []annotate.Result) {
	t.Helper()
	entities, differ, mentions := 0, 0, 0
	for i := range want {
		if (want[i].Err == nil) != (got[i].Err == nil) {
			t.Fatalf("review %d: error %v without shortcuts, %v with", i, want[i].Err, got[i].Err)
		}
		w, g := want[i].Annotation, got[i].Annotation
		mentions += len(w.Mentions)
		entities += len(w.Entities)
		if d := cmp.Diff(w.Entities, g.Entities); d != "" {
			differ++
			t.Logf("review %d: entities (-without +with):\n%s", i, d)
		}
		w.Entities, g.Entities = nil, nil
		if d := cmp.Diff(w, g); d != "" {
			t.Errorf("review %d (-without +with):\n%.2000s", i, d)
		}
	}
	t.Logf("%d reviews, %d mentions, %d entities: entities differ in %d reviews", len(want), mentions, entities, differ)
	if differ*1000 > entities || entities < len(want)/20 || mentions < len(want) {
		t.Errorf("entities differ in %d reviews of %d that hold %d", differ, len(want), entities)
	}
}

// realReviews are n of each shared corpus, spread over it.
func realReviews(t *testing.T, n int) []opinion.Verbatim {
	t.Helper()
	var out []opinion.Verbatim
	for _, name := range []string{"insurance", "apps", "storage", "games"} {
		f, err := os.Open(sharedtest.Path(t, "reviews", name+".jsonl.gz"))
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(z)
		lines.Buffer(nil, 8<<20)
		for i := 0; i < 5*n && lines.Scan(); i++ {
			if i%5 != 0 {
				continue
			}
			var v struct {
				Title, Text string
				Rating      float64
			}
			if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
				t.Fatal(err)
			}
			out = append(out, opinion.Verbatim{Title: v.Title, Text: v.Text, Rating: v.Rating})
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if len(out) != 4*n {
		t.Fatalf("%d reviews, want %d", len(out), 4*n)
	}
	return out
}
