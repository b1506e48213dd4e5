package serve

import (
	"context"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// Figures measures weeks.
type Figures interface {
	// Week is the digest of one week, of one source or product where the filter
	// names one.
	Week(ctx context.Context, w opinion.Week, f opinion.Filter) (report.Digest, error)
	// Version changes whenever the database does.
	Version(ctx context.Context) (int64, error)
}

// Texts finds and reads verbatims.
type Texts interface {
	Search(ctx context.Context, q Query) (Found, error)
	// Verbatim is one with all that is known of it; false where there is none.
	Verbatim(ctx context.Context, id string) (Reading, bool, error)
	// Reasons are, mention by mention, the words that pulled most. A long text
	// may take seconds.
	Reasons(ctx context.Context, id string) ([][]Word, error)
	Choices(ctx context.Context) (Choices, error)
	HasProduct(ctx context.Context, name string) (bool, error)
}

// Ledgers tell of sources, of human checks, and of promises.
type Ledgers interface {
	Coverage(ctx context.Context) (Coverage, error)
	Audit(ctx context.Context) (Audit, error)
	Claims(ctx context.Context) ([]opinion.Claim, error)
}

// Calendar counts weeks in the configured zone.
type Calendar struct {
	Zone *time.Location
	// Of is the week of a time, Before the week n before another; Parse reads
	// what Format writes, such as 2026-W47.
	Of     func(time.Time, *time.Location) opinion.Week
	Before func(opinion.Week, int) opinion.Week
	Parse  func(string, *time.Location) (opinion.Week, error)
	Format func(opinion.Week) string
}

// Query narrows a search; zero fields do not narrow. The fields are those of
// the store's own query, which says more of each.
type Query struct {
	Text       string
	Filter     opinion.Filter
	Complaint  bool
	Cause      opinion.Class
	Polarity   opinion.Polarity
	Class      opinion.Class
	Theme      opinion.Theme
	Stage      opinion.Stage
	Touchpoint opinion.Touchpoint
	Signal     opinion.Signal
	Factor     opinion.Factor
	Gap        bool
	// Only asks for complaints that hold complaint mentions of exactly these
	// classes: a region of the Venn diagram.
	Only []opinion.Class
	// MentionsService asks for those that speak of service at all.
	MentionsService bool
	Before          int64
	Limit           int
}

// Found is one page of a search, newest first.
type Found struct {
	Hits []Stored
	// Total on all pages; AtLeast: there may be more.
	Total   int
	AtLeast bool
	// Next is the Query.Before of the next page; 0 where this is the last.
	Next int64
}

// Stored is a verbatim as kept, with what the model read in it.
type Stored struct {
	Verbatim    opinion.Verbatim
	Revision    int
	Annotation  *opinion.Annotation
	Quarantined string
	Gone        time.Time
	Cluster     int64
}

// Reading is a verbatim with what is known of it.
type Reading struct {
	Stored
	// Copies are where else the text stands; CopiesTotal how often in all,
	// itself included.
	Copies      []Stored
	CopiesTotal int
	// Audit is a person's label, nil where there is none.
	Audit *opinion.Audited
}

// Word is a word that pulled towards the class (positive) or away from it.
type Word struct {
	Text string
	Pull float64
}

// Choices are what a reader can choose by.
type Choices struct {
	Sources, Products []string
	// Total is how many products there are, in and beyond Products.
	Total  int
	Newest time.Time
}

// Coverage is the state of the database.
type Coverage struct {
	Bytes int64
	// Model read last; Models are all that did.
	Model           string
	Models          []ModelUse
	Sources         []Source
	Reasons, Spoilt []Reason
	Runs            []Run
}

// ModelUse is a model that has read texts here.
type ModelUse struct {
	Version             string
	FirstUsed, LastUsed time.Time
}

// Source is the state of one source.
type Source struct {
	Name                                                 string
	Verbatims, Gone, Annotated, Waiting, Aside, Rejected int
	Languages                                            map[string]int
	LastFetch, LastGood, Newest                          time.Time
	LastError                                            string
}

// Reason is why items were put aside.
type Reason struct {
	Source, Reason string
	Count          int
	// Where names one of them: a place, or a verbatim's ID.
	Where, Raw string
}

// Run is one run of gripe.
type Run struct {
	ID                int64
	Started, Finished time.Time
	Outcome           string
	Coverage          []opinion.Coverage
}

// Audit is what people have checked.
type Audit struct {
	// Draws are the samples, oldest first; Labels of all of them.
	Draws  []opinion.AuditDraw
	Labels []opinion.Audited
}
