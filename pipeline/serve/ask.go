package serve

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// Parameters, by name. A reader's address holds those that are set.
const (
	parWeek, parSource, parProduct, parText = "week", "source", "product", "q"
	parCause, parPolarity, parClass         = "cause", "polarity", "class"
	parTheme, parStage, parTouchpoint       = "theme", "stage", "touchpoint"
	parSignal, parFactor, parGap            = "signal", "factor", "gap"
	parOnly, parService, parComplaint       = "only", "service", "complaint"
	parBefore                               = "before"
)

var (
	overviewPars = []string{parWeek, parSource, parProduct}
	searchPars   = []string{parText, parWeek, parSource, parProduct, parComplaint, parCause, parOnly, parService, parPolarity, parClass,
		parTheme, parStage, parTouchpoint, parSignal, parFactor, parGap, parBefore}
)

// Lengths, in bytes, beyond which nothing is read.
const (
	queryBytes = 2048
	valueBytes = 200
)

// asked are the parameters of one request, each of which is allowed where it
// is not empty.
type asked struct {
	Query
	// Week is set where HasWeek says so.
	Week    opinion.Week
	HasWeek bool
	values  map[string]string
}

// fault is what is wrong with a request, for the one who made it.
type fault struct {
	// What is wrong; Allowed names what would be right.
	What    string
	Allowed []string
}

func (f *fault) Error() string { return f.What }

// read takes the parameters out of a raw query. names may each stand once.
func read(raw string, names []string) (map[string]string, error) {
	if len(raw) > queryBytes {
		return nil, &fault{What: fmt.Sprintf("The address is longer than %d bytes.", queryBytes)}
	}
	all, err := url.ParseQuery(raw)
	if err != nil {
		return nil, &fault{What: "The address's parameters are not spelt as a browser does."}
	}
	out := map[string]string{}
	for name, values := range all {
		switch {
		case !slices.Contains(names, name):
			return nil, &fault{What: "This page knows no parameter of that name.", Allowed: names}
		case len(values) > 1:
			return nil, &fault{What: "The parameter " + name + " stands there more than once."}
		case len(values[0]) > valueBytes:
			return nil, &fault{What: fmt.Sprintf("The value of %s is longer than %d bytes.", name, valueBytes)}
		case !utf8.ValidString(values[0]) || strings.ContainsFunc(values[0], report.Hidden):
			return nil, &fault{What: "The value of " + name + " holds characters that no name or word has."}
		case strings.TrimSpace(values[0]) != "":
			out[name] = values[0]
		}
	}
	return out, nil
}

// parse understands what read took, but for names of sources and products,
// which check compares with what there is.
func (c Calendar) parse(values map[string]string) (a asked, err error) {
	a.values = values
	set := func(name string, allowed []string, into func(string)) {
		v, ok := values[name]
		if !ok || err != nil {
			return
		}
		if !slices.Contains(allowed, v) {
			err = &fault{What: "The value of " + name + " is none that there is.", Allowed: allowed}
			return
		}
		into(v)
	}
	set(parCause, words(opinion.Causes[:]), func(v string) { a.Cause = opinion.Class(v) })
	set(parPolarity, words(opinion.Polarities[:]), func(v string) { a.Polarity = opinion.Polarity(v) })
	set(parClass, words(opinion.Causes[:]), func(v string) { a.Class = opinion.Class(v) })
	set(parTheme, words(opinion.Themes[:]), func(v string) { a.Theme = opinion.Theme(v) })
	set(parStage, words(opinion.Stages[:]), func(v string) { a.Stage = opinion.Stage(v) })
	set(parTouchpoint, words(opinion.Touchpoints[:]), func(v string) { a.Touchpoint = opinion.Touchpoint(v) })
	set(parSignal, words(opinion.Signals[:]), func(v string) { a.Signal = opinion.Signal(v) })
	set(parFactor, words(opinion.Factors[:]), func(v string) { a.Factor = opinion.Factor(v) })
	set(parOnly, regions(), func(v string) { a.Only = regionOf(v) })
	for name, into := range map[string]*bool{parGap: &a.Gap, parService: &a.MentionsService, parComplaint: &a.Complaint} {
		set(name, []string{"yes"}, func(string) { *into = true })
	}
	if err != nil {
		return a, err
	}
	a.Text, a.Filter.Source, a.Filter.Product = values[parText], values[parSource], values[parProduct]
	if v := values[parBefore]; v != "" {
		n, perr := strconv.ParseInt(v, 10, 64)
		if perr != nil || n < 1 {
			return a, &fault{What: "The value of before is no page that a link leads to."}
		}
		a.Before = n
	}
	if v := values[parWeek]; v != "" {
		w, perr := c.Parse(v, c.Zone)
		if perr != nil || w.Year < 1970 || w.Year > 2999 {
			return a, &fault{What: "That is no week. Weeks are written like 2026-W47, from 1970 on.", Allowed: nil}
		}
		a.Week, a.HasWeek = w, true
		a.Filter.From, a.Filter.To = w.Start, w.End
	}
	return a, nil
}

// ask reads, understands and checks the parameters of a request.
func (s *Server) ask(ctx context.Context, raw string, names []string) (a asked, c Choices, err error) {
	values, err := read(raw, names)
	if err != nil {
		return a, c, err
	}
	if a, err = s.o.Calendar.parse(values); err != nil {
		return a, c, err
	}
	if c, err = s.o.Texts.Choices(ctx); err != nil {
		return a, c, err
	}
	if x := a.Filter.Source; x != "" && !slices.Contains(c.Sources, x) {
		return a, c, &fault{What: "There is no source of that name.", Allowed: c.Sources}
	}
	if x := a.Filter.Product; x != "" && !slices.Contains(c.Products, x) {
		has, err := s.o.Texts.HasProduct(ctx, x)
		if err != nil {
			return a, c, err
		}
		if !has {
			return a, c, &fault{What: "There is no product of that name.", Allowed: c.Products}
		}
	}
	return a, c, nil
}

// regions are the regions of the Venn diagram, as the digest names them.
func regions() []string {
	var out []string
	for bits := 1; bits < 1<<len(opinion.Classes); bits++ {
		var names []string
		for i, c := range opinion.Classes {
			if bits>>i&1 == 1 {
				names = append(names, string(c))
			}
		}
		out = append(out, strings.Join(names, "+"))
	}
	return out
}

func regionOf(key string) (out []opinion.Class) {
	for name := range strings.SplitSeq(key, "+") {
		out = append(out, opinion.Class(name))
	}
	return out
}

func words[T ~string](labels []T) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = string(l)
	}
	return out
}

// address is a path with parameters, in a fixed order; those that are empty
// are left out. pairs are name, value, name, value.
func address(path string, pairs ...string) string {
	var b strings.Builder
	b.WriteString(path)
	sep := byte('?')
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		b.WriteByte(sep)
		sep = '&'
		b.WriteString(pairs[i] + "=" + url.QueryEscape(pairs[i+1]))
	}
	return b.String()
}
