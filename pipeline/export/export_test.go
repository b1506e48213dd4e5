package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"gripe/pipeline/opinion"
	"gripe/pipeline/spreadsheet"
)

var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.FixedZone("", 3600))

// item is one with everything in it; text is its text, cut in two mentions.
func item(text string) Item {
	half := len(text) / 2
	return Item{
		Verbatim: &opinion.Verbatim{
			ID: "0123", Source: "shop", Product: "Lamp", Author: "Jane Doe", Title: "Title", Text: text,
			URL: "https://shop.example/1", ExternalID: "r1", Rating: 1.5, PostedAt: noon,
		},
		Revision: 2, Gone: noon.Add(time.Hour),
		Annotation: &opinion.Annotation{
			Language: "en", Complaint: true, Cause: opinion.Service, P: opinion.CauseP{0.1, 0.2, 0.6, 0.1}, Model: "m1",
			Mentions: []opinion.Mention{
				{Start: 0, End: half, Polarity: opinion.Neg, PComplaint: 0.9, Class: opinion.Service, P: opinion.ClassP{0.1, 0.2, 0.7},
					Theme: opinion.Attitude, Stage: opinion.StagePost, Gap: true, Touchpoints: []opinion.Touchpoint{opinion.Phone, opinion.Staff},
					Factors: []opinion.Factor{opinion.Feels}, Signals: []opinion.Signal{opinion.Defection}, Aspects: []string{"line", "jo@example.org"}},
				{Start: half, End: len(text), Polarity: opinion.Neu, PComplaint: math.NaN(), Class: opinion.None, Theme: opinion.General, Stage: opinion.StageNone},
			},
		},
	}
}

func waiting() Item {
	return Item{Verbatim: &opinion.Verbatim{ID: "4567", Source: "shop", Text: "\xffwaits"}, Revision: 1, Error: "too long"}
}

func shares() []Share {
	of := func(x float64) opinion.Share {
		return opinion.Share{Estimate: opinion.Estimate{Value: x, Low: x - 0.1, High: x + 0.1}, Base: 40}
	}
	s := opinion.Shares{
		Base: opinion.Base{Complaints: 40, Verbatims: 90}, Copies: 3, MentionsService: of(0.5), ServiceNarrow: of(0.2),
		Of:        map[opinion.Class]opinion.Share{opinion.Service: of(0.3), opinion.Product: of(0.4), opinion.Marketing: of(0.15), opinion.None: of(0.15)},
		Estimator: "pacc", Model: "m1", Labels: 900, Warnings: []string{"one", "two"},
	}
	return []Share{
		ShareOf(Cell{}, s),
		ShareOf(Cell{Week: some("2026-W45"), Start: noon, Source: some("shop"), Product: some("Lamp")}, opinion.Shares{Base: opinion.Base{Verbatims: 4}}),
	}
}

func written[T any](t *testing.T, format string, rows []T) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New[T](&b, format)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := w.Write(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readBack reads Parquet and JSON Lines; both must give the rows that went in.
func readBack[T any](t *testing.T, rows []T) {
	t.Helper()
	file := written(t, Parquet, rows)
	r := parquet.NewGenericReader[T](bytes.NewReader(file))
	defer r.Close()
	got := make([]T, len(rows)+1)
	n, err := r.Read(got)
	if n != len(rows) || err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("%d rows of %d, %v", n, len(rows), err)
	}
	same := cmp.Transformer("time", func(t time.Time) int64 { return t.UnixMicro() })
	empty := cmp.Transformer("list", func(l List) []string { return append([]string{}, l...) })
	if d := cmp.Diff(rows, got[:n], same, empty); d != "" {
		t.Errorf("Parquet (-written +read):\n%s", d)
	}
	dec := json.NewDecoder(bytes.NewReader(written(t, JSONLines, rows)))
	for i := range rows {
		var one T
		if err := dec.Decode(&one); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(rows[i], one, same, empty); d != "" {
			t.Errorf("JSON (-written +read):\n%s", d)
		}
	}
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	a := item("The hinge snapped. Ring 020 7946 0123 or jo@example.org.")
	readBack(t, []Verbatim{VerbatimOf(a), VerbatimOf(waiting())})
	readBack(t, MentionsOf(a))
	readBack(t, shares())
	if MentionsOf(waiting()) != nil {
		t.Error("mentions of what nobody read")
	}
}

// Columns are the same in all formats, in the same order.
func TestColumnsAgree(t *testing.T) {
	agree[Verbatim](t)
	agree[Mention](t)
	agree[Share](t)
}

func agree[T any](t *testing.T) {
	t.Helper()
	var kind T
	var leaves []string
	for _, f := range parquet.SchemaOf(kind).Fields() {
		leaves = append(leaves, f.Name())
	}
	if d := cmp.Diff(Columns[T](), leaves); d != "" {
		t.Errorf("%T (-JSON and CSV +Parquet):\n%s", kind, d)
	}
}

// What the views of the database have too is called as there.
func TestColumnsAreTheViews(t *testing.T) {
	doc, err := os.ReadFile("../store/VIEWS.md")
	if err != nil {
		t.Fatal(err)
	}
	views := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| (\w+) \|`).FindAllStringSubmatch(string(doc), -1) {
		views[m[1]] = true
	}
	for _, c := range append(Columns[Verbatim](), Columns[Mention]()...) {
		if !views[c] {
			t.Errorf("column %s is in no view", c)
		}
	}
}

func TestSchemaHasTypes(t *testing.T) {
	s := parquet.SchemaOf(Mention{}).String()
	for _, want := range []string{"optional int64 posted_at (TIMESTAMP", "optional double rating", "required binary text (STRING)", "required boolean gap", "touchpoints (LIST)"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in:\n%s", want, s)
		}
	}
}

func TestPersonalDataIsMaskedAndOffsetsHold(t *testing.T) {
	a := item("The hinge snapped, ring 020 7946 0123 or write to jo@example.org, or follow @ada_l.")
	a.Title, a.Error = "jo@example.org", "jo@example.org cannot be read"
	v, ms := VerbatimOf(a), MentionsOf(a)
	if len(v.Text) != len(a.Text) || ms[0].Text != v.Text[ms[0].Start:ms[0].End] || ms[1].Text != v.Text[ms[1].Start:ms[1].End] {
		t.Errorf("offsets do not hold: %q, %+v", v.Text, ms)
	}
	for _, format := range []string{JSONLines, CSV} {
		all := string(written(t, format, []Verbatim{v})) + string(written(t, format, ms))
		for _, secret := range []string{"7946", "jo@example.org", "ada_l", "Jane", "Doe"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s shows %s: %s", format, secret, all)
			}
		}
	}
	ms = MentionsOf(Item{Verbatim: &opinion.Verbatim{Text: "short"}, Annotation: &opinion.Annotation{Mentions: []opinion.Mention{{Start: 3, End: 99}, {Start: -4, End: 2}, {Start: 9, End: 3}}}})
	if ms[0].Text != "rt" || ms[1].Text != "sh" || ms[2].Text != "" {
		t.Errorf("bounds outside the text: %+v", ms)
	}
}

func TestMaskedAnnotation(t *testing.T) {
	text, stars := "Ask jo@example.org at Acme.", "Ask ************** at Acme."
	a := &opinion.Annotation{
		Mentions: []opinion.Mention{{Aspects: []string{"jo@example.org", "desk"}}},
		Entities: []opinion.Entity{{Start: 4, End: 18, Text: "jo@example.org", Label: "PERSON"}, {Start: 22, End: 26, Text: "Acme", Label: "ORG"}},
	}
	if Masked(a, text, text) != a {
		t.Error("a copy where nothing is masked")
	}
	m := Masked(a, text, stars)
	if m.Entities[0].Text != "**************" || m.Entities[1].Text != "Acme" || m.Mentions[0].Aspects[0] != "[e-mail]" || m.Mentions[0].Aspects[1] != "desk" {
		t.Errorf("%+v", m)
	}
	if a.Entities[0].Text != "jo@example.org" || a.Mentions[0].Aspects[0] != "jo@example.org" {
		t.Error("the annotation itself was changed")
	}
}

func TestCSVIsForSpreadsheets(t *testing.T) {
	a := item("=cmd|' /C calc'!A0\nand; +more")
	a.Source, a.Product, a.URL, a.ExternalID, a.Title = "@s", "+p", "=u", "-x", "\t=t"
	file := string(written(t, CSV, []Verbatim{VerbatimOf(a), VerbatimOf(waiting())}))
	rows := parsed(t, file)
	want := [][]string{Columns[Verbatim](), {
		"0123", "'@s", "'+p", "2026-11-02T11:00:00Z", "1.5", "'\t'=t", "'=cmd|' /C calc'!A0\nand;' +more", "'=u", "'-x", "2", "2026-11-02T12:00:00Z",
		"m1", "en", "true", "service", "0.1", "0.2", "0.6", "0.1", "true", "true", "2", "",
	}, append([]string{"4567", "shop", "", "", "", "", "\uFFFDwaits", "", "", "1"}, append(make([]string, 12), "too long")...)}
	if d := cmp.Diff(want, rows); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	ms := parsed(t, string(written(t, CSV, MentionsOf(a))))
	if got := ms[1][18:22]; cmp.Diff([]string{`["phone","staff"]`, `["feels"]`, `["defection"]`, `["line","[e-mail]"]`}, got) != "" || ms[2][18] != "" {
		t.Errorf("lists: %q", ms)
	}
	ss := parsed(t, string(written(t, CSV, shares())))
	if len(ss) != 3 || ss[2][8] != "" || ss[1][8] != "0.3" || ss[2][0] != "2026-W45" || ss[2][2] != "false" {
		t.Errorf("shares: %q", ss)
	}
}

func parsed(t *testing.T, file string) [][]string {
	t.Helper()
	rest, marked := strings.CutPrefix(file, spreadsheet.ByteOrderMark)
	if !marked {
		t.Error("no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Row groups are bounded by rows and by bytes: that is all that is held.
func TestParquetIsWrittenGroupByGroup(t *testing.T) {
	small, large := VerbatimOf(waiting()), VerbatimOf(waiting())
	large.Text = strings.Repeat("w", bytesInGroup/4)
	rows := make([]Verbatim, 0, rowsInGroup+10)
	for range rowsInGroup + 1 {
		rows = append(rows, small)
	}
	for range 9 {
		rows = append(rows, large)
	}
	file := written(t, Parquet, rows)
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int64
	for _, g := range f.RowGroups() {
		sizes = append(sizes, g.NumRows())
	}
	if d := cmp.Diff([]int64{rowsInGroup, 5, 4, 1}, sizes); d != "" {
		t.Errorf("rows per group (-want +got):\n%s", d)
	}
}

type strange struct {
	X complex128 `json:"x"`
}

type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errors.New("the disk is full")
	}
	return len(p), nil
}

func TestFaultsAreTold(t *testing.T) {
	if _, err := New[Share](io.Discard, "xlsx"); err == nil || !strings.Contains(err.Error(), "jsonl, csv, parquet") {
		t.Errorf("an unknown format: %v", err)
	}
	w, err := New[strange](io.Discard, CSV)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&strange{}); err == nil {
		t.Error("a type that CSV cannot hold")
	}
	for _, format := range []string{JSONLines, CSV, Parquet} {
		w, err := New[Share](&broken{left: 10}, format)
		if err == nil {
			err = w.Write(&shares()[0])
		}
		if err == nil {
			err = w.Close()
		}
		if err == nil {
			t.Errorf("%s: a full disk went unnoticed", format)
		}
	}
}

func FuzzFormatsAgree(f *testing.F) {
	for _, s := range []string{"plain", "=1", "\xff\x00", "a;=b\n\"", "jo@example.org"} {
		f.Add(s, 0.5)
	}
	f.Fuzz(func(t *testing.T, s string, p float64) {
		a := item(s)
		a.Title, a.Source, a.Product, a.URL, a.ExternalID, a.Error = s, s, s, s, s, s
		a.Annotation.P[0], a.Rating = p, p
		rows := []Verbatim{VerbatimOf(a)}
		readBack(t, rows)
		got := parsed(t, string(written(t, CSV, rows)))
		// encoding/csv reads \r\n within a cell as \n.
		if want := strings.ReplaceAll(rows[0].Text, "\r\n", "\n"); spreadsheet.Plain(got[1][6]) != want && !strings.Contains(s, "\r") {
			t.Errorf("%q is %q in CSV", want, got[1][6])
		}
	})
}
