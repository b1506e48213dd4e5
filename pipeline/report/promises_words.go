package report

import (
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

// gapAnswer is the first line: how many complaints state a gap, and the
// promise that costs most.
func gapAnswer(g opinion.Gaps) string {
	if g.Base.Complaints == 0 {
		return "No complaint to set against a promise."
	}
	s := "Of " + count(g.Base.Complaints, "complaint", "complaints") + ", " + number(g.StatedBase) + " set what was promised or hoped for against what came"
	if g.Base.Complaints >= minBase {
		s = "Of " + count(g.Base.Complaints, "complaint", "complaints") + ", " + number(g.StatedBase) + " (" +
			percent(float64(g.StatedBase)/float64(g.Base.Complaints)) + ") set what was promised or hoped for against what came"
	}
	return s + "."
}

// gapLead names the promise that costs most, if one is clearly broken.
func gapLead(promises []Promise) string {
	for _, p := range promises {
		if p.Verdict == "broken" {
			return "The promise that costs most: “" + p.Claim.Text + "” Of " + count(p.Support+p.Contradict, "customer who speaks", "customers who speak") +
				" of it, " + number(p.Contradict) + " say otherwise. " + p.Todo
		}
	}
	if len(promises) == 0 {
		return "No claim of the company is spoken of; add its own words as a source of kind claims."
	}
	return "No promise is clearly broken."
}

// gapFinding is the title of the ledger: how many promises have each verdict.
func gapFinding(promises []Promise) string {
	by := map[string]int{}
	for _, p := range promises {
		by[p.Verdict]++
	}
	var parts []string
	for _, v := range []string{"broken", "divided", "mostly kept", "kept", "too few to tell"} {
		if by[v] > 0 {
			parts = append(parts, number(by[v])+nbsp+v)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "Of " + count(len(promises), "promise", "promises") + " that customers speak of: " + strings.Join(parts, ", ")
}

// period is like "reviews from 1 March 2024 to 31 May 2024".
func period(from, to time.Time, zone *time.Location) string {
	last := to
	if !to.IsZero() {
		last = to.Add(-12 * time.Hour) // to is exclusive; noon before it is the last day
	}
	switch {
	case from.IsZero() && to.IsZero():
		return "all reviews"
	case from.IsZero():
		return "reviews to " + date(last, zone)
	case to.IsZero():
		return "reviews from " + date(from, zone)
	}
	return "reviews from " + date(from, zone) + " to " + date(last, zone)
}
