package measure

import (
	"cmp"
	"slices"

	"gripe/pipeline/opinion"
)

// How many mentions to hand on.
const (
	typicalPerTheme = 5
	gapsShown       = 20
	quotesPerClass  = 10
)

// eachComplaint visits the complaint mentions of complaint verbatims.
func eachComplaint(f []opinion.Finding, visit func(x *opinion.Finding, index int)) {
	for i := range f {
		if !complains(&f[i]) {
			continue
		}
		for j := range f[i].Mentions {
			if f[i].Mentions[j].Polarity.Complaint() {
				visit(&f[i], j)
			}
		}
	}
}

// typical are mentions that stand for each theme, most typical first.
func typical(f []opinion.Finding) [len(opinion.Themes)][]opinion.MentionRef {
	var by [len(opinion.Themes)][]voice
	eachComplaint(f, func(x *opinion.Finding, j int) {
		t := x.Mentions[j].Theme.Index()
		by[t] = append(by[t], complaining(x, j))
	})
	var refs [len(opinion.Themes)][]opinion.MentionRef
	for t := range by {
		refs[t] = best(by[t], typicalPerTheme)
	}
	return refs
}

// gaps are complaint mentions that set an expectation against what happened,
// and how many there are in all.
func gaps(f []opinion.Finding) ([]opinion.MentionRef, int) {
	var all []voice
	eachComplaint(f, func(x *opinion.Finding, j int) {
		if x.Mentions[j].Gap {
			all = append(all, complaining(x, j))
		}
	})
	return best(all, gapsShown), len(all)
}

// quotes are, by cause, mentions of that class from verbatims of that cause: in
// turn one of each theme, most complained of first, so that the words shown are
// about what the tables above them say.
func quotes(f []opinion.Finding) map[opinion.Class][]opinion.MentionRef {
	var by [len(opinion.Themes)][]voice
	eachComplaint(f, func(x *opinion.Finding, j int) {
		if c := x.Mentions[j].Class; c == x.Cause && c != opinion.None {
			t := x.Mentions[j].Theme.Index()
			by[t] = append(by[t], complaining(x, j))
		}
	})
	counts, _ := themeCounts(f)
	refs := map[opinion.Class][]opinion.MentionRef{}
	for _, c := range opinion.Causes {
		themes := slices.Clone(opinion.ThemesOf(c))
		slices.SortStableFunc(themes, func(a, b opinion.Theme) int {
			return cmp.Compare(counts[b.Index()].verbatims, counts[a.Index()].verbatims)
		})
		var queues [][]opinion.MentionRef
		for _, t := range themes {
			if q := best(by[t.Index()], quotesPerClass); c != opinion.None && len(q) > 0 {
				queues = append(queues, q)
			}
		}
		if r := inTurn(queues, quotesPerClass); len(r) > 0 {
			refs[c] = r
		}
	}
	return refs
}

// inTurn takes one of each queue after the other, at most n in all and one of
// each verbatim.
func inTurn(queues [][]opinion.MentionRef, n int) []opinion.MentionRef {
	var refs []opinion.MentionRef
	used := map[string]bool{}
	for round := range n {
		for _, q := range queues {
			if round < len(q) && len(refs) < n && !used[q[round].ID] {
				used[q[round].ID] = true
				refs = append(refs, q[round])
			}
		}
	}
	return refs
}
