package serve

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"gripe/pipeline/opinion"
	"gripe/pipeline/report"
)

// coverage walks all verbatims, so it is kept as weeks are.
func (s *Server) coverage(ctx context.Context) (counted, bool, error) {
	return s.cache.get(ctx, "coverage", s.o.Patience, func(ctx context.Context) (any, error) { return s.o.Ledgers.Coverage(ctx) })
}

// coveragePage is the page of sources.
type coveragePage struct {
	Coverage
	Total    Source
	Counting bool
	// Suspects are ledger lines of the last runs that should not be trusted.
	Suspects []suspect
}

type suspect struct {
	Run       int64
	Source    string
	Why       string
	Announced int
	Parsed    int
}

// MB is the size of the database.
func (c Coverage) MB() string { return fmt.Sprintf("%.1f", float64(c.Bytes)/1e6) }

// Other are the languages of a source that are stored and not judged, most
// first.
func (x Source) Other() []LanguageCount {
	var out []LanguageCount
	for code, n := range x.Languages {
		if code != "en" && n > 0 {
			out = append(out, LanguageCount{code, n})
		}
	}
	slices.SortFunc(out, func(a, b LanguageCount) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Language, b.Language))
	})
	return out
}

// LanguageCount is a language with how many verbatims are in it.
type LanguageCount struct {
	Language string
	N        int
}

func (s *Server) sources(r *http.Request) (view, error) {
	if _, err := read(r.URL.RawQuery, nil); err != nil {
		return view{}, err
	}
	got, ok, err := s.coverage(r.Context())
	if err != nil {
		return view{}, err
	}
	v := view{Page: "sources", Title: "Sources and coverage", Heading: "Sources and coverage"}
	if !ok {
		v.Again, v.Body = 1, coveragePage{Counting: true}
		return v, nil
	}
	p := coveragePage{Coverage: got.value.(Coverage)}
	for _, x := range p.Sources {
		t := &p.Total
		t.Verbatims, t.Gone, t.Annotated, t.Waiting = t.Verbatims+x.Verbatims, t.Gone+x.Gone, t.Annotated+x.Annotated, t.Waiting+x.Waiting
		t.Aside, t.Rejected = t.Aside+x.Aside, t.Rejected+x.Rejected
	}
	for _, run := range p.Runs {
		for _, c := range run.Coverage {
			if why := cmp.Or(c.Error, c.Suspect); why != "" {
				p.Suspects = append(p.Suspects, suspect{run.ID, c.Source, why, c.Announced, c.Parsed})
			}
		}
	}
	v.AsOf, v.Stale, v.Body = at(got.at), got.stale, p
	return v, nil
}

// promisesPage is the page of claims.
type promisesPage struct {
	Claims []claimRow
	Total  int
}

type claimRow struct{ Text, Source, Product, Link, First, Last string }

// claimsShown bounds the list.
const claimsShown = 200

func (s *Server) promises(r *http.Request) (view, error) {
	if _, err := read(r.URL.RawQuery, nil); err != nil {
		return view{}, err
	}
	claims, err := s.o.Ledgers.Claims(r.Context())
	if err != nil {
		return view{}, err
	}
	p := promisesPage{Total: len(claims)}
	for _, c := range claims[:min(len(claims), claimsShown)] {
		p.Claims = append(p.Claims, claimRow{
			remark(c.Text), report.Name(c.Source), report.Name(c.Product), report.SafeLink(c.URL),
			day(c.FirstSeen), day(c.LastSeen),
		})
	}
	return view{Page: "promises", Title: "Promises", Heading: "What the company promises", Body: p}, nil
}

// auditPage is the page of human checks.
type auditPage struct {
	Draws []drawRow
	// Labels counts labels; Judged those beside which the model's decision
	// stands, Agree those where both name the same cause.
	Labels, Judged, Agree int
	// Table counts labels of random samples: rows are people's, columns the
	// model's.
	Table  []auditRow
	Newest []auditLabel
}

type drawRow struct {
	At, Sample, Of        string
	Seed                  uint64
	Drawn, From, Labelled int
}

type auditRow struct {
	Cause  opinion.Class
	Counts [4]int
	Total  int
}

type auditLabel struct {
	ID, At         string
	Cause, Decided opinion.Class
	Judged         bool
}

// labelsShown bounds the list of labels.
const labelsShown = 50

func (s *Server) audit(r *http.Request) (view, error) {
	if _, err := read(r.URL.RawQuery, nil); err != nil {
		return view{}, err
	}
	a, err := s.o.Ledgers.Audit(r.Context())
	if err != nil {
		return view{}, err
	}
	return view{Page: "audit", Title: "Audit", Heading: "What people have checked", Body: s.auditPage(a)}, nil
}

func (s *Server) auditPage(a Audit) auditPage {
	zone := s.o.Calendar.Zone
	p := auditPage{Labels: len(a.Labels)}
	byDraw, random := map[int64]int{}, map[int64]bool{}
	for _, x := range a.Labels {
		byDraw[x.Draw]++
	}
	for _, d := range a.Draws {
		random[d.Key] = d.Sample == opinion.RandomSample
		of := "all sources and products"
		if d.Filter.Source != "" || d.Filter.Product != "" {
			of = report.Name(cmp.Or(d.Filter.Source, "all sources") + ", " + cmp.Or(d.Filter.Product, "all products"))
		}
		p.Draws = append(p.Draws, drawRow{report.Day(d.At, zone), report.Name(string(d.Sample)), of, d.Seed, len(d.IDs), d.Population, byDraw[d.Key]})
	}
	for _, c := range opinion.Causes {
		p.Table = append(p.Table, auditRow{Cause: c})
	}
	for _, x := range a.Labels {
		if !x.Judged || !random[x.Draw] {
			continue
		}
		row := &p.Table[x.Cause.Index()]
		row.Counts[x.Decided.Index()]++
		row.Total++
		p.Judged++
		if x.Cause == x.Decided {
			p.Agree++
		}
	}
	labels := slices.Clone(a.Labels)
	slices.SortStableFunc(labels, func(a, b opinion.Audited) int { return b.At.Compare(a.At) })
	for _, x := range labels[:min(len(labels), labelsShown)] {
		p.Newest = append(p.Newest, auditLabel{idOf(x.ID), report.Day(x.At, zone), x.Cause, x.Decided, x.Judged})
	}
	return p
}
