package audit

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
	"gripe/pipeline/spreadsheet"
)

func exported(t *testing.T, tasks []opinion.AuditTask) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCSV(&b, tasks); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), spreadsheet.ByteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func filledIn(t *testing.T, rows [][]string, comma rune) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSpreadsheetRoundTrip(t *testing.T) {
	tasks := someTasks(4)
	tasks[1].Spans = nil
	tasks[2].Verbatim.ID = "=id2"
	rows := exported(t, tasks)
	if len(rows) != 1+2+1+2+2 || rows[2][5] != `'=1+1` {
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	rows[1][3], rows[1][6], rows[1][7] = "Product ", "NEG", "product"
	rows[2][6] = "pos"
	rows[3][3] = "none"
	rows[5][3] = "service" // the cause on a verbatim's second row
	label := func(i int, c opinion.Class, ms ...opinion.AuditMention) opinion.Audit {
		return opinion.Audit{ID: tasks[i].Verbatim.ID, Content: tasks[i].Verbatim.Content(), Cause: c, At: noon, Mentions: ms}
	}
	judged := func(k int, p opinion.Polarity, c opinion.Class) opinion.AuditMention {
		m := tasks[0].Spans[k]
		m.Polarity, m.Class = p, c
		return m
	}
	want := Import{Blank: 1, Labels: []opinion.Audit{
		label(0, opinion.Product, judged(0, opinion.Neg, opinion.Product), judged(1, opinion.Pos, opinion.None)),
		label(1, opinion.None), label(2, opinion.Service),
	}}
	for name, text := range map[string]string{
		"comma": filledIn(t, rows, ','), "semicolon": spreadsheet.ByteOrderMark + filledIn(t, rows, ';'), "tab": filledIn(t, rows, '\t'),
		"crlf": strings.ReplaceAll(filledIn(t, rows, ','), "\n", "\r\n"),
	} {
		got, err := ReadCSV(strings.NewReader(text), tasks, noon)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
	// Labels go out with the next export.
	tasks[0].Done = &want.Labels[0]
	again := exported(t, tasks)
	if again[1][3] != "product" || again[1][6] != "neg" || again[1][7] != "product" || again[2][3] != "" || again[2][6] != "pos" || again[2][7] != "none" {
		t.Errorf("labels were not written: %q", again[1:3])
	}
}

func TestBadRowsAreNamedAndTheRestTaken(t *testing.T) {
	tasks := someTasks(2)
	content := tasks[1].Verbatim.Content()
	text := strings.Join([]string{
		"id,content,cause,mention,polarity,class",
		"nobody,x,service,,,",
		"id1,other,service,,,",
		"id1," + content + ",weather,,,",
		"",
		",,,,,",
		"id1," + content + ",service,1,neg,product",
		"id1," + content + ",product,,,",
		"id1," + content + ",,9,neg,product",
		"id1," + content + ",,1,pos,none",
		"id1," + content + ",,2,,service",
		"id1," + content + ",,2,loud,service",
		"id1," + content + ",,2,neg,cat",
		"id1",
		"id1," + content + ",,2,mix,service",
	}, "\n")
	got, err := ReadCSV(strings.NewReader(text), tasks, noon)
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, b := range got.Bad {
		lines = append(lines, b.Line)
		if b.Reason == "" {
			t.Errorf("line %d has no reason", b.Line)
		}
	}
	if d := cmp.Diff([]int{2, 3, 4, 8, 9, 10, 11, 12, 13, 14}, lines); d != "" {
		t.Errorf("lines (-want +got):\n%s%+v", d, got.Bad)
	}
	if len(got.Labels) != 1 || got.Labels[0].Cause != opinion.Service || len(got.Labels[0].Mentions) != 2 {
		t.Errorf("the good rows: %+v", got.Labels)
	}
	for _, text := range []string{"", "\n\n", "id,cause\n", "\x00\x00"} {
		if _, err := ReadCSV(strings.NewReader(text), tasks, noon); err == nil {
			t.Errorf("%q must be refused", text)
		}
	}
}

// FuzzReadCSV: whatever the file, what comes out are labels of the tasks.
func FuzzReadCSV(f *testing.F) {
	tasks := someTasks(2)
	var b bytes.Buffer
	if err := WriteCSV(&b, tasks); err != nil {
		f.Fatal(err)
	}
	f.Add(b.String())
	f.Add(strings.ReplaceAll(b.String(), ",,", ",service,"))
	f.Add("id;content;cause;mention;polarity;class\n\"a\"b;;;;;\n")
	f.Add(spreadsheet.ByteOrderMark + "id\tcontent\tcause\tmention\tpolarity\tclass\n'\t''\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ReadCSV(strings.NewReader(text), tasks, noon)
		if err != nil {
			return
		}
		for _, a := range got.Labels {
			if a.ID != "id0" && a.ID != "id1" || opinion.Causes[a.Cause.Index()] != a.Cause || len(a.Mentions) > 2 {
				t.Errorf("%+v", a)
			}
		}
		for _, b := range got.Bad {
			if b.Line < 2 || b.Reason == "" || strings.ContainsAny(b.Reason, "\n\r") {
				t.Errorf("%+v", b)
			}
		}
	})
}
