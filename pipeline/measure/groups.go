package measure

import (
	"cmp"
	"slices"

	"gripe/pipeline/opinion"
)

// grouped are the shares of each group, most complaints first, then by name;
// at most top groups where top is above 0. Findings without a name fall out.
func grouped(f []opinion.Finding, name func(*opinion.Finding) string, top int, o Options) []opinion.GroupShares {
	type group struct {
		name       string
		complaints int
		members    []opinion.Finding
	}
	var groups []*group
	byName := map[string]*group{}
	for i := range f {
		n := name(&f[i])
		if n == "" {
			continue
		}
		g := byName[n]
		if g == nil {
			g = &group{name: n}
			byName[n] = g
			groups = append(groups, g)
		}
		g.members = append(g.members, f[i])
	}
	for _, g := range groups {
		out, _ := copied(g.members)
		for i := range g.members {
			if complains(&g.members[i]) && !out.has(i) {
				g.complaints++
			}
		}
	}
	slices.SortFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.complaints, a.complaints), cmp.Compare(a.name, b.name))
	})
	if top > 0 && len(groups) > top {
		groups = groups[:top]
	}
	var shares []opinion.GroupShares
	for _, g := range groups {
		shares = append(shares, opinion.GroupShares{Name: g.name, Shares: Shares(g.members, o)})
	}
	return shares
}
