package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report/chart"
)

//go:embed mail.html.tmpl
var mailTemplate string

// Message is a digest as a mail client wants it.
type Message struct {
	Subject, HTML, Text string
	// Inline are the images that HTML shows by content id.
	Inline []Image
}

// Image is one picture of a message; HTML names it as "cid:" and ID. Type is
// its media type.
type Image struct {
	ID, Type string
	Data     []byte
}

// sharp is how many pixels a unit of a chart has in mail: dense screens show
// two for one.
const sharp = 2

// mailFigure is a chart with its image.
type mailFigure struct {
	Heading, ID, Title, Alt, Caption string
	Width                            int
}

// mailList is a voiceList for the template.
type mailList struct {
	Title, None string
	Entries     []mailEntry
}

type mailEntry struct {
	Name, Text string
	Quotes     []QuoteView
}

// Mail writes d for mail programs: HTML with styles on each element, for many
// drop style sheets, and charts as images, for many drop SVG; and all of it as
// plain text. Nothing is fetched from elsewhere. An error is a defect of the
// renderer.
func Mail(d Digest) (Message, error) {
	m := Message{Subject: subject(d)}
	figures, err := m.draw(d)
	if err != nil {
		return m, err
	}
	t, err := template.New("mail").Funcs(template.FuncMap{
		"number": number,
		"share":  shareCell,
		"fix":    fixShare,
		"ledger": SourceLine.ledger,
		"colour": func(class string) string { return classColour(opinion.Class(class)) },
	}).Parse(mailTemplate)
	if err != nil {
		return m, fmt.Errorf("read the mail's template: %w", err)
	}
	var lists []mailList
	for _, l := range d.lists() {
		out := mailList{Title: l.title, None: l.none}
		for i, n := range l.names {
			out.Entries = append(out.Entries, mailEntry{n, l.texts[i], l.quotes[i]})
		}
		lists = append(lists, out)
	}
	var html, text strings.Builder
	err = t.Execute(&html, struct {
		D       Digest
		Subject string
		Figures []mailFigure
		Lists   []mailList
	}{d, m.Subject, figures, lists})
	if err != nil {
		return m, fmt.Errorf("write the digest as mail: %w", err)
	}
	if err := Text(&text, d); err != nil {
		return m, err
	}
	m.HTML, m.Text = html.String(), text.String()
	return m, nil
}

// draw paints the charts that d has figures for into m.
func (m *Message) draw(d Digest) (out []mailFigure, err error) {
	add := func(heading string, c chart.Drawing, caption string) {
		data, e := chart.PNG(c, sharp)
		if e != nil {
			err = e
			return
		}
		m.Inline = append(m.Inline, Image{ID: c.ID, Type: "image/png", Data: data})
		out = append(out, mailFigure{Heading: heading, ID: c.ID, Title: c.Title, Alt: c.Desc, Caption: caption, Width: int(c.Width)})
	}
	if d.Service.Caused.Known {
		add("Caused by service, and mentioning it", pairChart(d.Service), strings.TrimSpace(d.Service.Note+" Bars run from 0 to 100"+nbsp+"%; whiskers are 95"+nbsp+"% intervals; the base is "+count(d.Service.Caused.Base, "complaint", "complaints")+"."))
	}
	if d.Venn.Total > 0 && d.State == "full" {
		c, caption := vennChart(d.Venn)
		add("What complaints speak of", c, caption)
	}
	if d.Trend.Drawable() {
		add("Week by week", trendChart(d.Trend), d.Trend.Text)
	}
	if len(d.Balance.Points) > 0 {
		c, caption := balanceChart(d.Balance)
		add("What matters, and how well it is done", c, caption)
	}
	for _, r := range []struct {
		id, heading, finding string
		rows                 []Row
	}{{"journey", "Where on the journey", d.JourneyFinding, d.Journey}, {"touchpoints", "Touchpoints", d.TouchpointsFinding, d.Touchpoints}} {
		if len(drawable(r.id, r.rows)) > 0 {
			add(r.heading, rowsChart(r.id, r.finding, r.rows), "Complaints that speak of it, whether it is to blame or not; whiskers are 95"+nbsp+"% intervals.")
		}
	}
	return out, err
}

// classColour is a class's tone as mail's styles need it.
func classColour(c opinion.Class) string {
	switch c {
	case opinion.Product:
		return "#0072b2"
	case opinion.Marketing:
		return "#c77f00"
	case opinion.Service:
		return "#009e73"
	}
	return "#8a9199"
}

// subject is one line: whose customers, which week.
func subject(d Digest) string {
	s := d.Title + ", " + lowerFirst(d.Week.Text)
	if d.Company != "" {
		s = d.Company + ": " + s
	}
	return strings.ReplaceAll(s, nbsp, " ")
}
