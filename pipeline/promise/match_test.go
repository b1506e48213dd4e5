package promise

import (
	"encoding/csv"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gripe/classifiers/encoder"
	"gripe/classifiers/linear"
	"gripe/data/demo"
	"gripe/data/model"
	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

var fitted = flag.Bool("fit", false, "print the weights that the judged pairs give")

// pair is a judged pair of testdata/pairs.tsv.
type pair struct {
	domain string
	x      [signals]float64
	ok     bool
	speaks bool
	// weight is how many pairs of the domain stand behind this one: pairs were
	// drawn from bands of likeness, most from where it is high.
	weight float64
}

// TestPrecisionAndRecall fits the regression on the pairs of one domain and
// measures it on the other; the weights in use are those of both together.
func TestPrecisionAndRecall(t *testing.T) {
	pairs := judged(t)
	all := fit(pairs)
	if *fitted {
		t.Logf("weights: %.3f", all)
	}
	for i := range all {
		if math.Abs(all[i]-weights[i]) > 0.02 {
			t.Errorf("weight %d is %.3f and the pairs give %.3f: run with -fit -v and copy", i, weights[i], all[i])
		}
	}
	for _, d := range []string{"demo", "insurance"} {
		var in, out []pair
		for _, p := range pairs {
			if p.domain == d {
				out = append(out, p)
			} else {
				in = append(in, p)
			}
		}
		w := fit(in)
		precision, recall := rates(out, w, false)
		wp, wr := rates(out, w, true)
		t.Logf("%s, fitted on the other: precision %.2f, recall %.2f of the judged pairs; %.2f and %.2f as all pairs would have it", d, precision, recall, wp, wr)
		if precision < 0.72 || recall < 0.5 {
			t.Errorf("%s: precision %.2f, recall %.2f", d, precision, recall)
		}
	}
	precision, recall := rates(pairs, weights, false)
	t.Logf("weights in use on the %d pairs they were fitted on: precision %.2f, recall %.2f", len(pairs), precision, recall)
}

func rates(pairs []pair, w [signals]float64, weighed bool) (precision, recall float64) {
	var hit, said, true_ float64
	for _, p := range pairs {
		n := 1.0
		if weighed {
			n = p.weight
		}
		match := p.ok && probability(p.x, w) >= Threshold
		if match {
			said += n
		}
		if p.speaks {
			true_ += n
		}
		if match && p.speaks {
			hit += n
		}
	}
	return hit / max(said, 1), hit / max(true_, 1)
}

// fit is a logistic regression with a ridge of 0.3 on all but the constant, by
// Newton's method on the full matrix.
func fit(pairs []pair) (w [signals]float64) {
	for range 3000 {
		var g [signals]float64
		n := 0.0
		for _, p := range pairs {
			if !p.ok {
				continue
			}
			n++
			e := probability(p.x, w)
			if p.speaks {
				e--
			}
			for i := range g {
				g[i] += e * p.x[i]
			}
		}
		for i := range g {
			if i > 0 {
				g[i] += 0.3 * w[i]
			}
			w[i] -= 0.2 * g[i] / n
		}
	}
	return w
}

// judged reads the pairs and computes their signals with the shipped encoder.
func judged(t *testing.T) []pair {
	t.Helper()
	texts := map[string]map[string]string{"demo": {}, "insurance": {}}
	reviews, err := demo.Truth()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reviews {
		texts["demo"][r.ID] = r.Text
	}
	readInsurance(t, texts["insurance"])
	vectors := shippedEncoder(t)
	matchers := map[string]*Matcher{}
	claims := map[string]map[string]int{}
	for d := range texts {
		corpus, err := NewCorpus()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts[d] {
			for _, s := range passage.Sentences(text) {
				corpus.Add(text[s[0]:s[1]])
			}
		}
		subjects, index := readClaims(t, filepath.Join("testdata", "claims_"+d+".csv"), vectors)
		matchers[d], claims[d] = NewMatcher(subjects, corpus), index
	}
	var rows [][]string
	var said []string
	for _, f := range readTable(t, filepath.Join("testdata", "pairs.tsv")) {
		text := texts[f[0]][f[2]]
		start, end := number(t, f[3]), number(t, f[4])
		if int(end) > len(text) {
			t.Fatalf("%s is not the text that was judged", f[2])
		}
		rows, said = append(rows, f), append(said, text[int(start):int(end)])
	}
	bands := map[string]float64{}
	for _, f := range rows {
		bands[f[0]+f[7]]++
	}
	var out []pair
	for i, v := range vectors.Vectors(said) {
		f := rows[i]
		m := matchers[f[0]]
		s := Subject{Text: said[i], Themes: []opinion.Theme{opinion.Theme(f[5])}, Vector: v}
		p := pair{domain: f[0], speaks: f[6] == "1", weight: number(t, f[8]) / bands[f[0]+f[7]]}
		p.x, p.ok = m.claims[claims[f[0]][f[1]]].signals(s, m.vocabulary.of(s.Text), m.rarity)
		out = append(out, p)
	}
	return out
}

func shippedEncoder(t *testing.T) *encoder.Classifier {
	t.Helper()
	l, err := linear.Load(model.Linear)
	if err != nil {
		t.Fatal(err)
	}
	e, err := encoder.New(model.Encoder, encoder.Options{Companion: l})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func readClaims(t *testing.T, path string, vectors *encoder.Classifier) ([]Subject, map[string]int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var subjects []Subject
	var texts []string
	index := map[string]int{}
	for i, r := range rows[1:] {
		index[r[0]] = i
		s := Subject{Product: r[1], Text: r[2]}
		for _, th := range strings.Fields(r[3]) {
			s.Themes = append(s.Themes, opinion.Theme(th))
		}
		subjects, texts = append(subjects, s), append(texts, s.Text)
	}
	for i, v := range vectors.Vectors(texts) {
		subjects[i].Vector = v
	}
	return subjects, index
}

func readTable(t *testing.T, path string) (rows [][]string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if !strings.HasPrefix(line, "#") {
			rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "\t"))
		}
	}
	return rows
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// readInsurance takes the first 4,000 reviews, from which the pairs were drawn.
func readInsurance(t *testing.T, into map[string]string) {
	t.Helper()
	for _, r := range sharedtest.Reviews[struct{ ID, Text string }](t, "insurance", 4000) {
		into[r.ID] = r.Text
	}
}
