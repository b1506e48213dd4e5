package report

import (
	"cmp"
	"math"
	"sort"
	"strings"
	"time"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
)

// How long names, titles and remarks may be, in bytes.
const (
	nameBytes   = 80
	titleBytes  = 120
	remarkBytes = 300
)

// Build makes the digest. It is pure: the same input gives the same digest.
func Build(in Input) Digest {
	zone := in.Zone
	if zone == nil {
		zone = time.UTC
	}
	f := in.Figures
	b := builder{f: f, zone: zone, quotes: map[opinion.MentionRef]Quote{}, classSpeakers: newSpeakers(), shown: map[opinion.MentionRef]bool{}}
	for _, q := range in.Quotes {
		b.quotes[q.Ref] = q
	}
	d := Digest{
		Version: Version, Company: shortened(in.Company, nameBytes), Title: "Complaints digest",
		Week: weekOf(f.Week, zone), State: state(f), Reviews: f.Now.Base.Verbatims, Complaints: f.Now.Base.Complaints, Trend: b.trend(), Venn: venn(f.Venn),
	}
	if !in.GeneratedAt.IsZero() {
		d.GeneratedAt = in.GeneratedAt.In(zone).Format(time.RFC3339)
	}
	d.Lead, d.Before, d.Narrow, d.beforeTold = lead(f), before(f), narrow(f), beforeTold(f)
	d.Changes = changes(f)
	d.ChangesNote = changesNote(f, len(d.Changes))
	d.Service = servicePair(f)
	d.Causes, d.CausesFinding = causes(f), causesFinding(d.Lead)
	d.Balance = balance(f)
	d.Actions = actions(f, d.Balance)
	d.Classes = b.classes(d.State)
	d.Gaps = b.gaps()
	d.Answer = answer(f, len(b.shown) > 0)
	d.News, d.Wants, d.Liked = b.news(), b.wants(), b.liked()
	d.Journey = counts(f.Journey, stageName, nil)
	d.Touchpoints = counts(f.Touchpoints, touchpointName, touchpointKind)
	d.JourneyFinding, d.TouchpointsFinding = namedMost("stage", d.Journey), touchpointFinding(d.Touchpoints)
	d.Sources, d.Products = groups(f.BySource), groups(f.ByProduct)
	d.Honesty = honesty(in, zone)
	return d
}

// builder holds what several parts of a digest share.
type builder struct {
	f      opinion.Figures
	zone   *time.Location
	quotes map[opinion.MentionRef]Quote
	// classSpeakers are quoted for a class: each speaks once there. shown are
	// the mentions quoted anywhere.
	classSpeakers speakers
	shown         map[opinion.MentionRef]bool
}

func state(f opinion.Figures) string {
	switch n := f.Now.Base.Complaints; {
	case n <= 0:
		return "empty"
	case n < minBase:
		return "small"
	}
	return "full"
}

func venn(v opinion.Venn) Venn {
	out := Venn{NoClass: max(0, v[0]), Regions: []Region{}}
	for bits := 1; bits < len(v); bits++ {
		var keys, names []string
		for i, c := range opinion.Classes {
			if bits>>i&1 == 1 {
				keys, names = append(keys, string(c)), append(names, string(c))
			}
		}
		name := list(names)
		if len(names) == 1 {
			name = names[0] + " only"
		}
		n := max(0, v[bits])
		out.Regions = append(out.Regions, Region{Key: strings.Join(keys, "+"), Name: name, N: n})
		out.Total += n
		for i, sum := range []*int{&out.Product, &out.Marketing, &out.Service} {
			if bits>>i&1 == 1 {
				*sum += n
			}
		}
	}
	out.Finding = vennFinding(out)
	return out
}

func (b *builder) trend() Trend {
	out := Trend{Points: []TrendPoint{}}
	model := ""
	for _, w := range b.f.Trend {
		p := TrendPoint{Week: weekOf(w.Week, b.zone), Base: w.Shares.Base.Complaints, Model: plain(w.Shares.Model)}
		if !w.Week.Start.IsZero() {
			p.Label = w.Week.Start.In(b.zone).Format("2 Jan")
		}
		p.Product = shareOf(w.Shares.Of[opinion.Product])
		p.Marketing = shareOf(w.Shares.Of[opinion.Marketing])
		p.Service = shareOf(w.Shares.Of[opinion.Service])
		p.NewModel = model != "" && p.Model != "" && p.Model != model
		model = cmp.Or(p.Model, model)
		out.Points = append(out.Points, p)
	}
	out.Finding = trendFinding(out.Points)
	out.Text = trendText(out.Points)
	return out
}

func causes(f opinion.Figures) []Row {
	out := []Row{}
	for _, c := range opinion.Causes {
		s := shareOf(f.Now.Of[c])
		if s.Base == 0 {
			continue
		}
		out = append(out, Row{Key: string(c), Name: className(c), N: s.Counted, Share: s})
	}
	return out
}

func (b *builder) classes(state string) []Class {
	out := []Class{}
	for _, c := range opinion.Causes {
		cl := Class{Key: string(c), Name: className(c), Text: classText(b.f, c), Themes: themes(b.f, c)}
		most := quotesPerClass
		if state == "small" {
			most = minBase
		}
		cl.Quotes = b.pick(b.classRefs(c), most, b.classSpeakers)
		if c == opinion.None && len(cl.Quotes) == 0 {
			continue
		}
		out = append(out, cl)
	}
	return out
}

// themesShown is how many rows a class's table holds at most.
const themesShown = 5

func themes(f opinion.Figures, c opinion.Class) []Theme {
	var rows []opinion.ThemeCount
	for _, t := range f.Themes {
		if t.Class == c && (t.Now > 0 || t.Significant) {
			rows = append(rows, t)
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].Now > rows[j].Now })
	out := []Theme{}
	for _, t := range rows[:min(len(rows), themesShown)] {
		w := wordsOf(t.Theme)
		row := Theme{
			Key: plain(string(t.Theme)), Name: w.name, Says: w.says, ask: w.ask, Now: t.Now, Before: t.Before,
			Share: shareOf(t.Share), Points: hundredth(t.Change), Comparable: t.Comparable,
			Significant: t.Significant && t.Comparable, Change: themeChange(t), Defection: t.Defection, Effort: t.Effort,
			Products: products(t.Products),
		}
		row.Signals = signals(row)
		out = append(out, row)
	}
	return out
}

// hundredth rounds points to a hundredth; what is no number becomes 0.
func hundredth(x float64) float64 {
	if !finite(x) {
		return 0
	}
	return math.Round(10*x) / 10
}

// gaps may quote a verbatim that a class quotes too, yet not the same mention.
func (b *builder) gaps() Gaps {
	return Gaps{Count: max(0, b.f.GapCount), Text: gapsText(b.f), Quotes: b.pick(b.f.Gaps, quotesOfGaps, newSpeakers())}
}

// pick shows the first of refs whose texts are at hand, one per verbatim and
// author.
func (b *builder) pick(refs []opinion.MentionRef, most int, by speakers) []QuoteView {
	out := []QuoteView{}
	for _, r := range refs {
		q, ok := b.quotes[r]
		if !ok || b.shown[r] || by.heard(q) || len(out) == most {
			continue
		}
		if v := b.view(q); v.Mention != "" {
			by.hear(q)
			b.shown[r] = true
			out = append(out, v)
		}
	}
	return out
}

func (b *builder) view(q Quote) QuoteView {
	v := QuoteView{
		ID: plain(q.Ref.ID), Title: mask.Text(plain(q.Title)), Source: named(q.Source), Product: named(q.Product),
		Theme: wordsOf(q.Theme).name, Link: safeLink(q.URL), Date: date(q.PostedAt, b.zone), Rating: rating(q.Rating),
	}
	if v.Link == "" {
		v.Place = place(q.URL)
	}
	v.Before, v.Mention, v.After = excerpt(q.Text, q.Start, q.End)
	if len(v.Title) > titleBytes {
		v.Title = v.Title[:wordEnd(v.Title, 0, titleBytes)] + " " + cut
	}
	return v
}

func counts(in []opinion.Count, name func(string) string, note func(string) string) []Row {
	out := []Row{}
	for _, c := range in {
		r := Row{Key: plain(c.Label), Name: name(c.Label), N: c.N, Share: shareOf(c.Share)}
		if note != nil {
			r.Note = note(c.Label)
		}
		out = append(out, r)
	}
	return out
}

func groups(in []opinion.GroupShares) []Group {
	out := []Group{}
	for _, g := range in {
		name := named(g.Name)
		if name == "" {
			name = "not named"
		}
		out = append(out, Group{Name: name, Service: shareOf(g.Shares.Of[opinion.Service])})
	}
	return out
}
