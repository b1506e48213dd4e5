package dates

import (
	"testing"
	"time"
)

// now is a Sunday noon; relative dates count from it.
var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

const day = "2006-01-02T15:04:05Z07:00"

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want string }{ // "" is unknown; a bare day is midnight UTC
		// ISO 8601 and its neighbours
		{"2023-05-06T13:18:34.000Z", "2023-05-06T13:18:34Z"},
		{"2025-09-30T16:07:33+00:00", "2025-09-30T16:07:33Z"},
		{"2025-01-23T22:27:30+02:00", "2025-01-23T20:27:30Z"},
		{"2025-01-23T22:27:30+0200", "2025-01-23T20:27:30Z"},
		{"2025-01-23T22:27:30-05", "2025-01-24T03:27:30Z"},
		{"2025-01-23T22:27:30 -05:30", "2025-01-24T03:57:30Z"},
		{"2025-01-23 22:27:30 UTC", "2025-01-23T22:27:30Z"},
		{"2017-11-03 03:01:00.000000", "2017-11-03T03:01:00Z"},
		{"2025-06-02 18:31:04", "2025-06-02T18:31:04Z"},
		{"2017-06-21 0:00:00", "2017-06-21"},
		{"2020-04-12", "2020-04-12"},
		{" 2020-04-12 ", "2020-04-12"},
		{"2020-4-2", "2020-04-02"},
		{"2020/04/12", "2020-04-12"},
		{"2020.04.12", "2020-04-12"},
		{"2020/4/12 9:05", "2020-04-12T09:05:00Z"},
		{"2020-04-12T09:05", "2020-04-12T09:05:00Z"},
		{"2020-04-12 9:05 PM", "2020-04-12T21:05:00Z"},
		{"20180822", "2018-08-22"},
		{"20180822T103005Z", "2018-08-22T10:30:05Z"},
		{"20180822103005", "2018-08-22T10:30:05Z"},
		{"2024-02-29", "2024-02-29"},
		{"2023-02-29", ""},
		{"2020-13-01", ""},
		{"2020-00-10", ""},
		{"0001-01-01T00:00:00Z", ""},
		// Unix time
		{"1496275200", "2017-06-01"},
		{"1496275200.25", "2017-06-01"},
		{"1496275200000", "2017-06-01"},
		{"1496275200000000", "2017-06-01"},
		{"999999999", "2001-09-09T01:46:39Z"},
		{"12345", ""},
		{"-1496275200", ""},
		// RFC 1123, 822, 850, ANSI C, date(1)
		{"Mon, 02 Jan 2006 15:04:05 GMT", "2006-01-02T15:04:05Z"},
		{"Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T22:04:05Z"},
		{"02 Jan 06 15:04 UTC", "2006-01-02T15:04:00Z"},
		{"Monday, 02-Jan-06 15:04:05 GMT", "2006-01-02T15:04:05Z"},
		{"Mon Jan  2 15:04:05 2006", "2006-01-02T15:04:05Z"},
		{"Mon Jan 02 15:04:05 -0700 2006", "2006-01-02T22:04:05Z"},
		{"Mon Jan  2 15:04:05 UTC 2006", "2006-01-02T15:04:05Z"},
		// a zone abbreviation is not UTC: the date alone stays
		{"Mon, 02 Jan 2006 15:04:05 EST", "2006-01-02"},
		{"Mon, 02 Jan 2006 15:04:05 CST", "2006-01-02"},
		{"Mon Jan  2 15:04:05 PST 2006", "2006-01-02"},
		{"2025-01-23 22:27:30 CEST", "2025-01-23"},
		{"January 23, 2025 10:27 PM EST", "2025-01-23"},
		// English
		{"August 22, 2018", "2018-08-22"},
		{"August 22 2018", "2018-08-22"},
		{"August 22nd, 2018", "2018-08-22"},
		{"Aug 22, 2018", "2018-08-22"},
		{"Aug. 22, 2018", "2018-08-22"},
		{"AUG 22, 2018", "2018-08-22"},
		{"Sept 5, 2018", "2018-09-05"},
		{"22 August 2018", "2018-08-22"},
		{"22 Aug 2018", "2018-08-22"},
		{"22-Aug-2018", "2018-08-22"},
		{"22-Aug-18", "2018-08-22"},
		{"22 Aug '18", "2018-08-22"},
		{"22nd of August 2018", "2018-08-22"},
		{"the 22nd of August, 2018", "2018-08-22"},
		{"1st March 2025", "2025-03-01"},
		{"2nd March 2025", "2025-03-02"},
		{"23rd March 2025", "2025-03-23"},
		{"5 January 2022", "2022-01-05"},
		{"Wednesday, August 22, 2018", "2018-08-22"},
		{"Wed 22 Aug 2018", "2018-08-22"},
		{"2018 August 22", "2018-08-22"},
		{"2018-Aug-22", "2018-08-22"},
		{"August 22, 2018 10:30", "2018-08-22T10:30:00Z"},
		{"August 22, 2018 at 10:30 PM", "2018-08-22T22:30:00Z"},
		{"August 22, 2018, 12:05 a.m.", "2018-08-22T00:05:00Z"},
		{"22 August 2018 10:30:15", "2018-08-22T10:30:15Z"},
		{"Reviewed in the United States on August 22, 2018", "2018-08-22"},
		{"Reviewed in the United Kingdom on 22 August 2018", "2018-08-22"},
		{"A Tesco Customer 23rd March 2025", "2025-03-23"},
		{"Posted by Jan on 3 May 2019", "2019-05-03"},
		{"Date of experience: May 3, 2023", "2023-05-03"},
		{"Date:\u00a0May\u00a03,\u00a02023", "2023-05-03"},
		{"February 30, 2020", ""},
		{"Smarch 3, 2020", ""},
		{"August 2018", ""},
		{"22 August", ""},
		{"2018", ""},
		// German
		{"23.05.2018", "2018-05-23"},
		{"3.5.2018", "2018-05-03"},
		{"03.05.18", "2018-05-03"},
		{"23. Mai 2018", "2018-05-23"},
		{"3. März 2021", "2021-03-03"},
		{"12. Dezember 2020", "2020-12-12"},
		{"12. Dez. 2020", "2020-12-12"},
		{"1. Jänner 2020", "2020-01-01"},
		{"23.05.2018 um 14:30", "2018-05-23T14:30:00Z"},
		{"23.05.2018, 14:30 Uhr", "2018-05-23T14:30:00Z"},
		{"Bewertung von Kirschi1017 vom 23.05.2018", "2018-05-23"},
		{"Donnerstag, 1. Oktober 2020", "2020-10-01"},
		// French, Spanish, Italian, Dutch
		{"22 août 2018", "2018-08-22"},
		{"1er février 2019", "2019-02-01"},
		{"le 3 décembre 2020", "2020-12-03"},
		{"14 juil. 2020", "2020-07-14"},
		{"3 de mayo de 2020", "2020-05-03"},
		{"3 maggio 2020", "2020-05-03"},
		{"3 maart 2020", "2020-03-03"},
		// relative, against noon on 22 November 2026
		{"3 days ago", "2026-11-19"},
		{"a day ago", "2026-11-21"},
		{"an hour ago", "2026-11-22T11:00:00Z"},
		{"2 hours ago", "2026-11-22T10:00:00Z"},
		{"15 mins ago", "2026-11-22T11:45:00Z"},
		{"30 seconds ago", "2026-11-22T11:59:30Z"},
		{"2 weeks ago", "2026-11-08"},
		{"a month ago", "2026-10-22"},
		{"2 years ago", "2024-11-22"},
		{"Reviewed 3 days ago", "2026-11-19"},
		{"3d", "2026-11-19"},
		{"2w ago", "2026-11-08"},
		{"5mo", "2026-06-22"},
		{"today", "2026-11-22"},
		{"Yesterday", "2026-11-21"},
		{"vor 3 Tagen", "2026-11-19"},
		{"vor einem Monat", "2026-10-22"},
		{"vor 2 Stunden", "2026-11-22T10:00:00Z"},
		{"gestern", "2026-11-21"},
		{"heute", "2026-11-22"},
		{"il y a 3 jours", "2026-11-19"},
		{"il y a une semaine", "2026-11-15"},
		{"hier", "2026-11-21"},
		{"hace 2 meses", "2026-09-22"},
		{"some days ago", ""},
		// no dates
		{"", ""},
		{"   ", ""},
		{"n/a", ""},
		{"null", ""},
		{"5 stars", ""},
		{"version 1.2.3", ""},
		{"99/99/9999", ""},
		{"1/2/3/4", ""},
		{"\x00\xff", ""},
	} {
		got := Reader{Order: DayFirst, Now: now}.Parse(c.in)
		text := ""
		if got.Known() {
			text = got.Time.UTC().Format(day)
		}
		want := c.want
		if len(want) == 10 {
			want += "T00:00:00Z"
		}
		if got.Known() && got.Time.Nanosecond() != 0 {
			t.Errorf("%q has a fraction: %v", c.in, got.Time)
		}
		if text != want {
			t.Errorf("%q read as %q (%s), want %q", c.in, text, got.Note, want)
		}
		if want == "" && got.Note == "" {
			t.Errorf("%q is unknown without a note", c.in)
		}
	}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct{ in, dayFirst, monthFirst, open string }{
		{"03/04/2020", "2020-04-03", "2020-03-04", ""},
		{"3/4/20", "2020-04-03", "2020-03-04", ""},
		{"01/05/17 9:30", "2017-05-01", "2017-01-05", ""},
		{"03-04-2020", "2020-04-03", "2020-03-04", ""},
		{"13/04/2020", "2020-04-13", "2020-04-13", "2020-04-13"},
		{"04/13/2020", "2020-04-13", "2020-04-13", "2020-04-13"},
		{"04/04/2020", "2020-04-04", "2020-04-04", "2020-04-04"},
		{"03.04.2020", "2020-04-03", "2020-04-03", "2020-04-03"},
		{"13/13/2020", "", "", ""},
		{"31/12/99", "1999-12-31", "1999-12-31", "1999-12-31"},
	} {
		for order, want := range map[Order]string{DayFirst: c.dayFirst, MonthFirst: c.monthFirst, Open: c.open} {
			got := ""
			if d := (Reader{Order: order}).Parse(c.in); d.Known() {
				got = d.Time.Format(time.DateOnly)
			}
			if got != want {
				t.Errorf("%q, %s: read as %q, want %q", c.in, order, got, want)
			}
		}
	}
}

func TestOrderFor(t *testing.T) {
	for locale, want := range map[string]Order{
		"en-US": MonthFirst, "en_US": MonthFirst, "EN-us": MonthFirst, "en-PH": MonthFirst,
		"": DayFirst, "en-GB": DayFirst, "de": DayFirst, "fr-FR": DayFirst, "en": DayFirst,
	} {
		if got := OrderFor(locale); got != want {
			t.Errorf("%q: %s, want %s", locale, got, want)
		}
	}
}

func TestTally(t *testing.T) {
	for _, c := range []struct {
		name  string
		dates []string
		want  Order
	}{
		{"none tells", []string{"01/02/2017", "2017-06-21", "x"}, DayFirst},
		{"day first", []string{"01/02/2017", "13/02/2017"}, DayFirst},
		{"month first", []string{"01/02/2017", "02/13/2017"}, MonthFirst},
		{"contradiction", []string{"13/02/2017", "02/13/2017"}, Open},
	} {
		var tally Tally
		for _, d := range c.dates {
			tally.Add(d)
		}
		if got := tally.Order(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2017-06-21 0:00:00", "01/05/17 9:30", "vor 3 Tagen", "Mon Jan 2 15:04:05 PST 2006", "1496275200000", "3mo"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := Reader{Order: DayFirst, Now: now}.Parse(s)
		if !d.Known() && d.Note == "" {
			t.Errorf("%q is unknown without a note", s)
		}
	})
}
