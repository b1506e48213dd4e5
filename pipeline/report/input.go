package report

import (
	"time"

	"gripe/pipeline/opinion"
)

// Input is all that a digest is made of. Build reads nothing else.
type Input struct {
	// Company whose customers speak; may be empty.
	Company string
	Figures opinion.Figures
	// Quotes holds the verbatims that Refs asked for, in any order. What is
	// missing is not shown.
	Quotes []Quote
	// Coverage is the run's ledger, a line per source.
	Coverage []opinion.Coverage
	// LastGood is, by source, when it was last read whole.
	LastGood map[string]time.Time
	// Card tells in one paragraph how well the model does, and on what.
	Card string
	// Warnings of the run, beside those of the figures.
	Warnings    []string
	GeneratedAt time.Time
	// Zone in which dates are shown; nil means UTC.
	Zone *time.Location
}

// Quote is a mention with the verbatim it stands in. It has no place for the
// author's name.
type Quote struct {
	Ref opinion.MentionRef
	// Title and Text as the source gave them; Start and End are the mention's
	// byte offsets into Text.
	Title, Text string
	Start, End  int
	Class       opinion.Class
	Theme       opinion.Theme
	URL         string
	Source      string
	Product     string
	PostedAt    time.Time
	// Rating is on 1..5; 0 means unknown.
	Rating float64
	// AuthorKey is the same for two quotes of one author, and tells nothing
	// else of them: a keyed hash. Empty where it is not known; then each
	// verbatim counts as an author's only one.
	AuthorKey string
}

// QuoteOf is the quote that ref points at, from its verbatim and annotation.
// It is false where the annotation holds no such mention.
func QuoteOf(ref opinion.MentionRef, v *opinion.Verbatim, a *opinion.Annotation) (Quote, bool) {
	if ref.Index < 0 || ref.Index >= len(a.Mentions) {
		return Quote{}, false
	}
	m := &a.Mentions[ref.Index]
	return Quote{
		Ref: ref, Title: v.Title, Text: v.Text, Start: m.Start, End: m.End,
		Class: m.Class, Theme: m.Theme, URL: v.URL, Source: v.Source,
		Product: v.Product, PostedAt: v.PostedAt, Rating: v.Rating,
	}, true
}

// Most that is quoted of each kind.
const (
	quotesPerClass = 3
	quotesOfGaps   = 5
)

// Refs are the mentions whose texts Build can show, each once: spare ones
// among them stand in where two would quote the same verbatim.
func Refs(f opinion.Figures) []opinion.MentionRef {
	var out []opinion.MentionRef
	seen := map[opinion.MentionRef]bool{}
	add := func(refs []opinion.MentionRef, most int) {
		for _, r := range refs[:min(len(refs), most)] {
			if !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
		}
	}
	most := 3 * quotesPerClass
	if f.Now.Base.Complaints < minBase {
		most = minBase
	}
	for _, c := range opinion.Causes {
		add(f.Quotes[c], most)
	}
	for _, t := range f.Themes {
		add(t.Typical, 2)
	}
	add(f.Gaps, 3*quotesOfGaps)
	for _, l := range typical(f) {
		add(l, 3)
	}
	return out
}
