package spreadsheet

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
)

// payloads are ways to start a formula: twelve leads before five formulas, and
// sixteen by themselves.
func payloads() []string {
	var out []string
	for _, lead := range []string{"", " ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u202e", "x;"} {
		for _, f := range []string{"=cmd|' /C calc'!A0", "+1+HYPERLINK(\"https://evil.example\",\"x\")", "-2+3", "@SUM(1+1)", "＝1+1"} {
			out = append(out, lead+f)
		}
	}
	return append(out, "＋1", "－1", "＠SUM(A1)", "﹦1", "−1", "\x00=1", "\"=1", "\t", "a\t=1", "a\n+1", "'=1", "\u0301=1", "\u200d=1",
		";\"=1+cmd|'/C calc'!A0&\"", "a;\"\"=1", "x\n\"@SUM(1)")
}

// opened is a cell as a spreadsheet could see it: by itself, and what stands
// between separators if it splits there.
func opened(cell string) (seen []string) {
	for _, part := range append(strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(separators, r) }), cell) {
		seen = append(seen, strings.TrimLeftFunc(part, func(r rune) bool {
			return r == '"' || unicode.IsSpace(r) || unicode.In(r, unicode.C, unicode.M)
		}))
	}
	return seen
}

func TestNoPayloadStaysAFormula(t *testing.T) {
	if n := len(payloads()); n < 60 {
		t.Fatalf("%d payloads", n)
	}
	for _, p := range payloads() {
		cell := Cell(p)
		if cell == "" || strings.ContainsRune("\t\r\n\x00", rune(cell[0])) {
			t.Errorf("%q begins with a control character: %q", p, cell)
		}
		for _, part := range opened(cell) {
			if strings.IndexAny(part, formula) == 0 {
				t.Errorf("%q stays a formula: %q", p, cell)
			}
		}
		if strings.ReplaceAll(cell, "'", "") != strings.ReplaceAll(p, "'", "") {
			t.Errorf("%q became %q", p, cell)
		}
		if back := Plain(cell); back != p {
			t.Errorf("%q came back as %q", p, back)
		}
	}
}

// A program that splits at semicolons reads what was written with commas.
func TestNoFormulaBehindAnotherSeparator(t *testing.T) {
	for _, p := range payloads() {
		var b strings.Builder
		w := csv.NewWriter(&b)
		if err := w.Write([]string{"id", Cell(p), "end"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		for _, comma := range []rune{';', '\t'} {
			r := csv.NewReader(strings.NewReader(b.String()))
			r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
			rows, err := r.ReadAll()
			if err != nil {
				t.Fatalf("%q: %v", p, err)
			}
			for _, row := range rows {
				for _, cell := range row {
					for _, part := range opened(cell) {
						if strings.IndexAny(part, formula) == 0 {
							t.Errorf("%q: with %q between cells, %q", p, comma, cell)
						}
					}
				}
			}
		}
	}
}

func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "a-b": "a-b", "5 = 5": "5 = 5", "a, -b": "a, -b", "mail@example.org": "mail@example.org",
		"=1": "'=1", "+49": "'+49", "-": "'-", "  @x": "'  @x", "－1": "'－1", "a; =1": "a;' =1", "\t=1": "'\t'=1",
		"\xff=1": "\ufffd=1", "'quoted'": "'quoted'", "'tis": "'tis", "'=1": "''=1", "a=b": "a=b", "one\ntwo": "one\ntwo",
	} {
		if got := Cell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if Plain("'tis") != "'tis" {
		t.Error("an apostrophe that guards nothing was typed by a person")
	}
}

func FuzzCell(f *testing.F) {
	for _, p := range payloads() {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cell := Cell(s)
		if back := Plain(cell); back != strings.ToValidUTF8(s, "\uFFFD") {
			t.Errorf("%q is %q, and back %q", s, cell, back)
		}
		for _, part := range opened(cell) {
			if strings.IndexAny(part, formula) == 0 {
				t.Errorf("%q stays a formula: %q", s, cell)
			}
		}
	})
}
