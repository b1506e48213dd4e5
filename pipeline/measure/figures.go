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
// outside it, or has no date, is left out. The week is taken to be complete:
// the caller knows the clock. Quarantined is left 0: a Finding does not tell
// quarantined from waiting, so Waiting holds both.
func Figures(f []opinion.Finding, week opinion.Week, o Options) opinion.Figures {
	weeks := make([]opinion.Week, trendWeeks)
	for i := range weeks {
		weeks[i] = WeekBefore(week, trendWeeks-1-i)
	}
	byWeek := split(f, weeks)
	now, before := byWeek[trendWeeks-1], byWeek[trendWeeks-2]

	g := opinion.Figures{Week: week, Undated: o.Undated}
	for i, w := range weeks {
		g.Trend = append(g.Trend, opinion.WeekShares{Week: w, Shares: Shares(byWeek[i], o)})
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
	judgeChanges(g.Classes, g.Themes, g.Now.Base.Complaints, g.Previous.Base.Complaints)
	g.Venn = venn(now)
	g.Journey = journey(now)
	g.Touchpoints = touchpoints(now)
	g.Gaps, g.GapCount = gaps(now)
	g.Quotes = quotes(now)
	g.Balance = balance(now)
	g.Needs = needs(now)
	g.Praise = praise(now)
	earlier, _ := once(slices.Concat(byWeek[trendWeeks-1-newsWeeks : trendWeeks-1]...))
	g.News = news(now, earlier)
	return g
}

// split deals findings out to the weeks that they were posted in.
func split(f []opinion.Finding, weeks []opinion.Week) [][]opinion.Finding {
	byWeek := make([][]opinion.Finding, len(weeks))
	for i := range f {
		if at := weekAt(f[i].PostedAt, weeks); at >= 0 {
			byWeek[at] = append(byWeek[at], f[i])
		}
	}
	return byWeek
}

func weekAt(t time.Time, weeks []opinion.Week) int {
	for i := len(weeks) - 1; i >= 0 && !t.IsZero(); i-- {
		if !t.Before(weeks[i].Start) {
			if t.Before(weeks[i].End) {
				return i
			}
			return -1
		}
	}
	return -1
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
