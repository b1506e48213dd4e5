package serve

import (
	"context"
	"errors"
	"net/http"
	"sort"
	"strings"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// sheet is the page of one verbatim.
type sheet struct {
	ID, Title, Source, Product, Date, Rating, Link string
	Revision                                       int
	Gone                                           string
	Pieces                                         []piece
	State                                          string
	Cause                                          opinion.Class
	// Complaint: it complains. P are the probabilities of the causes.
	Complaint bool
	P         []chance
	Mentions  []mention
	// Waiting: the reasons of the mentions are still being worked out.
	Waiting  bool
	Entities []entity
	Copies   []copyRow
	// CopiesTotal is how often the text stands, itself included.
	CopiesTotal int
	Audit       *label
	Model       string
}

// piece of the text; N is the mention it belongs to, from 1, or 0.
type piece struct {
	Text     string
	N        int
	Class    opinion.Class
	Polarity opinion.Polarity
}

type chance struct {
	Class opinion.Class
	P     float64
}

// mention is a row of the table.
type mention struct {
	N           int
	Text        string
	Polarity    opinion.Polarity
	PComplaint  float64
	Class       opinion.Class
	P           []chance
	Theme       opinion.Theme
	Stage       opinion.Stage
	Gap         bool
	Touchpoints []opinion.Touchpoint
	Factors     []opinion.Factor
	Signals     []opinion.Signal
	Aspects     []string
	Toward      []string
	Away        []string
}

type entity struct{ Text, Label string }

type copyRow struct{ ID, Source, Product, Date string }

// label is what a person said.
type label struct {
	Cause  opinion.Class
	At     string
	Agrees bool
	Judged bool
}

// idBytes bounds what may be an ID; the store's have 24 letters and digits.
const idBytes = 64

// idOf is an ID fit to show: not masked, for its digits are no one's number.
func idOf(id string) string {
	return strings.Map(func(c rune) rune {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return -1
		}
		return c
	}, id)
}

func (s *Server) verbatim(r *http.Request) (view, error) {
	if _, err := read(r.URL.RawQuery, nil); err != nil {
		return view{}, err
	}
	id := r.PathValue("id")
	if len(id) > idBytes || idOf(id) != id {
		return view{}, &missing{"There is no verbatim of that ID."}
	}
	x, ok, err := s.o.Texts.Verbatim(r.Context(), id)
	if err != nil {
		return view{}, err
	}
	if !ok {
		return view{}, &missing{"There is no verbatim of that ID, or it was erased."}
	}
	v := &x.Verbatim
	zone := s.o.Calendar.Zone
	p := sheet{
		ID: idOf(v.ID), Title: remark(v.Title), Source: report.Name(v.Source), Product: report.Name(v.Product), Date: report.Day(v.PostedAt, zone),
		Rating: report.Rating(v.Rating), Link: report.SafeLink(v.URL), Revision: x.Revision, Gone: report.Day(x.Gone, zone),
		State: stateOf(&x.Stored), CopiesTotal: x.CopiesTotal, Model: report.Name(s.o.Model),
	}
	again := 0
	if a := x.Annotation; a != nil {
		var reasons [][]Word
		if len(a.Mentions) > 0 {
			got, ok, err := s.why.get(r.Context(), id, s.o.Patience, func(ctx context.Context) (any, error) { return s.o.Texts.Reasons(ctx, id) })
			switch {
			case err != nil && !errors.Is(err, errBusy):
				return view{}, err
			case ok:
				reasons = got.value.([][]Word)
			default:
				p.Waiting, again = true, reasonsAgain
			}
		}
		p.judged(v.Text, a, reasons)
	} else {
		p.Pieces = pieces(v.Text, nil)
	}
	for i := range x.Copies {
		c := &x.Copies[i].Verbatim
		if c.ID != v.ID {
			p.Copies = append(p.Copies, copyRow{idOf(c.ID), report.Name(c.Source), report.Name(c.Product), report.Day(c.PostedAt, zone)})
		}
	}
	if a := x.Audit; a != nil {
		p.Audit = &label{Cause: a.Cause, At: report.Day(a.At, zone), Judged: a.Judged, Agrees: a.Judged && a.Decided == a.Cause}
	}
	heading := p.Title
	if heading == "" {
		heading = "Verbatim " + p.ID
	}
	return view{Page: "verbatim", Title: heading, Heading: heading, Again: again, Body: p}, nil
}

// reasonsAgain is after how many seconds a page asks again for its reasons.
const reasonsAgain = 2

// judged fills in what the model read.
func (p *sheet) judged(text string, a *opinion.Annotation, reasons [][]Word) {
	p.Pieces = pieces(text, a.Mentions)
	if p.State == "" {
		p.Cause, p.Complaint = a.Cause, a.Complaint
		for i, c := range opinion.Causes {
			p.P = append(p.P, chance{c, a.P[i]})
		}
	}
	hide := mask.Find(text)
	for i := range a.Mentions {
		m := &a.Mentions[i]
		row := mention{
			N: i + 1, Text: visible(part(text, hide, m.Start, m.End)), Polarity: m.Polarity, PComplaint: m.PComplaint, Class: m.Class, Theme: m.Theme,
			Stage: m.Stage, Gap: m.Gap, Touchpoints: m.Touchpoints, Factors: m.Factors, Signals: m.Signals,
		}
		if m.Polarity.Complaint() {
			for k, c := range opinion.Classes {
				row.P = append(row.P, chance{c, m.P[k]})
			}
		}
		for _, w := range m.Aspects {
			row.Aspects = append(row.Aspects, report.Name(w))
		}
		if i < len(reasons) {
			for _, w := range reasons[i] {
				if word := report.Name(w.Text); w.Pull < 0 {
					row.Away = append(row.Away, word)
				} else {
					row.Toward = append(row.Toward, word)
				}
			}
		}
		p.Mentions = append(p.Mentions, row)
	}
	seen := map[entity]bool{}
	for _, e := range a.Entities {
		x := entity{report.Name(e.Text), report.Name(e.Label)}
		if !seen[x] && x.Text != "" {
			seen[x] = true
			p.Entities = append(p.Entities, x)
		}
	}
}

// pieces cut a text at the bounds of its mentions, masked. Of mentions that
// overlap, which no model makes, the later begins where the earlier ends.
func pieces(text string, mentions []opinion.Mention) (out []piece) {
	hide := mask.Find(text)
	order := make([]int, len(mentions))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return mentions[order[a]].Start < mentions[order[b]].Start })
	at := 0
	add := func(to int, x piece) {
		if to > at {
			x.Text = visible(part(text, hide, at, to))
			at = to
			if x.Text != "" {
				out = append(out, x)
			}
		}
	}
	for _, i := range order {
		m := &mentions[i]
		add(min(m.Start, len(text)), piece{})
		add(min(m.End, len(text)), piece{N: i + 1, Class: m.Class, Polarity: m.Polarity})
	}
	add(len(text), piece{})
	return out
}

// part is text[from:to], masked; bounds beyond the text are moved into it.
func part(text string, hide []mask.Span, from, to int) string {
	from = max(0, min(from, len(text)))
	return mask.Part(text, hide, from, max(from, min(to, len(text))))
}

// visible drops what no page may show, and keeps lines and paragraphs.
func visible(s string) string {
	return strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if report.Hidden(r) && r != '\n' {
			return -1
		}
		return r
	}, s), "\ufffd")
}
