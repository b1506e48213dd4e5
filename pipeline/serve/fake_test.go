package serve

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/html"

	"gripe/pipeline/measure"
	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// monday is when all tests take place.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

const someID = "0123456789abcdef01234567"

// fake answers as a database would.
type fake struct {
	digest   report.Digest
	version  atomic.Int64
	counts   atomic.Int64
	count    func(context.Context) error // what counting waits for
	found    Found
	search   func(context.Context) error
	asked    Query
	reading  Reading
	reasons  [][]Word
	choices  Choices
	coverage Coverage
	audit    Audit
	claims   []opinion.Claim
	err      error
}

func (f *fake) Week(ctx context.Context, w opinion.Week, _ opinion.Filter) (report.Digest, error) {
	f.counts.Add(1)
	if f.count != nil {
		if err := f.count(ctx); err != nil {
			return report.Digest{}, err
		}
	}
	d := f.digest
	if w.Number == 46 {
		d = report.Build(report.Input{Figures: opinion.Figures{Week: w}, Zone: time.UTC})
	}
	return d, f.err
}

func (f *fake) Version(context.Context) (int64, error) { return f.version.Load(), nil }

func (f *fake) Search(ctx context.Context, q Query) (Found, error) {
	f.asked = q
	if f.search != nil {
		return Found{}, f.search(ctx)
	}
	return f.found, f.err
}

func (f *fake) Verbatim(_ context.Context, id string) (Reading, bool, error) {
	return f.reading, id == someID, f.err
}
func (f *fake) Reasons(context.Context, string) ([][]Word, error) { return f.reasons, f.err }
func (f *fake) Choices(context.Context) (Choices, error)          { return f.choices, nil }
func (f *fake) HasProduct(_ context.Context, name string) (bool, error) {
	return name == "Rare & old", nil
}
func (f *fake) Coverage(context.Context) (Coverage, error)      { return f.coverage, f.err }
func (f *fake) Audit(context.Context) (Audit, error)            { return f.audit, f.err }
func (f *fake) Claims(context.Context) ([]opinion.Claim, error) { return f.claims, f.err }

// fixture is a database with something of everything.
func fixture(t testing.TB) *fake {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "report", "testdata", "full.json"))
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{}
	if err := json.Unmarshal(raw, &f.digest); err != nil {
		t.Fatal(err)
	}
	text := "The hinge broke.\n\nSupport was kind, call 020 7946 0958 or jane@example.com. Sold as unbreakable!"
	sold := strings.Index(text, "Sold")
	v := opinion.Verbatim{ID: someID, Source: "shop", Product: "Lamp", URL: "https://reviews.example/1", Title: "Broke", Text: text, Rating: 2, PostedAt: monday.AddDate(0, 0, -5)}
	a := opinion.Annotation{
		Language: "en", Complaint: true, Cause: opinion.Product, P: opinion.CauseP{.8, .1, .05, .05}, Model: "m1",
		Mentions: []opinion.Mention{
			{Start: 0, End: 16, Polarity: opinion.Neg, PComplaint: .97, Class: opinion.Product, P: opinion.ClassP{.9, .05, .05}, Theme: opinion.Durability, Stage: opinion.StageUse, Aspects: []string{"hinge"}},
			{Start: 18, End: sold - 1, Polarity: opinion.Mix, PComplaint: .5, Class: opinion.Service, P: opinion.ClassP{.1, .1, .8}, Theme: opinion.Attitude, Stage: opinion.StagePost,
				Touchpoints: []opinion.Touchpoint{opinion.Phone, opinion.Staff}, Factors: []opinion.Factor{opinion.Feels}, Signals: []opinion.Signal{opinion.Effort}},
			{Start: sold, End: len(text), Polarity: opinion.Neg, PComplaint: .8, Class: opinion.Marketing, P: opinion.ClassP{.1, .8, .1}, Theme: opinion.Claims, Stage: opinion.StagePre, Gap: true},
		},
		Entities: []opinion.Entity{{Start: 18, End: 25, Text: "Support", Label: "ORG"}},
	}
	s := Stored{Verbatim: v, Revision: 2, Annotation: &a, Cluster: 7}
	other := s
	other.Verbatim.ID, other.Verbatim.Source = "fedcba9876543210fedcba98", "forum"
	german := Stored{Verbatim: opinion.Verbatim{ID: "aaaaaaaaaaaaaaaaaaaaaaaa", Source: "forum", Text: "Leider kaputt."}, Annotation: &opinion.Annotation{Language: "de"}}
	aside := Stored{Verbatim: opinion.Verbatim{ID: "bbbbbbbbbbbbbbbbbbbbbbbb", Source: "forum", Text: "\x00\x01"}, Quarantined: "no text"}
	f.found = Found{Hits: []Stored{s, other, german, aside}, Total: 1234, Next: 99}
	f.choices = Choices{Sources: []string{"forum", "shop"}, Products: []string{"Lamp", "Router"}, Total: 2, Newest: monday.AddDate(0, 0, -2)}
	for _, g := range f.digest.Sources {
		f.choices.Sources = append(f.choices.Sources, g.Name)
	}
	for _, g := range f.digest.Products {
		f.choices.Products = append(f.choices.Products, g.Name)
	}
	label := opinion.Audited{Audit: opinion.Audit{ID: someID, Sample: opinion.RandomSample, Cause: opinion.Product, At: monday.AddDate(0, 0, -1)}, Draw: 1, Judged: true, P: a.P, Decided: opinion.Product, Complaint: true}
	wrong := label
	wrong.ID, wrong.Cause = other.Verbatim.ID, opinion.Service
	f.reading = Reading{Stored: s, Copies: []Stored{s, other}, CopiesTotal: 2, Audit: &label}
	f.reasons = [][]Word{{{"hinge", 1.2}, {"The", -.1}}}
	f.audit = Audit{Draws: []opinion.AuditDraw{{Key: 1, Sample: opinion.RandomSample, Seed: 4, Model: "m1", Filter: opinion.Filter{Source: "shop"}, Population: 900, At: monday, IDs: []string{someID, wrong.ID}}},
		Labels: []opinion.Audited{label, wrong}}
	f.claims = []opinion.Claim{{ID: "c1", Source: "claims", Product: "Lamp", URL: "https://shop.example/lamp", Text: "It never breaks.", FirstSeen: monday.AddDate(0, -2, 0), LastSeen: monday}}
	f.coverage = Coverage{
		Bytes: 123_400_000, Model: "m1", Models: []ModelUse{{"m1", monday.AddDate(0, -1, 0), monday}},
		Sources: []Source{{Name: "shop", Verbatims: 1200, Annotated: 1100, Waiting: 90, Aside: 10, Rejected: 3, Gone: 2, Languages: map[string]int{"en": 1000, "de": 60, opinion.Wordless: 40},
			LastFetch: monday, LastGood: monday.AddDate(0, 0, -1), Newest: monday, LastError: "timeout"}},
		Reasons: []Reason{{"shop", "no text", 10, someID, ""}}, Spoilt: []Reason{{"shop", "no date", 3, "reviews.csv:7", "raw, row"}},
		Runs: []Run{{ID: 2, Started: monday, Coverage: nil}, {ID: 1, Started: monday.AddDate(0, 0, -1), Finished: monday, Outcome: "partial", Coverage: []opinion.Coverage{
			{Source: "shop", Announced: 120, Parsed: 20, Pages: 3, Suspect: "announced 120, found 20", Saved: opinion.Saved{New: 20}}}}},
	}
	return f
}

// dashboard serves a fake; its host is 127.0.0.1:8080.
func dashboard(t testing.TB, f *fake, change ...func(*Options)) http.Handler {
	t.Helper()
	o := Options{
		Figures: f, Texts: f, Ledgers: f, Company: "Example", Model: "m1", Card: "# Card\n\n## Figures\n\nA `b`.\nc\n\n- one\n  more\n- two\n\n```\nx 1\n```\n",
		Calendar: Calendar{time.UTC, measure.WeekOf, measure.WeekBefore, measure.ParseWeek, measure.FormatWeek},
		Now:      func() time.Time { return monday }, Patience: time.Minute,
	}
	for _, c := range change {
		c(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s.Handler(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080})
}

func ask(h http.Handler, method, target string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080/", nil)
	r.Host = "127.0.0.1:8080"
	r.RequestURI = target
	if u, err := r.URL.Parse(target); err == nil {
		r.URL = u
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func parsed(t testing.TB, w *httptest.ResponseRecorder) *html.Node {
	t.Helper()
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// addresses are all pages, and pages of faults.
var addresses = []string{
	"/", "/?week=2026-W46", "/?week=2026-W47&source=shop&product=Lamp", "/verbatims", "/verbatims?q=hinge&only=product%2Bservice&gap=yes&signal=effort&before=9",
	"/verbatim/" + someID, "/sources", "/promises", "/audit", "/model", "/nowhere", "/?week=x", "/verbatims?theme=x", "/verbatim/x",
}
