package tune

import (
	"slices"
	"strings"

	"gripe/classifiers/eval"
	"gripe/classifiers/gold"
)

// fold is a set to train on and the verbatims to score.
type fold struct {
	name  string
	train []*Example
	test  []int
	// docs and aux are what the companion trains on.
	docs []gold.Doc
	aux  []gold.Aux
}

func (b *builder) fold(domains []string, docs []gold.Doc, aux []gold.Aux) fold {
	f := fold{name: strings.Join(domains, ", "), train: append([]*Example(nil), b.more...)}
	for i := range docs {
		f.train = append(f.train, b.docs[docs[i].ID])
	}
	for i := range aux {
		if e := b.aux[aux[i].ID]; e != nil {
			f.train = append(f.train, e)
		}
	}
	for i := range b.m.Docs {
		if slices.Contains(domains, b.m.Docs[i].Domain) {
			f.test = append(f.test, i)
		}
	}
	return f
}

// groups deals the domains, largest first, into groups, so that the groups are
// of like size.
func (b *builder) groups() [][]string {
	size := map[string]int{}
	for i := range b.m.Docs {
		size[b.m.Docs[i].Domain]++
	}
	domains := eval.Domains(b.m.Docs)
	n := b.p.Groups
	if n <= 0 || n > len(domains) {
		n = len(domains)
	}
	slices.SortStableFunc(domains, func(x, y string) int { return size[y] - size[x] })
	out := make([][]string, n)
	for i, d := range domains {
		out[i%n] = append(out[i%n], d)
	}
	return out
}

// split leaves a group of domains out: what stays is what leaving out each of
// them would keep.
func (b *builder) split(group []string) (train []gold.Doc, aux []gold.Aux) {
	train, aux = b.m.Docs, b.m.Aux
	for _, d := range group {
		kept, _, keptAux := eval.Split(b.m.Docs, b.m.Aux, d)
		train = intersect(train, kept, func(d gold.Doc) string { return d.ID })
		aux = intersect(aux, keptAux, func(a gold.Aux) string { return a.ID })
	}
	return train, aux
}

func intersect[T any](a, b []T, id func(T) string) []T {
	in := make(map[string]bool, len(b))
	for _, x := range b {
		in[id(x)] = true
	}
	var out []T
	for _, x := range a {
		if in[id(x)] {
			out = append(out, x)
		}
	}
	return out
}
