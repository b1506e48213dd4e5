package linear

import (
	"errors"
	"runtime"
	"sync"

	"gripe/classifiers"
	"gripe/classifiers/gold"
	"gripe/pipeline/opinion"
)

// Trainer fits linear models. It keeps the features of what it has seen, so one
// Trainer should serve all folds of an evaluation. It is safe for concurrent
// use.
type Trainer struct {
	Config Config
	cache  cache
}

// NewTrainer makes a Trainer with the constants of the committed model.
func NewTrainer() *Trainer { return &Trainer{Config: DefaultConfig()} }

// Fit trains on gold verbatims and auxiliary sentences. It draws nothing at
// random, so the seed only goes unused into the interface of trainers. It fails
// where there is nothing to learn from.
func (t *Trainer) Fit(train []gold.Doc, aux []gold.Aux, _ uint64) (classifiers.Classifier, error) {
	return t.FitModel(train, aux)
}

// FitModel is Fit with the concrete type, for who wants to save the model.
func (t *Trainer) FitModel(train []gold.Doc, aux []gold.Aux) (*Model, error) {
	if len(train) == 0 {
		return nil, errors.New("train linear model: no gold verbatims")
	}
	recs := make([]record, 0, len(train)+len(aux))
	sizes := make([][]int, 0, len(train))
	for i := range train {
		recs = append(recs, t.cache.doc(&train[i]))
		sizes = append(sizes, spanSizes(&train[i].Passage))
	}
	for i := range aux {
		// There is more mapped praise than anything else: a quarter will do.
		if !aux[i].Polarity.Complaint() && i%4 != 0 {
			continue
		}
		recs = append(recs, t.cache.aux(&aux[i]))
	}
	f := &fit{cfg: &t.Config, d: newDesign(recs, &t.Config), gold: len(train), sizes: sizes}
	f.run()
	return f.model(), nil
}

func spanSizes(p *opinion.Passage) []int {
	out := make([]int, len(p.Spans))
	for i, s := range p.Spans {
		out[i] = s.Last - s.First
	}
	return out
}

// fit is one training in progress.
type fit struct {
	cfg   *Config
	d     *design
	gold  int // records before the auxiliary ones
	sizes [][]int
	// problems and weights of the mention heads; out-of-domain logits of
	// polarity, class and theme; stacks and the cause head.
	problems [heads]*problem
	weights  [heads][]float64
	oof      [heads][]float64
	stacks   [][stackWidth]float64
	cal      calibration
}

// calibration maps logits to probabilities.
type calibration struct {
	Temp      [heads]float64
	Complaint platt
	Gap       platt
}

func (f *fit) run() {
	var jobs []func()
	for h := headPolarity; h < headCause; h++ {
		f.problems[h] = f.d.head(h, -1, f.cfg)
		f.oof[h] = make([]float64, f.d.x.rows()*f.problems[h].k)
		jobs = append(jobs, func() { f.weights[h] = f.problems[h].solve(f.cfg.Iters[h]) })
		if h == headTheme || h == headStage {
			continue // their temperature is a constant: five more fits would buy little
		}
		for g := range f.cfg.InnerFolds {
			jobs = append(jobs, func() { f.outOfDomain(h, g) })
		}
	}
	parallel(jobs)
	f.calibrateMentions()
	f.stackUp()
	f.fitCause()
}

// parallel runs jobs that share no output, on as many processors as there are.
func parallel(jobs []func()) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, job := range jobs {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			job()
			<-slots
		}()
	}
	wg.Wait()
}

// outOfDomain fills the logits of head h for inner fold g from weights that
// have not seen its domains.
func (f *fit) outOfDomain(h, g int) {
	p := f.d.head(h, g, f.cfg)
	l := f.d.logits(p, p.solve(f.cfg.Iters[h]))
	for i := 0; i < f.gold; i++ {
		if f.d.group[i] == g {
			from, to := int(f.d.docs[i])*p.k, int(f.d.docs[i+1])*p.k
			copy(f.oof[h][from:to], l[from:to])
		}
	}
}

func (f *fit) calibrateMentions() {
	rows := int(f.d.docs[f.gold])
	w := make([]float64, rows)
	complaint, gap := make([]int16, rows), make([]int16, rows)
	score, gapScore := make([]float64, rows), make([]float64, rows)
	targets := [heads][]int16{}
	for h := range targets {
		targets[h] = make([]int16, rows)
	}
	f.eachMention(func(doc, row int, t *target) {
		w[row] = f.d.weight[doc]
		for h := headPolarity; h < headCause; h++ {
			targets[h][row] = t.y[h]
			if h != headPolarity && h != headGap && !t.complaint {
				targets[h][row] = -1
			}
		}
		gap[row] = t.y[headGap]
		if t.complaint {
			complaint[row] = 1
		}
		score[row] = complaintScore(f.oof[headPolarity][row*4 : row*4+4])
		gapScore[row] = f.oof[headGap][row*2+1] - f.oof[headGap][row*2]
	})
	for h := headPolarity; h < headCause; h++ {
		k := offsets[h+1] - offsets[h]
		if h == headTheme || h == headStage {
			f.cal.Temp[h] = 1
			continue
		}
		f.cal.Temp[h] = temperature(f.oof[h][:rows*k], k, targets[h], w)
	}
	f.cal.Complaint = fitPlatt(score, complaint, w)
	f.cal.Gap = fitPlatt(gapScore, gap, w)
}

// complaintScore is the log-odds of neg or mix against pos or neu.
func complaintScore(z []float64) float64 {
	var p [4]float64
	copy(p[:], z)
	softmax(p[:])
	return logit(p[0] + p[2])
}

func (f *fit) eachMention(do func(doc, row int, t *target)) {
	row := 0
	for i := 0; i < f.gold; i++ {
		for m := range f.d.recs[i].labels {
			do(i, row, &f.d.recs[i].labels[m])
			row++
		}
	}
}

// stackUp sums up the out-of-domain predictions of every gold verbatim.
func (f *fit) stackUp() {
	f.stacks = make([][stackWidth]float64, f.gold)
	for i := range f.stacks {
		from, to := int(f.d.docs[i]), int(f.d.docs[i+1])
		pc, class := make([]float64, to-from), make([]float64, 3*(to-from))
		for m := from; m < to; m++ {
			pc[m-from] = f.cal.Complaint.at(complaintScore(f.oof[headPolarity][m*4 : m*4+4]))
			classP(class[(m-from)*3:(m-from)*3+3], f.oof[headClass][m*3:m*3+3],
				f.oof[headTheme][m*len(opinion.Themes):(m+1)*len(opinion.Themes)], &f.cal, f.cfg.ThemeVote)
		}
		f.stacks[i] = stack(pc, class, f.sizes[i])
	}
}
