package tune

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"gripe/classifiers"
	"gripe/classifiers/encoder"
	"gripe/classifiers/eval"
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// Material is what a model is made of.
type Material struct {
	// Body and Vocabulary are the original encoder (package tfjs).
	Body       *encoder.Params
	Vocabulary []encoder.Piece
	// Docs are gold: trained on, and measured on by leaving domains out. More
	// are only ever trained on.
	Docs, More []gold.Doc
	// Aux train the companion, and the encoder where the configuration gives
	// them weight.
	Aux []gold.Aux
}

// Plan says how a model is built.
type Plan struct {
	Config Config
	// Companion is trained beside the encoder on every fold and mixed in with
	// CompanionWeight (0 to 1); nil means none.
	Companion       eval.Trainer
	CompanionWeight float32
	// Groups leaves domains out in that many groups at once, each domain being
	// judged by models that saw none of its group: cheaper than one by one,
	// and stricter. 0 means one by one.
	Groups int
	// Seeds is how many members the model has, at least 1.
	Seeds int
	// Workers is how many trainings run at once, at least 1. The result does
	// not depend on it.
	Workers int
	// Progress gets a line per training; nil means none.
	Progress io.Writer
}

// Build measures by leaving each domain out in turn, calibrates on those folds,
// trains the members on everything, and returns the model with what was
// measured. The figures are of all members together, each domain calibrated on
// the other domains.
func Build(ctx context.Context, m Material, p Plan) (*encoder.File, eval.Result, error) {
	var none eval.Result
	b, err := newBuilder(m, p)
	if err != nil {
		return nil, none, err
	}
	scored, err := b.folds(ctx)
	if err != nil {
		return nil, none, err
	}
	result, err := b.measure(ctx, scored)
	if err != nil {
		return nil, none, err
	}
	f := &encoder.File{
		Pieces: m.Vocabulary, CompanionWeight: b.p.CompanionWeight, Calibration: Calibrate(m.Docs, scored), Errors: result.Errors,
		Trained: fmt.Sprintf("%d gold verbatims, %d written, %d mapped sentences", len(m.Docs), len(m.More), len(m.Aux)),
	}
	members, err := b.train(ctx, []fold{b.fold(nil, m.Docs, m.Aux)})
	if err != nil {
		return nil, none, err
	}
	if p.Config.BodyRate == 0 {
		f.Bodies = []*encoder.Params{m.Body}
	}
	for _, x := range members[0] {
		if p.Config.BodyRate > 0 {
			f.Bodies = append(f.Bodies, x.model.Body)
		}
		f.Members = append(f.Members, encoder.Member{Body: len(f.Bodies) - 1, Heads: x.model.Heads})
	}
	return f, result, nil
}

// builder holds examples by the identifiers of their verbatims.
type builder struct {
	m      Material
	p      Plan
	docs   map[string]*Example
	more   []*Example
	aux    map[string]*Example
	frozen Frozen
	mu     sync.Mutex
}

func newBuilder(m Material, p Plan) (*builder, error) {
	pieces, err := encoder.NewPieces(m.Vocabulary)
	if err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	if p.Progress == nil {
		p.Progress = io.Discard
	}
	p.Seeds, p.Workers = max(p.Seeds, 1), max(p.Workers, 1)
	if p.Companion == nil {
		p.CompanionWeight = 0
	}
	b := &builder{m: m, p: p, docs: map[string]*Example{}, aux: map[string]*Example{}}
	var all []*Example
	for i := range m.Docs {
		e := FromDoc(&m.Docs[i], pieces)
		b.docs[m.Docs[i].ID] = e
		all = append(all, e)
	}
	for i := range m.More {
		b.more = append(b.more, FromDoc(&m.More[i], pieces))
	}
	for i := range m.Aux {
		if p.Config.AuxWeight == 0 {
			break
		}
		e := FromAux(&m.Aux[i], pieces, p.Config.AuxWeight)
		b.aux[m.Aux[i].ID] = e
		all = append(all, e)
	}
	if p.Config.frozenLayers(2) > 0 {
		b.frozen = Freeze(p.Config, m.Body, append(all, b.more...))
	}
	return b, nil
}

// fold is a set to train on and the verbatims to score.
type fold struct {
	name  string
	train []*Example
	test  []int
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

// folds scores every verbatim with models that saw nothing of its domain.
func (b *builder) folds(ctx context.Context) ([]Scored, error) {
	var folds []fold
	companion := make([]Scored, len(b.m.Docs))
	for _, group := range b.groups() {
		train, aux := b.split(group)
		f := b.fold(group, train, aux)
		folds = append(folds, f)
		if b.p.Companion == nil {
			continue
		}
		if err := b.ask(companion, f, append(train, b.m.More...), aux); err != nil {
			return nil, err
		}
	}
	members, err := b.train(ctx, folds)
	if err != nil {
		return nil, err
	}
	out := make([]Scored, len(b.m.Docs))
	for k, f := range folds {
		var scored [][]Scored
		for _, m := range members[k] {
			scored = append(scored, m.scored)
		}
		for j, s := range Mean(scored) {
			out[f.test[j]] = s
		}
	}
	if b.p.Companion != nil {
		for i := range out {
			mix(&out[i], &companion[i], b.p.CompanionWeight)
		}
	}
	return out, nil
}

// ask trains the companion on a fold and keeps its log probabilities.
func (b *builder) ask(to []Scored, f fold, train []gold.Doc, aux []gold.Aux) error {
	c, err := b.p.Companion.Fit(train, aux, 1)
	if err != nil {
		return fmt.Errorf("train the companion without %q: %w", f.name, err)
	}
	passages := make([]opinion.Passage, len(f.test))
	for i, k := range f.test {
		passages[i] = b.m.Docs[k].Passage
	}
	for i, j := range c.Judge(passages) {
		s := &to[f.test[i]]
		s.Cause = encoder.LogP(j.Cause[:])
		for k := range j.Mentions {
			s.Mentions = append(s.Mentions, encoder.LogScores(&j.Mentions[k]))
		}
	}
	fmt.Fprintf(b.p.Progress, "trained the companion without %q\n", f.name)
	return nil
}

func mix(to, other *Scored, weight float32) {
	encoder.Mix(to.Cause, other.Cause, weight)
	for i := range to.Mentions {
		encoder.Mix(to.Mentions[i], other.Mentions[i], weight)
	}
}

// member is a trained model or, where the fold has verbatims to score, only
// what it made of them.
type member struct {
	model  *Model
	scored []Scored
}

// train fits all members of every fold.
func (b *builder) train(ctx context.Context, folds []fold) ([][]member, error) {
	out := make([][]member, len(folds))
	errs := make([]error, len(folds)*b.p.Seeds)
	slots := make(chan struct{}, b.p.Workers)
	var wg sync.WaitGroup
	for i, f := range folds {
		out[i] = make([]member, b.p.Seeds)
		for s := range b.p.Seeds {
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				k := i*b.p.Seeds + s
				if errs[k] = ctx.Err(); errs[k] != nil {
					return
				}
				out[i][s], errs[k] = b.member(f, uint64(s)+1)
				b.mu.Lock()
				defer b.mu.Unlock()
				fmt.Fprintf(b.p.Progress, "trained member %d without %q on %d examples\n", s+1, f.name, len(f.train))
			})
		}
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("train a member: %w", err)
		}
	}
	return out, nil
}

func (b *builder) member(f fold, seed uint64) (member, error) {
	m, err := Train(b.p.Config, b.m.Body, b.frozen, f.train, seed)
	if err != nil || len(f.test) == 0 {
		return member{model: m}, err
	}
	var test []*Example
	for _, i := range f.test {
		test = append(test, b.docs[b.m.Docs[i].ID])
	}
	return member{scored: m.Score(test, b.frozen)}, nil
}

// measure evaluates scores that were given without a look at their domains.
func (b *builder) measure(ctx context.Context, scored []Scored) (eval.Result, error) {
	r := replay{}
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
			r[keyOf(&b.m.Docs[index[k]].Passage)] = j
		}
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
