package report

import (
	"cmp"
	"slices"
	"strings"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report/chart"
)

// tone of a class in charts.
func tone(class string) chart.Tone {
	switch opinion.Class(class) {
	case opinion.Product, opinion.Marketing, opinion.Service:
		return chart.Tone(class)
	}
	return chart.None
}

func chartShare(s Share) chart.Share { return chart.Share{Value: s.Value, Low: s.Low, High: s.High} }

// vennChart draws v; the caption says how to read it and what it cannot show.
func vennChart(v Venn) (d chart.Drawing, caption string) {
	c := chart.Circles{Names: [3]string{"Product", "Marketing", "Service"}, Text: number}
	for i, r := range v.Regions {
		c.Counts[i+1] = r.N
	}
	d, fit := chart.Venn("venn", v.Finding, describeVenn(v), c)
	var lacking []string
	for _, bits := range fit.Unmarked {
		lacking = append(lacking, v.Regions[bits-1].Name+" "+number(v.Regions[bits-1].N))
	}
	return d, vennCaption(v, fit.Exact, lacking)
}

func describeVenn(v Venn) string {
	var parts []string
	for _, r := range v.Regions {
		parts = append(parts, r.Name+" "+number(r.N))
	}
	return "Of " + count(v.Total, "complaint", "complaints") + ": " + strings.Join(parts, ", ") + "."
}

func vennCaption(v Venn, exact bool, lacking []string) string {
	s := "Each number counts complaints by what they speak of; one that speaks of two stands in both circles. "
	if exact {
		s += "Circles and the overlap of each pair are drawn to scale; the shape in the middle is not."
	} else {
		s += "Circles are drawn to scale; three circles cannot show these overlaps exactly, so go by the numbers."
	}
	if len(lacking) > 0 {
		s += " Too small to mark: " + strings.Join(lacking, "; ") + "."
	}
	if v.NoClass > 0 {
		s += " " + count(v.NoClass, "complaint names", "complaints name") + " none of the three."
	}
	return s
}

// trendChart draws t with service, its subject, on top.
func trendChart(t Trend) chart.Drawing {
	w := chart.Weeks{BreakText: "new model", Series: []chart.Weekly{
		{Name: "product", Tone: chart.Product}, {Name: "marketing", Tone: chart.Marketing}, {Name: "service", Tone: chart.Service},
	}}
	for i, p := range t.Points {
		w.Labels = append(w.Labels, p.Label)
		if p.NewModel && i > 0 {
			w.Breaks = append(w.Breaks, i)
		}
		for k, s := range []Share{p.Product, p.Marketing, p.Service} {
			w.Series[k].Known = append(w.Series[k].Known, s.Known)
			w.Series[k].Shares = append(w.Series[k].Shares, chartShare(s))
		}
	}
	return chart.Trend("trend", t.Finding, t.Text, w)
}

// pairChart sets caused by and mentioning service side by side.
func pairChart(p ServicePair) chart.Drawing {
	var bars []chart.Bar
	for _, r := range []struct {
		name    string
		share   Share
		striped bool
	}{{"Caused by service", p.Caused, false}, {"Mention service", p.Mentions, true}} {
		if r.share.Known {
			bars = append(bars, chart.Bar{Tone: chart.Service, Name: r.name, Text: r.share.Text, Share: chartShare(r.share), Striped: r.striped})
		}
	}
	return chart.Bars("pair", p.Text, bars)
}

// drawable are the rows that a chart of rows shows: of touchpoints only those
// that were named, most first.
func drawable(id string, rows []Row) []Row {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return !r.Share.Known || id == "touchpoints" && r.N == 0 })
	if id == "touchpoints" {
		slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(b.N, a.N) })
	}
	return rows
}

func rowsChart(id, finding string, rows []Row) chart.Drawing {
	var bars []chart.Bar
	for _, r := range drawable(id, rows) {
		b := chart.Bar{Tone: chart.Product, Name: r.Name, Text: r.Share.Text, Share: chartShare(r.Share)}
		switch {
		case id == "causes":
			b.Tone = tone(r.Key)
		case r.Note == touchpointPeople:
			b.Name += " · people"
		case r.Note != "":
			b.Name, b.Tone, b.Striped = b.Name+" · self-service", chart.None, true
		}
		bars = append(bars, b)
	}
	return chart.Bars(id, finding, bars)
}

// balanceChart draws the map of themes; the caption says how to read it.
func balanceChart(b Balance) (d chart.Drawing, caption string) {
	p := chart.Plane{
		Split:   float64(b.Split),
		Corners: [4]string{"Over-served?", "Keep", "Watch", "Fix first"},
		AxisX:   "reviews that speak of it →", AxisY: "↑ net polarity: praise against complaint",
		SplitText: number(b.Split), Legend: [3]string{"product", "marketing", "service"},
	}
	most := 0
	for _, x := range b.Points {
		most = max(most, x.Verbatims)
		p.Spots = append(p.Spots, chart.Spot{Name: x.Name, Tone: tone(x.Class), X: float64(x.Verbatims), Y: x.Net.Value, Low: x.Net.Low, High: x.Net.High})
	}
	p.MaxText = number(most)
	d, unnamed := chart.Map("balance", b.Finding, b.Text, p)
	caption = b.Text
	var names []string
	for _, i := range unnamed {
		names = append(names, lowerFirst(b.Points[i].Name))
	}
	if len(names) > 0 {
		caption += " Not named for want of room: " + list(names) + "."
	}
	return d, caption
}
