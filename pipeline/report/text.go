package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Text writes d as plain text of 72 columns, for mail and for a terminal. Only
// links run on. The error is that of w.
func Text(w io.Writer, d Digest) error {
	s := sheet{bufio.NewWriter(w)}
	s.heading(subject(d), "=")
	s.para(d.Answer)
	s.para(d.Aside())
	s.para(d.Lead)
	s.para(d.Narrow)
	s.heading("What changed", "-")
	for _, c := range d.Changes {
		s.item(c.Text)
	}
	if len(d.Changes) > 0 {
		s.blank()
	}
	s.para(d.ChangesNote)
	s.acts(d)
	s.picture(d)
	s.voices(d)
	s.places(d)
	s.honesty(d)
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("write the digest as text: %w", err)
	}
	return nil
}

// acts are what to do, then for each class its themes and words.
func (s sheet) acts(d Digest) {
	if len(d.Actions) > 0 {
		s.heading("Who should act, and where to begin", "-")
	}
	for _, a := range d.Actions {
		s.put(wrap(strings.ToUpper(a.Name)+": "+fixShare(a.Share), "", "  ", columns)...)
		s.put(wrap(a.First, "  ", "  ", columns)...)
		for _, f := range a.Steps {
			s.put(wrap(f.Name+": "+f.Text, "  - ", "    ", columns)...)
		}
		s.blank()
	}
	for _, c := range d.Classes {
		if len(c.Themes)+len(c.Quotes) == 0 {
			continue
		}
		s.heading(c.Name+": themes and voices", "-")
		s.para(c.Text)
		var rows [][]string
		for _, t := range c.Themes {
			rows = append(rows, []string{t.Name, number(t.Now), shareCell(t.Share), number(t.Before), changeCell(t)})
		}
		s.table([]string{"Theme", "Named in", "Share", "Week before", "Change"}, rows)
		if d.State == "full" && len(rows) > 0 {
			s.para("Change in points of 100; * is beyond chance.")
		}
		for _, t := range c.Themes {
			if t.Signals != "" {
				s.item(t.Name + ": " + t.Signals)
			}
		}
		if len(c.Themes) > 0 && anySignals(c.Themes) {
			s.blank()
		}
		s.quotes(c.Quotes)
	}
}

// changeCell is a change in few letters: "+6 *", "-3", or "-" where the weeks
// cannot be compared.
func changeCell(t Theme) string {
	if !t.Comparable {
		return "–"
	}
	s := strconv.FormatFloat(math.Round(math.Abs(t.Points)), 'f', -1, 64)
	switch {
	case s == "0":
	case t.Points < 0:
		s = "−" + s
	default:
		s = "+" + s
	}
	if t.Significant {
		return s + " *"
	}
	return s + "  "
}

func anySignals(themes []Theme) bool {
	for _, t := range themes {
		if t.Signals != "" {
			return true
		}
	}
	return false
}

// fixShare says of a class's share what it is a share of.
func fixShare(s Share) string {
	if s.Known {
		return s.Text + " of complaints are its to fix"
	}
	return s.Text
}

// picture gives the charts' figures.
func (s sheet) picture(d Digest) {
	if d.Service.Caused.Known {
		s.heading("What complaints speak of, and what causes them", "-")
		s.para(d.Service.Text + ". " + d.Service.Note)
		s.bars([]Row{{Name: "Caused by service", Share: d.Service.Caused}, {Name: "Mention service", Share: d.Service.Mentions}})
		s.para("Whose to fix, of " + count(d.Service.Caused.Base, "complaint", "complaints") + ":")
		s.bars(d.Causes)
	}
	if d.Venn.Total > 0 {
		s.para(d.Venn.Finding + ":")
		var rows [][]string
		for _, r := range d.Venn.Regions {
			rows = append(rows, []string{r.Name, number(r.N)})
		}
		s.table([]string{"Speaks of", "Complaints"}, append(rows, []string{"none of the three", number(d.Venn.NoClass)}))
	}
	if len(d.Trend.Points) > 0 {
		s.heading("Week by week", "-")
		s.para(d.Trend.Text)
		var rows [][]string
		for _, p := range d.Trend.Points {
			if p.NewModel {
				rows = append(rows, []string{"new model", "", "", "", ""})
			}
			rows = append(rows, p.cells())
		}
		s.table([]string{"Week of", "Complaints", "Service", "Product", "Marketing"}, rows)
	}
	if len(d.Balance.Points) > 0 {
		s.heading("What matters, and how well it is done", "-")
		s.para(d.Balance.Finding + ".")
		var rows [][]string
		for _, p := range d.Balance.Points {
			rows = append(rows, []string{p.Name, number(p.Verbatims), p.NetText, p.Advice})
		}
		s.table([]string{"Theme", "Reviews", "Net polarity", "So"}, rows)
		s.para(d.Balance.Text)
	}
}

func (s sheet) voices(d Digest) {
	part := func(title, none string, names, texts []string, quotes [][]QuoteView) {
		s.heading(title, "-")
		if len(names) == 0 {
			s.para(none)
		}
		for i, n := range names {
			s.put(wrap(n+" "+texts[i]+".", "- ", "  ", columns)...)
			s.blank()
			s.quotes(quotes[i])
		}
	}
	if d.Empty() {
		return
	}
	for _, l := range d.lists() {
		part(l.title, l.none, l.names, l.texts, l.quotes)
	}
	if d.State == "empty" {
		return
	}
	s.heading("Expectations not met", "-")
	s.para(d.Gaps.Text)
	s.quotes(d.Gaps.Quotes)
}

func (s sheet) quotes(quotes []QuoteView) {
	for _, q := range quotes {
		if q.Title != "" {
			s.put(wrap("“"+q.Title+"”", "    ", "    ", columns)...)
		}
		s.put(wrap("“"+q.Before+q.Mention+q.After+"”", "    ", "    ", columns)...)
		parts := []string{q.Theme}
		for _, x := range []string{q.Product, q.Rating, q.Source, q.Date} {
			if x != "" {
				parts = append(parts, x)
			}
		}
		s.put(wrap(strings.Join(parts, " · "), "      ", "      ", columns)...)
		if at := q.Link + q.Place; at != "" {
			s.put(wrap(at, "      ", "      ", columns)...)
		}
		s.blank()
	}
}

func (s sheet) places(d Digest) {
	for _, r := range []struct {
		title, finding string
		rows           []Row
	}{{"Journey", d.JourneyFinding, d.Journey}, {"Touchpoints", d.TouchpointsFinding, d.Touchpoints}} {
		if len(r.rows) == 0 {
			continue
		}
		s.heading(r.title, "-")
		if r.finding != "" {
			s.para(r.finding + ".")
		}
		s.bars(r.rows)
	}
	for _, g := range []struct {
		title string
		rows  []Group
	}{{"source", d.Sources}, {"product", d.Products}} {
		var rows [][]string
		for _, x := range g.rows {
			rows = append(rows, []string{x.Name, number(x.Service.Base), shareCell(x.Service)})
		}
		if len(rows) > 0 {
			s.heading("Service share by "+g.title, "-")
			s.table([]string{strings.ToUpper(g.title[:1]) + g.title[1:], "Complaints", "Service"}, rows)
		}
	}
}

func (s sheet) honesty(d Digest) {
	h := d.Honesty
	s.heading("What stands behind these figures", "-")
	for _, w := range h.Warnings {
		s.item("Read with care: " + w)
	}
	if len(h.Warnings) > 0 {
		s.blank()
	}
	lines := h.Sources
	if len(lines) > 1 {
		lines = append(lines[:len(lines):len(lines)], h.Total)
	}
	for _, l := range lines {
		s.put(wrap(l.Name+": "+l.ledger(), "", "  ", columns)...)
		for _, n := range l.Notes {
			s.put(wrap(n, "  - ", "    ", columns)...)
		}
	}
	if len(lines) > 0 {
		s.blank()
	}
	for _, f := range h.Items {
		s.put(wrap(f.Name+": "+f.Text, "", "  ", columns)...)
	}
	if d.GeneratedAt != "" {
		s.put("Made: " + d.GeneratedAt)
	}
	if h.Card != "" {
		s.blank()
		s.para("How well the model does: " + h.Card)
	}
}
