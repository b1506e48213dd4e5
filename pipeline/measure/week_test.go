package measure

import (
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestWeekOf(t *testing.T) {
	tests := []struct {
		at, zone, week string
		start          string
		hours          float64
	}{
		{"2026-11-18T12:00:00Z", "UTC", "2026-W47", "2026-11-16T00:00:00Z", 168},
		{"2020-12-31T12:00:00Z", "UTC", "2020-W53", "2020-12-28T00:00:00Z", 168},
		{"2021-01-03T23:59:59Z", "UTC", "2020-W53", "2020-12-28T00:00:00Z", 168},
		{"2021-01-04T00:00:00Z", "UTC", "2021-W01", "2021-01-04T00:00:00Z", 168},
		{"2024-12-30T08:00:00Z", "UTC", "2025-W01", "2024-12-30T00:00:00Z", 168},
		// Sunday evening in New York is Monday in Berlin.
		{"2021-01-03T23:30:00Z", "Europe/Berlin", "2021-W01", "2021-01-04T00:00:00+01:00", 168},
		{"2021-01-04T03:00:00Z", "America/New_York", "2020-W53", "2020-12-28T00:00:00-05:00", 168},
		// Clocks forward and back.
		{"2026-03-25T12:00:00Z", "Europe/Berlin", "2026-W13", "2026-03-23T00:00:00+01:00", 167},
		{"2026-10-25T12:00:00Z", "Europe/Berlin", "2026-W43", "2026-10-19T00:00:00+02:00", 169},
		{"2026-03-08T12:00:00Z", "America/New_York", "2026-W10", "2026-03-02T00:00:00-05:00", 167},
		{"2026-11-01T12:00:00Z", "America/New_York", "2026-W44", "2026-10-26T00:00:00-04:00", 169},
		// Iran put its clocks forward at Monday midnight: the week began at 01:00.
		{"2021-03-24T12:00:00Z", "Asia/Tehran", "2021-W12", "2021-03-21T20:30:00Z", 167},
		// Havana puts clocks back from 01:00 on Sunday to 00:00.
		{"2026-10-28T12:00:00Z", "America/Havana", "2026-W44", "2026-10-26T00:00:00-04:00", 169},
	}
	for _, test := range tests {
		t.Run(test.at+" "+test.zone, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, test.at)
			if err != nil {
				t.Fatal(err)
			}
			start, err := time.Parse(time.RFC3339, test.start)
			if err != nil {
				t.Fatal(err)
			}
			loc := zone(t, test.zone)
			w := WeekOf(at, loc)
			if got := FormatWeek(w); got != test.week {
				t.Errorf("week %s, want %s", got, test.week)
			}
			if !w.Start.Equal(start) {
				t.Errorf("starts %v, want %v", w.Start, start)
			}
			if got := w.End.Sub(w.Start).Hours(); got != test.hours {
				t.Errorf("%v hours, want %v", got, test.hours)
			}
			again, err := ParseWeek(test.week, loc)
			if err != nil || !again.Start.Equal(w.Start) || !again.End.Equal(w.End) {
				t.Errorf("parsed again: %v, %v", again, err)
			}
		})
	}
}

// Weeks of any zone join without gap or overlap, and hold what WeekOf says.
func TestWeeksJoin(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Asia/Tehran", "Asia/Beirut", "Pacific/Apia", "America/Asuncion"} {
		loc := zone(t, name)
		w := WeekOf(time.Date(2027, 2, 3, 0, 0, 0, 0, loc), loc)
		for range 1200 {
			before := WeekBefore(w, 1)
			if !before.End.Equal(w.Start) {
				t.Fatalf("%s: %s ends %v, %s starts %v", name, FormatWeek(before), before.End, FormatWeek(w), w.Start)
			}
			for at, want := range map[time.Time]string{w.Start: FormatWeek(w), w.Start.Add(-time.Nanosecond): FormatWeek(before)} {
				if got := FormatWeek(WeekOf(at, loc)); got != want {
					t.Fatalf("%s: %v is in %s, want %s", name, at, got, want)
				}
			}
			w = before
		}
	}
}

func TestLastCompleteWeek(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for at, want := range map[string]string{
		"2026-11-22T22:59:59Z": "2026-W46", // Sunday, 23:59:59 in Berlin
		"2026-11-22T23:00:00Z": "2026-W47", // Monday, 00:00
		"2027-01-05T12:00:00Z": "2026-W53",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := FormatWeek(LastCompleteWeek(now, berlin)); got != want {
			t.Errorf("at %s the last complete week is %s, want %s", at, got, want)
		}
	}
}

func TestParseWeekRefuses(t *testing.T) {
	for _, s := range []string{"", "2026", "2026-47", "2026-W", "2026-W00", "2026-W54", "2021-W53", "2026-W7", "26-W07", "2026-W-1", "2026-W471", "2026-w47", "0000-W01", " 026-W47", "2026-W 7", "+026-W47"} {
		if w, err := ParseWeek(s, time.UTC); err == nil {
			t.Errorf("%q is read as %s", s, FormatWeek(w))
		}
	}
}

// What ParseWeek takes, FormatWeek writes back letter by letter.
func FuzzParseWeek(f *testing.F) {
	for _, s := range []string{"2026-W47", "2020-W53", "2021-W53", "9999-W01", "0001-W01", "-W", "２０２６-W47"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWeek(s, time.UTC)
		if err == nil && FormatWeek(w) != s {
			t.Errorf("%q is read as %s", s, FormatWeek(w))
		}
	})
}
