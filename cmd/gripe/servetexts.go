package main

import (
	"context"

	"gripe/pipeline/serve"
	"gripe/pipeline/store"
)

// Search finds verbatims.
func (b *backend) Search(ctx context.Context, q serve.Query) (serve.Found, error) {
	f, err := b.store.Search(ctx, b.judge.Model(), store.SearchQuery(q))
	out := serve.Found{Total: f.Total, AtLeast: f.AtLeast, Next: f.Next}
	for i := range f.Hits {
		out.Hits = append(out.Hits, servedOf(&f.Hits[i]))
	}
	return out, err
}

// servedOf is a stored verbatim without what no page shows.
func servedOf(s *store.Stored) serve.Stored {
	return serve.Stored{
		Verbatim: s.Verbatim, Revision: s.Revision, Annotation: s.Annotation, Quarantined: s.Quarantined, Gone: s.Gone, Cluster: s.Cluster,
	}
}

// copiesShown is how many places of a text are listed.
const copiesShown = 20

// Verbatim reads one text and what is known of it.
func (b *backend) Verbatim(ctx context.Context, id string) (x serve.Reading, ok bool, err error) {
	model := b.judge.Model()
	found, err := b.store.VerbatimsBy(ctx, model, []string{id})
	if err != nil {
		return x, false, err
	}
	s, ok := found[id]
	if !ok {
		return x, false, nil
	}
	x.Stored = servedOf(&s)
	copies, total, err := b.store.Cluster(ctx, id, copiesShown)
	if err != nil {
		return x, false, err
	}
	x.CopiesTotal = total
	for i := range copies {
		x.Copies = append(x.Copies, servedOf(&copies[i]))
	}
	audits, err := b.store.Audits(ctx, model)
	for i := range audits {
		if audits[i].ID == id {
			x.Audit = &audits[i]
		}
	}
	return x, true, err
}

// Reasons asks the classifier for the reasons of a text's mentions.
func (b *backend) Reasons(ctx context.Context, id string) ([][]serve.Word, error) {
	found, err := b.store.VerbatimsBy(ctx, b.judge.Model(), []string{id})
	if err != nil {
		return nil, err
	}
	s := found[id]
	mentions, err := reasons(ctx, b.judge, &s)
	out := make([][]serve.Word, len(mentions))
	for i, m := range mentions {
		for _, w := range m.Reasons {
			out[i] = append(out[i], serve.Word{Text: w.Text, Pull: w.Pull})
		}
	}
	return out, err
}

// productsShown is how many products a field offers.
const productsShown = 300

// Choices are what a reader can choose by.
func (b *backend) Choices(ctx context.Context) (serve.Choices, error) {
	c, err := b.store.Choices(ctx, productsShown)
	return serve.Choices(c), err
}

// HasProduct tells whether there are verbatims of a product.
func (b *backend) HasProduct(ctx context.Context, name string) (bool, error) {
	return b.store.HasProduct(ctx, name)
}
