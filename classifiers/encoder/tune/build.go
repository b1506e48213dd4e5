package tune

import (
	"context"
	"fmt"
	"io"
	"sync"

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

// Built is a model with what was measured on domains it had not seen: of all
// members together with the companion, each domain calibrated on the others,
// and of the companion alone.
type Built struct {
	File              *encoder.File
	Result, Companion eval.Result
}

// Build measures by leaving domains out, calibrates on those folds, and trains
// the members on everything.
func Build(ctx context.Context, m Material, p Plan) (Built, error) {
	b, err := newBuilder(m, p)
	if err != nil {
		return Built{}, err
	}
	folds := b.folds()
	companion, err := b.companion(ctx, folds)
	if err != nil {
		return Built{}, err
	}
	// The whole set is the longest training, so it starts first.
	members, err := b.train(ctx, append([]fold{b.fold(nil, m.Docs, m.Aux)}, folds...))
	if err != nil {
		return Built{}, err
	}
	scored := b.gather(folds, members[1:])
	built := Built{}
	if b.p.Companion != nil {
		for i := range scored {
			mix(&scored[i], scoredOf(&companion[i]), b.p.CompanionWeight)
		}
		if built.Companion, err = b.replayed(ctx, companion); err != nil {
			return Built{}, err
		}
	}
	if built.Result, err = b.measure(ctx, scored); err != nil {
		return Built{}, err
	}
	built.File = &encoder.File{
		Pieces: m.Vocabulary, CompanionWeight: b.p.CompanionWeight, Calibration: Calibrate(m.Docs, scored), Errors: built.Result.Errors,
		Trained: fmt.Sprintf("%d gold verbatims, %d written, %d mapped sentences", len(m.Docs), len(m.More), len(m.Aux)),
	}
	if p.Config.BodyRate == 0 {
		built.File.Bodies = []*encoder.Params{m.Body}
	}
	for _, x := range members[0] {
		if p.Config.BodyRate > 0 {
			built.File.Bodies = append(built.File.Bodies, x.model.Body)
		}
		built.File.Members = append(built.File.Members, encoder.Member{Body: len(built.File.Bodies) - 1, Heads: x.model.Heads})
	}
	return built, nil
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

// folds leave each group of domains out in turn.
func (b *builder) folds() []fold {
	var folds []fold
	for _, group := range b.groups() {
		train, aux := b.split(group)
		f := b.fold(group, train, aux)
		f.docs, f.aux = append(train, b.m.More...), aux
		folds = append(folds, f)
	}
	return folds
}

// gather puts the scores of every verbatim, by models that saw nothing of its
// domain, into the order of the verbatims.
func (b *builder) gather(folds []fold, members [][]member) []Scored {
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
	return out
}

// companion gives what the companion, trained on each fold, makes of the
// verbatims left out; nothing where there is none.
func (b *builder) companion(ctx context.Context, folds []fold) ([]opinion.Judgement, error) {
	out := make([]opinion.Judgement, len(b.m.Docs))
	if b.p.Companion == nil {
		return out, nil
	}
	err := b.parallel(ctx, len(folds), func(i int) error { return b.ask(out, folds[i]) })
	return out, err
}

// ask trains the companion on a fold and keeps its judgements.
func (b *builder) ask(to []opinion.Judgement, f fold) error {
	c, err := b.p.Companion.Fit(f.docs, f.aux, 1)
	if err != nil {
		return fmt.Errorf("train the companion without %q: %w", f.name, err)
	}
	passages := make([]opinion.Passage, len(f.test))
	for i, k := range f.test {
		passages[i] = b.m.Docs[k].Passage
	}
	for i, j := range c.Judge(passages) {
		to[f.test[i]] = j
	}
	b.say("trained the companion without %q", f.name)
	return nil
}

// scoredOf are a judgement's log probabilities.
func scoredOf(j *opinion.Judgement) *Scored {
	s := &Scored{Cause: encoder.LogP(j.Cause[:])}
	for k := range j.Mentions {
		s.Mentions = append(s.Mentions, encoder.LogScores(&j.Mentions[k]))
	}
	return s
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
	for i := range out {
		out[i] = make([]member, b.p.Seeds)
	}
	err := b.parallel(ctx, len(folds)*b.p.Seeds, func(k int) error {
		f, s := folds[k/b.p.Seeds], k%b.p.Seeds
		m, err := b.member(f, uint64(s)+1)
		if err != nil {
			return fmt.Errorf("train member %d without %q: %w", s+1, f.name, err)
		}
		out[k/b.p.Seeds][s] = m
		b.say("trained member %d without %q on %d examples", s+1, f.name, len(f.train))
		return nil
	})
	return out, err
}

// parallel runs n jobs, as many at once as there are workers, and returns the
// first error in the order of the jobs.
func (b *builder) parallel(ctx context.Context, n int, job func(int) error) error {
	errs := make([]error, n)
	slots := make(chan struct{}, b.p.Workers)
	var wg sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if errs[i] = ctx.Err(); errs[i] == nil {
				errs[i] = job(i)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) say(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	fmt.Fprintf(b.p.Progress, format+"\n", args...)
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
