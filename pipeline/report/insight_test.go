package report

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func estimate(v, half float64) opinion.Estimate {
	return opinion.Estimate{Value: v, Low: v - half, High: v + half}
}

// Each corner has its advice; where the interval holds 0 there is none.
func TestBalanceAdvises(t *testing.T) {
	f := fixture().Figures
	f.Balance = []opinion.ThemeBalance{
		{Theme: opinion.Reliability, Class: opinion.Product, Verbatims: 100, Praise: 20, Complaints: 80, Net: estimate(-.6, .1)},
		{Theme: opinion.Attitude, Class: opinion.Service, Verbatims: 90, Praise: 80, Complaints: 10, Net: estimate(.7, .1)},
		{Theme: opinion.General, Class: opinion.None, Verbatims: 80, Complaints: 80, Net: estimate(-1, 0)},
		{Theme: opinion.Sales, Class: opinion.Marketing, Verbatims: 10, Complaints: 10, Net: estimate(-1, .3)},
		{Theme: opinion.Content, Class: opinion.Product, Verbatims: 9, Praise: 9, Net: estimate(1, .3)},
		{Theme: opinion.Safety, Class: opinion.Product, Verbatims: 8, Praise: 4, Complaints: 4, Net: estimate(0, .4)},
		{Theme: opinion.Brand, Class: opinion.Marketing, Verbatims: 8, Net: opinion.Estimate{Value: math.NaN()}},
	}
	b := balance(f)
	got := map[string]string{}
	for _, p := range b.Points {
		got[p.Theme] = p.Advice
	}
	if d := cmp.Diff(map[string]string{"reliability": "fix first", "attitude": "keep", "sales": "watch", "content": "over-served", "safety": "undecided"}, got); d != "" {
		t.Error(d)
	}
	if b.Split != 44 || b.Finding != "Fix first: reliability" {
		t.Errorf("split %d, finding %q", b.Split, b.Finding)
	}
	if got := ascii(b.Points[0].NetText); got != "−0.60 (−0.70 to −0.50)" {
		t.Errorf("net %q", got)
	}
	if p := b.Points[2].Net; p.Low < -1 {
		t.Errorf("net polarity %v leaves its scale", p)
	}
	if n := len(balance(small().Figures).Points); n != 0 {
		t.Errorf("%d points in a week too small to compare", n)
	}
}

// Small weeks rank and compare nothing; what people want and praise is counted.
func TestSmallWeekComparesNothing(t *testing.T) {
	in := small()
	in.Figures.Praise = []opinion.Praise{{Theme: opinion.Attitude, N: 3, Share: ratio(3, 14)}}
	d := Build(in)
	if len(d.News)+len(d.Balance.Points)+len(d.Changes) > 0 {
		t.Errorf("news %v, map %v, changes %v", d.News, d.Balance, d.Changes)
	}
	if len(d.Wants) != 1 || len(d.Liked) != 1 || d.Liked[0].Share.Known {
		t.Errorf("wants %+v, liked %+v", d.Wants, d.Liked)
	}
	if c := d.Classes[0].Themes[0].Change; c != tooFew {
		t.Errorf("change %q, want %q", c, tooFew)
	}
	if !strings.HasPrefix(d.ChangesNote, "Too few to compare") {
		t.Errorf("note %q", d.ChangesNote)
	}
}

func TestEmptyIsAWeekWithoutReviews(t *testing.T) {
	quiet := fixture()
	quiet.Figures.Now = opinion.Shares{Base: opinion.Base{Verbatims: 37}}
	for name, c := range map[string]struct {
		in   Input
		want bool
	}{"full": {fixture(), false}, "small": {small(), false}, "nothing read": {empty(), true}, "no complaint": {quiet, false}} {
		if got := Build(c.in).Empty(); got != c.want {
			t.Errorf("%s: empty is %v", name, got)
		}
	}
}

// Every author speaks once in each part, whatever they wrote under.
func TestOneQuotePerAuthor(t *testing.T) {
	in := fixture()
	for i := range in.Quotes {
		in.Quotes[i].AuthorKey = fmt.Sprint(i % 2)
	}
	d := Build(in)
	n := 0
	for _, c := range d.Classes {
		n += len(c.Quotes)
	}
	if n != 2 {
		t.Errorf("%d quotes for the classes from two authors", n)
	}
	for i := range in.Quotes {
		in.Quotes[i].AuthorKey = ""
	}
	if q := Build(in).Classes[0].Quotes; len(q) != 3 {
		t.Errorf("%d quotes where no author is known, want 3 verbatims", len(q))
	}
}

func TestAtMostFiveChanges(t *testing.T) {
	in := fixture()
	for i := range in.Figures.Themes {
		x := &in.Figures.Themes[i]
		x.Significant, x.Comparable, x.Change = true, true, float64(i)
	}
	c := Build(in).Changes
	if len(c) != changesShown || c[0].Points < c[4].Points {
		t.Errorf("%d changes: %+v", len(c), c)
	}
}

// Names from outside carry no personal data either.
func TestNamesAreMasked(t *testing.T) {
	in := fixture()
	const mail, phone = "jo.bloggs@example.org", "020 7946 0123"
	f := &in.Figures
	f.ByProduct[0].Name, f.BySource[0].Name = "Box of "+mail, "site "+phone
	f.Themes[1].Products[0].Label = "@jo_bloggs"
	f.News[0].Term, f.Needs[0].Terms[0] = phone, mail
	in.Coverage[0].Source, in.Coverage[0].Error = "s "+mail, "asked "+mail
	in.Coverage[0].Skipped = map[string]int{"by " + mail: 1}
	in.Warnings = []string{"call " + phone}
	for i := range in.Quotes {
		q := &in.Quotes[i]
		q.Title, q.Product, q.Source, q.URL = "ring "+phone, "for "+mail, "of "+mail, "https://reviews.example/?by="+mail
	}
	d := Build(in)
	for name, render := range renderers {
		var b strings.Builder
		if err := render(&b, d); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"bloggs", "7946"} {
			if i := strings.Index(b.String(), secret); i >= 0 {
				t.Errorf("%s shows %s: %q", name, secret, b.String()[max(0, i-60):i+20])
			}
		}
	}
}

func TestTrendFinding(t *testing.T) {
	share := func(v, half float64) Share {
		return Share{Known: true, Value: v, Low: v - half, High: v + half, Text: percent(v)}
	}
	for want, points := range map[string][]TrendPoint{
		"":                                      nil,
		"Service: too few to compare this week": {{Service: share(.2, .1)}, {}},
		"Service is 30 % this week":             {{}, {Service: share(.3, .1)}},
		"Service is 30 % this week, no clear change from 28 % the week before": {{Service: share(.28, .1)}, {Service: share(.3, .1)}},
		"Service is 50 % this week, from 28 % the week before":                 {{Service: share(.28, .1)}, {Service: share(.5, .1)}},
		"Service is 50 % this week, 28 % the week before by another model":     {{Service: share(.28, .1)}, {Service: share(.5, .1), NewModel: true}},
	} {
		if got := ascii(trendFinding(points)); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// The ledger in the footer holds every count of the coverage.
func TestLedgerHoldsAllCounts(t *testing.T) {
	c := opinion.Coverage{Source: "s", Announced: 99, Pages: 1, Failed: 2, Blocked: 3, Unchanged: 4, Parsed: 5,
		Saved: opinion.Saved{New: 6, Revised: 7, Known: 8, Rejected: 9}, Skipped: map[string]int{"a reply": 10, "deleted": 1}, Gone: 11, Capped: true, Error: "broke off"}
	good := time.Date(2026, 11, 2, 5, 0, 0, 0, time.UTC)
	l := sourceLine(c, good, time.UTC)
	if got, want := l.ledger(), "pages 1, unchanged 4, failed 2, blocked 3, parsed 5, new 6, revised 7, duplicates 8, rejected 9, skipped 11, gone 11"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	notes := ascii(strings.Join(l.Notes, "|"))
	for _, want := range []string{"announces 99", "skipped 10: a reply", "skipped 1: deleted", "limit", "broke off", "last read whole on 2 November 2026"} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not among %q", want, notes)
		}
	}
}
