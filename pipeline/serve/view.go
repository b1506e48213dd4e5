package serve

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

//go:embed pages/*.tmpl
var pageFiles embed.FS

//go:embed style.css
var ownStyle string

const stylePath = "/style.css"

// view is one page: what all have, and Body, which its own template draws.
type view struct {
	// Page names the template and the entry of the navigation.
	Page string
	// Title heads the window, Heading the page.
	Title, Heading string
	// AsOf is when the figures were counted, where they are kept.
	AsOf string
	// Stale: newer figures are being counted.
	Stale bool
	// Again is in how many seconds the browser should ask again; 0 for never.
	Again int
	Body  any
}

// navigation is the way to every page.
var navigation = [...]struct{ Page, Path, Name string }{
	{"overview", "/", "Overview"}, {"verbatims", "/verbatims", "Verbatims"}, {"sources", "/sources", "Sources"},
	{"promises", "/promises", "Promises"}, {"audit", "/audit", "Audit"}, {"model", "/model", "Model"},
}

// parsePages reads each page's template with those that all share.
func parsePages() (*template.Template, error) {
	funcs := template.FuncMap{
		"navigation": func() any { return navigation },
		"name":       report.Name,
		"masked":     func(s string) string { return mask.Text(report.Name(s)) },
		"remark":     remark,
		"class":      report.ClassName,
		"theme":      report.ThemeName,
		"stage":      report.StageName,
		"touchpoint": report.TouchpointName,
		"polarity":   polarityName,
		"signal":     signalName,
		"factor":     factorName,
		"language":   languageName,
		"percent":    percent,
		"id":         idOf,
		"at":         at,
		"day":        day,
	}
	return template.New("pages").Funcs(report.PageFuncs()).Funcs(funcs).ParseFS(pageFiles, "pages/*.tmpl")
}

// drawn is what the layout is given.
type drawn struct {
	view
	Company, Model string
	Main           template.HTML
}

// draw draws the page's own part, then all around it.
func (s *Server) draw(w io.Writer, v view) error {
	var main strings.Builder
	if err := s.pages.ExecuteTemplate(&main, v.Page, v.Body); err != nil {
		return fmt.Errorf("draw the page %s: %w", v.Page, err)
	}
	// Main was escaped by its own template.
	return s.pages.ExecuteTemplate(w, "layout", drawn{v, report.Name(s.o.Company), report.Name(s.o.Model), template.HTML(main.String())})
}

// faultView is the page of what went wrong.
func (s *Server) faultView(status int, f *fault) view {
	allowed := f.Allowed
	if len(allowed) > faultsShown {
		allowed = append(allowed[:faultsShown:faultsShown], fmt.Sprintf("and %d more", len(allowed)-faultsShown))
	}
	heading := faultHeading(status)
	return view{Page: "fault", Title: heading, Heading: heading, Body: struct {
		What    string
		Allowed []string
	}{f.What, allowed}}
}

// faultHeading says in words what an HTTP status means to a reader.
func faultHeading(status int) string {
	switch status {
	case http.StatusBadRequest, http.StatusRequestURITooLong:
		return "This address asks for what there is not"
	case http.StatusNotFound:
		return "There is nothing here"
	case http.StatusMethodNotAllowed:
		return "This can only be read"
	case http.StatusMisdirectedRequest:
		return "This is not the name of this dashboard"
	case http.StatusServiceUnavailable:
		return "Busy for a moment"
	}
	return "Something went wrong"
}

// faultsShown bounds the list of what would be right.
const faultsShown = 60

func serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	if r.Method != http.MethodHead {
		_, _ = io.WriteString(w, report.Style()+ownStyle) // the reader has gone: nothing to save
	}
}

// remark is a remark from outside, such as an error, on one line.
func remark(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if report.Hidden(r) {
			return ' '
		}
		return r
	}, s)), " ")
	if len(s) > remarkBytes {
		s = strings.ToValidUTF8(s[:remarkBytes], "") + "…"
	}
	return mask.Text(strings.ToValidUTF8(s, "\ufffd"))
}

const remarkBytes = 300

func polarityName(p opinion.Polarity) string {
	switch p {
	case opinion.Neg:
		return "complaint"
	case opinion.Pos:
		return "praise"
	case opinion.Mix:
		return "both"
	}
	return "neither"
}

func signalName(s opinion.Signal) string {
	switch s {
	case opinion.Defection:
		return "leaves or warns others"
	case opinion.Advocacy:
		return "recommends"
	case opinion.Effort:
		return "had to struggle"
	}
	return "unnamed"
}

func factorName(f opinion.Factor) string { return report.Name(string(f)) }

func languageName(code string) string {
	if code == opinion.Wordless {
		return "no words"
	}
	return report.Name(code)
}

func percent(p float64) string {
	return fmt.Sprintf("%.0f\u00a0%%", 100*max(0, min(1, p)))
}

// at is a moment; a dash for none.
func at(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04\u00a0MST")
}

// day is a date in UTC; a dash for none.
func day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(time.DateOnly)
}
