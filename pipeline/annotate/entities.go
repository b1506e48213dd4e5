package annotate

import (
	"slices"
	"sort"

	"gripe/pipeline/opinion"
)

// tagMentions adds the aspects of complaints to the mentions and gives the
// entities of the text: the gazetteer's anywhere, and the tagger's, which are
// hints, in mentions that complain or praise. None overlap.
func (a *Annotator) tagMentions(s *tagScratch, p *opinion.Passage, mentions []opinion.Mention) []opinion.Entity {
	out := a.names.find(p.Text, p.Tokens)
	known := len(out)
	for i := range mentions {
		m := &mentions[i]
		tokens := p.Tokens[p.Spans[i].First:p.Spans[i].Last]
		m.Aspects = []string{}
		complains := m.Polarity.Complaint()
		lower, capital := casing(p.Text, tokens)
		search := lower && (capital || a.exhaustive) && m.Polarity != opinion.Neu
		if len(tokens) == 0 || !complains && !search && !a.exhaustive {
			continue
		}
		words, names := loadTagger().read(s, p.Text, tokens, search)
		if complains {
			m.Aspects = a.aspectsOf(outside(words, out[:known]))
		}
		for _, n := range names {
			if !a.plausibleName(p.Text, words, n) {
				continue
			}
			start, end := words[n.first].Start, words[n.last].End
			label := labelOf[n.label]
			if label != "" && !overlaps(out[:known], start, end) {
				out = append(out, opinion.Entity{Start: start, End: end, Text: p.Text[start:end], Label: label})
			}
		}
	}
	slices.SortFunc(out, func(x, y opinion.Entity) int { return x.Start - y.Start })
	return out
}

// labelOf are the tagger's labels that are kept, and how they are written.
var labelOf = map[string]string{"PERSON": "PERSON", "GPE": "GPE", "ORGANIZATION": "ORG"}

// plausibleName drops what prose often takes for a name and is none: words
// without a capital, in capitals throughout, or at the head of the sentence
// and alone.
func (a *Annotator) plausibleName(text string, words []word, n named) bool {
	if n.first == 0 && n.last == 0 {
		return false
	}
	for _, w := range words[n.first : n.last+1] {
		c := text[w.Start]
		if c < 'A' || c > 'Z' && c < 0x80 || w.End-w.Start < 2 || a.stopNouns[w.Norm] {
			return false
		}
		if next := text[w.Start+1]; next >= 'A' && next <= 'Z' {
			return false
		}
	}
	return true
}

// outside marks the words that names hold, so that they are no aspects.
func outside(words []word, names []opinion.Entity) []word {
	if len(names) == 0 {
		return words
	}
	for i := range words {
		if overlaps(names, words[i].Start, words[i].End) {
			words[i].tag = "NNP"
		}
	}
	return words
}

// overlaps tells whether one of es, which are in order, shares a byte with
// start..end. By bisection: a text may be nothing but names.
func overlaps(es []opinion.Entity, start, end int) bool {
	i := sort.Search(len(es), func(i int) bool { return es[i].End > start })
	return i < len(es) && es[i].Start < end
}
