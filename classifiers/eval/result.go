package eval

import (
	"math"

	"gripe/classifiers"
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// Question is how well one question is answered. MacroF1 is over the labels
// that occur; ECE only where it is measured. Labels are the rows and columns of
// Confusion, truth by row.
type Question struct {
	N         int       `json:"n"`
	Accuracy  float64   `json:"accuracy"`
	MacroF1   float64   `json:"macro_f1"`
	Kappa     float64   `json:"kappa"`
	ECE       float64   `json:"ece,omitempty"`
	F1        []float64 `json:"f1"`
	Labels    []string  `json:"labels"`
	Confusion Confusion `json:"confusion"`
}

// ServiceShare is the share of service among verbatims that have a cause:
// as labelled, as the decisions count it, and as the probabilities sum to it.
type ServiceShare struct {
	Base      int     `json:"base"`
	Gold      float64 `json:"gold"`
	Counted   float64 `json:"counted"`
	Posterior float64 `json:"posterior"`
}

// Scores are all questions over one set of verbatims. Complaint is two-way over
// all mentions; Class, Theme and Stage are over the mentions that complain in
// gold, Class over those that have one; Gap.F1[1] is the F1 of gaps.
type Scores struct {
	Domain    string       `json:"domain,omitempty"`
	Verbatims int          `json:"verbatims"`
	Mentions  int          `json:"mentions"`
	Polarity  Question     `json:"polarity"`
	Complaint Question     `json:"complaint"`
	Class     Question     `json:"class"`
	Theme     Question     `json:"theme"`
	Stage     Question     `json:"stage"`
	Gap       Question     `json:"gap"`
	Cause     Question     `json:"cause"`
	Share     ServiceShare `json:"share"`
}

// Spread is the mean of a figure over domains with its standard deviation and
// its worst domain.
type Spread struct {
	Mean  float64 `json:"mean"`
	SD    float64 `json:"sd"`
	Worst float64 `json:"worst"`
	Where string  `json:"where"`
}

// Result is an evaluation. Pooled counts all domains together. ShareError and
// ShareErrorPosterior are mean absolute errors over domains, in points of 100,
// of the counted share and of the probabilities' sum.
type Result struct {
	Model               string                `json:"model"`
	Mode                string                `json:"mode"`
	Pooled              Scores                `json:"pooled"`
	Domains             []Scores              `json:"domains"`
	ComplaintF1         Spread                `json:"complaint_f1_by_domain"`
	ClassF1             Spread                `json:"class_f1_by_domain"`
	CauseKappa          Spread                `json:"cause_kappa_by_domain"`
	ShareError          Spread                `json:"share_error"`
	ShareErrorPosterior Spread                `json:"share_error_posterior"`
	Errors              []opinion.ErrorMatrix `json:"errors"`
}

// Evaluate measures a classifier that is ready, on verbatims it must not have
// been trained on.
func Evaluate(c classifiers.Classifier, docs []gold.Doc) Result {
	byDomain := map[string]*tally{}
	var order []string
	for _, name := range Domains(docs) {
		byDomain[name] = newTally()
		order = append(order, name)
	}
	judge(c, docs, byDomain)
	return newResult(c.Model(), "as is", order, byDomain)
}

// judge has c judge docs and counts the outcome under each one's domain.
func judge(c classifiers.Classifier, docs []gold.Doc, byDomain map[string]*tally) {
	ps := make([]opinion.Passage, len(docs))
	for i := range docs {
		ps[i] = docs[i].Passage
	}
	for i, j := range c.Judge(ps) {
		byDomain[docs[i].Domain].count(&docs[i], &j)
	}
}

func newResult(model, mode string, order []string, byDomain map[string]*tally) Result {
	r := Result{Model: model, Mode: mode}
	all := newTally()
	for _, name := range order {
		t := byDomain[name]
		all.add(t)
		s := t.scores()
		s.Domain = name
		r.Domains = append(r.Domains, s)
		r.Errors = append(r.Errors, t.errors(name))
	}
	r.Pooled = all.scores()
	r.ComplaintF1 = spread(r.Domains, lowest, func(s *Scores) (float64, bool) { return s.Complaint.MacroF1, true })
	r.ClassF1 = spread(r.Domains, lowest, func(s *Scores) (float64, bool) { return s.Class.MacroF1, s.Class.N > 0 })
	r.CauseKappa = spread(r.Domains, lowest, func(s *Scores) (float64, bool) { return s.Cause.Kappa, true })
	r.ShareError = spread(r.Domains, highest, func(s *Scores) (float64, bool) {
		return 100 * math.Abs(s.Share.Counted-s.Share.Gold), s.Share.Base > 0
	})
	r.ShareErrorPosterior = spread(r.Domains, highest, func(s *Scores) (float64, bool) {
		return 100 * math.Abs(s.Share.Posterior-s.Share.Gold), s.Share.Base > 0
	})
	return r
}

func lowest(a, b float64) bool  { return a < b }
func highest(a, b float64) bool { return a > b }

func spread(ds []Scores, worse func(a, b float64) bool, figure func(*Scores) (float64, bool)) Spread {
	var s Spread
	n, squares := 0.0, 0.0
	for i := range ds {
		v, ok := figure(&ds[i])
		if !ok {
			continue
		}
		if n == 0 || worse(v, s.Worst) {
			s.Worst, s.Where = v, ds[i].Domain
		}
		n++
		s.Mean += v
		squares += v * v
	}
	s.Mean = ratio(s.Mean, n)
	if n > 1 {
		s.SD = math.Sqrt(math.Max(0, (squares-n*s.Mean*s.Mean)/(n-1)))
	}
	return s
}

func (t *tally) errors(domain string) opinion.ErrorMatrix {
	e := opinion.ErrorMatrix{Domain: domain, Soft: t.soft}
	for i := range t.cause {
		for j, v := range t.cause[i] {
			e.Hard[i][j] = v
			e.N[i] += v
		}
	}
	return e
}

func (t *tally) scores() Scores {
	s := Scores{
		Verbatims: t.verbatims, Mentions: t.mentions,
		Polarity:  question(t.polarity, labels(opinion.Polarities[:])),
		Complaint: question(t.complaint, []string{"other", "complaint"}),
		Class:     question(t.class, labels(opinion.Classes[:])),
		Theme:     question(t.theme, labels(opinion.Themes[:])),
		Stage:     question(t.stage, labels(opinion.Stages[:])),
		Gap:       question(t.gap, []string{"other", "gap"}),
		Cause:     question(t.cause, labels(opinion.Causes[:])),
		Share: ServiceShare{
			Base: t.goldBase, Gold: ratio(float64(t.goldService), float64(t.goldBase)),
			Counted: ratio(float64(t.saidService), float64(t.saidBase)), Posterior: ratio(t.sumService, t.sumBase),
		},
	}
	s.Complaint.ECE, s.Class.ECE, s.Cause.ECE = t.complaintCal.ECE(), t.classCal.ECE(), t.causeCal.ECE()
	return s
}

func question(c Confusion, names []string) Question {
	q := Question{N: c.N(), Accuracy: c.Accuracy(), MacroF1: c.MacroF1(), Kappa: c.Kappa(), Labels: names, Confusion: c}
	for i := range c {
		q.F1 = append(q.F1, c.F1(i))
	}
	return q
}

func labels[T ~string](ls []T) []string {
	out := make([]string, len(ls))
	for i, l := range ls {
		out[i] = string(l)
	}
	return out
}
