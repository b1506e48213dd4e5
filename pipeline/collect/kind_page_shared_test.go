package collect

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"gripe/data/sharedtest"
	"gripe/pipeline/collect/dates"
	"gripe/pipeline/collect/ratings"
	"gripe/pipeline/opinion"
)

type expectedReview struct {
	Author, Rating, Date, Title, Text *string
	TextLen                           int `json:"text_len"`
}

type expectedPage struct {
	Count       int
	First, Last *expectedReview
}

// TestSavedPages reads real saved pages as a user would, through colly and the
// gate, and compares with what a right extractor finds.
func TestSavedPages(t *testing.T) {
	raw, err := os.ReadFile(sharedtest.Path(t, "pages", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	amazon := Selectors{
		Review: `[data-hook="review"]`, Author: ".a-profile-name", Rating: `[data-hook="review-star-rating"]`,
		Date: `[data-hook="review-date"]`, Title: `[data-hook="review-title"]`, Text: `[data-hook="review-body"]`, ID: "@id",
	}
	tesco := Selectors{
		Review: `[class*="ReviewTileContainer"]`, Author: `[class*="AuthorName"]`, Rating: `[class*="ReviewRating"]@aria-label`,
		Date: `[class*="ReviewDate"]`, Title: "h3", Text: `[class*="ReviewContent"]`,
	}
	for _, c := range []struct {
		file      string
		selectors Selectors
		locale    string
		announced int
		best      string
	}{
		{file: "chefkoch.de.mandarinen.html", announced: 953},
		{file: "engadget_xboxonex_review.html", announced: -1, best: "100"},
		{file: "recipe_polishfoodies_2.html", announced: 59},
		{file: "recipe_realmomnutrition_1.html", announced: 174},
		{file: "shopify_eazypc_collection.html", announced: 8},
		{file: "trustpilot_bt.html", announced: 13582},
		{file: "travanto.de.ferienhaus-feinen.html", announced: 6},
		{file: "amazon_us_product.html", selectors: amazon, locale: "en-US", announced: -1},
		{file: "tesco_product.html", selectors: tesco, announced: 22},
		{file: "tripadvisor_a.html", announced: -1},
	} {
		t.Run(c.file, func(t *testing.T) {
			var want expectedPage
			if err := json.Unmarshal(all[c.file], &want); err != nil {
				t.Fatal(err)
			}
			path := sharedtest.Path(t, "pages", c.file)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				http.ServeFile(w, r, path)
			}))
			defer server.Close()
			src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/page"}, Selectors: c.selectors, Locale: c.locale, MaxPages: 1}, testGate(t, newClock(), nil, server))
			if err != nil {
				t.Fatal(err)
			}
			sink := &memory{}
			cov, err := src.Collect(t.Context(), sink)
			if err != nil {
				t.Fatal(err)
			}
			got := sink.verbatims()
			t.Logf("| %s | expected %d | extracted %d | announced %d |", c.file, want.Count, len(got), cov.Announced)
			if len(got) > 0 {
				t.Logf("| first | %s | %s | %s | %.40q |", got[0].Author, got[0].RatingRaw, got[0].PostedAt.Format("2006-01-02"), oneLine(got[0].Text))
			}
			if len(got) != want.Count || cov.Parsed != want.Count {
				t.Fatalf("found %d reviews, want %d; coverage %+v; rejects %v", len(got), want.Count, cov, sink.rejects())
			}
			if len(sink.ids) != want.Count {
				t.Errorf("%d different ids for %d reviews", len(sink.ids), want.Count)
			}
			if cov.Announced != c.announced {
				t.Errorf("announced %d, want %d", cov.Announced, c.announced)
			}
			if want.Count == 0 {
				if cov.Suspect == "" {
					t.Error("an empty page is not suspect")
				}
				return
			}
			compareReview(t, "first", got[0], want.First, c.best)
			compareReview(t, "last", got[len(got)-1], want.Last, c.best)
		})
	}
}

func compareReview(t *testing.T, which string, got opinion.Verbatim, want *expectedReview, best string) {
	t.Helper()
	if want.Author != nil && got.Author != *want.Author && !strings.HasPrefix(*want.Author, got.Author+" ") {
		t.Errorf("%s: author %q, want %q", which, got.Author, *want.Author)
	}
	if want.Title != nil && got.Title != *want.Title {
		t.Errorf("%s: title %q, want %q", which, got.Title, *want.Title)
	}
	if want.Rating != nil {
		value, _ := ratings.Parse(*want.Rating, ratings.NewScale(best, ""))
		if got.RatingRaw != *want.Rating || got.Rating != value || value == 0 {
			t.Errorf("%s: rating %v from %q, want %v from %q", which, got.Rating, got.RatingRaw, value, *want.Rating)
		}
	}
	if want.Date != nil {
		d := dates.Reader{Order: dates.DayFirst}.Parse(*want.Date)
		if !d.Known() || !got.PostedAt.Equal(dayOf(d.Time)) {
			t.Errorf("%s: posted %v, want %v", which, got.PostedAt, dayOf(d.Time))
		}
	}
	text := oneLine(got.Text)
	if want.Text == nil {
		if text != "" {
			t.Errorf("%s: text %q, want none", which, text)
		}
		return
	}
	if !strings.HasPrefix(text, oneLine(*want.Text)) {
		t.Errorf("%s: text %.90q, want %.90q", which, text, *want.Text)
	}
	// expected.json cuts the one text at 240 characters and counts the rest.
	if n := len([]rune(text)); n < want.TextLen || want.TextLen != 240 && n > want.TextLen+12 {
		t.Errorf("%s: text has %d characters, want about %d", which, n, want.TextLen)
	}
}

// TestSavedPagesUnconfigured: what is read where the user names no selectors,
// and where the page's state is all there is.
func TestSavedPagesUnconfigured(t *testing.T) {
	for _, c := range []struct {
		file, cut string // cut is taken out of the page
		way       string
		n         int
		author    string
	}{
		{"amazon_us_product.html", "", "known shop software", 8, "The Key Master"},
		{"trustpilot_bt.html", "application/ld+json", "embedded state", 20, "jason"},
		{"tesco_product.html", "", "", 0, ""},
		{"tripadvisor_a.html", "", "", 0, ""},
	} {
		raw, err := os.ReadFile(sharedtest.Path(t, "pages", c.file))
		if err != nil {
			t.Fatal(err)
		}
		body := string(raw)
		if c.cut != "" {
			body = strings.ReplaceAll(body, c.cut, "text/plain")
		}
		f := parseString(t, body, PageOptions{})
		if len(f.verbatims) != c.n || f.way != c.way || c.n > 0 && f.verbatims[0].Author != c.author {
			t.Errorf("%s: %d reviews by %q; first %+v", c.file, len(f.verbatims), f.way, f.verbatims[:min(1, len(f.verbatims))])
		}
	}
}
