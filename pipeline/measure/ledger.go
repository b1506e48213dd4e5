package measure

import (
	"cmp"
	"slices"

	"gripe/pipeline/opinion"
)

// tellingPerPromise and examplesPerTheme are how many mentions to hand on.
const (
	tellingPerPromise = 5
	examplesPerTheme  = 5
)

// pricey are the themes of price and value.
var pricey = []opinion.Theme{opinion.PriceValue, opinion.FeesTerms, opinion.Promotion}

// Gaps sets what was promised against what is said. g are the mentions of f
// that speak of a claim or state a gap; those of verbatims that are not in f
// fall out. Copies of one text count once.
func Gaps(f []opinion.Finding, claims []opinion.Claim, g []opinion.GapMention) opinion.Gaps {
	f, _ = once(f)
	byID := make(map[string]*opinion.Finding, len(f))
	out := opinion.Gaps{}
	for i := range f {
		byID[f[i].ID] = &f[i]
		if f[i].Annotated {
			out.Base.Verbatims++
			if f[i].Complaint {
				out.Base.Complaints++
			}
		}
	}
	var known []opinion.GapMention
	for _, m := range g {
		if x := byID[m.ID]; x != nil && x.Annotated && m.Index < len(x.Mentions) {
			known = append(known, m)
		}
	}
	ledger(&out, claims, known, byID)
	stated := func(keep func(*opinion.GapMention) bool) []opinion.GapMention {
		var kept []opinion.GapMention
		for i := range known {
			m := &known[i]
			if m.Stated && byID[m.ID].Mentions[m.Index].Polarity.Complaint() && keep(m) {
				kept = append(kept, *m)
			}
		}
		return kept
	}
	all := stated(func(*opinion.GapMention) bool { return true })
	out.Stated = statedGaps(all, byID)
	out.Unclaimed = statedGaps(stated(func(m *opinion.GapMention) bool { return m.ByCompany && len(m.Claims) == 0 }), byID)
	holding := map[string]bool{}
	for _, m := range all {
		holding[m.ID] = true
	}
	out.StatedBase = len(holding)
	out.Products = gapsBy(all, byID, func(x *opinion.Finding, _ *opinion.FindingMention) string { return x.Product })
	out.Stages = gapsBy(all, byID, func(_ *opinion.Finding, m *opinion.FindingMention) string { return string(m.Stage) })
	for _, b := range balance(f) {
		if slices.Contains(pricey, b.Theme) {
			out.Price = append(out.Price, b)
		}
	}
	return out
}

// ledger fills Promises and Unspoken.
func ledger(out *opinion.Gaps, claims []opinion.Claim, g []opinion.GapMention, byID map[string]*opinion.Finding) {
	sides := make([]struct{ against, behind []telling }, len(claims))
	for _, m := range g {
		x := &byID[m.ID].Mentions[m.Index]
		for _, c := range m.Claims {
			if c.Claim < 0 || c.Claim >= len(claims) {
				continue
			}
			t := telling{m.MentionRef, c.P, x.Class}
			switch {
			case x.Polarity.Complaint():
				sides[c.Claim].against = append(sides[c.Claim].against, t)
			case x.Polarity == opinion.Pos:
				sides[c.Claim].behind = append(sides[c.Claim].behind, t)
			}
		}
	}
	for i, s := range sides {
		against, behind := oncePerVerbatim(s.against), oncePerVerbatim(s.behind)
		if len(against)+len(behind) == 0 {
			out.Unspoken = append(out.Unspoken, claims[i])
			continue
		}
		n := len(against) + len(behind)
		p := opinion.Promise{
			Claim: claims[i], Support: len(behind), Contradict: len(against), Kept: countedShare(len(behind), n),
			Contradicting: refsOf(against), Supporting: refsOf(behind), Fix: fixer(against),
		}
		// Experience is 2k-1 for a share k of support; less an expectation of 1.
		p.Gap = opinion.Estimate{Value: 2*p.Kept.Value - 2, Low: 2*p.Kept.Low - 2, High: 2*p.Kept.High - 2}
		p.Loss = -p.Gap.Value * float64(n)
		out.Promises = append(out.Promises, p)
	}
	slices.SortStableFunc(out.Promises, func(a, b opinion.Promise) int { return cmp.Compare(b.Loss, a.Loss) })
}

// telling is a mention that speaks of a claim with probability p.
type telling struct {
	ref   opinion.MentionRef
	p     float64
	class opinion.Class
}

// oncePerVerbatim keeps the most probable mention of each verbatim, most
// probable first.
func oncePerVerbatim(t []telling) []telling {
	slices.SortStableFunc(t, func(a, b telling) int {
		return cmp.Or(cmp.Compare(b.p, a.p), cmp.Compare(a.ref.ID, b.ref.ID), cmp.Compare(a.ref.Index, b.ref.Index))
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(t, func(x telling) bool {
		again := seen[x.ref.ID]
		seen[x.ref.ID] = true
		return again
	})
}

func refsOf(t []telling) (refs []opinion.MentionRef) {
	for _, x := range t[:min(len(t), tellingPerPromise)] {
		refs = append(refs, x.ref)
	}
	return refs
}

// fixer is the class of most mentions; ties go to the earlier, None to no one.
func fixer(t []telling) opinion.Class {
	var n [len(opinion.Classes)]int
	for _, x := range t {
		if i := x.class.Index(); i < len(n) {
			n[i]++
		}
	}
	best := opinion.None
	for i, c := range opinion.Classes {
		if n[i] > 0 && (best == opinion.None || n[i] > n[best.Index()]) {
			best = c
		}
	}
	return best
}

// statedGaps groups stated gaps by theme, most verbatims first.
func statedGaps(g []opinion.GapMention, byID map[string]*opinion.Finding) []opinion.StatedGaps {
	groups := map[opinion.Theme][]opinion.GapMention{}
	for _, m := range g {
		t := byID[m.ID].Mentions[m.Index].Theme
		groups[t] = append(groups[t], m)
	}
	var out []opinion.StatedGaps
	for _, t := range opinion.Themes {
		members := groups[t]
		if len(members) == 0 {
			continue
		}
		// A promise somebody made, with both sides told, is the best example.
		slices.SortStableFunc(members, func(a, b opinion.GapMention) int {
			return cmp.Or(cmp.Compare(worth(&b), worth(&a)), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Index, b.Index))
		})
		row := opinion.StatedGaps{Theme: t, Class: t.Class()}
		seen := map[string]bool{}
		for _, m := range members {
			if seen[m.ID] {
				continue
			}
			seen[m.ID] = true
			row.N++
			if m.ByCompany {
				row.ByCompany++
			}
			if len(row.Examples) < examplesPerTheme {
				row.Examples = append(row.Examples, m)
			}
		}
		out = append(out, row)
	}
	slices.SortStableFunc(out, func(a, b opinion.StatedGaps) int { return cmp.Compare(b.N, a.N) })
	return out
}

// worth ranks examples.
func worth(m *opinion.GapMention) (w int) {
	if m.ByCompany {
		w++
	}
	if m.Experience[1] > m.Experience[0] {
		w += 2
	}
	return w
}

// gapsBy counts verbatims with a stated gap by a label, most first.
func gapsBy(g []opinion.GapMention, byID map[string]*opinion.Finding, label func(*opinion.Finding, *opinion.FindingMention) string) []opinion.Count {
	type key struct{ label, id string }
	seen, all, n := map[key]bool{}, map[string]bool{}, map[string]int{}
	for _, m := range g {
		x := byID[m.ID]
		all[m.ID] = true
		k := key{label(x, &x.Mentions[m.Index]), m.ID}
		if k.label != "" && !seen[k] {
			seen[k] = true
			n[k.label]++
		}
	}
	return mostFirst(n, len(all))
}
