package dates

import (
	"regexp"
	"strings"
)

// Order of day and month in dates like 03/04/2020.
type Order int

// The orders. With Open a date that could be read both ways stays unknown.
const (
	Open Order = iota
	DayFirst
	MonthFirst
)

// String names the order in plain words.
func (o Order) String() string {
	switch o {
	case DayFirst:
		return "day first"
	case MonthFirst:
		return "month first"
	}
	return "open"
}

// OrderFor is the order that goes with a locale: month first in the United
// States ("en-US"), the Philippines and Palau, day first everywhere else, and
// where the locale is empty.
func OrderFor(locale string) Order {
	switch l := strings.ToLower(strings.ReplaceAll(locale, "_", "-")); {
	case l == "en-us", l == "es-us", l == "us", strings.HasSuffix(l, "-ph"), strings.HasSuffix(l, "-pw"):
		return MonthFirst
	}
	return DayFirst
}

var slashed = regexp.MustCompile(`(?:^|[^\d/.-])(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:$|[^\d/-])`)

// Evidence tells what one date says of its source's order: DayFirst where the
// first number is above 12, MonthFirst where the second is. slashes is false
// where s is no date whose order is in question.
func Evidence(s string) (o Order, slashes bool) {
	if len(s) > 4 && s[4] == '-' && s[0] >= '0' && s[0] <= '9' {
		return Open, false // the year comes first
	}
	m := slashed.FindStringSubmatch(s)
	if m == nil {
		return Open, false
	}
	a, b := atoi(m[1]), atoi(m[2])
	switch {
	case a > 12 && b <= 12:
		return DayFirst, true
	case b > 12 && a <= 12:
		return MonthFirst, true
	}
	return Open, true
}

// Tally gathers the evidence of many dates of one source.
type Tally struct{ DayFirst, MonthFirst, Open int }

// Add counts one date.
func (t *Tally) Add(s string) {
	o, slashes := Evidence(s)
	switch {
	case !slashes:
	case o == DayFirst:
		t.DayFirst++
	case o == MonthFirst:
		t.MonthFirst++
	default:
		t.Open++
	}
}

// Order is what the evidence says: one order where all dates that tell agree,
// DayFirst where none tells, Open where they contradict each other.
func (t *Tally) Order() Order {
	switch {
	case t.DayFirst > 0 && t.MonthFirst > 0:
		return Open
	case t.MonthFirst > 0:
		return MonthFirst
	}
	return DayFirst
}
