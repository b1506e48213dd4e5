package measure

import "gripe/pipeline/opinion"

// venn counts complaint verbatims by the classes of their complaint mentions.
func venn(f []opinion.Finding) opinion.Venn {
	var v opinion.Venn
	for i := range f {
		if complains(&f[i]) {
			v[held(&f[i], func(m *opinion.FindingMention) uint {
				return 1 << m.Class.Index() & 7 // None has no circle
			})]++
		}
	}
	return v
}

// journey counts complaint verbatims by the stages that their complaint
// mentions speak about; one verbatim may count in several.
func journey(f []opinion.Finding) []opinion.Count {
	labels := make([]string, len(opinion.Stages))
	for i, s := range opinion.Stages {
		labels[i] = string(s)
	}
	return table(f, labels, func(m *opinion.FindingMention) uint { return 1 << m.Stage.Index() })
}

// touchpoints counts complaint verbatims by the touchpoints of their complaint
// mentions; one verbatim may count in several.
func touchpoints(f []opinion.Finding) []opinion.Count {
	labels := make([]string, len(opinion.Touchpoints))
	for i, t := range opinion.Touchpoints {
		labels[i] = string(t)
	}
	return table(f, labels, func(m *opinion.FindingMention) uint {
		set := uint(0)
		for i, t := range opinion.Touchpoints {
			for _, x := range m.Touchpoints {
				if x == t {
					set |= 1 << i
				}
			}
		}
		return set
	})
}

// table counts complaint verbatims that hold each label, in the labels' order.
func table(f []opinion.Finding, labels []string, of func(*opinion.FindingMention) uint) []opinion.Count {
	counts, base := make([]int, len(labels)), 0
	for i := range f {
		if !complains(&f[i]) {
			continue
		}
		base++
		set := held(&f[i], of)
		for k := range counts {
			counts[k] += int(set >> k & 1)
		}
	}
	rows := make([]opinion.Count, len(labels))
	for k, l := range labels {
		rows[k] = opinion.Count{Label: l, N: counts[k], Share: countedShare(counts[k], base)}
	}
	return rows
}

// held joins the bit sets of a verbatim's complaint mentions.
func held(x *opinion.Finding, of func(*opinion.FindingMention) uint) uint {
	set := uint(0)
	for j := range x.Mentions {
		if m := &x.Mentions[j]; m.Polarity.Complaint() {
			set |= of(m)
		}
	}
	return set
}
