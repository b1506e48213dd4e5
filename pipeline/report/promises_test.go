package report

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

var gapRenderers = map[string]func(io.Writer, GapReport) error{"html": GapsHTML, "md": GapsMarkdown, "json": GapsJSON}

// gapFixture is a quarter with a broken, a divided, a kept and a hardly spoken
// of promise.
func gapFixture() GapInput {
	promise := func(text string, support, contradict int, fix opinion.Class, ids ...string) opinion.Promise {
		n := support + contradict
		p := opinion.Promise{
			Claim:   opinion.Claim{Text: text, Product: "Lamp", Source: "site", URL: "https://reviews.example/lamp"},
			Support: support, Contradict: contradict, Fix: fix, Kept: ratio(support, n),
		}
		p.Gap = opinion.Estimate{Value: 2*p.Kept.Value - 2, Low: 2*p.Kept.Low - 2, High: 2*p.Kept.High - 2}
		p.Loss = -p.Gap.Value * float64(n)
		for _, id := range ids {
			p.Contradicting = append(p.Contradicting, opinion.MentionRef{ID: id})
		}
		return p
	}
	text := "Sold as waterproof, but it leaked in a drizzle. Call me on jane@example.com."
	quote := func(id string) Quote {
		return Quote{Ref: opinion.MentionRef{ID: id}, Text: text, Start: 0, End: 47, Class: opinion.Product, Theme: opinion.Durability,
			URL: "https://reviews.example/reviews/" + id, Source: "shop", Product: "Lamp", Rating: 1,
			PostedAt: time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)}
	}
	gap := opinion.GapMention{MentionRef: opinion.MentionRef{ID: "b"}, Stated: true, ByCompany: true, Expectation: [2]int{0, 18}, Experience: [2]int{20, 46}}
	other := gap
	other.ID = "c"
	unclaimed := []opinion.StatedGaps{{Theme: opinion.Claims, Class: opinion.Marketing, N: 12, ByCompany: 9, Examples: []opinion.GapMention{gap}}}
	stated := []opinion.StatedGaps{{Theme: opinion.Claims, Class: opinion.Marketing, N: 12, ByCompany: 9, Examples: []opinion.GapMention{gap, other}}}
	return GapInput{
		Company: "Bright & Co",
		Gaps: opinion.Gaps{
			Base: opinion.Base{Complaints: 240, Verbatims: 800}, Stated: stated, StatedBase: 12, Unclaimed: unclaimed,
			Products: []opinion.Count{{Label: "Lamp", N: 12, Share: ratio(12, 12)}},
			Stages:   []opinion.Count{{Label: "use", N: 9, Share: ratio(9, 12)}},
			Promises: []opinion.Promise{
				promise("Waterproof in any weather.", 3, 28, opinion.Product, "a"), promise("Easy to mount.", 20, 18, opinion.Service),
				promise("Delivered in two days.", 30, 4, opinion.Service), promise("Dimmable.", 1, 2, opinion.Product),
				promise("Brighter than daylight.", 80, 30, opinion.Product),
			},
			Unspoken: []opinion.Claim{{Text: "Carbon-neutral since 2019."}},
			Price:    []opinion.ThemeBalance{{Theme: opinion.PriceValue, Class: opinion.Marketing, Verbatims: 60, Praise: 20, Complaints: 45, Net: opinion.Estimate{Value: -0.38, Low: -0.55, High: -0.2}}},
		},
		Quotes: []Quote{quote("a"), quote("b"), quote("c")}, Card: "Of 220 pairs judged by hand …",
		From: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		GeneratedAt: time.Date(2026, 12, 1, 6, 0, 0, 0, time.UTC),
	}
}

func TestGapsGolden(t *testing.T) {
	for name, in := range map[string]GapInput{"gaps": gapFixture(), "gaps_empty": {}} {
		for ext, render := range gapRenderers {
			var got bytes.Buffer
			if err := render(&got, BuildGaps(in)); err != nil {
				t.Fatal(err)
			}
			golden(t, name+"."+ext, got.String())
		}
	}
}

func TestVerdicts(t *testing.T) {
	r := BuildGaps(gapFixture())
	var got []string
	for _, p := range r.Promises {
		got = append(got, p.Verdict)
	}
	if d := cmp.Diff([]string{"broken", "divided", "kept", "too few to tell", "mostly kept"}, got); d != "" {
		t.Error(d)
	}
	if !strings.Contains(r.Lead, "Waterproof in any weather.") {
		t.Errorf("the broken promise does not lead: %q", r.Lead)
	}
	if e := r.Unclaimed[0].Examples[0]; e.Expectation != "Sold as waterproof" || e.Experience != "but it leaked in a drizzle" {
		t.Errorf("sides %+v", e)
	}
	if n := len(r.Stated[0].Examples); n != 1 || r.Stated[0].Examples[0].Quote.Link == r.Unclaimed[0].Examples[0].Quote.Link {
		t.Errorf("what nobody promised is quoted again under its theme: %d examples", n)
	}
	if !cmp.Equal(GapRefs(gapFixture().Gaps), []opinion.MentionRef{{ID: "a"}, {ID: "b"}, {ID: "c"}}) {
		t.Errorf("refs %v", GapRefs(gapFixture().Gaps))
	}
}

// Whatever stands in a claim, a name or a text, no page of the report holds an
// element, attribute or address that it did not write itself.
func TestGapsAreHostile(t *testing.T) {
	for _, p := range payloads {
		in := gapFixture()
		in.Company, in.Card, in.Warnings = p, p, []string{p}
		for i := range in.Gaps.Promises {
			in.Gaps.Promises[i].Claim = opinion.Claim{Text: p, Product: p, Source: p, URL: p}
		}
		in.Gaps.Unspoken = []opinion.Claim{{Text: p}}
		in.Gaps.Products = []opinion.Count{{Label: p, N: 1}}
		for i := range in.Quotes {
			q := &in.Quotes[i]
			q.Text, q.Title, q.URL, q.Source, q.Product, q.Start, q.End = p, p, p, p, p, 0, len(p)
		}
		for _, examples := range [][]opinion.GapMention{in.Gaps.Unclaimed[0].Examples, in.Gaps.Stated[0].Examples} {
			for i := range examples {
				examples[i].Expectation = [2]int{0, len(p)}
			}
		}
		var b bytes.Buffer
		if err := GapsHTML(&b, BuildGaps(in)); err != nil {
			t.Fatal(err)
		}
		inert(t, p, b.Bytes())
	}
}
