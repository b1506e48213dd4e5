package dates

import (
	"strings"
	"time"
)

type clockParts struct{ hour, minute, second, fraction, half, zone string }

// clockAt takes the six groups of clock and zone from match m.
func clockAt(m []string, i int) clockParts {
	return clockParts{m[i], m[i+1], m[i+2], m[i+3], strings.ToLower(strings.ReplaceAll(m[i+4], ".", "")), m[i+5]}
}

// earliest: before it no site collected reviews on the web.
const earliest = 1990

func assemble(year string, month int, day string, c clockParts) Date {
	y := atoi(year)
	if len(year) == 2 {
		y += 1900
		if y < 1970 {
			y += 100
		}
	}
	d := atoi(day)
	date := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	if date.Month() != time.Month(month) || date.Day() != d {
		return Date{Note: "no such day in the calendar"}
	}
	if c.hour == "" {
		return plausible(date, "")
	}
	hour, minute, second := atoi(c.hour), atoi(c.minute), atoi(c.second)
	switch {
	case c.half == "pm" && hour < 12:
		hour += 12
	case c.half == "am" && hour == 12:
		hour = 0
	}
	if hour > 24 || minute > 59 || second > 60 || hour == 24 && minute+second > 0 {
		return plausible(date, "no such time of day, kept the date")
	}
	loc, ok := location(c.zone)
	if !ok {
		// "CST" is Chicago, Shanghai or Havana; time.Parse would call it UTC.
		return plausible(date, "zone "+c.zone+" is ambiguous, kept the date only")
	}
	nanos := atoi((c.fraction + "000000000")[:9])
	return plausible(time.Date(y, time.Month(month), d, hour, minute, second, nanos, loc), "")
}

// location of an offset; UTC where none is named.
func location(zone string) (*time.Location, bool) {
	z := zone
	if len(z) > 3 && (strings.HasPrefix(z, "UTC") || strings.HasPrefix(z, "GMT")) {
		z = z[3:]
	}
	switch z {
	case "", "Z", "UTC", "GMT", "UT", "AM", "PM":
		return time.UTC, true
	}
	if z[0] != '+' && z[0] != '-' {
		return nil, false
	}
	rest := strings.ReplaceAll(z[1:], ":", "")
	hours, minutes := 0, 0
	switch len(rest) {
	case 1, 2:
		hours = atoi(rest)
	case 3:
		hours, minutes = atoi(rest[:1]), atoi(rest[1:])
	default:
		hours, minutes = atoi(rest[:2]), atoi(rest[2:])
	}
	offset := hours*3600 + minutes*60
	if hours > 14 || minutes > 59 {
		return nil, false
	}
	if z[0] == '-' {
		offset = -offset
	}
	if offset == 0 {
		return time.UTC, true
	}
	return time.FixedZone("", offset), true
}

func plausible(t time.Time, note string) Date {
	if y := t.Year(); y < earliest || y > 2200 {
		return Date{Note: "the year cannot be right"}
	}
	return Date{Time: t, Note: note}
}
