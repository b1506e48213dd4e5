package mask

import (
	"regexp"
	"sort"
	"strings"
	"unicode"
)

// Span is a piece of text to hide.
type Span struct {
	// Start and End are byte offsets.
	Start, End int
	// Shown stands in its place, in square brackets.
	Shown string
}

var (
	reEmail = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+\-]+\s?(?:[@＠]|[(\[{]\s?at\s?[)\]}])\s?[\p{L}\p{N}\-]+(?:(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?)[\p{L}\p{N}\-]+)+`)
	// A handle does not follow a letter; "@" before a price or alone is none.
	reHandle = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_@＠])([@＠][\p{L}_][\p{L}\p{N}_.\-]*(?:@[\p{L}\p{N}.\-]+)?|[@＠][\p{N}_]+[\p{L}][\p{L}\p{N}_]*)`)
	reReddit = regexp.MustCompile(`(?i)(?:^|[\s(])(/?u/[a-z0-9_\-]{3,20})\b`)
	reDigits = regexp.MustCompile(`[+＋]?[(]?\p{Nd}(?:[ \x{00a0}.\-–()/]{0,3}\p{Nd}){5,}`)
	reIBAN   = regexp.MustCompile(`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`)
	reDate   = regexp.MustCompile(`^\d{4}[-./]\d{1,2}[-./]\d{1,2}$|^\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4}$`)
	reYears  = regexp.MustCompile(`^(?:(?:19|20)\d\d[ \-–/.]{0,3})+$`)
	reRound  = regexp.MustCompile(`^\d{1,3}(?:[ .]\d{3})*[ .]000$`)
	reLocal  = regexp.MustCompile(`^\d{3}[-. ]\d{4}$`)
)

// Text is s with its personal data hidden: e-mail addresses, handles, and
// numbers that look like a telephone's, a card's or an account's. It would
// rather hide too much than too little; dates, years and round amounts stay.
func Text(s string) string { return Part(s, Find(s), 0, len(s)) }

// Find gives the pieces of s to hide, in order, not overlapping.
func Find(s string) []Span {
	var all []Span
	for _, m := range reEmail.FindAllStringIndex(s, -1) {
		all = append(all, Span{m[0], m[1], "[e-mail]"})
	}
	for _, re := range []*regexp.Regexp{reHandle, reReddit} {
		for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
			end := m[2] + len(strings.TrimRight(s[m[2]:m[3]], ".-"))
			all = append(all, Span{m[2], end, "[handle]"})
		}
	}
	for _, m := range reIBAN.FindAllStringIndex(s, -1) {
		if strings.ContainsAny(s[m[0]:m[1]], "0123456789") && digits(s[m[0]:m[1]]) >= 10 {
			all = append(all, Span{m[0], m[1], "[account number]"})
		}
	}
	for _, m := range reDigits.FindAllStringIndex(s, -1) {
		if shown := numberKind(s[m[0]:m[1]]); shown != "" {
			all = append(all, Span{m[0], m[1], shown})
		}
	}
	// Where two overlap the earlier and longer one stands, widened to hide both.
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].Start != all[j].Start {
			return all[i].Start < all[j].Start
		}
		return all[i].End > all[j].End
	})
	var out []Span
	for _, x := range all {
		if n := len(out); n > 0 && x.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, x.End)
			continue
		}
		out = append(out, x)
	}
	return out
}

// numberKind is what to show for a run of digits, empty where it may stay.
func numberKind(s string) string {
	n := digits(s)
	switch {
	case reDate.MatchString(s), reYears.MatchString(s), reRound.MatchString(s):
		return ""
	case n <= 15 && n >= 7 && strings.ContainsAny(s[:1], "+("):
		return "[phone]"
	case n >= 13 && n <= 19:
		return "[card number]"
	case n > 19:
		return "[number]"
	case n >= 9, reLocal.MatchString(s):
		return "[phone]"
	case n >= 7 && s[0] == '0':
		return "[phone]"
	}
	return ""
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Nd, r) {
			n++
		}
	}
	return n
}

// Part is s[from:to] with the spans of s hidden. One that crosses a bound is
// shown once, in the part where it begins, so that no part shows half of it.
func Part(s string, hide []Span, from, to int) string {
	var b strings.Builder
	at := from
	for _, x := range hide {
		if x.End <= from || x.Start >= to {
			continue
		}
		if x.Start >= at {
			b.WriteString(s[at:x.Start])
			b.WriteString(x.Shown)
		}
		at = min(x.End, to)
	}
	b.WriteString(s[at:to])
	return b.String()
}
