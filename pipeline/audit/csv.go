package audit

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"gripe/pipeline/opinion"
	"gripe/pipeline/spreadsheet"
)

// The columns of the spreadsheet. A verbatim has a row for each of its
// mentions, its text and cause on the first; content names the revision.
var columns = []string{"id", "content", "text", "cause", "mention", "mention_text", "polarity", "class"}

// WriteCSV writes tasks for a person to fill in: cause once per verbatim
// (product, marketing, service, none), and, where they like, polarity (neg,
// pos, mix, neu) and class of each mention. Labels given before are filled in;
// the model's answers never are.
func WriteCSV(w io.Writer, tasks []opinion.AuditTask) error {
	if _, err := io.WriteString(w, spreadsheet.ByteOrderMark); err != nil {
		return fmt.Errorf("audit: write the spreadsheet: %w", err)
	}
	out := csv.NewWriter(w)
	write := func(row ...string) {
		for i := range row {
			row[i] = spreadsheet.Cell(row[i])
		}
		_ = out.Write(row) // kept by the writer: see Error below
	}
	_ = out.Write(columns)
	for i := range tasks {
		t := &tasks[i]
		v := &t.Verbatim
		text, cause := wholeText(v), ""
		labels := map[opinion.AuditMention]opinion.AuditMention{}
		if t.Done != nil {
			cause = string(t.Done.Cause)
			for _, m := range t.Done.Mentions {
				labels[opinion.AuditMention{Start: m.Start, End: m.End}] = m
			}
		}
		if len(t.Spans) == 0 {
			write(v.ID, v.Content(), text, cause, "", "", "", "")
		}
		for k, s := range t.Spans {
			m := labels[s]
			write(v.ID, v.Content(), text, cause, strconv.Itoa(k+1), spanText(v, s), string(m.Polarity), string(m.Class))
			text, cause = "", ""
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("audit: write the spreadsheet: %w", err)
	}
	return nil
}

// wholeText is what the customer wrote, title first.
func wholeText(v *opinion.Verbatim) string {
	if v.Title == "" {
		return v.Text
	}
	return v.Title + "\n\n" + v.Text
}

// spanText is the text of a mention; empty where the span is out of bounds.
func spanText(v *opinion.Verbatim, s opinion.AuditMention) string {
	if s.Start < 0 || s.End < s.Start || s.End > len(v.Text) {
		return ""
	}
	return v.Text[s.Start:s.End]
}
