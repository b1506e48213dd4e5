package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteTable writes results side by side, then the domains and the confusions
// of the first.
func WriteTable(w io.Writer, results ...*Result) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name string, cell func(*Result) string) {
		cells := make([]string, len(results))
		for i, r := range results {
			cells[i] = cell(r)
		}
		fmt.Fprintf(tw, "%s\t%s\n", name, strings.Join(cells, "\t"))
	}
	figure := func(name string, v func(*Result) float64) {
		row(name, func(r *Result) string { return fmt.Sprintf("%.3f", v(r)) })
	}
	byDomain := func(name string, v func(*Result) Spread) {
		row(name, func(r *Result) string {
			s := v(r)
			return fmt.Sprintf("%.3f (sd %.3f, worst %.3f %s)", s.Mean, s.SD, s.Worst, s.Where)
		})
	}
	row("model", func(r *Result) string { return r.Model })
	row("mode", func(r *Result) string { return r.Mode })
	row("verbatims, mentions", func(r *Result) string { return fmt.Sprintf("%d, %d", r.Pooled.Verbatims, r.Pooled.Mentions) })
	figure("complaint macro-F1, pooled", func(r *Result) float64 { return r.Pooled.Complaint.MacroF1 })
	byDomain("  by domain", func(r *Result) Spread { return r.ComplaintF1 })
	figure("complaint ECE", func(r *Result) float64 { return r.Pooled.Complaint.ECE })
	figure("polarity accuracy", func(r *Result) float64 { return r.Pooled.Polarity.Accuracy })
	figure("polarity macro-F1", func(r *Result) float64 { return r.Pooled.Polarity.MacroF1 })
	figure("class macro-F1, pooled (gold complaints)", func(r *Result) float64 { return r.Pooled.Class.MacroF1 })
	byDomain("  by domain", func(r *Result) Spread { return r.ClassF1 })
	figure("class accuracy", func(r *Result) float64 { return r.Pooled.Class.Accuracy })
	figure("class ECE", func(r *Result) float64 { return r.Pooled.Class.ECE })
	figure("theme accuracy (gold complaints)", func(r *Result) float64 { return r.Pooled.Theme.Accuracy })
	figure("theme macro-F1", func(r *Result) float64 { return r.Pooled.Theme.MacroF1 })
	figure("stage accuracy (gold complaints)", func(r *Result) float64 { return r.Pooled.Stage.Accuracy })
	figure("gap F1", func(r *Result) float64 { return r.Pooled.Gap.F1[1] })
	figure("cause kappa, pooled", func(r *Result) float64 { return r.Pooled.Cause.Kappa })
	byDomain("  by domain", func(r *Result) Spread { return r.CauseKappa })
	figure("cause macro-F1", func(r *Result) float64 { return r.Pooled.Cause.MacroF1 })
	figure("cause ECE", func(r *Result) float64 { return r.Pooled.Cause.ECE })
	byDomain("service share error, counted (points)", func(r *Result) Spread { return r.ShareError })
	byDomain("service share error, posterior (points)", func(r *Result) Spread { return r.ShareErrorPosterior })
	if err := tw.Flush(); err != nil {
		return err
	}
	if len(results) == 0 {
		return nil
	}
	writeDomains(tw, results[0])
	writeConfusion(tw, "class", &results[0].Pooled.Class)
	writeConfusion(tw, "cause", &results[0].Pooled.Cause)
	return tw.Flush()
}

func writeDomains(w io.Writer, r *Result) {
	fmt.Fprintf(w, "\ndomain\tverbatims\tcomplaint\tclass\tcause kappa\tservice: gold\tcounted\tposterior\n")
	for i := range r.Domains {
		d := &r.Domains[i]
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\n", d.Domain, d.Verbatims,
			d.Complaint.MacroF1, d.Class.MacroF1, d.Cause.Kappa, d.Share.Gold, d.Share.Counted, d.Share.Posterior)
	}
}

// WriteConfusions writes the confusion tables that WriteTable leaves out,
// because they are wide or seldom asked for.
func WriteConfusions(w io.Writer, r *Result) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	p := &r.Pooled
	for _, q := range []struct {
		name string
		of   *Question
	}{{"complaint", &p.Complaint}, {"polarity", &p.Polarity}, {"stage", &p.Stage}, {"gap", &p.Gap}, {"theme", &p.Theme}} {
		writeConfusion(tw, q.name, q.of)
	}
	return tw.Flush()
}

// writeConfusion writes the counts, truth by row.
func writeConfusion(w io.Writer, name string, q *Question) {
	fmt.Fprintf(w, "\n%s: truth by row\t%s\tF1\n", name, strings.Join(q.Labels, "\t"))
	for i, l := range q.Labels {
		fmt.Fprintf(w, "%s", l)
		for _, n := range q.Confusion[i] {
			fmt.Fprintf(w, "\t%d", n)
		}
		fmt.Fprintf(w, "\t%.3f\n", q.F1[i])
	}
}

// WriteJSON writes results as an indented JSON array.
func WriteJSON(w io.Writer, results ...*Result) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(results)
}
