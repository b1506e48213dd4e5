package report

import (
	"fmt"
	"math"
	"time"

	"gripe/pipeline/opinion"
)

// ratio is n of base with Wilson's interval, as measure would hand it over.
func ratio(n, base int) opinion.Share {
	p, b, z := float64(n)/float64(base), float64(base), 1.96
	mid := (p + z*z/(2*b)) / (1 + z*z/b)
	half := z / (1 + z*z/b) * math.Sqrt(p*(1-p)/b+z*z/(4*b*b))
	return opinion.Share{Estimate: opinion.Estimate{Value: p, Low: mid - half, High: mid + half}, Base: base, Counted: n}
}

// shares of complaints: product, marketing, service; the rest blame no one.
func shares(complaints, verbatims, product, marketing, service int) opinion.Shares {
	none := complaints - product - marketing - service
	s := opinion.Shares{
		Base: opinion.Base{Complaints: complaints, Verbatims: verbatims},
		Of:   map[opinion.Class]opinion.Share{}, OfAll: map[opinion.Class]opinion.Share{},
		ServiceNarrow: ratio(service*2/3, complaints), MentionsService: ratio(complaints*58/100, complaints),
		Estimator: "pacc", Model: "linear-2026-11-20", Labels: 3480,
	}
	for i, n := range []int{product, marketing, service, none} {
		s.Of[opinion.Causes[i]] = ratio(n, complaints)
		s.OfAll[opinion.Causes[i]] = ratio(n, verbatims)
	}
	return s
}

func week(number int) opinion.Week {
	start := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*(number-47))
	return opinion.Week{Year: 2026, Number: number, Start: start, End: start.AddDate(0, 0, 7)}
}

func theme(t opinion.Theme, now, before int, significant bool, defection int) opinion.ThemeCount {
	a, b := ratio(now, 412), ratio(before, 371)
	return opinion.ThemeCount{
		Theme: t, Class: t.Class(), Now: now, Before: before, Share: a, ShareBefore: b,
		Change: 100 * (a.Value - b.Value), Significant: significant, Comparable: true, Defection: defection,
	}
}

// voices are invented, class by class; the mention stands between bars.
var voices = map[opinion.Class][][3]string{
	opinion.Product: {
		{"Dead by Tuesday", "reliability", "Set it up on Sunday. |The router drops the line every evening at eight.| I rang support four times, and they were kind each time. It still drops."},
		{"", "usability", "|It took me an hour to find the switch for the guest network.| Who hides it under Diagnostics?"},
		{"Hot", "safety", "We keep it on a shelf by the bed. |The case gets too hot to touch after a film.| My daughter noticed first. I have moved it to the kitchen floor. I would like to know whether that is normal, and nobody writes it anywhere in the booklet. It is a pity, since the range is very good and even the garden has signal now."},
	},
	opinion.Marketing: {
		{"Half of what it says", "claims", "|Sold as 900 megabit, gives 410 on the cable.| The small print says “up to”."},
		{"", "fees_terms", "Fine box. |Nobody told me of the £6 a month for the second year.|"},
		{"Not for the money", "price_value", "|Twice the price of the old one for the same speed.|"},
	},
	opinion.Service: {
		{"Passed around", "resolution", "|Five people, five stories, no engineer.| Write to me at jo.bloggs@example.org or ring 020 7946 0123 and I will tell you the rest, @GripeNet. I am leaving in December."},
		{"", "responsiveness", "|Fifty minutes of music and then the line went dead.| Twice."},
		{"Refund?", "returns_refunds", "I sent it back on the second. |Three weeks on there is still no refund.|"},
	},
}

func fixture() Input {
	f := opinion.Figures{
		Week: week(47), Now: shares(412, 640, 198, 66, 128), Previous: shares(371, 588, 172, 62, 104), HasPrevious: true,
		Venn:     opinion.Venn{19, 96, 38, 31, 85, 93, 14, 36},
		GapCount: 47, Waiting: 12, Quarantined: 1,
		Languages: map[string]int{"en": 640, "de": 18, "fr": 18, "und": 3},
		Quotes:    map[opinion.Class][]opinion.MentionRef{},
	}
	for i, n := range []int{25, 27, 30, 26, 24, 9, 29, 31, 28, 27, 28, 31} {
		w := opinion.WeekShares{Week: week(36 + i), Shares: shares(300+9*i, 480+14*i, (300+9*i)*(45+i%3)/100, (300+9*i)*(17-i%4)/100, (300+9*i)*n/100)}
		if n == 9 {
			w.Shares = shares(9, 14, 5, 1, 3)
		}
		if i < 4 {
			w.Shares.Model = "linear-2026-08-01"
		}
		f.Trend = append(f.Trend, w)
	}
	f.Themes = []opinion.ThemeCount{
		theme(opinion.Performance, 64, 70, false, 2), theme(opinion.Reliability, 61, 31, true, 7), theme(opinion.Usability, 40, 35, false, 0),
		theme(opinion.DesignTheme, 22, 21, false, 0), theme(opinion.Safety, 9, 2, false, 0), theme(opinion.Compatibility, 4, 5, false, 0),
		theme(opinion.Claims, 31, 33, false, 1), theme(opinion.PriceValue, 24, 24, false, 0), theme(opinion.FeesTerms, 15, 12, false, 0),
		theme(opinion.Resolution, 52, 44, false, 9), theme(opinion.Responsiveness, 47, 51, false, 1), theme(opinion.ReturnsRefunds, 29, 12, true, 3),
		theme(opinion.BillingAdmin, 17, 16, false, 0),
	}
	f.Themes[4].Comparable = false
	f.Classes = []opinion.ClassChange{
		{Class: opinion.Product, Now: f.Now.Of[opinion.Product], Before: ratio(145, 371), Change: 9.2, Significant: true, Comparable: true},
		{Class: opinion.Service, Now: f.Now.Of[opinion.Service], Before: f.Previous.Of[opinion.Service], Change: -4.1, Comparable: true},
	}
	f.Now.Warnings = []string{"marketing: only 66 complaints stand behind its share"}
	for _, r := range []struct {
		s opinion.Stage
		n int
	}{{opinion.StagePre, 41}, {opinion.StageBuy, 66}, {opinion.StageUse, 201}, {opinion.StagePost, 139}, {opinion.StageNone, 22}} {
		f.Journey = append(f.Journey, opinion.Count{Label: string(r.s), N: r.n, Share: ratio(r.n, 412)})
	}
	for _, r := range []struct {
		t opinion.Touchpoint
		n int
	}{{opinion.Phone, 118}, {opinion.App, 57}, {opinion.Delivery, 31}, {opinion.Chat, 24}, {opinion.Invoice, 3}} {
		f.Touchpoints = append(f.Touchpoints, opinion.Count{Label: string(r.t), N: r.n, Share: ratio(r.n, 412)})
	}
	f.BySource = []opinion.GroupShares{{Name: "reviews-site", Shares: shares(301, 470, 150, 50, 88)}, {Name: "forum", Shares: shares(98, 150, 40, 12, 36)}, {Name: "mailbag", Shares: shares(13, 20, 8, 3, 2)}}
	f.ByProduct = []opinion.GroupShares{{Name: "Aura 3 router", Shares: shares(260, 400, 140, 40, 66)}, {Name: "Aura Mesh", Shares: shares(152, 240, 58, 26, 58)}}
	f.Themes[1].Products = []opinion.Count{{Label: "Aura 3 router", N: 48}, {Label: "Aura Mesh", N: 13}}
	f.Themes[1].Effort = 4
	for _, b := range []struct {
		t                     opinion.Theme
		all, praise, complain int
	}{{opinion.Performance, 180, 122, 64}, {opinion.Reliability, 96, 38, 61}, {opinion.Resolution, 70, 21, 52}, {opinion.Responsiveness, 66, 20, 47},
		{opinion.Usability, 61, 24, 40}, {opinion.Claims, 40, 9, 31}, {opinion.Attitude, 38, 31, 8}, {opinion.PriceValue, 37, 14, 24}, {opinion.DesignTheme, 36, 16, 22},
		{opinion.ReturnsRefunds, 33, 5, 29}, {opinion.Content, 14, 12, 2}, {opinion.Safety, 11, 2, 9}} {
		net := float64(b.praise-b.complain) / float64(b.praise+b.complain)
		half := 1.96 * math.Sqrt((1-net*net)/float64(b.praise+b.complain))
		f.Balance = append(f.Balance, opinion.ThemeBalance{Theme: b.t, Class: b.t.Class(), Verbatims: b.all, Praise: b.praise, Complaints: b.complain,
			Net: opinion.Estimate{Value: net, Low: net - half, High: net + half}})
	}
	f.Copies, f.Undated = 6, 3
	in := Input{Company: "Aurora Broadband", GeneratedAt: time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC),
		Card:     "On 19 domains it had never seen, the classifier named the cause rightly for 81 % (79–83) of 2,760 complaints; it confuses marketing with product most often.",
		Warnings: []string{"forum: the page layout has changed; two fields were not found"},
	}
	k := 0
	for _, c := range opinion.Classes {
		for _, v := range voices[c] {
			q := quote(fmt.Sprintf("%s-%d", c, k), v[0], v[2])
			q.Class, q.Theme = c, opinion.Theme(v[1])
			q.PostedAt = time.Date(2026, 11, 16+k%7, 21, 0, 0, 0, time.UTC)
			q.AuthorKey = fmt.Sprint("author ", k)
			q.Rating, q.Product = float64(1+k%3), "Aura 3 router"
			f.Quotes[c] = append(f.Quotes[c], q.Ref)
			in.Quotes = append(in.Quotes, q)
			k++
		}
	}
	gap := quote("gap-1", "", "|I was told the engineer would come on Monday; nobody came.| I took the day off.")
	gap.Theme, gap.URL = opinion.Resolution, "mailbox:1234"
	in.Quotes = append(in.Quotes, gap)
	f.Gaps = []opinion.MentionRef{gap.Ref, f.Quotes[opinion.Marketing][0]}
	for _, v := range [][2]string{
		{"new-1", "Since the update |the mesh pairing loses the upstairs unit every night.|"},
		{"need-1", "|I wish it had a switch to turn the lights off at night.|"},
		{"praise-1", "|The garden has signal now and films no longer stutter.| Well done."},
	} {
		q := quote(v[0], "", v[1])
		q.Theme, q.PostedAt = opinion.Performance, time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
		in.Quotes = append(in.Quotes, q)
	}
	typical := func(id string) []opinion.MentionRef { return []opinion.MentionRef{{ID: id}} }
	f.News = []opinion.Rise{{Term: "mesh pairing", Now: 17, Before: 4, BeforeBase: 4210, Z: 5.1, Typical: typical("new-1")}, {Term: "engineer visit", Now: 9, Before: 6, BeforeBase: 4210, Z: 3.2}}
	f.Needs = []opinion.Need{{Theme: opinion.Features, N: 12, Terms: []string{"night mode", "guest password"}, Typical: typical("need-1")}}
	f.Praise = []opinion.Praise{{Theme: opinion.Performance, N: 122, Share: ratio(122, 640), Typical: typical("praise-1")}, {Theme: opinion.Attitude, N: 31, Share: ratio(31, 640)}}
	in.Figures = f
	in.Coverage = []opinion.Coverage{
		{Source: "reviews-site", Announced: 520, Pages: 26, Parsed: 511, Saved: opinion.Saved{New: 470, Revised: 3, Known: 36, Rejected: 2}, Unchanged: 4, Skipped: map[string]int{"a reply of the company": 6, "a deleted post": 1}, Gone: 2},
		{Source: "forum", Announced: -1, Pages: 8, Failed: 1, Blocked: 2, Parsed: 160, Saved: opinion.Saved{New: 147, Known: 10, Forgotten: 3}, Capped: true},
		{Source: "mailbag", Announced: 120, Pages: 1, Parsed: 20, Saved: opinion.Saved{New: 20}, Suspect: "announced 120, found 20", Error: "page 2: 503 Service Unavailable"},
	}
	in.LastGood = map[string]time.Time{"reviews-site": time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC), "mailbag": time.Date(2026, 11, 2, 5, 0, 0, 0, time.UTC)}
	return in
}

// quote makes a quote from a text whose mention stands between two bars.
func quote(id, title, marked string) Quote {
	var cut []int
	text := ""
	for _, r := range marked {
		if r == '|' {
			cut = append(cut, len(text))
			continue
		}
		text += string(r)
	}
	return Quote{Ref: opinion.MentionRef{ID: id}, Title: title, Text: text, Start: cut[0], End: cut[1],
		URL: "https://reviews.example/aurora/" + id, Source: "reviews-site"}
}
