package collect

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// claimMemory is a memory that keeps claims apart.
type claimMemory struct {
	memory
	claims []opinion.Claim
	known  map[string]bool
	rows   []opinion.Fetch
	fault  error
}

func (m *claimMemory) SaveClaims(_ context.Context, _ string, row opinion.Fetch, claims []opinion.Claim) (int, error) {
	if m.fault != nil {
		return 0, m.fault
	}
	if m.known == nil {
		m.known = map[string]bool{}
	}
	n := 0
	m.rows = append(m.rows, row)
	for _, c := range claims {
		if !m.known[c.ID] {
			m.known[c.ID] = true
			n++
		}
		m.claims = append(m.claims, c)
	}
	return n, nil
}

func claimTexts(claims []opinion.Claim) (out []string) {
	for _, c := range claims {
		out = append(out, c.Product+": "+c.Text)
	}
	return out
}

func savedPage(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "claims", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestClaims: what of a page, a text and a table is the company's claim, and
// that all else is counted.
func TestClaims(t *testing.T) {
	var asked, tokens []string
	server := answers(t, map[string]string{
		"/lamp": savedPage(t, "lamp.html"), "/wall": `<html><form><input type="password"></form></html>`, "/copy": "Silent all night, and all day.",
	}, &asked, &tokens)
	lamp := []string{
		"Aurora desk lamp: Aurora desk lamp",
		"Aurora desk lamp: The lamp that never flickers.",
		"Aurora desk lamp: Aurora is silent, even on its brightest step.",
		"Aurora desk lamp: Its battery lasts 20 hours and charges in one.",
		"Aurora desk lamp: Free returns within 60 days",
		"Aurora desk lamp: Lifetime warranty",
		"Aurora desk lamp: Delivered the next day, guaranteed1",
		"Aurora desk lamp: Our experts answer within five minutes.",
		"Aurora desk lamp: We never keep you on hold.",
	}
	for _, c := range []struct {
		name         string
		opts         ClaimsOptions
		want         []string
		skipped      map[string]int
		suspect, err string
		failed       int
	}{
		{name: "the main content", opts: ClaimsOptions{URLs: []string{"/lamp"}}, want: lamp, skipped: map[string]int{
			asideMenu: 3, asideCustomer: 3, asideLegal: 2, asideCall: 2, asideNone: 2, asideQuestion: 1, "a claim said twice on its page": 1}},
		{name: "selectors", opts: ClaimsOptions{URLs: []string{"/lamp"}, Product: "A", Claim: "main li", Text: "main h2 + p"}, want: []string{
			"A: Free returns within 60 days", "A: Lifetime warranty", "A: Delivered the next day, guaranteed1", "A: Colour",
			"A: Aurora is silent, even on its brightest step.", "A: Its battery lasts 20 hours and charges in one.", "A: The lamp broke after two days of use."},
			skipped: map[string]int{asideQuestion: 1}},
		{name: "a text, by sentence", opts: ClaimsOptions{Path: "campaign.txt", Product: "Aurora"}, want: []string{
			"Aurora: Sleep better with Aurora.", "Aurora: Its light follows the sun, so you wake up rested!", "Aurora: Set up in two minutes",
			"Aurora: No app needed", "Aurora: Support that picks up within 30 seconds"}, skipped: map[string]int{asideLegal: 1, asideCall: 1, asideNone: 1}},
		{name: "a text, by line", opts: ClaimsOptions{Path: "campaign.txt", Per: "line"}, want: []string{
			": Autumn campaign", ": Sleep better with Aurora. Its light follows the sun,", ": so you wake up rested!", ": Set up in two minutes", ": No app needed",
			": Support that picks up within 30 seconds", ": Terms apply. Contact us"}},
		{name: "a table", opts: ClaimsOptions{Path: "claims.csv"}, want: []string{
			"Aurora desk lamp: Repairs are done within a week", "Breeze fan: The quietest fan you can buy."}},
		{name: "a fault beside a page", opts: ClaimsOptions{URLs: []string{"/gone", "/lamp"}}, want: lamp, failed: 1, suspect: "answered 404"},
		{name: "a login", opts: ClaimsOptions{URLs: []string{"/wall"}}, failed: 1, err: "login page"},
		{name: "no file", opts: ClaimsOptions{Path: "none.txt"}, failed: 1, err: "no such file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Name, c.opts.Now = "site", newClock().Now
			for i, u := range c.opts.URLs {
				c.opts.URLs[i] = server.URL + u
			}
			if c.opts.Path != "" {
				c.opts.Path = filepath.Join("testdata", "claims", c.opts.Path)
			}
			src, err := NewClaims(c.opts, testGate(t, newClock(), nil, server))
			if err != nil {
				t.Fatal(err)
			}
			sink := &claimMemory{}
			cov, err := src.Collect(t.Context(), sink)
			if err != nil {
				t.Fatal(err)
			}
			got := claimTexts(sink.claims)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if c.skipped != nil {
				if d := cmp.Diff(c.skipped, cov.Skipped); d != "" {
					t.Error(d)
				}
			}
			if len(sink.verbatims()) != 0 || cov.Failed != c.failed || !strings.Contains(cov.Error, c.err) || !strings.Contains(cov.Suspect, c.suspect) {
				t.Errorf("%+v", cov)
			}
			if cov.Saved.New != len(sink.known) || cov.Parsed != len(sink.claims) {
				t.Errorf("%d new, %d parsed, %d kept", cov.Saved.New, cov.Parsed, len(sink.claims))
			}
			before := len(sink.known)
			again, err := src.Collect(t.Context(), sink)
			if err != nil || again.Saved.New != 0 || len(sink.known) != before {
				t.Errorf("read again: %+v, %v", again, err)
			}
		})
	}
}

// TestClaimsNeedTheirPlace: a sink that keeps no claims is told of, one that
// cannot save ends the run, and options are checked all at once.
func TestClaimsNeedTheirPlace(t *testing.T) {
	src, err := NewClaims(ClaimsOptions{Name: "s", Path: filepath.Join("testdata", "claims", "campaign.txt")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if cov, err := src.Collect(t.Context(), &memory{}); err != nil || cov.Error == "" {
		t.Errorf("%+v, %v", cov, err)
	}
	if _, err := src.Collect(t.Context(), &claimMemory{fault: errors.New("full")}); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("%v", err)
	}
	_, err = NewClaims(ClaimsOptions{Per: "word", Claim: "[["}, nil)
	for _, want := range []string{"needs a name", "urls or a path", "sentence, line or paragraph", "selector claim"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in %v", want, err)
		}
	}
}

func TestClaimID(t *testing.T) {
	a := claimID("s", "p", "We never sleep.")
	if a != claimID("s", "p", "we never sleep!") || a == claimID("s", "q", "We never sleep.") || a == claimID("t", "p", "We never sleep.") || len(a) != 24 {
		t.Error("a claim's ID is its source, product and words")
	}
}
