package serve

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// listing is a page of verbatims.
type listing struct {
	filters
	Text, Week string
	Facets     []facet
	// Open: a facet narrows the list, so all of them are shown.
	Open bool
	// Others are parameters that the form has no field for, kept as they are.
	Others []option
	// Asked says in words what narrows the list, beside the form's own fields.
	Asked []chip
	Hits  []hit
	// Total on all pages, AtLeast that many; Later pages follow by Next, First
	// leads back.
	Total       int
	AtLeast     bool
	Next, First string
	Clear       string
}

// facet is a field of the form with a closed set of values.
type facet struct {
	Name, Label, Value string
	Options            []option
}

type option struct{ Value, Name string }

// chip is one condition, and the address without it.
type chip struct{ Text, Without string }

// hit is one verbatim of the list.
type hit struct {
	ID, Title, Source, Product, Date, Rating string
	Before, Mention, After                   string
	Cause                                    opinion.Class
	// State says why there is no cause, where there is none.
	State string
}

const hitsPerPage = 20

func (s *Server) verbatims(r *http.Request) (view, error) {
	a, choices, err := s.ask(r.Context(), r.URL.RawQuery, searchPars)
	if err != nil {
		return view{}, err
	}
	q := a.Query
	q.Limit = hitsPerPage
	found, err := s.o.Texts.Search(r.Context(), q)
	if err != nil {
		return view{}, err
	}
	l := listing{
		filters: filtersOf(a, choices), Text: a.Text, Week: a.values[parWeek], Total: found.Total, AtLeast: found.AtLeast, Clear: "/verbatims",
		Facets: facetsOf(a), Asked: a.chips(),
	}
	for _, f := range l.Facets {
		l.Open = l.Open || f.Value != ""
	}
	for _, name := range searchPars {
		if v := a.values[name]; v != "" && !shownInForm(name) && name != parBefore {
			l.Others = append(l.Others, option{name, v})
		}
	}
	for i := range found.Hits {
		l.Hits = append(l.Hits, hitOf(&found.Hits[i], &q, s.o.Calendar.Zone))
	}
	if found.Next > 0 {
		l.Next = a.address(parBefore, strconv.FormatInt(found.Next, 10))
	}
	if a.Before > 0 {
		l.First = a.address(parBefore, "")
	}
	return view{Page: "verbatims", Title: "Verbatims", Heading: "Verbatims", Body: l}, nil
}

// address is that of this list with one parameter changed.
func (a asked) address(name, value string) string {
	var pairs []string
	for _, p := range searchPars {
		v := a.values[p]
		if p == name {
			v = value
		}
		pairs = append(pairs, p, v)
	}
	return address("/verbatims", pairs...)
}

func shownInForm(name string) bool {
	switch name {
	case parText, parWeek, parSource, parProduct, parCause, parPolarity, parTheme, parStage, parTouchpoint:
		return true
	}
	return false
}

// facetsOf are the form's fields with closed sets.
func facetsOf(a asked) []facet {
	return []facet{
		facetOf(parCause, "Whose to fix", opinion.Causes[:], report.ClassName, a.Cause),
		facetOf(parPolarity, "Holds", []opinion.Polarity{opinion.Neg, opinion.Pos, opinion.Neu}, polarityName, a.Polarity),
		facetOf(parTheme, "Theme", opinion.Themes[:], report.ThemeName, a.Theme),
		facetOf(parStage, "Stage", opinion.Stages[:], report.StageName, a.Stage),
		facetOf(parTouchpoint, "Touchpoint", opinion.Touchpoints[:], report.TouchpointName, a.Touchpoint),
	}
}

func facetOf[T ~string](name, label string, all []T, word func(T) string, chosen T) facet {
	f := facet{Name: name, Label: label, Value: string(chosen)}
	for _, x := range all {
		f.Options = append(f.Options, option{string(x), word(x)})
	}
	return f
}

// chips are the conditions that the form has no field for.
func (a asked) chips() (out []chip) {
	add := func(name, text string) {
		if a.values[name] != "" {
			out = append(out, chip{text, a.address(name, "")})
		}
	}
	add(parComplaint, "complaints only")
	add(parOnly, "complaints that speak of "+strings.Join(words(a.Only), " and ")+", and of no other class")
	add(parService, "speaks of service, as cause or as channel")
	add(parClass, "a mention of class "+string(a.Class))
	add(parSignal, "signal: "+signalName(a.Signal))
	add(parFactor, "what the customer "+factorName(a.Factor))
	add(parGap, "sets an expectation against what happened")
	return out
}

// hitOf shows a verbatim by the words that were searched for, else by the first
// mention that was asked for, else by its beginning.
func hitOf(x *Stored, q *Query, zone *time.Location) hit {
	v := &x.Verbatim
	h := hit{
		ID: idOf(v.ID), Title: report.Name(v.Title), Source: report.Name(v.Source), Product: report.Name(v.Product),
		Date: report.Day(v.PostedAt, zone), Rating: report.Rating(v.Rating), State: stateOf(x),
	}
	if h.State == "" {
		h.Cause = x.Annotation.Cause
	}
	start, end := highlight(x, q)
	h.Before, h.Mention, h.After = report.Excerpt(v.Text, start, end)
	return h
}

// stateOf says why a text has no judgement; empty where it has one.
func stateOf(x *Stored) string {
	switch {
	case x.Quarantined != "":
		return "kept aside"
	case x.Annotation == nil:
		return "not read yet"
	case x.Annotation.Language == opinion.Wordless:
		return "no words"
	case x.Annotation.Language != "en":
		return "not judged: language " + report.Name(x.Annotation.Language)
	}
	return ""
}

var reQueryWord = regexp.MustCompile(`"[^"]+"|[\p{L}\p{N}']+`)

// highlight is what of a text to show; the same offset twice where nothing of
// it stands out.
func highlight(x *Stored, q *Query) (start, end int) {
	if w := strings.Trim(reQueryWord.FindString(q.Text), `"`); w != "" {
		// What the query found by its accents folded may not be found here.
		whole := regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}])(` + regexp.QuoteMeta(w) + `)(?:$|[^\p{L}\p{N}])`)
		if at := whole.FindStringSubmatchIndex(x.Verbatim.Text); at != nil {
			return at[2], at[3]
		}
		return 0, 0
	}
	if x.Annotation == nil {
		return 0, 0
	}
	best := -1
	for i := range x.Annotation.Mentions {
		m := &x.Annotation.Mentions[i]
		switch {
		case q.Theme != "" && m.Theme != q.Theme, q.Stage != "" && m.Stage != q.Stage, q.Class != "" && m.Class != q.Class,
			q.Polarity != "" && m.Polarity != q.Polarity && !(m.Polarity.Complaint() && q.Polarity.Complaint()),
			q.Touchpoint != "" && !slices.Contains(m.Touchpoints, q.Touchpoint), q.Signal != "" && !slices.Contains(m.Signals, q.Signal),
			q.Factor != "" && !slices.Contains(m.Factors, q.Factor), q.Gap && !m.Gap:
			continue
		}
		if best < 0 || m.Polarity.Complaint() && m.PComplaint > x.Annotation.Mentions[best].PComplaint {
			best = i
		}
	}
	if best < 0 || !q.narrows() {
		return 0, 0
	}
	return x.Annotation.Mentions[best].Start, x.Annotation.Mentions[best].End
}

// narrows tells whether something is asked of mentions.
func (q *Query) narrows() bool {
	return q.Polarity != "" || q.Theme != "" || q.Stage != "" || q.Class != "" || q.Touchpoint != "" || q.Signal != "" || q.Factor != "" || q.Gap
}
