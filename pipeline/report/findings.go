package report

import (
	"cmp"
	"slices"
	"strings"

	"gripe/pipeline/opinion"
)

// tooFew stands wherever a week is too small to compare or to rank.
const tooFew = "too few to compare"

// The findings are the titles of charts: what a reader who sees nothing else
// should take away. They claim an order only where they give the counts.

func vennFinding(v Venn) string {
	type part struct {
		name string
		n    int
	}
	parts := []part{{"product", v.Product}, {"marketing", v.Marketing}, {"service", v.Service}}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.n, a.n) })
	return "Of " + count(v.Total+v.NoClass, "complaint", "complaints") + ", " + number(parts[0].n) + " speak of " + parts[0].name + ", " +
		number(parts[1].n) + " of " + parts[1].name + ", " + number(parts[2].n) + " of " + parts[2].name
}

func trendFinding(points []TrendPoint) string {
	n := len(points)
	if n == 0 {
		return ""
	}
	last := points[n-1]
	if !last.Service.Known {
		return "Service: " + tooFew + " this week"
	}
	s := "Service is " + last.Service.Text + " this week"
	if n > 1 && points[n-2].Service.Known {
		was := points[n-2].Service
		switch {
		case last.NewModel:
			s += ", " + was.Text + " the week before by another model"
		case was.High < last.Service.Low || was.Low > last.Service.High:
			s += ", from " + was.Text + " the week before"
		default:
			s += ", no clear change from " + was.Text + " the week before"
		}
	}
	return s
}

// causesFinding is the digest's lead, or its gist where it names all shares.
func causesFinding(lead string) string {
	switch {
	case lead == "":
		return "Whose to fix"
	case strings.Contains(lead, "too close"):
		return "Whose to fix: too close to say whose most are"
	}
	return strings.TrimSuffix(lead, ".")
}

// namedMost is the title of a chart of rows that may overlap.
func namedMost(what string, rows []Row) string {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(b.N, a.N) })
	for _, r := range rows {
		if r.Key == string(opinion.StageNone) || r.N == 0 {
			continue
		}
		return "Named most " + what + ": " + lowerFirst(r.Name) + ", in " + number(r.N) + " of " + count(r.Share.Base, "complaint", "complaints")
	}
	return ""
}

// touchpointFinding sums up touchpoints; a complaint may name both kinds.
func touchpointFinding(rows []Row) string {
	people, self := 0, 0
	for _, r := range rows {
		if r.Note == touchpointPeople {
			people += r.N
		} else {
			self += r.N
		}
	}
	s := namedMost("touchpoint", rows)
	if s == "" {
		return ""
	}
	return s + "; people are named " + number(people) + " times, self-service and one-way channels " + number(self)
}
