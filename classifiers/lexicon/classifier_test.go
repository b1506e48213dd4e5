package lexicon

import (
	"strings"
	"testing"
	"testing/fstest"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

func TestJudgePlainSentences(t *testing.T) {
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]opinion.Class{
		"Customer service hung up on me.":    opinion.Service,
		"The app crashes and freezes.":       opinion.Product,
		"Overpriced, a total rip off.":       opinion.Marketing,
		"I love it, works great.":            opinion.None,
		"False advertising, very misleading": opinion.Marketing,
	} {
		j := c.Judge([]opinion.Passage{passage.New("", text, 0)})[0]
		if got, p := j.Cause.Best(); got != want {
			t.Errorf("%q: %s (%.2f), want %s", text, got, p, want)
		}
	}
}

func TestExplainShowsNegation(t *testing.T) {
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	p := passage.New("", "The food was not great.", 0)
	for _, r := range c.Explain(&p, 0) {
		if r.Group == "good" && r.Text == "great" && r.Negated {
			return
		}
	}
	t.Errorf("no negated praise among %+v", c.Explain(&p, 0))
}

func TestLoadNamesTheBadLine(t *testing.T) {
	for text, want := range map[string]string{
		"good\n":                     "rules/a.txt:1: phrases before",
		"\n[g] polarity up 1\nx\n":   "rules/a.txt:2:",
		"[g] polarity neg heavy\n":   "no number",
		"[g] polarity neg 1\na,,b\n": "rules/a.txt:2: an empty phrase",
	} {
		_, err := Load(fstest.MapFS{"rules/a.txt": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func TestStemsMeet(t *testing.T) {
	for _, w := range [][]string{{"refuse", "refused", "refusing", "refuses"}, {"ship", "shipped", "shipping"}, {"call", "called", "calls", "calling"}} {
		for _, v := range w {
			if passage.Stem(v) != passage.Stem(w[0]) {
				t.Errorf("stem(%q) = %q, passage.Stem(%q) = %q", v, passage.Stem(v), w[0], passage.Stem(w[0]))
			}
		}
	}
}
