package tune

import (
	"math"

	"gripe/classifiers/encoder"
)

// group is a run of weights that share a learning rate.
type group struct {
	v, g, m, s []float32
	rate       float32
	decay      float32
	// anchor is where decay pulls to; nil means 0.
	anchor []float32
}

// adam is the optimiser of Kingma and Ba (2015) with decoupled decay
// (Loshchilov and Hutter 2019).
type adam struct {
	groups []group
	t      float64
}

const (
	beta1, beta2 = 0.9, 0.999
	adamEps      = 1e-8
	// clip bounds the norm of all gradients of a step.
	clip = 1
)

func newAdam(m *Model, origin *encoder.Params) *adam {
	a := &adam{}
	for _, p := range m.trained {
		decay := m.cfg.Decay
		if p.R == 1 {
			decay = 0
		}
		a.add(group{v: p.V, g: p.G, rate: m.cfg.HeadRate, decay: decay})
	}
	if m.bodyG == nil {
		return a
	}
	at := 0
	for i, t := range m.Body.Tensors {
		n := t.Rows * t.Cols
		g := m.bodyG[at : at+n]
		at += n
		if !m.learns(t) {
			continue
		}
		depth := 0.0
		switch t.Name[:5] {
		case "layer":
			depth = float64('2' - t.Name[5])
		case "embed":
			depth = 3
		}
		rate := m.cfg.BodyRate * float32(math.Pow(float64(m.cfg.LayerDecay), depth))
		a.add(group{v: t.V, g: g, rate: rate, decay: m.cfg.Anchor, anchor: origin.Tensors[i].V})
	}
	return a
}

func (a *adam) add(g group) {
	g.m, g.s = make([]float32, len(g.v)), make([]float32, len(g.v))
	a.groups = append(a.groups, g)
}

// step moves all weights by the gathered gradients, at a share of the peak
// rate, and clears the gradients.
func (a *adam) step(share float32) {
	a.t++
	var norm float64
	for i := range a.groups {
		var part float32
		for _, g := range a.groups[i].g {
			part += g * g
		}
		norm += float64(part)
	}
	scale := float32(1)
	if norm = math.Sqrt(norm); norm > clip {
		scale = float32(clip / norm)
	}
	c1 := float32(1 / (1 - math.Pow(beta1, a.t)))
	c2 := float32(1 / (1 - math.Pow(beta2, a.t)))
	for i := range a.groups {
		a.groups[i].step(share, scale, c1, c2)
	}
}

func (p *group) step(share, scale, c1, c2 float32) {
	rate := p.rate * share
	m, s, v := p.m[:len(p.g)], p.s[:len(p.g)], p.v[:len(p.g)]
	for j, g := range p.g {
		g *= scale
		m[j] = beta1*m[j] + (1-beta1)*g
		s[j] = beta2*s[j] + (1-beta2)*g*g
		d := m[j] * c1 / (float32(math.Sqrt(float64(s[j]*c2))) + adamEps)
		if p.anchor == nil {
			d += p.decay * v[j]
		} else {
			d += p.decay * (v[j] - p.anchor[j])
		}
		v[j] -= rate * d
	}
	clear(p.g)
}
