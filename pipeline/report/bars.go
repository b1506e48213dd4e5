package report

// barsSVG draws shares as bars from 0 to 100 %, each with a whisker for its
// interval and its words above it.
const barsSVG = `{{define "bars"}}<svg class="chart" viewBox="0 0 {{.Width}} {{.Height}}" role="img" aria-labelledby="{{.ID}}-title {{.ID}}-desc">
<title id="{{.ID}}-title">{{.Title}}</title>
<desc id="{{.ID}}-desc">{{.Describe}}</desc>
{{range .Bars}}<text class="name" x="0" y="{{.TextY}}">{{.Name}}</text><text class="figure" x="{{$.Width}}" y="{{.TextY}}" text-anchor="end">{{.Text}}</text>
<rect class="track" x="0" y="{{.Y}}" width="{{$.Width}}" height="12" rx="2"/><rect class="bar {{.Class}}" x="0" y="{{.Y}}" width="{{.Length}}" height="12" rx="2"/>
<path class="whisker" d="M{{.Low}} {{.Mid}}H{{.High}}M{{.Low}} {{.CapTop}}V{{.CapBottom}}M{{.High}} {{.CapTop}}V{{.CapBottom}}"/>
{{end}}</svg>{{end}}`

const (
	barsWidth = 360.0
	barsPitch = 48.0
)

// BarChart is the geometry of a set of bars, in units of its view box.
type BarChart struct {
	ID, Title, Describe string
	Width, Height       string
	Bars                []Bar
}

// Bar is one share.
type Bar struct {
	Class, Name, Text string
	TextY, Y, Length  string
	Low, High, Mid    string
	CapTop, CapBottom string
}

// barRow is a share to draw.
type barRow struct {
	class, name string
	share       Share
}

// pairChart sets caused by and mentioning service side by side.
func pairChart(p ServicePair) BarChart {
	return barChart("pair", "Complaints caused by service, and complaints that mention it", []barRow{
		{"service", "Caused by service", p.Caused},
		{"service pale", "Mention service", p.Mentions},
	})
}

func causesChart(rows []Row) BarChart {
	var bars []barRow
	for _, r := range rows {
		bars = append(bars, barRow{r.Key, r.Name, r.Share})
	}
	return barChart("causes", "Complaints by whose they are to fix", bars)
}

func barChart(id, title string, rows []barRow) BarChart {
	c := BarChart{ID: id, Title: title, Width: px(barsWidth)}
	n := 0
	for _, r := range rows {
		if !r.share.Known {
			continue
		}
		y := barsPitch*float64(n) + 24
		n++
		c.Bars = append(c.Bars, Bar{
			Class: r.class, Name: r.name, Text: r.share.Text,
			TextY: px(y - 8), Y: px(y), Length: px(barsWidth * r.share.Value),
			Low: px(barsWidth * r.share.Low), High: px(barsWidth * r.share.High),
			Mid: px(y + 6), CapTop: px(y + 2), CapBottom: px(y + 10),
		})
		c.Describe += r.name + " " + r.share.Text + ". "
	}
	c.Height = px(barsPitch * float64(max(1, n)))
	return c
}
