package mask

import (
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	reRun   = regexp.MustCompile(`[+＋]?[(]?[+＋]?\p{Nd}(?:[ \x{00a0}.\-–‑()/]{0,3}\p{Nd})*`)
	reGroup = regexp.MustCompile(`\p{Nd}+`)
	reDate  = regexp.MustCompile(`(?:^|[^\d])((?:19|20)\d\d[-./][01]?\d[-./][0-3]?\d|[0-3]?\d[-./ ][0-3]?\d[-./ ](?:19|20)\d\d)(?:[^\d]|$)`)
	reYears = regexp.MustCompile(`^\(?(?:(?:19|20)\d\d\D{0,3})+$`)
	reRound = regexp.MustCompile(`^\d{1,3}(?:[ .]\d{3})*[ .]000$`)
	reZIP   = regexp.MustCompile(`^\d{5}-\d{4}$`)
	reIP    = regexp.MustCompile(`^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$`)
	// Amounts of something.
	reAmount = regexp.MustCompile(`(?i)^ ?(?:%|bytes?|[kmgt]i?b\b|[km]?hz|hours?|hrs?\b|h\b|minutes?|mins?\b|secs?\b|seconds?|days?|weeks?|years?|times|people|users|players|views|points|dollars|euros|pounds|bucks|usd|eur|gbp|credits|units|steps|miles|km\b|°)|^ ?/ ?10*\b`)
	rePrice  = regexp.MustCompile(`[$£€¥₹] ?-?[\d.,]*$`)
	// Words after which even a short number is a telephone's.
	reCalled = regexp.MustCompile(`(?i)\b(?:call(?:ed|ing)?|phoned?|phoning|ring|rang|tel|telephone|text(?:ed)?|fax|dial(?:led)?|mobile|cell|whatsapp|sms|reach|my number|phone number|line)\b[^.!?\n\d]{0,25}$`)
	reExtra  = regexp.MustCompile(`(?i)^[ ,;]{0,2}(?:ext(?:ension|n)?\.?|x|durchwahl|poste)[ :.]{0,2}\d{1,6}\b`)
	reGroups = regexp.MustCompile(`^\d{4}(?:[ \-]\d{4}){3}$|^\d{4}[ \-]\d{6}[ \-]\d{5}$`)
)

// numbers finds telephone, card and other long numbers.
func numbers(s string) (out []Span) {
	links := reURL.FindAllStringIndex(s, -1)
	for _, m := range reRun.FindAllStringIndex(s, -1) {
		if digits(s[m[0]:m[1]]) < 7 || within(links, m[0]) > 0 {
			continue
		}
		// Part of a name: a model, a policy, a hexadecimal number.
		if before, _ := utf8.DecodeLastRuneInString(s[:m[0]]); (unicode.IsLetter(before) || before == '_') && !strings.ContainsAny(s[m[0]:m[0]+1], "(+") {
			continue
		}
		for _, c := range candidates(s, m[0], m[1]) {
			if shown := numberKind(s, c[0], c[1]); shown != "" {
				end := c[1]
				if shown == "[phone]" {
					end += len(reExtra.FindString(s[end:min(len(s), end+near)]))
				}
				out = append(out, Span{c[0], end, shown})
			}
		}
	}
	return out
}

// near is how far after a number its unit or extension stands, in bytes. The
// rest of a long text must not be read for each number in it.
const near = 48

// within tells which of some spans, in order, holds the byte at, from 1; 0 is
// none.
func within(spans [][]int, at int) int {
	i := sort.Search(len(spans), func(i int) bool { return spans[i][1] > at })
	if i < len(spans) && spans[i][0] <= at {
		return i + 1
	}
	return 0
}

// candidates cuts a run of digits and separators into single numbers.
func candidates(s string, from, to int) (out [][2]int) {
	run := s[from:to]
	groups := reGroup.FindAllStringIndex(run, -1)
	dates := reDate.FindAllStringSubmatchIndex(run, -1)
	for i, d := range dates {
		dates[i] = d[2:4] // the date without what bounds it
	}
	dated := func(at int) int { return within(dates, at) }
	start := 0
	for i := 1; i <= len(groups); i++ {
		if i < len(groups) {
			sep := run[groups[i-1][1]:groups[i][0]]
			if !hard(sep, run, groups, i, i-1 == start) && dated(groups[i-1][0]) == dated(groups[i][0]) {
				continue
			}
		}
		first, last := groups[start], groups[i-1]
		at := first[0]
		if start == 0 {
			at = 0
		} else if strings.HasPrefix(run[groups[start-1][1]:at], "(") || strings.HasSuffix(run[:at], "(") {
			at-- // the bracket of a dialling code
		}
		if open := strings.IndexByte(run[at:first[0]], '('); open >= 0 && !strings.Contains(run[first[0]:last[1]], ")") {
			at = first[0] // a bracket that merely opens there
		}
		if dated(first[0]) == 0 {
			out = append(out, [2]int{from + at, from + last[1]})
		}
		start = i
	}
	return out
}

// hard tells whether the separator before group i parts two numbers; first,
// whether group i-1 begins the number so far.
func hard(sep, run string, groups [][]int, i int, first bool) bool {
	before := run[groups[i-1][0]:groups[i-1][1]]
	switch {
	case strings.Contains(sep, "/"): // 030/1234567, as Germans write
		return sep != "/" || !first || before[0] != '0' || len(before) < 3
	case strings.Contains(sep, "("): // +44 (0)20, 1 (800) 555 0199
		return groups[i][1] >= len(run) || run[groups[i][1]] != ')' || groups[i][1]-groups[i][0] > 5
	case strings.Contains(sep, ")"):
		return false
	case strings.ContainsAny(sep, "-–‑"):
		return strings.Contains(sep, " ")
	case strings.Contains(sep, "."):
		return len(sep) > 1
	}
	return false
}

// numberKind is what to show for s[from:to], empty where it may stay.
func numberKind(s string, from, to int) string {
	c := s[from:to]
	n := digits(c)
	groups := reGroup.FindAllString(c, -1)
	plus := strings.HasPrefix(strings.TrimLeft(c, "("), "+") || strings.HasPrefix(c, "＋")
	amount := reAmount.MatchString(s[to:min(len(s), to+near)]) || rePrice.MatchString(s[max(0, from-12):from])
	called := func() bool { return reCalled.MatchString(s[max(0, from-near):from]) }
	switch {
	case n < 7 || !plus && (reYears.MatchString(c) || reRound.MatchString(c) || reIP.MatchString(c)):
		return ""
	case n >= 13 && n <= 19 && !plus && (luhn(c) && cardly(groups) || reGroups.MatchString(c)):
		return "[card number]"
	case n >= 13 && len(groups) == 1 && !amount && !plus:
		return "[number]"
	case plus && n <= 15, strings.HasPrefix(c, "00") && n >= 10 && n <= 15 && !amount:
		return "[phone]"
	case n > 15 || amount:
		return ""
	case n >= 9 && dialled(c, groups):
		return "[phone]"
	case n == 7 && len(groups) == 2 && len(groups[0]) == 3 && c[3] == '-' && !round(groups[0]) && !round(groups[1]):
		return "[phone]"
	case n >= 7 && called() && dialled(c, groups):
		return "[phone]"
	case n == 8 && len(groups) == 1 && c[0] == '0':
		return "[phone]"
	}
	return ""
}

// dialled tells whether groups of digits are cut as telephone numbers are. The
// first may be a country's code, the others hold two digits or more, but for a
// (0). Dots stand between three groups at least, for 101.578307 is a measure.
// Without a 0, a plus sign or brackets in front a list of figures looks the
// same, and only the commonest cuts are taken: four digits or more at the end,
// or three times three as in Spain and Poland.
func dialled(c string, groups []string) bool {
	if len(groups) == 1 {
		return digits(c) <= 12
	}
	single := 0
	for _, g := range groups {
		switch n := digits(g); {
		case n > 12:
			return false
		case n == 1:
			single++
		}
	}
	last := digits(groups[len(groups)-1])
	switch {
	case single == len(groups):
		return len(groups) >= 10 // spelt out, digit by digit
	case strings.Contains(c, "(0)"):
		single--
	}
	if digits(groups[0]) == 1 {
		single--
	}
	switch {
	case single > 0, strings.Contains(c, ".") && len(groups) < 3, reZIP.MatchString(c):
		return false
	case c[0] == '0' || strings.ContainsAny(c, "()+"):
		return true
	}
	return last >= 4 || len(groups) == 3 && c[0] >= '6' && digits(groups[0]) == 3 && digits(groups[1]) == 3 && last == 3
}

func round(g string) bool {
	return strings.HasSuffix(g, "00") || strings.HasSuffix(g, "50")
}

// cardly tells whether groups are cut as on a card: three to seven digits each.
func cardly(groups []string) bool {
	if len(groups) == 1 {
		return true
	}
	for i, g := range groups {
		if len(g) < 3 && i < len(groups)-1 || len(g) > 7 {
			return false
		}
	}
	return true
}

// luhn checks the last digit of a card's number (ISO/IEC 7812-1).
func luhn(s string) bool {
	sum, double := 0, false
	for len(s) > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
		if r < '0' || r > '9' {
			continue
		}
		d := int(r - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, double = sum+d, !double
	}
	return sum > 0 && sum%10 == 0
}
