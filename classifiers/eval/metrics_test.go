package eval

import (
	"math"
	"testing"

	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

func TestConfusionByHand(t *testing.T) {
	c := Confusion{{40, 10}, {20, 30}}
	near(t, "accuracy", c.Accuracy(), 0.7)
	near(t, "F1 of 0", c.F1(0), 80.0/110)
	near(t, "F1 of 1", c.F1(1), 60.0/90)
	near(t, "macro F1", c.MacroF1(), (80.0/110+60.0/90)/2)
	near(t, "kappa", c.Kappa(), (0.7-0.5)/(1-0.5))
	near(t, "nothing", newConfusion(2).MacroF1(), 0)
}

func TestECEByHand(t *testing.T) {
	var r Reliability
	for i := range 4 {
		r.count(0.9, i < 3) // 0.9 stated, 0.75 happened
	}
	r.count(1, true)
	near(t, "ECE", r.ECE(), 4*0.15/5)
}

func TestSplitKeepsKinApart(t *testing.T) {
	doc := func(id, domain, source, text string) gold.Doc {
		return gold.Doc{ID: id, Domain: domain, Source: source, Passage: passage.FromSpans("", text, 0, [][2]int{{0, len(text)}}), Labels: make([]gold.Label, 1)}
	}
	docs := []gold.Doc{
		doc("1", "banking", "cfpb", "They misapplied my payment for the third month running."),
		doc("2", "marketing-candidates", "candidates-cfpb", "Something else entirely, from the same source."),
		doc("3", "tweets", "t", "they misapplied my payment, for the third month running!"),
		doc("4", "tweets", "t", "Unrelated."),
		doc("5", "hotel", "h", "The bed was hard."),
	}
	aux := []gold.Aux{{Domain: "hotel"}, {Domain: "books"}}
	train, test, _ := Split(docs, aux, "banking")
	if len(test) != 1 || len(train) != 2 || train[0].ID != "4" || train[1].ID != "5" {
		t.Errorf("train %v", ids(train))
	}
	if _, _, a := Split(docs, aux, "hotel"); len(a) != 1 || a[0].Domain != "books" {
		t.Errorf("auxiliary %v", a)
	}
}

func ids(docs []gold.Doc) (out []string) {
	for _, d := range docs {
		out = append(out, d.ID)
	}
	return out
}

// fixed says the same of every verbatim.
type fixed struct{}

func (fixed) Model() string { return "fixed" }

func (fixed) Judge(ps []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(ps))
	for i := range ps {
		out[i].Cause = opinion.CauseP{0.5, 0, 0.25, 0.25}
		out[i].Mentions = make([]opinion.MentionJudgement, len(ps[i].Spans))
	}
	return out
}

func TestEvaluateShares(t *testing.T) {
	docs := []gold.Doc{
		{ID: "1", Domain: "a", Cause: opinion.Service},
		{ID: "2", Domain: "a", Cause: opinion.Product},
		{ID: "3", Domain: "b", Cause: opinion.None},
	}
	r := Evaluate(fixed{}, docs)
	s := r.Domains[0].Share
	near(t, "gold share", s.Gold, 0.5)
	near(t, "counted share", s.Counted, 0)
	near(t, "posterior share", s.Posterior, 0.5/1.5)
	near(t, "share error", r.ShareError.Mean, 50)
	near(t, "soft error", r.Errors[0].Soft[2][0], 0.5)
	if r.Errors[0].N != [4]int{1, 0, 1, 0} || r.Errors[1].Hard[3][0] != 1 {
		t.Errorf("errors %+v", r.Errors)
	}
}
