package measure

import (
	"cmp"
	"slices"

	"gripe/pipeline/opinion"
)

// termsPerNeed is how many terms a need names.
const termsPerNeed = 5

// needs are what people say they want and do not have, most first: mentions
// with the factor wants that are not plain praise, by theme. Those that neither
// praise nor complain have no theme of their own and stand under General.
func needs(f []opinion.Finding) []opinion.Need {
	var by [len(opinion.Themes)]group
	for i := range f {
		if f[i].Annotated {
			wanting(&f[i], &by)
		}
	}
	var rows []opinion.Need
	for i, t := range opinion.Themes {
		g := &by[i]
		if g.verbatims == 0 {
			continue
		}
		rows = append(rows, opinion.Need{Theme: t, N: g.verbatims, Terms: g.mostUsed(termsPerNeed), Typical: best(g.voices, typicalPerTheme)})
	}
	slices.SortStableFunc(rows, func(a, b opinion.Need) int { return cmp.Compare(b.N, a.N) })
	return rows
}

func wanting(x *opinion.Finding, by *[len(opinion.Themes)]group) {
	var seen themeSet
	for j := range x.Mentions {
		m := &x.Mentions[j]
		if m.Polarity == opinion.Pos || !slices.Contains(m.Factors, opinion.Wants) {
			continue
		}
		t := m.Theme
		if t.Index() == opinion.NoTheme.Index() {
			t = opinion.General
		}
		g := &by[t.Index()]
		g.add(voice{x, j, 1})
		g.verbatims += 1 - seen.count(t.Index())
		seen.add(t)
	}
}

// praise is what people praise, most first, as shares of all annotated
// verbatims. Praise of nothing in particular (General) is left out.
func praise(f []opinion.Finding) []opinion.Praise {
	var by [len(opinion.Themes)]group
	base := 0
	for i := range f {
		x := &f[i]
		if !x.Annotated {
			continue
		}
		base++
		var seen themeSet
		for j := range x.Mentions {
			if m := &x.Mentions[j]; m.Polarity == opinion.Pos && m.Theme.Class() != opinion.None {
				g := &by[m.Theme.Index()]
				g.add(voice{x, j, 1 - clamp01(m.PComplaint)})
				g.verbatims += 1 - seen.count(m.Theme.Index())
				seen.add(m.Theme)
			}
		}
	}
	var rows []opinion.Praise
	for i, t := range opinion.Themes {
		if g := &by[i]; g.verbatims > 0 {
			rows = append(rows, opinion.Praise{Theme: t, N: g.verbatims, Share: countedShare(g.verbatims, base), Typical: best(g.voices, typicalPerTheme)})
		}
	}
	slices.SortStableFunc(rows, func(a, b opinion.Praise) int { return cmp.Compare(b.N, a.N) })
	return rows
}

// group is mentions of a kind, those of a verbatim in a row.
type group struct {
	verbatims int
	voices    []voice
}

func (g *group) add(v voice) { g.voices = append(g.voices, v) }

// mostUsed are the terms that most verbatims of the group hold, ties by the
// alphabet.
func (g *group) mostUsed(n int) []string {
	counts, spelt := map[string]int{}, spellings{}
	last := map[string]string{} // the verbatim that counted last for a term
	for i := range g.voices {
		v := &g.voices[i]
		spelt.add(v.mention().Aspects)
		for _, k := range termKeys(v.mention().Aspects) {
			if last[k] != v.of.ID {
				last[k] = v.of.ID
				counts[k]++
			}
		}
	}
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	var terms []string
	for _, k := range keys[:min(n, len(keys))] {
		terms = append(terms, spelt.usual(k))
	}
	return terms
}
