package report

import (
	"strings"

	"gripe/pipeline/opinion"
)

// productsShown is how many products a theme names.
const productsShown = 3

func products(in []opinion.Count) []Named {
	out := []Named{}
	for _, c := range in {
		if name := named(c.Label); name != "" && c.N > 0 && len(out) < productsShown {
			out = append(out, Named{name, c.N})
		}
	}
	return out
}

// signals are what a theme's row has to tell beside its counts.
func signals(t Theme) string {
	var out, of []string
	for _, p := range t.Products {
		of = append(of, p.Name+" ("+number(p.N)+")")
	}
	if len(of) > 0 {
		out = append(out, strings.Join(of, ", "))
	}
	if t.Defection > 0 {
		out = append(out, count(t.Defection, "says the customer leaves", "say the customer leaves"))
	}
	if t.Effort > 0 {
		out = append(out, count(t.Effort, "tells of effort", "tell of effort"))
	}
	return strings.Join(out, "; ")
}

// classText keeps two figures apart that look alike: how many complaints name
// a theme, and how many are the class's to fix.
func classText(f opinion.Figures, c opinion.Class) string {
	if state(f) != "full" || c == opinion.None {
		return ""
	}
	s := "How many of the week’s " + count(f.Now.Base.Complaints, "complaint", "complaints") +
		" name each theme, whoever has to fix the complaint as a whole. One may name several themes, so the rows do not add up"
	if share := shareOf(f.Now.Of[c]); share.Known {
		s += " to the " + share.Text + " that are for " + string(c) + " to fix"
	}
	return s + "."
}

// classRefs are what may be quoted for a class: first what stands for its
// largest themes, then the rest.
func (b *builder) classRefs(c opinion.Class) []opinion.MentionRef {
	refs := append([]opinion.MentionRef(nil), b.f.Quotes[c]...)
	for round := range 2 {
		for _, t := range b.f.Themes {
			if t.Class == c && c != opinion.None && round < len(t.Typical) {
				refs = append(refs, t.Typical[round])
			}
		}
	}
	return refs
}
