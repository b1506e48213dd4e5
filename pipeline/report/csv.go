package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gripe/pipeline/opinion"
	"gripe/pipeline/spreadsheet"
)

// csvHead names the columns of CSV. value, low and high are shares in 0..1, in
// the table "balance" net polarity in -1..1; change is in points of 100.
var csvHead = []string{"week", "table", "group", "item", "count", "base", "value", "low", "high", "before", "change", "note"}

// CSV writes all tables of d as one, a row to a figure: a spreadsheet filters
// it by "table" or makes a pivot of it, and numbers are numbers. Its lines end as
// RFC 4180 says. No text can become a formula: see package spreadsheet. The error is
// that of w.
func CSV(w io.Writer, d Digest) error {
	if _, err := io.WriteString(w, spreadsheet.ByteOrderMark); err != nil {
		return fmt.Errorf("write the digest as CSV: %w", err)
	}
	t := tidy{csv.NewWriter(w), fmt.Sprintf("%04d-W%02d", d.Week.Year, d.Week.Number)}
	t.w.UseCRLF = true
	_ = t.w.Write(csvHead) // errors come with Error, after Flush
	t.digest(d)
	t.w.Flush()
	if err := t.w.Error(); err != nil {
		return fmt.Errorf("write the digest as CSV: %w", err)
	}
	return nil
}

// tidy writes rows of one week.
type tidy struct {
	w    *csv.Writer
	week string
}

// figureRow is a row; what is not known stays empty.
type figureRow struct {
	table, group, item, note string
	n                        int
	share                    Share
	before, change           string
}

func (t tidy) put(r figureRow) {
	base, value, low, high := "", "", "", ""
	if r.share.Base > 0 {
		base = strconv.Itoa(r.share.Base)
	}
	if r.share.Known {
		value, low, high = decimal(r.share.Value), decimal(r.share.Low), decimal(r.share.High)
	}
	_ = t.w.Write([]string{t.week, r.table, spreadsheet.Cell(r.group), spreadsheet.Cell(r.item), strconv.Itoa(r.n), base, value, low, high, r.before, r.change, spreadsheet.Cell(r.note)})
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }

func (t tidy) digest(d Digest) {
	t.put(figureRow{table: "service", item: "caused by service", n: d.Service.Caused.Counted, share: d.Service.Caused, note: d.Answer})
	t.put(figureRow{table: "service", item: "mention service", n: d.Service.Mentions.Counted, share: d.Service.Mentions})
	for _, r := range d.Causes {
		t.put(figureRow{table: "cause", item: r.Name, n: r.N, share: r.Share})
	}
	for _, r := range d.Venn.Regions {
		t.put(figureRow{table: "speaks of", item: r.Name, n: r.N, share: Share{Base: d.Venn.Total + d.Venn.NoClass}})
	}
	for _, p := range d.Trend.Points {
		for _, s := range []struct {
			name  string
			share Share
		}{{"service", p.Service}, {"product", p.Product}, {"marketing", p.Marketing}} {
			t.put(figureRow{table: "trend", group: s.name, item: p.Week.Start, n: s.share.Counted, share: s.share, note: p.Model})
		}
	}
	for _, c := range d.Classes {
		for _, x := range c.Themes {
			r := figureRow{table: "theme", group: c.Name, item: x.Name, n: x.Now, share: x.Share, before: strconv.Itoa(x.Before), note: x.Change}
			if x.Comparable {
				r.change = strconv.FormatFloat(x.Points, 'f', 1, 64)
			}
			t.put(r)
			for _, p := range x.Products {
				t.put(figureRow{table: "theme product", group: x.Name, item: p.Name, n: p.N})
			}
			t.put(figureRow{table: "theme signal", group: x.Name, item: "customer leaves", n: x.Defection})
			t.put(figureRow{table: "theme signal", group: x.Name, item: "effort", n: x.Effort})
		}
	}
	for _, p := range d.Balance.Points {
		net := Share{Known: true, Value: p.Net.Value, Low: p.Net.Low, High: p.Net.High, Base: p.Verbatims}
		t.put(figureRow{table: "balance", group: className(opinion.Class(p.Class)), item: p.Name, n: p.Verbatims, share: net, note: p.Advice})
		t.put(figureRow{table: "balance praise", group: className(opinion.Class(p.Class)), item: p.Name, n: p.Praise})
		t.put(figureRow{table: "balance complaint", group: className(opinion.Class(p.Class)), item: p.Name, n: p.Complaints})
	}
	t.voices(d)
	for _, r := range d.Journey {
		t.put(figureRow{table: "journey", item: r.Name, n: r.N, share: r.Share})
	}
	for _, r := range d.Touchpoints {
		t.put(figureRow{table: "touchpoint", group: r.Note, item: r.Name, n: r.N, share: r.Share})
	}
	for _, g := range d.Sources {
		t.put(figureRow{table: "source", item: g.Name, n: g.Service.Counted, share: g.Service, note: "caused by service"})
	}
	for _, g := range d.Products {
		t.put(figureRow{table: "product", item: g.Name, n: g.Service.Counted, share: g.Service, note: "caused by service"})
	}
	for _, s := range d.Honesty.Sources {
		if s.Announced >= 0 {
			t.put(figureRow{table: "ledger", group: s.Name, item: "announced", n: s.Announced})
		}
		for _, e := range s.entries() {
			t.put(figureRow{table: "ledger", group: s.Name, item: e.Name, n: e.N})
		}
		for _, x := range s.SkippedReasons {
			t.put(figureRow{table: "ledger skipped", group: s.Name, item: x.Name, n: x.N})
		}
	}
}

func (t tidy) voices(d Digest) {
	for _, r := range d.News {
		t.put(figureRow{table: "new", item: r.Term, n: r.Now, share: Share{Base: r.Base}, before: strconv.Itoa(r.Before), note: "before: of " + strconv.Itoa(r.BeforeBase) + " in eight weeks"})
	}
	for _, w := range d.Wants {
		t.put(figureRow{table: "wanted", item: w.Name, n: w.N, note: strings.Join(w.Terms, "; ")})
	}
	for _, l := range d.Liked {
		t.put(figureRow{table: "praised", item: l.Name, n: l.N, share: l.Share})
	}
	t.put(figureRow{table: "expectation", item: "expectations not met", n: d.Gaps.Count})
}
