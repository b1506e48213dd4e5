package demo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

var (
	nextLink = regexp.MustCompile(`<a (?:rel|class)="next" href="([^"]+)"`)
	shownID  = regexp.MustCompile(`(?:class="(?:review|post)" )id="([a-z]+-\d+)"`)
)

// walk follows the next links from path and gives the bodies.
func walk(t *testing.T, h http.Handler, path string) []string {
	t.Helper()
	var bodies []string
	for path != "" {
		code, body := get(t, h, path)
		if code != http.StatusOK {
			t.Fatalf("%s: status %d", path, code)
		}
		if bodies = append(bodies, body); len(bodies) > 20 {
			t.Fatalf("%s: the pages do not end", path)
		}
		path = ""
		if m := nextLink.FindStringSubmatch(body); m != nil {
			path = html.UnescapeString(m[1])
		}
	}
	return bodies
}

func TestPagesServeEachReviewOnce(t *testing.T) {
	h := Handler(now)
	want := map[string]map[string]Review{}
	for _, r := range truth(t) {
		if want[r.Page] == nil {
			want[r.Page] = map[string]Review{}
		}
		want[r.Page][r.ID] = r
	}
	for page, start := range map[string]string{
		PageStudio: "/reviews/studio", PageWorkshop: "/reviews/workshop",
		PagePod: "/reviews/pod", PageForum: "/forum/thread-1",
	} {
		t.Run(page, func(t *testing.T) {
			seen := map[string]bool{}
			for _, body := range walk(t, h, start) {
				ids := shownID.FindAllStringSubmatch(body, -1)
				if len(ids) == 0 || len(ids) > perPage {
					t.Errorf("%d reviews on a page", len(ids))
				}
				plain := html.UnescapeString(body)
				for _, m := range ids {
					id := m[1]
					r, ok := want[page][id]
					if !ok || seen[id] {
						t.Errorf("%s served twice or in the wrong place", id)
					}
					seen[id] = true
					if !strings.Contains(plain, r.Text) || !strings.Contains(plain, r.Title) || !strings.Contains(plain, r.Author) {
						t.Errorf("%s: its text, title or author is not on the page", id)
					}
					if at := r.Posted(now).Format(time.RFC3339); !strings.Contains(body, at) {
						t.Errorf("%s: its date %s is not on the page", id, at)
					}
				}
			}
			if len(seen) != len(want[page]) {
				t.Errorf("%d of %d served", len(seen), len(want[page]))
			}
		})
	}
}

var ldBlock = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

func TestStudioJSONLD(t *testing.T) {
	byID := map[string]Review{}
	total := 0
	for _, r := range truth(t) {
		byID[r.ID] = r
		if r.Page == PageStudio {
			total++
		}
	}
	got := 0
	h := Handler(now)
	for _, body := range walk(t, h, "/reviews/studio") {
		m := ldBlock.FindStringSubmatch(body)
		if m == nil {
			t.Fatal("no JSON-LD")
		}
		var product struct {
			AggregateRating struct{ ReviewCount int }
			Review          []struct {
				Identifier, URL, ReviewBody, DatePublished string
				ReviewRating                               struct{ RatingValue int }
			}
		}
		if err := json.Unmarshal([]byte(m[1]), &product); err != nil {
			t.Fatal(err)
		}
		if product.AggregateRating.ReviewCount != total {
			t.Errorf("announces %d, has %d", product.AggregateRating.ReviewCount, total)
		}
		for _, x := range product.Review {
			r := byID[x.Identifier]
			if x.ReviewBody != r.Text || x.ReviewRating.RatingValue != r.Rating || x.DatePublished != r.Posted(now).Format(time.RFC3339) {
				t.Errorf("%s: %+v is not %+v", x.Identifier, x, r)
			}
			address, anchor, _ := strings.Cut(x.URL, "#")
			if code, there := get(t, h, address); code != http.StatusOK || anchor != r.ID || !strings.Contains(there, `id="`+r.ID+`"`) {
				t.Errorf("%s: its address %s does not lead to it", r.ID, x.URL)
			}
			got++
		}
	}
	if got != total {
		t.Errorf("%d reviews in JSON-LD, want %d", got, total)
	}
}

func TestRoutes(t *testing.T) {
	h := Handler(now)
	tests := []struct {
		path string
		code int
		has  string
	}{
		{"/", 200, "Installed in 5 days"},
		{"/robots.txt", 200, "Disallow: /admin"},
		{"/admin/secret", 200, "Never to be collected"},
		{"/reviews/studio?page=0", 404, ""},
		{"/reviews/studio?page=99", 404, ""},
		{"/reviews/studio?page=x", 404, ""},
		{"/reviews/shed", 404, ""},
		{"/forum/thread-99", 404, ""},
		{"/forum/thread-01", 404, ""},
		{"/forum/thread-1x", 404, ""},
		{"/reviews/workshop", 200, "Showing "},
		{"/reviews/pod", 200, `itemprop="reviewCount"`},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			code, body := get(t, h, tt.path)
			if code != tt.code || !strings.Contains(body, tt.has) {
				t.Errorf("status %d, want %d with %q", code, tt.code, tt.has)
			}
		})
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/reviews/pod", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST answered %d", w.Code)
	}
}

// TestNothingHostileRuns: a text that looks like HTML stays text.
func TestNothingHostileRuns(t *testing.T) {
	h := Handler(now)
	for _, start := range []string{"/reviews/studio", "/reviews/workshop", "/reviews/pod", "/forum/thread-1"} {
		for _, body := range walk(t, h, start) {
			if strings.Contains(body, "<script>") || strings.Contains(body, "<img") {
				t.Errorf("%s serves a customer's markup as markup", start)
			}
		}
	}
}

func TestTruthIsNeverServed(t *testing.T) {
	h := Handler(now)
	for _, start := range []string{"/", "/reviews/studio", "/reviews/workshop", "/reviews/pod", "/forum/thread-1"} {
		for _, body := range walk(t, h, start) {
			for _, leak := range []string{"polarity", "duplicate_of", `"cause"`, "responsiveness", "price_value"} {
				if strings.Contains(body, leak) {
					t.Errorf("%s serves %q", start, leak)
				}
			}
		}
	}
}

func TestConfigNamesWhatIsServed(t *testing.T) {
	h := Handler(now)
	text := string(Config("http://127.0.0.1:8080/"))
	if strings.Contains(text, "BASE") {
		t.Error("an address was not filled in")
	}
	urls := regexp.MustCompile(`http://127\.0\.0\.1:8080(/[^"]+)`).FindAllStringSubmatch(text, -1)
	if len(urls) != 4 {
		t.Errorf("%d addresses, want 4", len(urls))
	}
	for _, u := range urls {
		if code, _ := get(t, h, u[1]); code != http.StatusOK {
			t.Errorf("%s: status %d", u[1], code)
		}
		if strings.HasPrefix(u[1], "/admin") {
			t.Errorf("%s is forbidden", u[1])
		}
	}
}

func TestGold(t *testing.T) {
	lines := bufio.NewScanner(bytes.NewReader(Gold()))
	lines.Buffer(nil, 1<<20)
	n := 0
	for lines.Scan() {
		var g struct {
			ID, Domain, Source, Text, Cause string
			Mentions                        []Mention
		}
		if err := json.Unmarshal(lines.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		if g.ID == "" || g.Domain != "demo" || g.Source == "" || g.Text == "" || g.Cause == "" || len(g.Mentions) == 0 {
			t.Errorf("incomplete: %+v", g)
		}
		n++
	}
	if n < 300 {
		t.Errorf("%d gold reviews, want at least 300", n)
	}
}
