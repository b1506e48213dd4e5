package tune

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/integer"
	"gripe/classifiers/gold"
	"gripe/classifiers/linear"
	"gripe/data/model"
	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
)

// every so manieth gold verbatim is judged both ways; all of them give the
// figures in doc.go of package encoder.
const every = 24

// TestServedAgreesWithFloat holds the embedded model, as it is served in
// integers, against the float32 network that it was trained as.
func TestServedAgreesWithFloat(t *testing.T) {
	f, err := encoder.Unmarshal(model.Encoder)
	if err != nil {
		t.Fatal(err)
	}
	fast, err := linear.Load(model.Linear)
	if err != nil {
		t.Fatal(err)
	}
	pieces, err := encoder.NewPieces(f.Pieces)
	if err != nil {
		t.Fatal(err)
	}
	var docs []gold.Doc
	for i, d := range goldDocs(t) {
		if i%every == 0 {
			docs = append(docs, d)
		}
	}
	if len(f.Members) != 1 {
		t.Fatalf("%d members: compare the mean of their scores", len(f.Members))
	}
	member := f.Members[0]
	exact, served := bothWays(t, f.Bodies[member.Body], member.Heads, pieces, docs)
	ps := make([]opinion.Passage, len(docs))
	for i := range docs {
		ps[i] = docs[i].Passage
	}
	mixed := func(scored []Scored) []opinion.Judgement {
		for i, j := range fast.Judge(ps) {
			encoder.Mix(scored[i].Cause, encoder.LogP(j.Cause[:]), f.CompanionWeight)
			for k, row := range scored[i].Mentions {
				encoder.Mix(row, encoder.LogScores(&j.Mentions[k]), f.CompanionWeight)
			}
		}
		return Judge(&f.Calibration, scored)
	}
	a, b := mixed(exact), mixed(served)
	var mentions, class, polarity, cause int
	var apart, numbers float64
	var f1 [2]confusion
	for i := range a {
		if x, _ := a[i].Cause.Best(); x != first(b[i].Cause.Best()) {
			cause++
		}
		for k := range a[i].Mentions {
			x, y := &a[i].Mentions[k], &b[i].Mentions[k]
			mentions++
			if first(x.Class.Best()) != first(y.Class.Best()) {
				class++
			}
			if largest(x.Polarity[:]) != largest(y.Polarity[:]) {
				polarity++
			}
			for c := range x.Class {
				apart += math.Abs(x.Class[c] - y.Class[c])
			}
			for c := range x.Polarity {
				apart += math.Abs(x.Polarity[c] - y.Polarity[c])
			}
			numbers += float64(len(x.Class) + len(x.Polarity))
			if l := docs[i].Labels[k]; l.Complaint() && l.Class.Index() < 3 {
				f1[0].add(l.Class, first(x.Class.Best()))
				f1[1].add(l.Class, first(y.Class.Best()))
			}
		}
	}
	t.Logf("%d mentions of %d verbatims: class differs in %d, polarity in %d, cause in %d; probabilities by %.5f in the mean; macro-F1 of the class %.4f in float32, %.4f served",
		mentions, len(docs), class, polarity, cause, apart/numbers, f1[0].macro(), f1[1].macro())
	if limit := mentions / 100; class > limit || polarity > limit {
		t.Errorf("more than 1 in 100 mentions differ: class %d, polarity %d of %d", class, polarity, mentions)
	}
	if mean := apart / numbers; mean > 0.004 {
		t.Errorf("probabilities differ by %.4f in the mean, want at most 0.004", mean)
	}
	if d := math.Abs(f1[0].macro() - f1[1].macro()); d > 0.01 {
		t.Errorf("macro-F1 differs by %.4f", d)
	}
}

func first[A, B any](a A, _ B) A { return a }

// confusion counts classes by label and judgement.
type confusion [3][3]int

func (c *confusion) add(label, judged opinion.Class) { c[label.Index()][judged.Index()]++ }

func (c *confusion) macro() float64 {
	sum := 0.0
	for k := range c {
		hit, all := c[k][k], 0
		for j := range c {
			all += c[k][j] + c[j][k]
		}
		sum += 2 * float64(hit) / float64(max(all, 1))
	}
	return sum / 3
}

func goldDocs(t *testing.T) []gold.Doc {
	t.Helper()
	f, err := os.Open(sharedtest.Path(t, "gold", "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	docs, err := gold.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// bothWays scores verbatims by the network on the tape, and by the one served.
func bothWays(t *testing.T, body *encoder.Params, heads *encoder.Heads, pieces *encoder.Pieces, docs []gold.Doc) (exact, served []Scored) {
	t.Helper()
	cfg := Defaults()
	cfg.Context, cfg.Hidden, cfg.Peaks = heads.Context, heads.Hidden, heads.Peaks
	m, err := newModel(cfg, body, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range heads.Tensors {
		copy(m.Heads.Tensors[i].V, x.V)
	}
	var examples []*Example
	var ids [][][]int32
	var ratings []float64
	for i := range docs {
		e := FromPassage(&docs[i].Passage, pieces)
		examples, ids, ratings = append(examples, e), append(ids, e.IDs), append(ratings, e.Rating)
	}
	exact = m.Score(examples, nil)
	s, err := encoder.NewScorer(body, heads, integer.Best())
	if err != nil {
		t.Fatal(err)
	}
	mention, cause := s.Score(ids, ratings)
	at := 0
	for i := range docs {
		row := Scored{Cause: cause[4*i : 4*i+4]}
		for range ids[i] {
			row.Mentions = append(row.Mentions, mention[at*encoder.Scores:(at+1)*encoder.Scores])
			at++
		}
		served = append(served, row)
	}
	return exact, served
}

func largest(p []float64) int {
	best := 0
	for i, v := range p {
		if v > p[best] {
			best = i
		}
	}
	return best
}
