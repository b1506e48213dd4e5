package collect

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"gripe/data/sharedtest"
	"gripe/pipeline/collect/dates"
)

// expectedPost is what expected.json says of a post; its ratings and dates are
// text, numbers or truth values.
type expectedPost struct {
	Author, Title, Text *string
	Rating, Date        any
	TextLen             int `json:"text_len"`
}

// TestSavedAnswers reads saved answers of public interfaces through the gate.
// With -v it prints the table of expected and extracted.
func TestSavedAnswers(t *testing.T) {
	raw, err := os.ReadFile(sharedtest.Path(t, "pages", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file      string
		open      func(APIOptions, *Gate) (Source, error)
		skipped   int
		beyond    int
		announced int
	}{
		{file: "itunes_customerreviews_meon.json", announced: -1, open: func(o APIOptions, g *Gate) (Source, error) {
			return NewAppStore(AppStoreOptions{APIOptions: o, App: "400274934"}, g)
		}},
		{file: "reddit_post.json", announced: -1, open: openThread},
		{file: "reddit_posts-comments-subreddits.json", announced: -1, open: func(o APIOptions, g *Gate) (Source, error) {
			return NewReddit(RedditOptions{APIOptions: o, Subreddit: "r/test"}, g)
		}},
		// seven of the 471 are "[deleted]"
		{file: "reddit_thread.json", announced: -1, skipped: 7, beyond: 61, open: openThread},
		{file: "discourse_topic.json", announced: 4, open: func(o APIOptions, g *Gate) (Source, error) {
			return NewDiscourse(DiscourseOptions{APIOptions: o, Topics: []string{"57"}}, g)
		}},
		{file: "steam_appreviews_582010.json", announced: 35202, open: func(o APIOptions, g *Gate) (Source, error) {
			return NewSteam(SteamOptions{APIOptions: o, App: "582010"}, g)
		}},
		{file: "bluesky_capture_atprotocom.json", announced: -1, open: func(o APIOptions, g *Gate) (Source, error) {
			return NewBluesky(BlueskyOptions{APIOptions: o, Query: "x"}, g)
		}},
		{file: "mastodon_search.json", announced: -1, open: func(o APIOptions, g *Gate) (Source, error) {
			return NewMastodon(MastodonOptions{APIOptions: o, Query: "x"}, g)
		}},
	} {
		t.Run(c.file, func(t *testing.T) {
			var want struct {
				Count       int
				First, Last *expectedPost
			}
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
			src, err := c.open(APIOptions{Name: "s", Base: server.URL, MaxPages: 1}, testGate(t, newClock(), nil, server))
			if err != nil {
				t.Fatal(err)
			}
			sink := &memory{}
			cov, err := src.Collect(t.Context(), sink)
			if err != nil {
				t.Fatal(err)
			}
			got := sink.verbatims()
			t.Logf("| %s | expected %d | extracted %d + %d deleted, %d behind stubs | announced %d |", c.file, want.Count, len(got), c.skipped, c.beyond, cov.Announced)
			if len(got)+c.skipped != want.Count || len(sink.ids) != len(got) || cov.Announced != c.announced {
				t.Fatalf("found %d, %d ids, want %d; coverage %+v; rejects %.300v", len(got), len(sink.ids), want.Count, cov, sink.rejects())
			}
			if cov.Skipped["deleted by its author"] != c.skipped || cov.Skipped[notGiven] != c.beyond || c.beyond > 0 && !cov.Capped {
				t.Errorf("coverage %+v", cov)
			}
			comparePost(t, "first", got[0].Author, got[0].Title, got[0].Text, got[0].RatingRaw, got[0].PostedAt.Unix(), want.First)
			last := got[len(got)-1]
			comparePost(t, "last", last.Author, last.Title, last.Text, last.RatingRaw, last.PostedAt.Unix(), want.Last)
		})
	}
}

func openThread(o APIOptions, g *Gate) (Source, error) {
	return NewReddit(RedditOptions{APIOptions: o, Threads: []string{"https://www.reddit.com/r/test/comments/abc/x/"}}, g)
}

func comparePost(t *testing.T, which, author, title, text, rating string, posted int64, want *expectedPost) {
	t.Helper()
	if want == nil {
		return
	}
	t.Logf("| %s | %s | %s | %d | %.40q |", which, author, rating, posted, oneLine(text))
	if want.Author != nil && author != *want.Author {
		t.Errorf("%s: author %q, want %q", which, author, *want.Author)
	}
	if want.Title != nil && title != *want.Title {
		t.Errorf("%s: title %q, want %q", which, title, *want.Title)
	}
	switch r := want.Rating.(type) { // Reddit's number is a score, not a rating
	case string:
		if rating != r {
			t.Errorf("%s: rating %q, want %q", which, rating, r)
		}
	case bool:
		if rating != strconv.FormatBool(r) {
			t.Errorf("%s: rating %q, want %v", which, rating, r)
		}
	}
	switch d := want.Date.(type) {
	case float64:
		if posted != int64(d) {
			t.Errorf("%s: posted %d, want %d", which, posted, int64(d))
		}
	case string:
		if r := (dates.Reader{}).Parse(d); posted != r.Time.Unix() {
			t.Errorf("%s: posted %d, want %s", which, posted, d)
		}
	}
	head := oneLine(bbCode.ReplaceAllString(*want.Text, ""))
	if i := strings.LastIndexByte(head, '['); i > 0 && !strings.Contains(head[i:], "]") {
		head = head[:i] // the expected text is cut inside a tag
	}
	if got := oneLine(text); !strings.HasPrefix(got, strings.TrimSpace(head)) {
		t.Errorf("%s: text %.120q, want %.120q", which, got, head)
	}
}
