package main

import (
	"gripe/pipeline/opinion"
	"gripe/pipeline/promise"
	"gripe/pipeline/store"
)

// matchingCard says how well claims and mentions are matched: the figures of
// TestPrecisionAndRecall.
const matchingCard = "Claims and mentions are matched by a regression on shared words and concepts, the likeness of sentence vectors and the classifier's themes, " +
	"fitted on 220 pairs judged by hand: on either domain, by what was fitted on the other, precision 0.79 and 0.77 and recall 0.56 and 0.75 of the judged pairs, less of all. Whether a promise was kept is the polarity of the mention, which the classifier gave. " +
	"The two sides of a stated gap are cut by rules; a gap that no word betrays is counted in the digest and not here."

// gapBatch is how many verbatims are matched at once.
const gapBatch = 256

// vectorer makes sentence vectors of length 1.
type vectorer interface {
	Vectors(texts []string) [][]float32
}

// gapMentions reads the verbatims twice: to learn which words are common, then
// to find which mentions speak of a claim or state a gap.
func (a *app) gapMentions(r reader, f opinion.Filter, claims []opinion.Claim) ([]opinion.GapMention, error) {
	corpus, err := promise.NewCorpus()
	if err != nil {
		return nil, fail(exitDefect, "%w", err)
	}
	err = r.store.Export(a.ctx, f, r.judge.Model(), func(s store.Stored) error {
		eachSpeaking(s, func(i int, x promise.Subject) { corpus.Add(x.Text) })
		return nil
	})
	if err != nil {
		return nil, storeFault(err)
	}
	vectors, err := sentenceVectors()
	if err != nil {
		return nil, fail(exitDefect, "reading the model of sentence vectors: %w", err)
	}
	m := gapMatcher{vectors: vectors}
	m.matcher = promise.NewMatcher(a.claimSubjects(r, claims, vectors), corpus)
	err = r.store.Export(a.ctx, f, r.judge.Model(), func(s store.Stored) error {
		m.read(s)
		return nil
	})
	if err != nil {
		return nil, storeFault(err)
	}
	m.match()
	return m.found, nil
}

// claimSubjects are the claims as the matcher sees them. The classifier reads
// them as it reads mentions: only its themes are used.
func (a *app) claimSubjects(r reader, claims []opinion.Claim, vectors vectorer) []promise.Subject {
	verbatims := make([]opinion.Verbatim, len(claims))
	texts := make([]string, len(claims))
	for i, c := range claims {
		verbatims[i], texts[i] = opinion.Verbatim{Text: c.Text}, c.Text
	}
	out := make([]promise.Subject, len(claims))
	annotated := newAnnotator(r.cfg, r.judge).AnnotateAll(verbatims)
	for i, v := range vectors.Vectors(texts) {
		out[i] = promise.Subject{Text: claims[i].Text, Product: claims[i].Product, Vector: v}
		for _, m := range annotated[i].Annotation.Mentions {
			out[i].Themes = append(out[i].Themes, m.Theme)
		}
	}
	return out
}

// eachSpeaking visits the mentions that praise or complain.
func eachSpeaking(s store.Stored, visit func(i int, x promise.Subject)) {
	if s.Annotation == nil {
		return
	}
	for i := range s.Annotation.Mentions {
		m := &s.Annotation.Mentions[i]
		if m.Polarity != opinion.Neu {
			visit(i, promise.Subject{Text: s.Verbatim.Text[m.Start:m.End], Product: s.Verbatim.Product, Themes: []opinion.Theme{m.Theme}})
		}
	}
}

// gapMatcher gathers mentions, so that vectors are made many at a time.
type gapMatcher struct {
	matcher *promise.Matcher
	vectors vectorer
	waiting []promise.Subject
	refs    []opinion.GapMention
	found   []opinion.GapMention
}

func (m *gapMatcher) read(s store.Stored) {
	eachSpeaking(s, func(i int, x promise.Subject) {
		g := opinion.GapMention{MentionRef: opinion.MentionRef{ID: s.Verbatim.ID, Index: i}}
		if x := &s.Annotation.Mentions[i]; x.Gap {
			if told, ok := promise.StatedIn(s.Verbatim.Text[x.Start:x.End]); ok {
				g.Stated, g.ByCompany = true, told.ByCompany
				g.Expectation, g.Experience = moved(told.Expectation, x.Start), moved(told.Experience, x.Start)
			}
		}
		if worth := m.matcher.Worth(x); worth {
			m.waiting, m.refs = append(m.waiting, x), append(m.refs, g)
		} else if g.Stated {
			m.found = append(m.found, g)
		}
	})
	if len(m.waiting) >= gapBatch {
		m.match()
	}
}

// moved is a range of a mention as a range of its verbatim; empty stays empty.
func moved(r [2]int, by int) [2]int {
	if r[0] == r[1] {
		return [2]int{}
	}
	return [2]int{r[0] + by, r[1] + by}
}

func (m *gapMatcher) match() {
	texts := make([]string, len(m.waiting))
	for i := range m.waiting {
		texts[i] = m.waiting[i].Text
	}
	for i, v := range m.vectors.Vectors(texts) {
		m.waiting[i].Vector = v
		g := m.refs[i]
		g.Claims = m.matcher.Find(m.waiting[i])
		if g.Stated || len(g.Claims) > 0 {
			m.found = append(m.found, g)
		}
	}
	m.waiting, m.refs = m.waiting[:0], m.refs[:0]
}
