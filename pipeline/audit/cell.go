package audit

import "strings"

// formula are the characters by which a spreadsheet takes a cell for a formula
// (OWASP, "CSV injection"), the full-width ones included.
const formula = "=+-@\t\r\n＝＋－＠"

// guarded makes a cell plain text to a spreadsheet: a quote before what would
// be taken for a formula, and before a quote, so that unguarded can tell.
func guarded(s string) string {
	if opens(s) || strings.HasPrefix(s, "'") {
		return "'" + s
	}
	return s
}

// unguarded takes off what guarded put on.
func unguarded(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && (opens(rest) || strings.HasPrefix(rest, "'")) {
		return rest
	}
	return s
}

func opens(s string) bool {
	for _, r := range s {
		return strings.ContainsRune(formula, r)
	}
	return false
}
