package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
)

// honesty gathers what stands behind the figures: nothing that was lost, cut
// or doubted is left out.
func honesty(in Input, zone *time.Location) Honesty {
	f := in.Figures
	h := Honesty{Sources: []SourceLine{}, Items: []Fact{}, Warnings: []string{}, Card: plain(in.Card)}
	h.Total.Name, h.Total.Notes, h.Total.Announced, h.Total.SkippedReasons = "All sources", []string{}, -1, []Named{}
	var suspects []string
	for _, c := range in.Coverage {
		s := sourceLine(c, in.LastGood[c.Source], zone)
		h.Sources = append(h.Sources, s)
		h.Total.add(s)
		if c.Suspect != "" {
			suspects = append(suspects, s.Name+" ("+mask.Text(shortened(c.Suspect, remarkBytes))+")")
		}
	}
	say := func(name, text string) { h.Items = append(h.Items, Fact{name, text}) }
	say("Reviews of the week", number(f.Now.Base.Verbatims)+" read, "+number(f.Now.Base.Complaints)+" of them complaints")
	say("Waiting to be read", number(f.Waiting))
	say("Quarantined", quarantined(f.Quarantined))
	say("Copies of another’s text", setAside(f.Copies, "kept, and counted once above"))
	say("Without a date", setAside(f.Undated, "in the database, in no week"))
	say("Other languages", languages(f.Languages))
	say("Ratings without words", number(f.Languages[opinion.Wordless]))
	if len(suspects) == 0 {
		suspects = []string{"none"}
	}
	say("Suspect sources", strings.Join(suspects, "; "))
	say("Estimated from", estimatorName(f.Now.Estimator))
	say("Human labels behind the estimate", number(f.Now.Labels))
	model := shortened(f.Now.Model, nameBytes)
	if model == "" {
		model = "not stated"
	}
	say("Model", model)
	say("Intervals", "95"+nbsp+"%, in brackets after each share; shares and changes are rounded each by itself")
	say("Personal data", "no author is kept; e-mail addresses, handles, telephone, card and account numbers in quotations are masked")
	for _, w := range slices.Concat(f.Now.Warnings, in.Warnings) {
		if w = mask.Text(shortened(w, remarkBytes)); w != "" && !slices.Contains(h.Warnings, w) {
			h.Warnings = append(h.Warnings, w)
		}
	}
	return h
}

func sourceLine(c opinion.Coverage, lastGood time.Time, zone *time.Location) SourceLine {
	s := SourceLine{
		Name: named(c.Source), Pages: c.Pages, Failed: c.Failed, Blocked: c.Blocked, Parsed: c.Parsed,
		New: c.Saved.New, Revised: c.Saved.Revised, Known: c.Saved.Known, Rejected: c.Saved.Rejected, Notes: []string{},
		Announced: max(-1, c.Announced), Unchanged: c.Unchanged, Gone: c.Gone, Capped: c.Capped, LastGood: date(lastGood, zone),
		SkippedReasons: skipped(c.Skipped),
	}
	for _, r := range s.SkippedReasons {
		s.Skipped += r.N
	}
	note := func(lead, text string) { s.Notes = append(s.Notes, lead+mask.Text(shortened(text, remarkBytes))) }
	if c.Announced >= 0 {
		note("announces ", number(c.Announced))
	}
	if n := c.Saved.Forgotten; n > 0 {
		note(number(n)+" ", "forgotten on request and not taken again")
	}
	for _, r := range s.SkippedReasons {
		note("skipped "+number(r.N)+": ", r.Name)
	}
	if s.LastGood != "" && (c.Error != "" || c.Suspect != "" || c.Failed > 0) {
		note("last read whole on ", s.LastGood)
	}
	if c.Capped {
		note("ended by a limit of the configuration", "")
	}
	if c.Suspect != "" {
		note("suspect: ", c.Suspect)
	}
	if c.Error != "" {
		note("ended early: ", c.Error)
	}
	return s
}

func (s *SourceLine) add(o SourceLine) {
	s.Pages += o.Pages
	s.Failed += o.Failed
	s.Blocked += o.Blocked
	s.Parsed += o.Parsed
	s.New += o.New
	s.Revised += o.Revised
	s.Known += o.Known
	s.Rejected += o.Rejected
	s.Unchanged += o.Unchanged
	s.Skipped += o.Skipped
	s.Gone += o.Gone
}

// skipped lists reasons, the most frequent first.
func skipped(by map[string]int) []Named {
	out := []Named{}
	for reason, n := range by {
		if n > 0 {
			out = append(out, Named{named(reason), n})
		}
	}
	slices.SortFunc(out, func(a, b Named) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func quarantined(n int) string {
	if n == 0 {
		return "0"
	}
	return number(n) + " could not be read; kept, and not counted above"
}

// setAside is a count with what became of those counted.
func setAside(n int, how string) string {
	if n == 0 {
		return "0"
	}
	return number(n) + "; " + how
}

// languages lists all but English, the most frequent first.
func languages(by map[string]int) string {
	type row struct {
		name string
		n    int
	}
	var rows []row
	for code, n := range by {
		if code == "en" || code == opinion.Wordless || n <= 0 {
			continue
		}
		rows = append(rows, row{languageName(code), n})
	}
	if len(rows) == 0 {
		return "none"
	}
	slices.SortFunc(rows, func(a, b row) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(a.name, b.name)
	})
	var out []string
	for _, r := range rows {
		out = append(out, r.name+" "+number(r.n))
	}
	return strings.Join(out, ", ") + "; kept, not judged"
}

func languageName(code string) string {
	switch code {
	case "de":
		return "German"
	case "fr":
		return "French"
	case "es":
		return "Spanish"
	case "it":
		return "Italian"
	case "nl":
		return "Dutch"
	case "pt":
		return "Portuguese"
	case "pl":
		return "Polish"
	case "", "und":
		return "undetermined"
	}
	return shortened(code, nameBytes)
}
