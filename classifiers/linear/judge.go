package linear

import (
	"math"

	"gripe/pipeline/opinion"
)

// scratch is the working memory of one Judge call, and the words that a worker
// has met.
type scratch struct {
	extract extractor
	bag     bag
	words   map[string]*learned
	seen    []*learned
	sums    [groups]sum
	raw     []float32
	mixed   []float32
	in, out []float32
	pc      []float64
	class   []float64
	size    []int
}

// Judge judges passages in order. A title counts as one more mention, before
// the first, that gets no judgement of its own.
func (m *Model) Judge(ps []opinion.Passage) []opinion.Judgement {
	var s *scratch
	select {
	case s = <-m.idle:
	default:
		s = new(scratch)
	}
	defer func() {
		select {
		case m.idle <- s:
		default: // there are more than processors
		}
	}()
	out := make([]opinion.Judgement, len(ps))
	for i := range ps {
		out[i] = m.judge(s, &ps[i])
	}
	return out
}

// Exhaustive is the same model without its shortcuts: it looks every feature
// of every mention up. A test holds that both judge alike.
func (m *Model) Exhaustive() *Model {
	return &Model{version: m.version, params: m.params, keys: m.keys, weights: m.weights, table: m.table, errors: m.errors, idle: m.idle, exhaustive: true}
}

func (m *Model) judge(s *scratch, p *opinion.Passage) opinion.Judgement {
	title := 0
	if len(p.TitleTokens) > 0 {
		title = 1
	}
	n := title + len(p.Spans)
	s.raw, s.mixed = grow(s.raw, n*width), grow(s.mixed, n*width)
	s.pc, s.class, s.size = grow(s.pc, n), grow(s.class, n*3), grow(s.size, n)
	if title == 1 {
		m.scoreTitle(s, p, s.raw[:width])
		s.size[0] = len(p.TitleTokens)
	}
	for i := range p.Spans {
		row := title + i
		m.scoreMention(s, p, i, s.raw[row*width:(row+1)*width])
		s.size[row] = p.Spans[i].Last - p.Spans[i].First
	}
	m.mix(s, n)
	j := opinion.Judgement{Mentions: make([]opinion.MentionJudgement, len(p.Spans))}
	var spare opinion.MentionJudgement
	for row := 0; row < n; row++ {
		mj := &spare
		if row >= title {
			mj = &j.Mentions[row-title]
		}
		m.mention(s.mixed[row*width:(row+1)*width], mj)
		s.pc[row] = mj.Complaint
		copy(s.class[row*3:row*3+3], mj.Class[:])
	}
	m.cause(s, n, &j.Cause)
	return j
}

// scoreTitle and scoreMention set out to the bare logits of all heads: the
// mean-like sum of the rows of the known features, by group.
func (m *Model) scoreTitle(s *scratch, p *opinion.Passage, out []float32) {
	copy(out, m.params.Bias[:])
	s.bag.reset()
	if m.exhaustive {
		s.extract.title(&s.bag, p)
	} else {
		m.scoreWords(s, p.TitleTokens, out)
		s.bag.reset()
		s.extract.cueHits(&s.bag, p.TitleTokens)
	}
	m.score(s, out)
}

func (m *Model) scoreMention(s *scratch, p *opinion.Passage, i int, out []float32) {
	copy(out, m.params.Bias[:])
	s.bag.reset()
	if m.exhaustive {
		s.extract.mention(&s.bag, p, i)
	} else {
		tokens := p.Tokens[p.Spans[i].First:p.Spans[i].Last]
		m.scoreWords(s, tokens, out)
		s.bag.reset()
		s.extract.marks(&s.bag, p, i, tokens)
	}
	m.score(s, out)
}

// score adds what the features of the bag say.
func (m *Model) score(s *scratch, out []float32) {
	for g := range s.bag {
		if len(s.bag[g]) == 0 {
			continue
		}
		acc := &s.sums[g]
		acc.reset()
		for _, h := range s.bag[g] {
			if r := m.table.find(h, g); r >= 0 {
				acc.add(m.row(r))
			}
		}
		m.scale(acc, g, out)
	}
}

// row begins with the weights of a feature.
func (m *Model) row(r int32) []byte { return m.weights[int(r)*width:] }

// scale adds a group's sum to the logits.
func (m *Model) scale(acc *sum, g int, out []float32) {
	if acc.n == 0 {
		return
	}
	acc.flush()
	f := m.params.Scale[g] / float32(math.Sqrt(float64(acc.n)))
	for c := range acc.total {
		out[c] += f * m.params.Step[g][c] * float32(acc.total[c])
	}
}

// mix brings the context in, head by head; the cause is of the whole and has
// none.
func (m *Model) mix(s *scratch, n int) {
	copy(s.mixed, s.raw[:n*width])
	for h := headPolarity; h < headCause; h++ {
		k := offsets[h+1] - offsets[h]
		s.in, s.out = grow(s.in, n*k), grow(s.out, n*k)
		for i := range n {
			copy(s.in[i*k:(i+1)*k], s.raw[i*width+offsets[h]:])
		}
		mixDoc(s.in, s.out, k, m.params.Near[h], m.params.Wide[h])
		for i := range n {
			copy(s.mixed[i*width+offsets[h]:i*width+offsets[h+1]], s.out[i*k:])
		}
	}
}

// mention turns the logits of one mention into calibrated probabilities.
func (m *Model) mention(z []float32, out *opinion.MentionJudgement) {
	var raw [width]float64
	for c := range raw {
		raw[c] = float64(z[c])
	}
	cal := m.calibration()
	out.Complaint = cal.Complaint.at(complaintScore(raw[:4]))
	heat(out.Polarity[:], raw[offsets[headPolarity]:], cal.Temp[headPolarity])
	agree(&out.Polarity, out.Complaint)
	themes := raw[offsets[headTheme]:offsets[headTheme+1]]
	classP(out.Class[:], raw[offsets[headClass]:offsets[headClass+1]], themes, &cal, float64(m.params.ThemeVote))
	heat(out.Theme[:], themes, cal.Temp[headTheme])
	heat(out.Stage[:], raw[offsets[headStage]:], cal.Temp[headStage])
	gap := raw[offsets[headGap]:]
	out.Gap = cal.Gap.at(gap[1] - gap[0])
}

func (m *Model) calibration() calibration {
	c := calibration{
		Complaint: platt{float64(m.params.Complaint[0]), float64(m.params.Complaint[1])},
		Gap:       platt{float64(m.params.Gap[0]), float64(m.params.Gap[1])},
	}
	for h := range c.Temp {
		c.Temp[h] = float64(m.params.Temp[h])
	}
	return c
}

// heat is the softmax of the logits times t.
func heat(out, z []float64, t float64) {
	for c := range out {
		out[c] = t * z[c]
	}
	softmax(out)
}

// agree scales the polarities so that neg and mix sum to the calibrated
// probability of a complaint.
func agree(p *[4]float64, complaint float64) {
	in, rest := p[0]+p[2], p[1]+p[3]
	if in <= 0 || rest <= 0 {
		return
	}
	p[0], p[2] = p[0]/in*complaint, p[2]/in*complaint
	p[1], p[3] = p[1]/rest*(1-complaint), p[3]/rest*(1-complaint)
}

// classP is the class head's opinion, with the theme head's as a vote: the
// geometric mean weighted by vote.
func classP(out, class, themes []float64, cal *calibration, vote float64) {
	heat(out, class, cal.Temp[headClass])
	if vote == 0 {
		return
	}
	var t opinion.ThemeP
	heat(t[:], themes, cal.Temp[headTheme])
	var by [3]float64
	for i := range t {
		if c := opinion.Themes[i].Class().Index(); c < 3 {
			by[c] += t[i]
		}
	}
	sum := 0.0
	for c := range out {
		out[c] = math.Pow(out[c]+1e-9, 1-vote) * math.Pow(by[c]+1e-9, vote)
		sum += out[c]
	}
	for c := range out {
		out[c] /= sum
	}
}

// cause adds the stack to the mean of the mentions' own cause logits.
func (m *Model) cause(s *scratch, n int, out *opinion.CauseP) {
	st := stack(s.pc[:n], s.class[:3*n], s.size[:n])
	for c := range out {
		z := 0.0
		for i := range n {
			z += float64(s.raw[i*width+offsets[headCause]+c])
		}
		if n > 0 {
			z /= float64(n)
		} else {
			z = float64(m.params.Bias[offsets[headCause]+c])
		}
		for j := range st {
			z += st[j] * float64(m.params.Stack[j][c])
		}
		out[c] = float64(m.params.Temp[headCause]) * z
	}
	softmax(out[:])
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/2)[:n]
	}
	return s[:n]
}
