package serve

import (
	"context"
	"net/http"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// overview is the digest of a week, each figure a way to what is behind it.
type overview struct {
	D report.Digest
	filters
	// Week is the week's name in addresses.
	Week string
	// Previous and Next weeks' addresses; Next is empty where that week has not
	// begun.
	Previous, Next string
	// Counting: there are no figures yet.
	Counting bool
	// Elsewhere is the address of the newest week with reviews where this one
	// is empty.
	Elsewhere string
	calendar  Calendar
}

// filters are the fields that narrow a page.
type filters struct {
	Source, Product   string
	Sources, Products []string
	// More products there are than Products lists.
	More int
}

func filtersOf(a asked, c Choices) filters {
	return filters{Source: a.Filter.Source, Product: a.Filter.Product, Sources: c.Sources, Products: c.Products, More: max(0, c.Total-len(c.Products))}
}

// To is the address of the verbatims behind a figure of this week.
func (o overview) To(pairs ...string) string {
	return address("/verbatims", append([]string{parWeek, o.Week, parSource, o.Source, parProduct, o.Product}, pairs...)...)
}

// OfSource and OfProduct are where a row of the tables of groups leads.
func (o overview) OfSource(name string) string {
	return address("/", parWeek, o.Week, parSource, name, parProduct, o.Product)
}

func (o overview) OfProduct(name string) string {
	return address("/", parWeek, o.Week, parSource, o.Source, parProduct, name)
}

// OfWeek is the overview of a week of the trend, by its first day.
func (o overview) OfWeek(start string) string {
	t, err := time.ParseInLocation(time.DateOnly, start, o.calendar.Zone)
	if err != nil {
		return o.Here()
	}
	// Noon is in the week whatever clocks do at midnight.
	return o.of(o.calendar.Of(t.Add(12*time.Hour), o.calendar.Zone))
}

// Here is this page's own address.
func (o overview) Here() string {
	return address("/", parWeek, o.Week, parSource, o.Source, parProduct, o.Product)
}

func (o overview) of(w opinion.Week) string {
	return address("/", parWeek, o.calendar.Format(w), parSource, o.Source, parProduct, o.Product)
}

// newestWeek is the one that a reader wants first: the last complete week, or
// an earlier one where nothing is as new as that.
func (s *Server) newestWeek(c Choices) opinion.Week {
	cal := s.o.Calendar
	last := cal.Before(cal.Of(s.o.Now(), cal.Zone), 1)
	if !c.Newest.IsZero() && c.Newest.Before(last.Start) {
		return cal.Of(c.Newest, cal.Zone)
	}
	return last
}

func (s *Server) overview(r *http.Request) (view, error) {
	a, choices, err := s.ask(r.Context(), r.URL.RawQuery, overviewPars)
	if err != nil {
		return view{}, err
	}
	newest := s.newestWeek(choices)
	if !a.HasWeek {
		a.Week = newest
	}
	cal := s.o.Calendar
	o := overview{filters: filtersOf(a, choices), Week: cal.Format(a.Week), calendar: cal}
	o.Previous = o.of(cal.Before(a.Week, 1))
	if next := cal.Before(a.Week, -1); next.Start.Before(s.o.Now()) {
		o.Next = o.of(next)
	}
	v := view{Page: "overview"}
	got, ok, err := s.weekOf(r.Context(), a.Week, a.Filter)
	if err != nil {
		return view{}, err
	}
	if !ok {
		o.Counting, v.Again = true, 1
		v.Title, v.Heading, v.Body = "Counting week "+o.Week, "Week "+o.Week+" is being counted", o
		return v, nil
	}
	o.D = got.value.(report.Digest)
	if o.D.Empty() && newest.Start != a.Week.Start {
		o.Elsewhere = o.of(newest)
	}
	v.Title, v.Heading = o.D.Week.Text, o.D.Answer
	v.AsOf, v.Stale, v.Body = at(got.at), got.stale, o
	return v, nil
}

// weekOf gives a week's figures where they are counted, or soon.
func (s *Server) weekOf(ctx context.Context, w opinion.Week, f opinion.Filter) (counted, bool, error) {
	f.From, f.To = time.Time{}, time.Time{}
	key := "week\x00" + s.o.Calendar.Format(w) + "\x00" + f.Source + "\x00" + f.Product
	if !w.End.After(s.o.Now()) {
		key += "\x00closed" // once it is over, its changes may be tested
	}
	return s.cache.get(ctx, key, s.o.Patience, func(ctx context.Context) (any, error) {
		return s.o.Figures.Week(ctx, w, f)
	})
}

// Warm counts what a reader sees first, before anybody asks: the newest week,
// the weeks beside it, and the state of the sources. It returns at once.
func (s *Server) Warm(ctx context.Context) error {
	c, err := s.o.Texts.Choices(ctx)
	if err != nil {
		return err
	}
	newest := s.newestWeek(c)
	for n := range 2 {
		if _, _, err := s.weekOf(ctx, s.o.Calendar.Before(newest, n), opinion.Filter{}); err != nil {
			return err
		}
	}
	_, _, err = s.coverage(ctx)
	return err
}
