package measure

import (
	"cmp"
	"slices"

	"gripe/pipeline/opinion"
)

// productsPerTheme is how many products a theme names.
const productsPerTheme = 5

// themes are all themes that a complaint of either week holds, most complained
// of first, with the change between the weeks; judgeChanges says which count.
func themes(now, before []opinion.Finding) []opinion.ThemeCount {
	n, nowBase := themeCounts(now)
	b, beforeBase := themeCounts(before)
	refs, products := typical(now), themeProducts(now)
	var rows []opinion.ThemeCount
	for i, t := range opinion.Themes {
		if t == opinion.NoTheme || n[i].verbatims+b[i].verbatims == 0 {
			continue
		}
		row := opinion.ThemeCount{
			Theme: t, Class: t.Class(),
			Now: n[i].verbatims, Before: b[i].verbatims,
			Share:       countedShare(n[i].verbatims, nowBase),
			ShareBefore: countedShare(b[i].verbatims, beforeBase),
			Defection:   n[i].defection, Effort: n[i].effort,
			Products: products[i],
			Typical:  refs[i],
		}
		row.Change = 100 * (row.Share.Value - row.ShareBefore.Value)
		rows = append(rows, row)
	}
	// Rows stand in vector order, which a stable sort keeps among equals.
	slices.SortStableFunc(rows, func(x, y opinion.ThemeCount) int {
		return cmp.Or(cmp.Compare(y.Now, x.Now), cmp.Compare(y.Before, x.Before))
	})
	return rows
}

// themeProducts are, by theme, the products that complaints of it are about,
// most first, then by name; shares are of the theme's complaints.
func themeProducts(f []opinion.Finding) (products [len(opinion.Themes)][]opinion.Count) {
	var by [len(opinion.Themes)]map[string]int
	var base [len(opinion.Themes)]int
	for i := range f {
		if !complains(&f[i]) {
			continue
		}
		var seen themeSet
		for j := range f[i].Mentions {
			if m := &f[i].Mentions[j]; m.Polarity.Complaint() {
				seen.add(m.Theme)
			}
		}
		for t := range by {
			if seen.count(t) == 0 {
				continue
			}
			base[t]++
			if f[i].Product != "" {
				if by[t] == nil {
					by[t] = map[string]int{}
				}
				by[t][f[i].Product]++
			}
		}
	}
	for t := range by {
		if len(by[t]) > 0 {
			rows := mostFirst(by[t], base[t])
			products[t] = rows[:min(len(rows), productsPerTheme)]
		}
	}
	return products
}

type themeCount struct{ verbatims, defection, effort int }

// themeCounts counts complaint verbatims by theme, and all of them.
func themeCounts(f []opinion.Finding) (counts [len(opinion.Themes)]themeCount, base int) {
	for i := range f {
		if !complains(&f[i]) {
			continue
		}
		base++
		var seen themeSet
		for j := range f[i].Mentions {
			m := &f[i].Mentions[j]
			if !m.Polarity.Complaint() {
				continue
			}
			t := m.Theme.Index()
			counts[t].verbatims += 1 - seen.count(t)
			seen.add(m.Theme)
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
