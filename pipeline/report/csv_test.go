package report

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// formulas are sixty ways to start one.
func formulas() []string {
	var out []string
	for _, lead := range []string{"", " ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u202e", "x;"} {
		for _, f := range []string{"=cmd|' /C calc'!A0", "+1+HYPERLINK(\"https://evil.example\",\"x\")", "-2+3", "@SUM(1+1)", "＝1+1"} {
			out = append(out, lead+f)
		}
	}
	return append(out, "＋1", "－1", "＠SUM(A1)", "\x00=1", "\"=1", "\t", "a\t=1", "a\n+1", "'=1")
}

// reckons tells whether a spreadsheet could take a cell, or what follows a
// separator inside it, for a formula.
func reckons(cell string) bool {
	if cell != "" && strings.ContainsRune("\t\r\n\x00", rune(cell[0])) {
		return true
	}
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
		part = strings.TrimLeftFunc(part, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.C, r) })
		if strings.HasPrefix(part, "=") || strings.HasPrefix(part, "+") || strings.HasPrefix(part, "-") || strings.HasPrefix(part, "@") ||
			strings.HasPrefix(part, "＝") || strings.HasPrefix(part, "＋") || strings.HasPrefix(part, "－") || strings.HasPrefix(part, "＠") {
			return true
		}
	}
	return false
}

// numeric columns are ours: a number there may be negative.
var numeric = map[string]bool{"count": true, "base": true, "value": true, "low": true, "high": true, "before": true, "change": true}

func TestCSVHoldsNoFormula(t *testing.T) {
	all := append(formulas(), payloads...)
	if len(formulas()) < 60 {
		t.Fatalf("%d payloads", len(formulas()))
	}
	for _, p := range all {
		var b bytes.Buffer
		if err := CSV(&b, Build(poisoned(p))); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		r.FieldsPerRecord = len(csvHead)
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", p, err)
		}
		for _, row := range rows[1:] {
			for i, cell := range row {
				if !numeric[csvHead[i]] {
					if reckons(cell) {
						t.Errorf("%q: formula in %q", p, row)
					}
				} else if _, err := strconv.ParseFloat(cell, 64); cell != "" && err != nil {
					t.Errorf("%q: %s is no number: %q", p, csvHead[i], cell)
				}
			}
		}
	}
}
