package measure

import "gripe/pipeline/opinion"

// falseDiscovery is the rate at which changes may be false alarms.
const falseDiscovery = 0.05

// classChanges puts the shares of complaints by cause beside the week before's.
func classChanges(now, before *opinion.Shares) []opinion.ClassChange {
	rows := make([]opinion.ClassChange, len(opinion.Causes))
	for i, c := range opinion.Causes {
		n, b := now.Of[c], before.Of[c]
		rows[i] = opinion.ClassChange{Class: c, Now: n, Before: b, Change: 100 * (n.Value - b.Value)}
	}
	return rows
}

// judgeChanges marks the rows of both tables, which are shown together and so
// tested together: a change is significant that survives Benjamini-Hochberg over
// all of them, with at least SmallBase complaints in both weeks. Shares that were
// corrected are tested as they were counted, which is what scatters, and count
// as changed only where the corrected ones moved the same way.
func judgeChanges(classes []opinion.ClassChange, themes []opinion.ThemeCount, now, before int) {
	if now < SmallBase || before < SmallBase {
		return
	}
	p := make([]float64, 0, len(classes)+len(themes))
	for i := range classes {
		c := &classes[i]
		c.Comparable = true
		p = append(p, TwoProportion(c.Now.Counted, now, c.Before.Counted, before))
	}
	for i := range themes {
		themes[i].Comparable = true
		p = append(p, TwoProportion(themes[i].Now, now, themes[i].Before, before))
	}
	pass := BenjaminiHochberg(p, falseDiscovery)
	for i := range classes {
		c := &classes[i]
		counted := float64(c.Now.Counted)/float64(now) - float64(c.Before.Counted)/float64(before)
		c.Significant = pass[i] && counted*c.Change > 0
	}
	for i := range themes {
		themes[i].Significant = pass[len(classes)+i]
	}
}
