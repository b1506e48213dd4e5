package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func praising(theme opinion.Theme) opinion.FindingMention {
	m := mention(theme, 0.05)
	m.Polarity = opinion.Pos
	return m
}

// about gives a mention its aspects.
func about(m opinion.FindingMention, aspects ...string) opinion.FindingMention {
	m.Aspects = aspects
	return m
}

func wanted(m opinion.FindingMention) opinion.FindingMention {
	m.Factors = []opinion.Factor{opinion.Feels, opinion.Wants}
	return m
}

// many are n findings like the one given, with IDs of their own.
func many(n int, x opinion.Finding) (f []opinion.Finding) {
	for i := range n {
		y := x
		y.ID = fmt.Sprintf("%s %03d", x.ID, i)
		f = append(f, y)
	}
	return f
}

func join(lists ...[]opinion.Finding) (f []opinion.Finding) {
	for _, l := range lists {
		f = append(f, l...)
	}
	return f
}

// Usability: 4 praise it, 12 complain of it, 2 do both: praise 6, complaints 14.
// q = 6/20; Wilson gives 0.14547..0.51897; Net is 2q-1 throughout.
func TestBalance(t *testing.T) {
	mixed := mention(opinion.Attitude, 0.9)
	mixed.Polarity = opinion.Mix
	neutral := mention(opinion.Safety, 0.1)
	neutral.Polarity = opinion.Neu
	f := join(
		many(4, complaint("praise", 0, praising(opinion.Usability), praising(opinion.Usability))),
		many(12, complaint("blame", 0, mention(opinion.Usability, 0.9), neutral)),
		many(2, complaint("both", 0, mention(opinion.Usability, 0.9), praising(opinion.Usability))),
		many(5, complaint("mixed", 0, mixed)),
		many(4, complaint("few", 0, mention(opinion.Claims, 0.9))),
		many(9, complaint("none", 0, mention(opinion.NoTheme, 0.9))),
		[]opinion.Finding{{ID: "waiting", PostedAt: week47().Start}},
	)
	got := Figures(f, week47(), Options{}).Balance
	want := []opinion.ThemeBalance{
		{Theme: opinion.Usability, Class: opinion.Product, Verbatims: 18, Praise: 6, Complaints: 14,
			Net: opinion.Estimate{Value: -0.4, Low: 2*0.145474 - 1, High: 2*0.518969 - 1}},
		{Theme: opinion.Attitude, Class: opinion.Service, Verbatims: 5, Complaints: 5, Net: opinion.Estimate{Value: -1, Low: -1, High: 2*0.434482 - 1}},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-5 })); diff != "" {
		t.Errorf("balance (-want +got):\n%s", diff)
	}
	if got := Figures(f[:19], week47(), Options{}).Balance; got != nil {
		t.Errorf("a week of 19 has a map of %d themes", len(got))
	}
}

func TestNeeds(t *testing.T) {
	neutral := wanted(about(mention(opinion.NoTheme, 0.2), "widget"))
	neutral.Polarity = opinion.Neu
	f := join(
		many(3, complaint("dark", 0, wanted(about(mention(opinion.Features, 0.9), "dark mode", "app")), wanted(about(mention(opinion.Features, 0.9), "dark-mode")))),
		many(1, complaint("list", 0, wanted(about(mention(opinion.Features, 0.9), "lists", "filters")))),
		many(1, complaint("lists", 0, wanted(about(mention(opinion.Features, 0.9), "list", "search", "export")))),
		many(2, complaint("neutral", 0, neutral)),
		many(9, complaint("praise", 0, wanted(about(praising(opinion.Features), "thanks")))),
		many(9, complaint("complaint", 0, about(mention(opinion.Features, 0.9), "crash"))),
	)
	got := Figures(f, week47(), Options{}).Needs
	for i := range got {
		if len(got[i].Typical) != got[i].N {
			t.Errorf("%s: %d mentions of %d verbatims", got[i].Theme, len(got[i].Typical), got[i].N)
		}
		got[i].Typical = nil
	}
	want := []opinion.Need{
		{Theme: opinion.Features, N: 5, Terms: []string{"app", "dark mode", "list", "export", "filters"}},
		{Theme: opinion.General, N: 2, Terms: []string{"widget"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("needs (-want +got):\n%s", diff)
	}
}

func TestPraise(t *testing.T) {
	content := complaint("content", 0, praising(opinion.Attitude), praising(opinion.Attitude), praising(opinion.General))
	content.Complaint, content.Cause = false, opinion.None
	f := join(
		many(3, content),
		many(1, complaint("but", 0, praising(opinion.Attitude), praising(opinion.Content), mention(opinion.Reliability, 0.9))),
		many(6, complaint("blame", 0, mention(opinion.Reliability, 0.9))),
		[]opinion.Finding{{ID: "waiting", PostedAt: week47().Start}},
	)
	got := Figures(f, week47(), Options{}).Praise
	if len(got) != 2 || got[0].Theme != opinion.Attitude || got[0].N != 4 || got[1].Theme != opinion.Content || got[1].N != 1 {
		t.Fatalf("praise %+v", got)
	}
	if s := got[0].Share; s.Value != 0.4 || s.Base != 10 || s.Counted != 4 || s.Estimate != Wilson(4, 10) {
		t.Errorf("share %+v", s)
	}
	if len(got[0].Typical) != 4 || len(got[1].Typical) != 1 {
		t.Errorf("typical %+v", got)
	}
}

// Three of four speak of the router; the one that speaks of what no other does
// is less typical, and so is the one of another size.
func TestTypicalIsNearTheCentre(t *testing.T) {
	sized := func(m opinion.FindingMention, size int) opinion.FindingMention { m.End = size; return m }
	late := complaint("odd", 0, about(mention(opinion.Reliability, 0.9), "lawyer"))
	late.PostedAt = late.PostedAt.Add(48 * time.Hour)
	f := []opinion.Finding{
		late,
		complaint("a", 0, about(mention(opinion.Reliability, 0.9), "routers", "drop")),
		complaint("b", 0, about(mention(opinion.Reliability, 0.9), "router", "drop")),
		complaint("short", 0, about(sized(mention(opinion.Reliability, 0.9), 41), "router", "drop")),
	}
	var ids []string
	for _, r := range Figures(f, week47(), Options{}).Themes[0].Typical {
		ids = append(ids, r.ID)
	}
	if diff := cmp.Diff([]string{"a", "b", "short", "odd"}, ids); diff != "" {
		t.Error(diff)
	}
	// Of the copies of one text only one stands.
	for i := range f {
		f[i].Cluster = 3
	}
	if g := Figures(f, week47(), Options{}); len(g.Themes[0].Typical) != 1 || len(g.Quotes[opinion.Product]) != 1 {
		t.Errorf("copies are quoted: %+v", g.Themes[0].Typical)
	}
}

func TestThemeProducts(t *testing.T) {
	of := func(n int, product string, themes ...opinion.Theme) []opinion.Finding {
		var ms []opinion.FindingMention
		for _, t := range themes {
			ms = append(ms, mention(t, 0.9))
		}
		x := complaint(product, 0, ms...)
		x.Product = product
		return many(n, x)
	}
	f := join(of(3, "kettle", opinion.Safety, opinion.Safety, opinion.Claims), of(5, "toaster", opinion.Safety), of(2, "", opinion.Safety))
	g := Figures(f, week47(), Options{})
	got := map[string]int{}
	for _, c := range g.Themes[0].Products {
		got[c.Label] = c.N
		if c.Share.Base != 10 {
			t.Errorf("%s: base %d", c.Label, c.Share.Base)
		}
	}
	if diff := cmp.Diff(map[string]int{"toaster": 5, "kettle": 3}, got); diff != "" || g.Themes[0].Products[0].Label != "toaster" {
		t.Errorf("products %s", diff)
	}
	if p := g.Themes[1].Products; len(p) != 1 || p[0].Label != "kettle" || p[0].N != 3 {
		t.Errorf("claims: %+v", p)
	}
}

func TestClassesChange(t *testing.T) {
	week := func(ago, service, product int) []opinion.Finding {
		return join(many(service, complaint("s", ago, mention(opinion.Attitude, 0.9))), many(product, complaint("p", ago, mention(opinion.Safety, 0.9))))
	}
	significant := func(f []opinion.Finding) map[opinion.Class]bool {
		out := map[opinion.Class]bool{}
		g := Figures(f, week47(), Options{})
		if len(g.Classes) != len(opinion.Causes) {
			t.Fatalf("%d rows", len(g.Classes))
		}
		for _, c := range g.Classes {
			if c.Significant {
				out[c.Class] = true
			}
			if c.Class == opinion.Service && !near(c.Change, 100*(c.Now.Value-c.Before.Value), 1e-9) {
				t.Errorf("change %v", c.Change)
			}
			if c.Comparable != (g.Now.Base.Complaints >= 20 && g.Previous.Base.Complaints >= 20) {
				t.Errorf("comparable %v on %d and %d", c.Comparable, g.Now.Base.Complaints, g.Previous.Base.Complaints)
			}
		}
		return out
	}
	both := map[opinion.Class]bool{opinion.Service: true, opinion.Product: true}
	for _, test := range []struct {
		name string
		f    []opinion.Finding
		want map[opinion.Class]bool
	}{
		{"30 of 60 against 10 of 60", join(week(0, 30, 30), week(1, 10, 50)), both},
		{"22 of 60 against 18 of 60", join(week(0, 22, 38), week(1, 18, 42)), map[opinion.Class]bool{}},
		{"all of 19 against none of 60", join(week(0, 19, 0), week(1, 0, 60)), map[opinion.Class]bool{}},
	} {
		if diff := cmp.Diff(test.want, significant(test.f)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestAWeekThatIsNotOverIsNotCompared(t *testing.T) {
	f := join(
		many(40, complaint("now", 0, about(mention(opinion.Attitude, 0.9), "queue"))),
		many(60, complaint("before", 1, about(mention(opinion.Safety, 0.9), "wire"))),
	)
	whole, part := Figures(f, week47(), Options{}), Figures(f, week47(), Options{Partial: true})
	if len(whole.News) != 1 || !whole.Themes[0].Significant || !whole.Classes[0].Significant {
		t.Errorf("a whole week: %+v", whole.News)
	}
	if len(part.News) != 0 || part.Themes[0].Significant || part.Themes[0].Comparable || part.Classes[0].Comparable {
		t.Errorf("a week that is not over is compared: %+v", part.Themes[0])
	}
}

func TestUndatedIsPassedOn(t *testing.T) {
	if g := Figures(nil, week47(), Options{Undated: 7}); g.Undated != 7 || g.Balance != nil || g.News != nil || g.Needs != nil || g.Praise != nil {
		t.Errorf("figures of nothing: %+v", g)
	}
}

// spoken gives findings aspects, wants and praise.
func spoken(rng *rand.Rand, f []opinion.Finding) {
	terms := []string{"box", "boxes", "lid", "claim", "claims", "phone line", "phone-line", "price", "site", "battery"}
	for i := range f {
		for j := range f[i].Mentions {
			m := &f[i].Mentions[j]
			for range rng.IntN(3) {
				m.Aspects = append(m.Aspects, terms[rng.IntN(len(terms))])
			}
			if rng.IntN(5) == 0 {
				m.Factors = []opinion.Factor{opinion.Wants}
			}
			if m.Polarity == opinion.Pos {
				m.Theme = opinion.Themes[rng.IntN(len(opinion.Themes))]
				m.Class = m.Theme.Class()
			}
		}
	}
}
