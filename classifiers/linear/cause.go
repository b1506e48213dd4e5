package linear

// fitCause fits the last head on the stacks and on the words of the whole
// verbatim, calibrates it on groups of domains left out, and keeps it.
func (f *fit) fitCause() {
	p := f.causeProblem()
	f.problems[headCause] = p
	oof := make([]float64, f.gold*4)
	targets := append([]int16(nil), p.y...)
	jobs := []func(){func() { f.weights[headCause] = p.solve(f.cfg.Iters[headCause]) }}
	for g := range f.cfg.InnerFolds {
		jobs = append(jobs, func() {
			q := *p
			q.w = append([]float64(nil), p.w...)
			for i := range q.w {
				if f.d.group[i] == g {
					q.w[i] = 0
				}
			}
			w := q.solve(f.cfg.Iters[headCause])
			clear(w[(f.d.vocab.base[groups]+1)*4 : f.d.columns*4])
			z := make([]float64, f.gold*4)
			q.x.times(w, 4, z)
			for i := range q.w {
				if f.d.group[i] == g {
					copy(oof[i*4:i*4+4], z[i*4:i*4+4])
				}
			}
		})
	}
	parallel(jobs)
	f.cal.Temp[headCause] = temperature(oof, 4, targets, p.w)
}

// causeProblem has a row per gold verbatim: the mean of its mentions' rows,
// then, in columns of their own, its stack.
func (f *fit) causeProblem() *problem {
	x := newCSR(f.gold)
	p := &problem{
		x: x, k: 4, d: f.d.columns + stackWidth, lambda: f.cfg.Lambda[headCause],
		y: make([]int16, f.gold), w: make([]float64, f.gold),
	}
	p.col = append(append([]float64(nil), f.d.penalty...), make([]float64, stackWidth)...)
	for j := f.d.columns; j < p.d; j++ {
		p.col[j] = 0.3
	}
	for i := 0; i < f.gold; i++ {
		from, to := f.d.docs[i], f.d.docs[i+1]
		for m := from; m < to; m++ {
			for j := f.d.x.ptr[m]; j < f.d.x.ptr[m+1]; j++ {
				x.add(f.d.x.idx[j], f.d.x.val[j]/float32(to-from))
			}
		}
		for j, v := range f.stacks[i] {
			x.add(int32(f.d.columns+j), float32(v))
		}
		x.endRow()
		p.y[i], p.w[i] = f.d.recs[i].cause, f.d.weight[i]
		p.docs = append(p.docs, int32(i))
	}
	p.docs = append(p.docs, int32(f.gold))
	return p
}
