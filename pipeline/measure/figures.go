package measure

import (
	"slices"
	"time"

	"gripe/pipeline/opinion"
)

const (
	// trendWeeks is how many weeks the trend shows, the digest's own included.
	trendWeeks = 12
	// topProducts is how many products are shown.
	topProducts = 12
)

// Figures measures one digest. f should cover TrendWindow(week); what lies
// outside it, or has no date, is left out. The week is taken to be complete
// unless Options.Partial says otherwise: the caller knows the clock. Copies of
// one text count once; News needs findings with aspects. Quarantined is left 0: a Finding does not tell
// quarantined from waiting, so Waiting holds both.
func Figures(f []opinion.Finding, week opinion.Week, o Options) opinion.Figures {
	weeks := make([]opinion.Week, trendWeeks)
	for i := range weeks {
		weeks[i] = WeekBefore(week, trendWeeks-1-i)
	}
	f = byDate(f)
	now, before := between(f, week, week), between(f, weeks[trendWeeks-2], weeks[trendWeeks-2])

	g := opinion.Figures{Week: week, Undated: o.Undated}
	for _, w := range weeks {
		g.Trend = append(g.Trend, opinion.WeekShares{Week: w, Shares: Shares(between(f, w, w), o)})
	}
	g.Now, g.Previous = g.Trend[trendWeeks-1].Shares, g.Trend[trendWeeks-2].Shares
	g.HasPrevious = g.Previous.Base.Complaints > 0
	g.BySource = grouped(now, func(x *opinion.Finding) string { return x.Source }, 0, o)
	g.ByProduct = grouped(now, func(x *opinion.Finding) string { return x.Product }, topProducts, o)
	g.Languages, g.Waiting = languages(now)

	// From here on copies are left out.
	g.Copies = g.Now.Copies
	now, _ = once(now)
	before, _ = once(before)
	g.Themes, g.Classes = themes(now, before), classChanges(&g.Now, &g.Previous)
	if !o.Partial {
		judgeChanges(g.Classes, g.Themes, g.Now.Base.Complaints, g.Previous.Base.Complaints)
		g.News = news(now, between(f, weeks[trendWeeks-1-newsWeeks], weeks[trendWeeks-2]))
	}
	g.Venn = venn(now)
	g.Journey = journey(now)
	g.Touchpoints = touchpoints(now)
	g.Gaps, g.GapCount = gaps(now)
	g.Quotes = quotes(now)
	g.Balance = balance(now)
	g.Needs = needs(now)
	g.Praise = praise(now)
	return g
}

// byDate are the findings in the order of their dates, those without one first.
// A store gives them so; then they are handed back as they are.
func byDate(f []opinion.Finding) []opinion.Finding {
	earlier := func(a, b opinion.Finding) int { return a.PostedAt.Compare(b.PostedAt) }
	if !slices.IsSortedFunc(f, earlier) {
		f = slices.Clone(f)
		slices.SortFunc(f, earlier)
	}
	return f
}

// between are those of the findings, in the order of their dates, that were
// posted from the start of one week to the end of another.
func between(f []opinion.Finding, first, last opinion.Week) []opinion.Finding {
	at := func(t time.Time) int {
		i, _ := slices.BinarySearchFunc(f, t, func(x opinion.Finding, t time.Time) int { return x.PostedAt.Compare(t) })
		return i
	}
	return f[at(first.Start):at(last.End)]
}

// languages counts verbatims by language, and those not judged yet.
func languages(f []opinion.Finding) (map[string]int, int) {
	by, waiting := map[string]int{}, 0
	for i := range f {
		switch {
		case f[i].Language != "":
			by[f[i].Language]++
		case !f[i].Annotated:
			waiting++
		}
	}
	return by, waiting
}
