package measure

import (
	"cmp"
	"slices"

	"gripe/pipeline/opinion"
)

// balanceFloor is how many verbatims must judge a theme for a place on the map:
// of fewer than 5, none can tell praise from complaint (5 of 5 give 0.13..1).
const balanceFloor = 5

// balance is the importance-satisfaction map of themes (Martilla & James 1977,
// "Importance-performance analysis"), largest volume first: how many annotated
// verbatims praise a theme or complain of it, against how the two weigh. In a
// week of fewer than SmallBase annotated verbatims there is none. A mention of
// polarity mix complains of its theme; what it praises is something else.
//
// Net is (praise - complaints) / (praise + complaints), which is 2q - 1 for the
// share q of praise among judgements; its interval is that of q (Wilson 1927),
// stretched alike. A verbatim that does both counts on both sides, which
// scatters less than two verbatims would, so the interval is never too narrow.
func balance(f []opinion.Finding) []opinion.ThemeBalance {
	var praise, complaints, either [len(opinion.Themes)]int
	base := 0
	for i := range f {
		if !f[i].Annotated {
			continue
		}
		base++
		var praised, blamed themeSet
		for j := range f[i].Mentions {
			switch m := &f[i].Mentions[j]; {
			case m.Polarity == opinion.Pos:
				praised.add(m.Theme)
			case m.Polarity.Complaint():
				blamed.add(m.Theme)
			}
		}
		for t := range opinion.Themes {
			praise[t] += praised.count(t)
			complaints[t] += blamed.count(t)
			either[t] += (praised | blamed).count(t)
		}
	}
	if base < SmallBase {
		return nil
	}
	var rows []opinion.ThemeBalance
	for i, t := range opinion.Themes {
		if t == opinion.NoTheme || either[i] < balanceFloor {
			continue
		}
		q := Wilson(float64(praise[i]), float64(praise[i]+complaints[i]))
		rows = append(rows, opinion.ThemeBalance{
			Theme: t, Class: t.Class(), Verbatims: either[i], Praise: praise[i], Complaints: complaints[i],
			Net: opinion.Estimate{Value: 2*q.Value - 1, Low: 2*q.Low - 1, High: 2*q.High - 1},
		})
	}
	slices.SortStableFunc(rows, func(a, b opinion.ThemeBalance) int { return cmp.Compare(b.Verbatims, a.Verbatims) })
	return rows
}

// themeSet is a set of themes by their index.
type themeSet uint32

func (s *themeSet) add(t opinion.Theme) { *s |= 1 << t.Index() }

func (s themeSet) count(index int) int { return int(s >> index & 1) }
