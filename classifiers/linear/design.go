package linear

import "math"

// design is the matrix that all heads of one fit share: a row per mention, with
// a column per feature, one for the bias, and one per domain.
type design struct {
	x       *csr
	docs    []int32
	recs    []record
	domain  []int
	weight  []float64 // of the domain, by record
	vocab   *vocab
	columns int
	penalty []float64
	group   []int // inner fold by record, -1 for auxiliary ones
}

// biasValue makes the bias nearly free of the penalty.
const biasValue = 3

func newDesign(recs []record, cfg *Config) *design {
	d := &design{recs: recs, vocab: buildVocab(recs, cfg), docs: []int32{0}}
	var n int
	d.domain, n = domains(recs)
	bias := d.vocab.base[groups]
	d.columns = bias + 1 + n
	d.penalty = make([]float64, d.columns)
	for i := range d.penalty {
		d.penalty[i] = 1
		if i > bias {
			d.penalty[i] = cfg.DomainPenalty
		}
	}
	counts := make([]int, n)
	mentions := 0
	for i := range recs {
		counts[d.domain[i]] += len(recs[i].bags)
		mentions += len(recs[i].bags)
	}
	d.x = newCSR(mentions)
	d.weight = make([]float64, len(recs))
	for i := range recs {
		d.weight[i] = math.Pow(float64(max(counts[d.domain[i]], 30)), -cfg.DomainPower)
		for b := range recs[i].bags {
			d.vocab.row(d.x, &recs[i].bags[b], cfg)
			d.x.add(int32(bias), biasValue)
			d.x.add(int32(bias+1+d.domain[i]), 1)
			d.x.endRow()
		}
		d.docs = append(d.docs, int32(d.x.rows()))
	}
	d.group = innerFolds(recs, cfg.InnerFolds)
	return d
}

// innerFolds deals the domains, largest first, to the fold with the fewest
// mentions, so that folds are of a size and no domain is in two.
func innerFolds(recs []record, k int) []int {
	ids, n := domains(recs)
	size := make([]int, n)
	aux := make([]bool, n)
	for i := range recs {
		size[ids[i]] += len(recs[i].bags)
		aux[ids[i]] = recs[i].aux
	}
	fold := make([]int, n)
	for i := range fold {
		fold[i] = -1
	}
	load := make([]int, k)
	for range n {
		big := -1
		for d := 0; d < n; d++ {
			if fold[d] < 0 && !aux[d] && (big < 0 || size[d] > size[big]) {
				big = d
			}
		}
		if big < 0 {
			break
		}
		least := 0
		for f := range load {
			if load[f] < load[least] {
				least = f
			}
		}
		fold[big] = least
		load[least] += size[big]
	}
	out := make([]int, len(recs))
	for i := range recs {
		out[i] = fold[ids[i]]
	}
	return out
}

// head makes the problem of one mention head, leaving the records of inner fold
// without out (-1: none).
func (d *design) head(h, without int, cfg *Config) *problem {
	p := &problem{
		x: d.x, docs: d.docs, near: cfg.Near[h], wide: cfg.Wide[h],
		k: offsets[h+1] - offsets[h], d: d.columns, lambda: cfg.Lambda[h], col: d.penalty,
	}
	p.y = make([]int16, d.x.rows())
	p.w = make([]float64, d.x.rows())
	row := 0
	for i := range d.recs {
		r := &d.recs[i]
		for m := range r.labels {
			p.y[row], p.w[row] = -1, 0
			if without < 0 || d.group[i] != without {
				if w := headWeight(h, r, &r.labels[m], cfg); w > 0 && r.labels[m].y[h] >= 0 {
					p.y[row], p.w[row] = r.labels[m].y[h], w*d.weight[i]
				}
			}
			row++
		}
	}
	return p
}

// headWeight is what a mention counts for a head, beside its domain's weight.
func headWeight(h int, r *record, t *target, cfg *Config) float64 {
	switch h {
	case headPolarity:
		if r.aux {
			return cfg.AuxPolarity
		}
	case headClass:
		w := 1.0
		if r.aux {
			w = cfg.AuxClass
		}
		if !t.complaint {
			w *= cfg.PraiseClass
		}
		return w
	case headTheme:
		if !t.complaint {
			return cfg.PraiseClass
		}
	}
	return 1
}

// logits are the head's logits for every mention, as for an unseen domain: the
// domains' own intercepts are left out.
func (d *design) logits(p *problem, w []float64) []float64 {
	bare := append([]float64(nil), w...)
	clear(bare[(d.vocab.base[groups]+1)*p.k:])
	z := make([]float64, d.x.rows()*p.k)
	l := make([]float64, len(z))
	d.x.times(bare, p.k, z)
	p.mix(z, l)
	return l
}
