package tune

import (
	"context"

	"gripe/classifiers"
	"gripe/classifiers/eval"
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// measure evaluates scores that were given without a look at their domains.
func (b *builder) measure(ctx context.Context, scored []Scored) (eval.Result, error) {
	judged := make([]opinion.Judgement, len(scored))
	for _, domain := range eval.Domains(b.m.Docs) {
		var otherDocs []gold.Doc
		var other, own []Scored
		var index []int
		for i := range b.m.Docs {
			if b.m.Docs[i].Domain == domain {
				own, index = append(own, scored[i]), append(index, i)
				continue
			}
			otherDocs, other = append(otherDocs, b.m.Docs[i]), append(other, scored[i])
		}
		c := Calibrate(otherDocs, other)
		for k, j := range Judge(&c, own) {
			judged[index[k]] = j
		}
	}
	return b.replayed(ctx, judged)
}

// replayed evaluates judgements, one per verbatim in order.
func (b *builder) replayed(ctx context.Context, judged []opinion.Judgement) (eval.Result, error) {
	r := replay{}
	for i := range judged {
		r[keyOf(&b.m.Docs[i].Passage)] = judged[i]
	}
	return eval.LODO(ctx, r, b.m.Docs, nil, eval.Plan{Workers: 1})
}

// replay answers with judgements that were made before.
type replay map[passageKey]opinion.Judgement

type passageKey struct {
	text   string
	rating float64
	spans  int
}

func keyOf(p *opinion.Passage) passageKey { return passageKey{p.Text, p.Rating, len(p.Spans)} }

func (r replay) Fit([]gold.Doc, []gold.Aux, uint64) (classifiers.Classifier, error) { return r, nil }

func (r replay) Model() string { return "encoder" }

func (r replay) Judge(passages []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(passages))
	for i := range passages {
		out[i] = r[keyOf(&passages[i])]
	}
	return out
}
