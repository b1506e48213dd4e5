package measure

import (
	"cmp"
	"slices"

	"gripe/pipeline/opinion"
)

// falseDiscovery is the rate at which changes of themes may be false alarms.
const falseDiscovery = 0.05

// themes are all themes that a complaint of either week holds, most complained
// of first, with the change between the weeks.
func themes(now, before []opinion.Finding) []opinion.ThemeCount {
	n, nowBase := themeCounts(now)
	b, beforeBase := themeCounts(before)
	refs := typical(now)
	comparable := nowBase >= SmallBase && beforeBase >= SmallBase
	var rows []opinion.ThemeCount
	var p []float64
	for i, t := range opinion.Themes {
		if t == opinion.NoTheme || n[i].verbatims+b[i].verbatims == 0 {
			continue
		}
		row := opinion.ThemeCount{
			Theme: t, Class: t.Class(),
			Now: n[i].verbatims, Before: b[i].verbatims,
			Share:       countedShare(n[i].verbatims, nowBase),
			ShareBefore: countedShare(b[i].verbatims, beforeBase),
			Comparable:  comparable,
			Defection:   n[i].defection, Effort: n[i].effort,
			Typical: refs[i],
		}
		row.Change = 100 * (row.Share.Value - row.ShareBefore.Value)
		rows = append(rows, row)
		p = append(p, TwoProportion(row.Now, nowBase, row.Before, beforeBase))
	}
	if comparable {
		for i, pass := range BenjaminiHochberg(p, falseDiscovery) {
			rows[i].Significant = pass
		}
	}
	// Rows stand in vector order, which a stable sort keeps among equals.
	slices.SortStableFunc(rows, func(x, y opinion.ThemeCount) int {
		return cmp.Or(cmp.Compare(y.Now, x.Now), cmp.Compare(y.Before, x.Before))
	})
	return rows
}

type themeCount struct{ verbatims, defection, effort int }

// themeCounts counts complaint verbatims by theme, and all of them.
func themeCounts(f []opinion.Finding) (counts [len(opinion.Themes)]themeCount, base int) {
	for i := range f {
		if !complains(&f[i]) {
			continue
		}
		base++
		seen := uint32(0)
		for j := range f[i].Mentions {
			m := &f[i].Mentions[j]
			if !m.Polarity.Complaint() {
				continue
			}
			t := m.Theme.Index()
			if seen>>t&1 == 0 {
				seen |= 1 << t
				counts[t].verbatims++
			}
			if slices.Contains(m.Signals, opinion.Defection) {
				counts[t].defection++
			}
			if slices.Contains(m.Signals, opinion.Effort) {
				counts[t].effort++
			}
		}
	}
	return counts, base
}

func complains(x *opinion.Finding) bool { return x.Annotated && x.Complaint }
