package report

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
)

//go:embed gaps.html.tmpl
var gapsTemplate string

// GapsHTML writes r as one self-contained page, as HTML does the digest.
func GapsHTML(w io.Writer, r GapReport) error {
	t, err := pageTemplates()
	if err == nil {
		_, err = t.Parse(gapsTemplate)
	}
	if err != nil {
		return fmt.Errorf("read the gap report's template: %w", err)
	}
	page := struct {
		G         GapReport
		Style     template.CSS
		StyleHash string
	}{r, template.CSS(style), styleHash()}
	if err := t.ExecuteTemplate(w, "gapspage", page); err != nil {
		return fmt.Errorf("write the gap report as HTML: %w", err)
	}
	return nil
}

// GapsJSON writes r as JSON does the digest.
func GapsJSON(w io.Writer, r GapReport) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("write the gap report as JSON: %w", err)
	}
	return nil
}

// GapsMarkdown writes r as CommonMark, as Markdown does the digest.
func GapsMarkdown(w io.Writer, r GapReport) error {
	m := page{bufio.NewWriter(w)}
	title := r.Title + ", " + r.Period
	if r.Company != "" {
		title = escape(r.Company) + ": " + title
	}
	m.line("# ", title)
	m.line("**", r.Answer, "**")
	m.line(escape(r.Lead))
	if len(r.Promises) > 0 {
		m.line("## What to stop promising, and what to fix so that the promise holds")
		m.line(r.Finding, ".")
		var rows [][]string
		for _, p := range r.Promises {
			rows = append(rows, []string{escape(p.Claim.Text), number(p.Support), number(p.Contradict), p.KeptText, p.GapText, p.Verdict + ": " + p.Todo})
		}
		m.table("", []string{"Promise", "Kept", "Broken", "Share kept", "Gap", "To do"}, rows)
		m.telling(r.Promises)
	}
	m.statedGaps("Who promised that?", r.Unclaimed)
	m.statedGaps("Expectation against experience, by theme", r.Stated)
	m.rows("By product", "Product", "", r.Products)
	m.rows("By stage", "Stage", "", r.Stages)
	var price [][]string
	for _, p := range r.Price {
		price = append(price, []string{p.Name, number(p.Verbatims), number(p.Praise), number(p.Complaints), p.NetText})
	}
	m.table("## Price and value", []string{"Theme", "Reviews", "Praise", "Complain", "Net polarity"}, price)
	if len(r.Unspoken) > 0 {
		m.line("## Claims nobody speaks of")
		var items []string
		for _, c := range r.Unspoken {
			items = append(items, escape(c.Text))
		}
		m.items(items)
	}
	m.line("## What stands behind these figures")
	var warnings []string
	for _, s := range r.Warnings {
		warnings = append(warnings, escape(s))
	}
	m.items(warnings)
	m.line(escape(r.Card))
	if err := m.w.Flush(); err != nil {
		return fmt.Errorf("write the gap report as Markdown: %w", err)
	}
	return nil
}

func (m page) telling(promises []Promise) {
	for _, p := range promises {
		if len(p.Against)+len(p.For) == 0 {
			continue
		}
		m.line("### ", escape(p.Claim.Text))
		for _, q := range p.Against {
			m.quote(q)
		}
		for _, q := range p.For {
			m.quote(q)
		}
	}
}

func (m page) statedGaps(title string, themes []StatedTheme) {
	if len(themes) == 0 {
		return
	}
	m.line("## ", title)
	var rows [][]string
	for _, t := range themes {
		rows = append(rows, []string{t.Name, number(t.N), number(t.ByCompany)})
	}
	m.table("", []string{"Theme", "Complaints", "Promised by someone"}, rows)
	for _, t := range themes {
		for _, e := range t.Examples {
			m.line("Expected: ", escape(e.Expectation))
			if e.Experience != "" {
				m.line("Came: ", escape(e.Experience))
			}
			m.quote(e.Quote)
		}
	}
}
