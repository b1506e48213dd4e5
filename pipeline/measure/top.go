package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gripe/pipeline/opinion"
)

// TopTables are the names that Top takes.
var TopTables = []string{"themes", "products", "sources", "touchpoints", "stages", "terms"}

// Top counts complaint verbatims, copies of one text once, by what they hold:
// most first, ties by name; rows of zero are left out. Shares are of all complaints; one verbatim may
// count in several rows of themes, touchpoints, stages and terms. A class other
// than the empty one narrows themes and terms to complaint mentions of it, and
// the other tables to verbatims that hold such a mention. Terms need findings
// with aspects. The error names the tables there are.
func Top(f []opinion.Finding, what string, class opinion.Class) ([]opinion.Count, error) {
	labels, err := topLabels(what)
	if err != nil {
		return nil, err
	}
	left, _ := copied(f)
	counts, base := map[string]int{}, 0
	for i := range f {
		if !complains(&f[i]) || left.has(i) {
			continue
		}
		base++
		for l := range topSet(&f[i], class, labels) {
			counts[l]++
		}
	}
	return mostFirst(counts, base), nil
}

// mostFirst are the rows of counts with their shares of base, ties by label.
func mostFirst(counts map[string]int, base int) []opinion.Count {
	out := make([]opinion.Count, 0, len(counts))
	for l, n := range counts {
		out = append(out, opinion.Count{Label: l, N: n, Share: countedShare(n, base)})
	}
	slices.SortFunc(out, func(a, b opinion.Count) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Label, b.Label))
	})
	return out
}

// topSet is what the complaint mentions of a verbatim hold, each once.
func topSet(x *opinion.Finding, class opinion.Class, labels func(*opinion.Finding, *opinion.FindingMention) []string) map[string]bool {
	set := map[string]bool{}
	for i := range x.Mentions {
		m := &x.Mentions[i]
		if !m.Polarity.Complaint() || class != "" && m.Class != class {
			continue
		}
		for _, l := range labels(x, m) {
			if l != "" {
				set[l] = true
			}
		}
	}
	return set
}

// topLabels gives what one complaint mention counts towards.
func topLabels(what string) (func(*opinion.Finding, *opinion.FindingMention) []string, error) {
	switch what {
	case "themes":
		return func(_ *opinion.Finding, m *opinion.FindingMention) []string { return []string{string(m.Theme)} }, nil
	case "products":
		return func(x *opinion.Finding, _ *opinion.FindingMention) []string { return []string{x.Product} }, nil
	case "sources":
		return func(x *opinion.Finding, _ *opinion.FindingMention) []string { return []string{x.Source} }, nil
	case "touchpoints":
		return func(_ *opinion.Finding, m *opinion.FindingMention) (l []string) {
			for _, t := range m.Touchpoints {
				l = append(l, string(t))
			}
			return l
		}, nil
	case "stages":
		return func(_ *opinion.Finding, m *opinion.FindingMention) []string { return []string{string(m.Stage)} }, nil
	case "terms":
		return func(_ *opinion.Finding, m *opinion.FindingMention) []string { return m.Aspects }, nil
	}
	return nil, fmt.Errorf("there is no table of %q; there are %s", what, strings.Join(TopTables, ", "))
}
