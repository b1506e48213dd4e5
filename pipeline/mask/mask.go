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
	// The last label of a domain is letters: "i7 @ 3.60GHz" is a processor.
	reEmail = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+\-]+(?:[@＠]| [@＠] |[ ]?[(\[{]\s?at\s?[)\]}][ ]?)[\p{L}\p{N}\-]+(?:(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?)[\p{L}\p{N}\-]+)*(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?)(?:\p{L}{2,24}|xn--[a-z0-9\-]+)`)
	// With one space only before the sign, or only after it, the rest must be
	// plainly a domain: "follow me @jo.bloggs" is a handle.
	reSpaced = regexp.MustCompile(`(?i)[\p{L}\p{N}._%+\-]+(?: [@＠]|[@＠] )(?:[\p{L}\p{N}\-]+\.)+(?:com|org|net|edu|gov|info|biz|email|\p{L}{2})\b`)
	// A handle follows no letter and no sign such as stands in a swear word
	// ("f#@k"); "@" before a price or alone is none.
	reHandle = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_@＠#$%&*!^])([@＠][\p{L}_][\p{L}\p{N}_.\-]{2,}(?:@[\p{L}\p{N}.\-]+)?|[@＠][\p{L}_][\p{L}\p{N}_]?@[\p{L}\p{N}.\-]+|[@＠][\p{L}_]{2}\b|[@＠][\p{N}_]+[\p{L}][\p{L}\p{N}_]*)`)
	reUnit   = regexp.MustCompile(`(?i)^[@＠][\d.]+(?:k|kb|mb|gb|mbps|fps|[kmg]?hz|p|px|x\d+p?|mm|cm|am|pm|h|hrs?|usd|eur|gbp|ea|each|percent)$`)
	reReddit = regexp.MustCompile(`(?:^|[\s(])(/?u/[A-Za-z0-9_\-]{3,20})\b`)
	reIBAN   = regexp.MustCompile(`(?i)\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b`)
	// What is in an address of the web is no telephone's number.
	reURL = regexp.MustCompile(`(?i)(?:https?://|www\.)\S+|\b[a-z0-9.\-]+\.(?:com|org|net|co|io|tv)/\S*`)
)

// Text is s with its personal data hidden: e-mail addresses, handles, and
// numbers that look like a telephone's, a card's or an account's. It would
// rather hide too much than too little; dates, years, prices, measures and
// versions stay.
func Text(s string) string { return Part(s, Find(s), 0, len(s)) }

// Find gives the pieces of s to hide, in order, not overlapping.
func Find(s string) []Span {
	if !strings.ContainsAny(s, "@＠0123456789/([{") && !hasDigit(s) {
		return nil
	}
	var all []Span
	for _, re := range []*regexp.Regexp{reEmail, reSpaced} {
		for _, m := range re.FindAllStringIndex(s, -1) {
			all = append(all, Span{m[0], m[1], "[e-mail]"})
		}
	}
	for _, re := range []*regexp.Regexp{reHandle, reReddit} {
		for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
			end := m[2] + len(strings.TrimRight(s[m[2]:m[3]], ".-"))
			if !reUnit.MatchString(s[m[2]:end]) {
				all = append(all, Span{m[2], end, "[handle]"})
			}
		}
	}
	for _, m := range reIBAN.FindAllStringIndex(s, -1) {
		// Words that follow look like more of it: they are cut off one by one.
		for end := m[1]; end > m[0]; end = m[0] + max(strings.LastIndexByte(s[m[0]:end], ' '), 0) {
			if isIBAN(s[m[0]:end]) {
				all = append(all, Span{m[0], end, "[account number]"})
				break
			}
		}
	}
	all = append(all, numbers(s)...)
	return merged(all)
}

// Stars is s with its personal data as asterisks, of the same length in bytes,
// where offsets into s must hold.
func Stars(s string) string {
	b := []byte(s)
	for _, x := range Find(s) {
		for i := x.Start; i < x.End; i++ {
			b[i] = '*'
		}
	}
	return string(b)
}

func hasDigit(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }

// merged orders spans and joins those that overlap: the earlier and longer one
// stands, widened to hide both.
func merged(all []Span) []Span {
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

// isIBAN tells an account's number by its check digits (ISO 13616), or, since
// people mistype, by being written as one: capitals and ten digits or more.
func isIBAN(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, r := range strings.ToUpper(s[4:] + s[:4]) {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return rest == 1 || strings.ToUpper(s) == s && digits(s) >= 10
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
