package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"

	"gripe/pipeline/report/chart"
)

//go:embed page.html.tmpl
var pageTemplate string

//go:embed style.css
var style string

// groupTable is what the template of sources and products is given.
type groupTable struct {
	Title, Label string
	Rows         []Group
}

// HTML writes d as one self-contained page: no script, nothing remote. Its
// content security policy allows the page's own style, by its hash, and
// nothing else, should anything ever slip through the escaping. The error is
// that of w, or of the template.
func HTML(w io.Writer, d Digest) error {
	t, err := pageTemplates()
	if err != nil {
		return fmt.Errorf("read the digest's template: %w", err)
	}
	page := struct {
		D         Digest
		Style     template.CSS
		StyleHash string
	}{d, template.CSS(style), styleHash()}
	if err := t.Execute(w, page); err != nil {
		return fmt.Errorf("write the digest as HTML: %w", err)
	}
	return nil
}

// pageTemplates are the digest's template and the parts that other pages share.
func pageTemplates() (*template.Template, error) {
	return template.New("page").Funcs(PageFuncs()).Parse(pageTemplate)
}

// PageFuncs are the functions by which templates draw the parts of a Digest.
func PageFuncs() template.FuncMap {
	return template.FuncMap{
		"number": number,
		"split":  split,
		"lower":  lowerFirst,
		"count":  count,
		"svg":    func(c chart.Drawing) template.HTML { return template.HTML(chart.SVG(c)) }, // escapes its texts itself
		"venn":   captioned(vennChart),
		"map":    captioned(balanceChart),
		"trend":  trendChart,
		"pair":   pairChart,
		"rows":   rowsChart,
		"shown":  func(id string, rows []Row) bool { return len(drawable(id, rows)) > 0 },
		"share":  shareCell,
		"ledger": SourceLine.entries,
		"table": func(title string, rows []Group) groupTable {
			return groupTable{title, strings.ToLower(title), rows}
		},
	}
}

// styleHash is the style as a content security policy names it.
func styleHash() string {
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// figure is a chart with its caption.
type figure struct {
	Drawing chart.Drawing
	Caption string
}

func captioned[T any](draw func(T) (chart.Drawing, string)) func(T) figure {
	return func(x T) figure {
		d, caption := draw(x)
		return figure{d, caption}
	}
}

// piece of a sentence; a Whole one must not break over two lines.
type piece struct {
	Text  string
	Whole bool
}

var reInterval = regexp.MustCompile(`\(\d+–\d+\)\S*`)

// split sets the intervals of a sentence apart: browsers like to break a line
// after a dash, and half an interval reads as another figure.
func split(s string) []piece {
	var out []piece
	at := 0
	for _, m := range reInterval.FindAllStringIndex(s, -1) {
		out = append(out, piece{s[at:m[0]], false}, piece{s[m[0]:m[1]], true})
		at = m[1]
	}
	return append(out, piece{s[at:], false})
}
