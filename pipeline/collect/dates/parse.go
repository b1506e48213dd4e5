package dates

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Reader reads dates of one source.
type Reader struct {
	// Order settles 03/04/2020.
	Order Order
	// Now is the time of the fetch, against which "3 days ago" counts; where
	// it is zero, relative dates stay unknown.
	Now time.Time
}

// Date is what was read.
type Date struct {
	// Time is in the zone the text names, else in UTC. The zero time means
	// unknown.
	Time time.Time
	// Note says in a clause what was dropped or why the date is unknown;
	// empty where nothing was.
	Note string
}

// Known tells whether a date was read.
func (d Date) Known() bool { return !d.Time.IsZero() }

const (
	clock = `(\d{1,2})[:.h](\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)?\s*([AaPp]\.?[Mm]\.?)?`
	zone  = `\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{2,5})?`
	// after a date, before its clock
	joint = `(?:\s*[T,]\s*|\s+(?:at|um|à|às|a las|alle|om|kl\.?|klo|o godz\.|o|v|в|saat|-|·|\|)?\s*)`
)

var (
	isoForm      = regexp.MustCompile(`(?:^|[^\d])(\d{4})([-/.])\s?(\d{1,2})[-/.]\s?(\d{1,2})\.?(?:` + joint + clock + zone + `)?(?:$|[^\d])`)
	basicForm    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$`)
	numberForm   = regexp.MustCompile(`(?:^|[^\d/.-])(\d{1,2})([/.-])\s?(\d{1,2})[/.-]\s?(\d{4}|\d{2})(?:` + joint + clock + zone + `)?(?:$|[^\d])`)
	dayForm      = regexp.MustCompile(`(?:^|[^\d\p{L}])(\d{1,2})(?:st|nd|rd|th|er|\.|º|ST|ND|RD|TH)?[\s-]*(?:of\s|de\s|di\s|d')?\s*(\p{L}{3,})\.?,?[\s-]*(?:de\s|del\s)?'?(\d{4}|\d{2})(?:` + joint + clock + zone + `)?(?:$|[^\d])`)
	monthForm    = regexp.MustCompile(`(\p{L}{3,})\.?[\s-]*(\d{1,2})(?:st|nd|rd|th|ST|ND|RD|TH)?(?:,\s*|\s+|-)'?(\d{4})(?:` + joint + clock + zone + `)?(?:$|[^\d])`)
	unixForm     = regexp.MustCompile(`(\p{L}{3,})\s+(\d{1,2})\s+` + clock + zone + `\s+(\d{4})(?:$|[^\d])`)
	yearForm     = regexp.MustCompile(`(?:^|[^\d])(\d{4})[.\s,-]+(\p{L}{3,})\.?[\s-]+(\d{1,2})(?:$|[^\d])`)
	eastForm     = regexp.MustCompile(`(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?(?:\s*` + clock + zone + `)?`)
	digits       = regexp.MustCompile(`^-?\d{9,16}(?:\.\d+)?$`)
	relativeForm = regexp.MustCompile(`(?i)(?:^|\s)(\d{1,4}|\p{L}+)\s*\+?\s*(\p{L}+)\s+(?:ago|geleden|fa|sedan|siden|temu|atrás|atras|назад|önce|sitten)(?:$|[^\p{L}])` +
		`|(?:^|\s)(?:vor|il y a|hace|seit|há|för|před)\s+(\d{1,4}|\p{L}+)\s+(\p{L}+)` +
		`|^(\d{1,3})(mo|[smhdwy])(?:\s+ago)?$` +
		`|(\d{1,4})\s*(秒|分钟|分鐘|分|초|분|時間|小时|小時|시간|日|天|일|週間|周|週|주|か月|ヶ月|カ月|个月|個月|개월|年|년)\s*(?:前|전)`)
)

// Parse reads the first date in s. It never fails: what it cannot read is an
// unknown Date whose Note says why.
func (r Reader) Parse(s string) Date {
	form := time.RFC3339Nano
	if len(s) == len(time.DateOnly) {
		form = time.DateOnly
	}
	if t, err := time.Parse(form, s); err == nil {
		return plausible(t, "")
	}
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "\u202f", " ")), " ")
	if s == "" {
		return Date{Note: "no date"}
	}
	if len(s) > 300 {
		return Date{Note: "too long for a date"}
	}
	if m := basicForm.FindStringSubmatch(s); m != nil {
		return assemble(m[1], atoi(m[2]), m[3], clockParts{hour: m[4], minute: m[5], second: m[6], zone: m[7]})
	}
	if digits.MatchString(s) {
		return epoch(s)
	}
	if m := eastForm.FindStringSubmatch(s); m != nil {
		return assemble(m[1], atoi(m[2]), m[3], clockAt(m, 4))
	}
	if m := isoForm.FindStringSubmatch(s); m != nil {
		return assemble(m[1], atoi(m[3]), m[4], clockAt(m, 5))
	}
	if m := numberForm.FindStringSubmatch(s); m != nil {
		return r.numbers(m)
	}
	if d, ok := named(s); ok {
		return d
	}
	if t, ok := r.relative(s); ok {
		return plausible(t, "")
	}
	return Date{Note: "not a date that can be read"}
}

// epoch reads Unix seconds (9 or 10 digits), milliseconds (up to 13) or
// microseconds.
func epoch(s string) Date {
	whole, _, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return Date{Note: "not a date that can be read"}
	}
	switch {
	case len(whole) <= 10:
		return plausible(time.Unix(n, 0).UTC(), "")
	case len(whole) <= 13:
		return plausible(time.UnixMilli(n).UTC(), "")
	}
	return plausible(time.UnixMicro(n).UTC(), "")
}

func (r Reader) numbers(m []string) Date {
	a, b := atoi(m[1]), atoi(m[3])
	day, month := m[1], b
	switch {
	case b > 12 && a <= 12:
		day, month = m[3], a
	case a > 12 || m[2] == ".": // dots are written day first
	case a == b:
	case r.Order == MonthFirst:
		day, month = m[3], a
	case r.Order == Open:
		return Date{Note: "day and month could be either way round: set the source's locale"}
	}
	return assemble(m[4], month, day, clockAt(m, 5))
}

// named reads dates whose month is a word.
func named(s string) (Date, bool) {
	for _, m := range unixForm.FindAllStringSubmatch(s, 4) {
		if month, ok := months[strings.ToLower(m[1])]; ok {
			return assemble(m[9], int(month), m[2], clockAt(m, 3)), true
		}
	}
	for _, m := range dayForm.FindAllStringSubmatch(s, 4) {
		if month, ok := months[strings.ToLower(m[2])]; ok {
			return assemble(m[3], int(month), m[1], clockAt(m, 4)), true
		}
	}
	for _, m := range monthForm.FindAllStringSubmatch(s, 4) {
		if month, ok := months[strings.ToLower(m[1])]; ok {
			return assemble(m[3], int(month), m[2], clockAt(m, 4)), true
		}
	}
	for _, m := range yearForm.FindAllStringSubmatch(s, 4) {
		if month, ok := months[strings.ToLower(m[2])]; ok {
			return assemble(m[1], int(month), m[3], clockParts{}), true
		}
	}
	return Date{}, false
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // the patterns let digits through only
	return n
}
