package measure

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

// WeekOf is the ISO 8601 week of t in loc.
func WeekOf(t time.Time, loc *time.Location) opinion.Week {
	t = t.In(loc)
	sinceMonday := (int(t.Weekday()) + 6) % 7
	return weekFrom(t.Year(), t.Month(), t.Day()-sinceMonday, loc)
}

// ParseWeek reads a week as FormatWeek writes it: "2026-W47".
func ParseWeek(s string, loc *time.Location) (opinion.Week, error) {
	y, n, found := strings.Cut(s, "-W")
	year, errYear := strconv.ParseUint(y, 10, 16)
	number, errNumber := strconv.ParseUint(n, 10, 8)
	if !found || len(y) != 4 || len(n) != 2 || errYear != nil || errNumber != nil || year == 0 || number == 0 {
		return opinion.Week{}, fmt.Errorf("week %q is not written like 2026-W47", s)
	}
	// 4 January is always in week 1 (ISO 8601).
	first := WeekOf(time.Date(int(year), time.January, 4, 12, 0, 0, 0, loc), loc)
	w := WeekBefore(first, 1-int(number))
	if w.Year != int(year) || w.Number != int(number) {
		return opinion.Week{}, fmt.Errorf("week %q does not exist: %d has no week %d", s, year, number)
	}
	return w, nil
}

// FormatWeek writes a week as ISO 8601 does: "2026-W47".
func FormatWeek(w opinion.Week) string { return fmt.Sprintf("%04d-W%02d", w.Year, w.Number) }

// LastCompleteWeek is the latest week in loc that has ended by now.
func LastCompleteWeek(now time.Time, loc *time.Location) opinion.Week {
	return WeekBefore(WeekOf(now, loc), 1)
}

// WeekBefore is the week n weeks before w, in w's zone; n may be negative.
func WeekBefore(w opinion.Week, n int) opinion.Week {
	y, m, d := w.Start.Date()
	return weekFrom(y, m, d-7*n, w.Start.Location())
}

// TrendWindow bounds the findings that Figures wants for a week: from the
// start of the first of trendWeeks weeks to the end of the week itself.
func TrendWindow(w opinion.Week) (from, to time.Time) {
	return WeekBefore(w, trendWeeks-1).Start, w.End
}

// weekFrom is the week that begins on the given Monday; the day may lie
// outside its month.
func weekFrom(y int, m time.Month, d int, loc *time.Location) opinion.Week {
	// The number is a matter of the calendar, not of the zone: Thursday noon
	// UTC is in the week's year whatever clocks do.
	year, number := time.Date(y, m, d+3, 12, 0, 0, 0, time.UTC).ISOWeek()
	return opinion.Week{Year: year, Number: number, Start: dawn(y, m, d, loc), End: dawn(y, m, d+7, loc)}
}

// dawn is the first instant of a day. Some zones put their clocks forward at
// midnight; time.Date may then answer with the evening before.
func dawn(y int, m time.Month, d int, loc *time.Location) time.Time {
	day := time.Date(y, m, d, 12, 0, 0, 0, time.UTC).Day()
	t := time.Date(y, m, d, 0, 0, 0, 0, loc)
	for i := 0; i < 8 && t.Day() != day; i++ {
		t = t.Add(15 * time.Minute)
	}
	for earlier := t.Add(-time.Hour); earlier.Day() == day; earlier = t.Add(-time.Hour) {
		t = earlier // the clock went back over midnight: 00:00 came twice
	}
	return t
}
