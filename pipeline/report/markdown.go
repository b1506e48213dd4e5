package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Markdown writes d as CommonMark with tables. Texts from outside are escaped
// so that they hold no markup, no HTML, no image and no link; the only links
// are to the sources of quotations. The error is that of w.
func Markdown(w io.Writer, d Digest) error {
	m := page{bufio.NewWriter(w)}
	m.head(d)
	m.actions(d.Actions)
	m.figures(d)
	if d.State != "empty" {
		m.classes(d.Classes)
		m.line("## Expectations not met")
		m.line(d.Gaps.Text)
		for _, q := range d.Gaps.Quotes {
			m.quote(q)
		}
	}
	m.balance(d.Balance)
	if !d.Empty() {
		for _, l := range d.lists() {
			m.voices(l)
		}
	}
	m.rows("Journey", "Stage", d.JourneyFinding, d.Journey)
	m.rows("Touchpoints", "Touchpoint", d.TouchpointsFinding, d.Touchpoints)
	m.groups("By source", "Source", d.Sources)
	m.groups("By product", "Product", d.Products)
	m.honesty(d)
	if err := m.w.Flush(); err != nil {
		return fmt.Errorf("write the digest as Markdown: %w", err)
	}
	return nil
}

// page writes blocks; a failed write shows when it is flushed.
type page struct{ w *bufio.Writer }

// line is a block by itself.
func (m page) line(parts ...string) {
	if s := strings.Join(parts, ""); s != "" {
		m.w.WriteString(s + "\n\n")
	}
}

func (m page) items(items []string) {
	for _, s := range items {
		m.w.WriteString("- " + s + "\n")
	}
	if len(items) > 0 {
		m.w.WriteString("\n")
	}
}

// table is a heading, one left column, the others to the right.
func (m page) table(heading string, names []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	if heading != "" {
		m.line(heading)
	}
	m.w.WriteString("| " + strings.Join(names, " | ") + " |\n|---" + strings.Repeat("|--:", len(names)-1) + "|\n")
	for _, r := range rows {
		m.w.WriteString("| " + strings.Join(r, " | ") + " |\n")
	}
	m.w.WriteString("\n")
}

func (m page) head(d Digest) {
	title := d.Title + ", " + strings.ToLower(d.Week.Text[:1]) + d.Week.Text[1:]
	if d.Company != "" {
		title = escape(d.Company) + ": " + title
	}
	m.line("# ", title)
	m.line("**", d.Answer, "**")
	m.line(d.Aside())
	m.line(d.Lead)
	m.line(d.Narrow)
	m.line("## What changed")
	m.line(d.ChangesNote)
	var items []string
	for _, c := range d.Changes {
		items = append(items, c.Text)
	}
	m.items(items)
}

func (m page) actions(actions []Action) {
	if len(actions) == 0 {
		return
	}
	m.line("## Who should act, and where to begin")
	for _, a := range actions {
		m.line("### ", a.Name)
		m.line(fixShare(a.Share), ". **", a.First, "**")
		var items []string
		for _, s := range a.Steps {
			items = append(items, s.Name+": "+s.Text)
		}
		m.items(items)
	}
}

func (m page) figures(d Digest) {
	if d.Service.Caused.Known {
		m.line("## What complaints speak of, and what causes them")
		m.line(strings.TrimSpace(d.Service.Text + ". " + d.Service.Note))
		rows := [][]string{
			{"Caused by service", d.Service.Caused.Text, number(d.Service.Caused.Base)},
			{"Mention service", d.Service.Mentions.Text, number(d.Service.Mentions.Base)},
		}
		for _, r := range d.Causes {
			rows = append(rows, []string{"To fix: " + lowerFirst(r.Name), r.Share.Text, number(r.Share.Base)})
		}
		m.table("", []string{"Figure", "Share of complaints", "Base"}, rows)
	}
	if d.Venn.Total > 0 {
		var rows [][]string
		for _, r := range d.Venn.Regions {
			rows = append(rows, []string{r.Name, number(r.N)})
		}
		m.line("### ", d.Venn.Finding)
		m.table("", []string{"Speaks of", "Complaints"}, rows)
	}
	if len(d.Trend.Points) > 0 {
		var rows [][]string
		for _, p := range d.Trend.Points {
			rows = append(rows, p.cells())
		}
		m.line("## Week by week")
		m.line(d.Trend.Finding)
		m.table("", []string{"Week of", "Complaints", "Service", "Product", "Marketing"}, rows)
		m.line(d.Trend.Text)
	}
}

func (m page) classes(classes []Class) {
	for _, c := range classes {
		m.line("## ", c.Name)
		var rows [][]string
		for _, t := range c.Themes {
			rows = append(rows, []string{t.Name, number(t.Now), shareCell(t.Share), number(t.Before), t.Change, escape(t.Signals)})
		}
		m.line(c.Text)
		m.table("", []string{"Theme", "Named in", "Share", "Week before", "Change", "Products and signals"}, rows)
		if len(c.Themes)+len(c.Quotes) == 0 {
			m.line("No complaints this week.")
		}
		for _, q := range c.Quotes {
			m.quote(q)
		}
	}
}

func shareCell(s Share) string {
	if s.Known {
		return s.Text
	}
	return "too few"
}

func (m page) quote(q QuoteView) {
	if q.Title != "" {
		m.w.WriteString("> “" + escape(q.Title) + "”\n>\n")
	}
	m.w.WriteString("> “" + escape(q.Before+q.Mention+q.After) + "”\n>\n> — ")
	parts := []string{q.Theme}
	for _, s := range []string{q.Product, q.Rating} {
		if s != "" {
			parts = append(parts, escape(s))
		}
	}
	source := q.Source
	if source == "" {
		source = "source"
	}
	switch {
	case q.Link != "":
		parts = append(parts, "["+escape(source)+"](<"+target(q.Link)+">)")
	case q.Place != "":
		parts = append(parts, escape(source)+" ("+escape(q.Place)+")")
	default:
		parts = append(parts, escape(source))
	}
	if q.Date != "" {
		parts = append(parts, q.Date)
	}
	m.line(strings.Join(parts, " · "))
}

func (m page) balance(b Balance) {
	if len(b.Points) == 0 {
		return
	}
	m.line("## What matters, and how well it is done")
	m.line("**", b.Finding, ".**")
	var rows [][]string
	for _, p := range b.Points {
		rows = append(rows, []string{p.Name, number(p.Verbatims), number(p.Praise), number(p.Complaints), p.NetText, p.Advice})
	}
	m.table("", []string{"Theme", "Reviews", "Praise", "Complain", "Net polarity", "So"}, rows)
	m.line(b.Text)
}

func (m page) voices(l voiceList) {
	m.line("## ", l.title)
	if len(l.names) == 0 {
		m.line(l.none)
	}
	for i, n := range l.names {
		m.line("**", escape(n), "** ", escape(l.texts[i]))
		for _, q := range l.quotes[i] {
			m.quote(q)
		}
	}
}

func (m page) rows(title, name, finding string, in []Row) {
	if len(in) == 0 {
		return
	}
	var rows [][]string
	for _, r := range in {
		label := escape(r.Name)
		if r.Note != "" {
			label += " (" + r.Note + ")"
		}
		rows = append(rows, []string{label, number(r.N), shareCell(r.Share)})
	}
	m.line("## ", title)
	m.line(escape(finding))
	m.table("", []string{name, "Complaints", "Share of complaints"}, rows)
}

func (m page) groups(title, name string, in []Group) {
	var rows [][]string
	for _, g := range in {
		rows = append(rows, []string{escape(g.Name), number(g.Service.Base), shareCell(g.Service)})
	}
	m.table("## "+title, []string{name, "Complaints", "Caused by service"}, rows)
}

func (m page) honesty(d Digest) {
	h := d.Honesty
	m.line("## What stands behind these figures")
	var warnings []string
	for _, w := range h.Warnings {
		warnings = append(warnings, "Read with care: "+escape(w))
	}
	m.items(warnings)
	var rows [][]string
	lines := h.Sources
	if len(lines) > 0 {
		lines = append(lines[:len(lines):len(lines)], h.Total)
	}
	for _, s := range lines {
		r := []string{escape(s.Name)}
		for _, e := range s.entries() {
			r = append(r, number(e.N))
		}
		rows = append(rows, append(r, escape(strings.Join(s.Notes, "; "))))
	}
	m.table("", []string{"Source", "Pages", "Unchanged", "Failed", "Blocked", "Parsed", "New", "Revised", "Duplicates", "Rejected", "Skipped", "Gone", "Notes"}, rows)
	var items []string
	for _, f := range h.Items {
		items = append(items, f.Name+": "+escape(f.Text))
	}
	if d.GeneratedAt != "" {
		items = append(items, "Made: "+d.GeneratedAt)
	}
	m.items(items)
	if h.Card != "" {
		m.line("### How well the model does")
		m.line(escape(h.Card))
	}
}
