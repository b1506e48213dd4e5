package report

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// ascii shows no-break spaces as plain ones.
func ascii(s string) string { return strings.ReplaceAll(s, nbsp, " ") }

func share(value, low, high float64, base int) opinion.Share {
	return opinion.Share{Estimate: opinion.Estimate{Value: value, Low: low, High: high}, Base: base}
}

func figures(complaints, verbatims int, service, mentions opinion.Share) opinion.Figures {
	return opinion.Figures{Week: week(47), Now: opinion.Shares{
		Base: opinion.Base{Complaints: complaints, Verbatims: verbatims},
		Of:   map[opinion.Class]opinion.Share{opinion.Service: service}, MentionsService: mentions,
	}}
}

func TestAnswer(t *testing.T) {
	none := opinion.Share{}
	for _, c := range []struct {
		f      opinion.Figures
		quoted bool
		want   string
	}{
		{figures(412, 640, share(.31, .27, .35, 412), share(.58, .53, .63, 412)), true,
			"Of 412 complaints, 31 % (27–35) are really about service; 58 % (53–63) mention it."},
		{figures(1412, 2640, share(.31, .27, .35, 1412), none), true,
			"Of 1,412 complaints, 31 % (27–35) are really about service."},
		{figures(412, 640, share(.004, 0, .011, 412), share(.997, .99, 1, 412)), true,
			"Of 412 complaints, less than 1 % (0–1) are really about service; more than 99 % (99–100) mention it."},
		{figures(412, 640, share(0, 0, .01, 412), share(1, .99, 1, 412)), true,
			"Of 412 complaints, 0 % (0–1) are really about service; 100 % (99–100) mention it."},
		{figures(412, 640, share(math.NaN(), 0, 1, 412), none), true, "Of 412 complaints, the share of service could not be told."},
		{figures(20, 30, share(.5, .3, .7, 20), none), true, "Of 20 complaints, 50 % (30–70) are really about service."},
		{figures(19, 30, share(.5, .3, .7, 19), none), true, "Only 19 complaints this week: too few for a share. Here is what they say."},
		{figures(9, 30, none, none), false, "Only 9 complaints this week: too few for a share."},
		{figures(1, 30, none, none), true, "Only one complaint this week: too few for a share. Here it is."},
		{figures(0, 37, none, none), false, "No complaints this week, among 37 reviews read."},
		{figures(0, 1, none, none), false, "No complaints this week, among 1 review read."},
		{figures(0, 0, none, none), false, "No reviews this week."},
		{opinion.Figures{Waiting: 1200}, false, "No review of this week has been read yet; 1,200 waiting."},
	} {
		if got := ascii(answer(c.f, c.quoted)); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
}

func TestBefore(t *testing.T) {
	f := figures(412, 640, share(.31, .27, .35, 412), opinion.Share{})
	for _, c := range []struct {
		has  bool
		prev opinion.Shares
		want string
	}{
		{true, shares(371, 588, 172, 62, 104), "The week before: 28 % (24–33) of 371 complaints."},
		{true, shares(9, 12, 3, 3, 3), "The week before: only 9 complaints, too few for a share."},
		{true, shares(1, 12, 1, 0, 0), "The week before: only 1 complaint, too few for a share."},
		{false, opinion.Shares{}, "The week before holds no complaints to compare with."},
		{true, opinion.Shares{}, "The week before holds no complaints to compare with."},
	} {
		f.HasPrevious, f.Previous = c.has, c.prev
		if got := ascii(before(f)); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestLeadClaimsNoOrderWhereIntervalsTouch(t *testing.T) {
	for _, c := range []struct {
		product, marketing, service int
		want                        string
	}{
		{198, 66, 128, "Most often it is the product’s to fix: 48 % (43–53)."},
		{20, 66, 300, "Most often it is service’s to fix: 73 % (68–77)."},
		{150, 60, 150, "Product and service are too close to say whose most are to fix: 36 % (32–41) and 36 % (32–41)."},
		{137, 137, 137, "Product, marketing and service are too close to say whose most are to fix: 33 % (29–38), 33 % (29–38) and 33 % (29–38)."},
	} {
		f := opinion.Figures{Now: shares(412, 640, c.product, c.marketing, c.service)}
		if got := ascii(lead(f)); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestPoints(t *testing.T) {
	for p, want := range map[float64]string{
		0: "unchanged", 0.3: "up less than a point", -0.49: "down less than a point", 1: "up 1 point",
		-1.4: "down 1 point", 5.5: "up 6 points", -12: "down 12 points",
	} {
		if got := ascii(points(p)); got != want {
			t.Errorf("%g: got %q, want %q", p, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "−1,234"} {
		if got := number(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestChanges(t *testing.T) {
	f := fixture().Figures
	got := changes(f)
	want := []string{
		"What is product’s to fix is up 9 points: 48 % (43–53) of 412 complaints, before 39 % (34–44) of 371.",
		"Reliability (product) is up 6 points: named in 15 % (12–19) of 412 complaints, before in 8 % (6–12) of 371.",
		"Returns and refunds (service) is up 4 points: named in 7 % (5–10) of 412 complaints, before in 3 % (2–6) of 371.",
	}
	var texts []string
	for _, c := range got {
		texts = append(texts, ascii(c.Text))
	}
	if d := cmp.Diff(want, texts); d != "" {
		t.Error(d)
	}
	for i := range f.Themes {
		f.Themes[i].Significant = false
	}
	f.Classes[0].Significant = false
	if note := changesNote(f, len(changes(f))); note != "Nothing material changed." {
		t.Error(note)
	}
	f.HasPrevious = false
	if note := changesNote(f, 0); note != "There is no week before to compare with." {
		t.Error(note)
	}
}

// The theme that rose comes before the largest one; the same words for its
// change stand in the card, the table and the list of changes.
func TestActions(t *testing.T) {
	a := Build(fixture()).Actions
	want := []string{
		"Start with reliability: named in 61 complaints, up 6 points.",
		"Start with claims: named in 31 complaints.",
		"Start with returns and refunds: named in 29 complaints, up 4 points.",
	}
	var got []string
	for _, x := range a {
		got = append(got, ascii(x.First))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	// Nothing rose: what is praised more than complained of is not where to begin.
	f := fixture().Figures
	for i := range f.Themes {
		f.Themes[i].Significant = false
	}
	if got := ascii(actions(f, balance(f))[0].First); got != "Start with reliability: named in 61 complaints; much is said of it, and more complaint than praise." {
		t.Error(got)
	}
	if got := Build(small()).Actions[2].First; ascii(got) != "Read 3 complaints; too few to rank." {
		t.Error(got)
	}
	if n := len(Build(empty()).Actions); n != 0 {
		t.Errorf("%d actions in an empty week", n)
	}
}

func TestWeekAcrossMonthsAndClocks(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		y, m, d int
		want    string
	}{
		{2026, 11, 16, "Week 1, 16–22 November 2026"},
		{2026, 10, 19, "Week 1, 19–25 October 2026"}, // clocks go back on the 25th
		{2026, 3, 23, "Week 1, 23–29 March 2026"},    // and forward on the 29th
		{2026, 11, 30, "Week 1, 30 November – 6 December 2026"},
		{2026, 12, 28, "Week 1, 28 December 2026 – 3 January 2027"},
	} {
		start := time.Date(c.y, time.Month(c.m), c.d, 0, 0, 0, 0, zone)
		w := weekOf(opinion.Week{Year: c.y, Number: 1, Start: start.UTC(), End: start.AddDate(0, 0, 7).UTC()}, zone)
		if ascii(w.Text) != c.want {
			t.Errorf("got %q, want %q", w.Text, c.want)
		}
	}
}

// Refs asks for each mention once, and for all that Build could show.
func TestRefsCoverWhatIsShown(t *testing.T) {
	for _, in := range []Input{fixture(), small()} {
		refs := Refs(in.Figures)
		seen := map[opinion.MentionRef]bool{}
		for _, r := range refs {
			if seen[r] {
				t.Errorf("%v twice", r)
			}
			seen[r] = true
		}
		all := Build(in)
		var some []Quote
		for _, q := range in.Quotes {
			if seen[q.Ref] {
				some = append(some, q)
			}
		}
		in.Quotes = some
		if d := cmp.Diff(all.Classes, Build(in).Classes, cmp.AllowUnexported(Theme{})); d != "" {
			t.Error(d)
		}
	}
}

func TestQuoteOf(t *testing.T) {
	v := &opinion.Verbatim{ID: "x", Text: "It broke. Sad.", Author: "Jo Bloggs", Source: "s"}
	a := &opinion.Annotation{Mentions: []opinion.Mention{{Start: 0, End: 9, Class: opinion.Product, Theme: opinion.Reliability}}}
	q, ok := QuoteOf(opinion.MentionRef{ID: "x"}, v, a)
	if !ok || q.End != 9 || q.Theme != opinion.Reliability || q.Text != v.Text {
		t.Errorf("%+v %v", q, ok)
	}
	for _, i := range []int{-1, 1} {
		if _, ok := QuoteOf(opinion.MentionRef{ID: "x", Index: i}, v, a); ok {
			t.Errorf("mention %d does not exist", i)
		}
	}
}

// Every per cent sign of the sentences is followed by an interval.
func TestNoBarePercentage(t *testing.T) {
	d := Build(fixture())
	lines := []string{d.Answer, d.Before, d.Lead, d.Narrow}
	for _, c := range d.Changes {
		lines = append(lines, c.Text)
	}
	for _, a := range d.Actions {
		lines = append(lines, a.First, a.Share.Text)
	}
	for _, l := range lines {
		for i, part := range strings.Split(l, "%") {
			if i > 0 && !strings.HasPrefix(part, nbsp+"(") {
				t.Errorf("bare percentage in %q", l)
			}
		}
	}
}

func TestHonestyLosesNothing(t *testing.T) {
	h := Build(fixture()).Honesty
	if h.Total.Parsed != 691 || h.Total.New != 637 || h.Total.Known != 46 || h.Total.Rejected != 2 || h.Total.Blocked != 2 {
		t.Errorf("%+v", h.Total)
	}
	facts := map[string]string{}
	for _, f := range h.Items {
		facts[f.Name] = f.Text
	}
	for name, want := range map[string]string{
		"Waiting to be read": "12",
		"Quarantined":        "1 could not be read; kept, and not counted above",
		"Other languages":    "French 18, German 18, undetermined 3; kept, not judged",
		"Suspect sources":    "mailbag (announced 120, found 20)",
		"Model":              "linear-2026-11-20",
	} {
		if facts[name] != want {
			t.Errorf("%s: got %q, want %q", name, facts[name], want)
		}
	}
	if len(h.Warnings) != 2 {
		t.Errorf("warnings %q", h.Warnings)
	}
}
