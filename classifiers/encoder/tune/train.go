package tune

import (
	"math"
	"math/rand/v2"

	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/grad"
)

// Frozen holds token states of frozen layers by example, so that many heads can
// be trained on them.
type Frozen map[*Example][]float32

// Freeze encodes examples with the layers that the configuration freezes, at
// least one, each verbatim's mentions together where it says so.
func Freeze(cfg Config, body *encoder.Params, examples []*Example) Frozen {
	net := encoder.NewNet(body, false)
	f := Frozen{}
	for _, e := range examples {
		f[e] = net.EncodeTo(encoder.NewLayout([][][]int32{e.IDs}, cfg.Context), cfg.frozenLayers(len(body.Layers)))
	}
	return f
}

// Train fits a model. body is copied where it is trained, shared where it is
// frozen; frozen may hold the states of its frozen layers.
func Train(cfg Config, body *encoder.Params, frozen Frozen, train []*Example, seed uint64) (*Model, error) {
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	origin := body
	if cfg.BodyRate > 0 {
		body = body.Clone()
		if cfg.Lower == 0 {
			frozen = nil
		}
	}
	m, err := newModel(cfg, body, r)
	if err != nil {
		return nil, err
	}
	opt := newAdam(m, origin)
	weights := m.balance(train)
	order := make([]int, len(train))
	for i := range order {
		order[i] = i
	}
	steps := (len(train) + cfg.Batch - 1) / cfg.Batch
	total := float64(steps * cfg.Epochs)
	tape := &grad.Tape{}
	step := 0.0
	for range cfg.Epochs {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for s := range steps {
			var examples []*Example
			for _, k := range order[s*cfg.Batch : min((s+1)*cfg.Batch, len(order))] {
				examples = append(examples, train[k])
			}
			tape.Reset()
			b := m.layout(examples)
			b.attach(frozen)
			m.forgetWords(b, r)
			out := m.forward(tape, b, r)
			m.losses(tape, b, out, weights)
			tape.Backward()
			opt.step(float32(schedule(step / total)))
			step++
		}
	}
	return m, nil
}

// schedule warms up over the first tenth, then falls linearly to 0.
func schedule(at float64) float64 {
	const warm = 0.1
	if at < warm {
		return (at + 1e-3) / warm
	}
	return (1 - at) / (1 - warm)
}

func (b *batch) attach(frozen Frozen) {
	if frozen == nil {
		return
	}
	states := make([]float32, 0, len(b.IDs)*encoder.Width)
	for _, e := range b.examples {
		s, ok := frozen[e]
		if !ok {
			return
		}
		states = append(states, s...)
	}
	b.states = states
}

func (m *Model) forgetWords(b *batch, r *rand.Rand) {
	if m.cfg.WordDropout == 0 || b.states != nil {
		return
	}
	for i := range b.IDs {
		if r.Float32() < m.cfg.WordDropout {
			b.IDs[i] = 0
		}
	}
}

// balances are weights of labels against their frequency.
type balances struct {
	class  [3]float32
	cause  [4]float32
	theme  []float32
	domain map[string]float32
}

func (m *Model) balance(train []*Example) *balances {
	w := &balances{theme: make([]float32, encoder.StageAt-encoder.ThemeAt), domain: map[string]float32{}}
	var total float32
	for _, e := range train {
		if e.CauseW > 0 {
			for j, q := range e.Cause {
				w.cause[j] += q
			}
		}
		w.domain[e.Domain] += float32(len(e.Mentions))
		total += float32(len(e.Mentions))
		for _, t := range e.Mentions {
			for j, q := range t.Class {
				w.class[j] += q * t.ClassW
			}
			for j, q := range t.Theme {
				w.theme[j] += q * t.ThemeW
			}
		}
	}
	even(w.class[:], m.cfg.ClassBalance)
	even(w.cause[:], m.cfg.ClassBalance)
	even(w.theme, m.cfg.ClassBalance/2)
	// Over all mentions the domain weights average 1.
	var sum float64
	for _, n := range w.domain {
		sum += float64(n) * math.Pow(float64(n), -float64(m.cfg.DomainBalance))
	}
	for d, n := range w.domain {
		w.domain[d] = float32(math.Pow(float64(n), -float64(m.cfg.DomainBalance)) * float64(total) / sum)
	}
	return w
}

// even turns counts into weights count^-power that average 1 over the labels.
func even(counts []float32, power float32) {
	var total, sum float64
	for _, n := range counts {
		total += float64(n)
	}
	for i, n := range counts {
		w := math.Pow(float64(n+1), -float64(power))
		sum += w * float64(n)
		counts[i] = float32(w)
	}
	for i := range counts {
		counts[i] *= float32(total / math.Max(sum, 1e-9))
	}
}

func (m *Model) losses(t *grad.Tape, b *batch, out outputs, w *balances) {
	n := len(b.Doc)
	target := make([]Target, 0, n)
	scale := make([]float32, 0, n)
	cause, causeW := make([][]float32, len(b.examples)), make([]float32, len(b.examples))
	for i, e := range b.examples {
		dw := w.domain[e.Domain] / float32(n)
		target = append(target, e.Mentions...)
		for range e.Mentions {
			scale = append(scale, dw)
		}
		if e.CauseW > 0 {
			cause[i] = m.smooth(e.Cause)
			causeW[i] = m.cfg.CauseLoss * e.CauseW * balanceOf(e.Cause, w.cause[:]) * w.domain[e.Domain] / float32(len(b.examples))
		}
	}
	one := func(lo, hi int, pick func(*Target) ([]float32, float32), loss float32, balance []float32) {
		q, weight := make([][]float32, n), make([]float32, n)
		for i := range target {
			v, w := pick(&target[i])
			if w == 0 {
				continue
			}
			q[i], weight[i] = m.smooth(v), w*loss*scale[i]*balanceOf(v, balance)
		}
		t.CrossEntropy(out.mention, lo, hi, q, weight)
	}
	one(encoder.PolarityAt, encoder.ClassAt, func(t *Target) ([]float32, float32) { return t.Polarity, t.PolarityW }, m.cfg.PolarityLoss, nil)
	one(encoder.ClassAt, encoder.ThemeAt, func(t *Target) ([]float32, float32) { return t.Class, t.ClassW }, m.cfg.ClassLoss, w.class[:])
	one(encoder.ThemeAt, encoder.StageAt, func(t *Target) ([]float32, float32) { return t.Theme, t.ThemeW }, m.cfg.ThemeLoss, w.theme)
	one(encoder.StageAt, encoder.GapAt, func(t *Target) ([]float32, float32) { return t.Stage, t.StageW }, m.cfg.StageLoss, nil)
	one(encoder.GapAt, encoder.Scores, func(t *Target) ([]float32, float32) { return t.Gap, t.GapW }, m.cfg.GapLoss, nil)
	t.CrossEntropy(out.cause, 0, 4, cause, causeW)
}

func balanceOf(q, balance []float32) float32 {
	if balance == nil {
		return 1
	}
	var s float32
	for i, v := range q {
		s += v * balance[i]
	}
	return s
}

func (m *Model) smooth(q []float32) []float32 {
	if m.cfg.Smoothing == 0 {
		return q
	}
	v := make([]float32, len(q))
	for i := range q {
		v[i] = q[i]*(1-m.cfg.Smoothing) + m.cfg.Smoothing/float32(len(q))
	}
	return v
}
