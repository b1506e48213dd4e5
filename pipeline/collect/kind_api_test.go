package collect

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gripe/pipeline/opinion"
)

// answers serves JSON by path and query, and notes what was asked.
func answers(t *testing.T, pages map[string]string, asked *[]string, token *[]string) *httptest.Server {
	t.Helper()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.RequestURI()]
		if r.URL.Path == "/robots.txt" && ok {
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "BASE", server.URL))
			return
		}
		if !ok {
			w.WriteHeader(404)
			if r.URL.Path != "/robots.txt" {
				*asked = append(*asked, "404 "+r.URL.RequestURI())
			}
			return
		}
		*asked = append(*asked, r.URL.RequestURI())
		*token = append(*token, r.Header.Get("Authorization"))
		switch {
		case strings.HasPrefix(body, "<?xml"):
			w.Header().Set("Content-Type", "application/rss+xml")
		case strings.HasPrefix(body, "<"):
			w.Header().Set("Content-Type", "text/html")
		default:
			w.Header().Set("Content-Type", "application/json")
		}
		_, _ = io.WriteString(w, strings.ReplaceAll(body, "BASE", server.URL))
	}))
	t.Cleanup(server.Close)
	return server
}

const (
	steamAt    = "/appreviews/10?cursor=%2A&filter=recent&json=1&language=english&num_per_page=100&purchase_type=all"
	steamNext  = "/appreviews/10?cursor=AoI%2F%2B&filter=recent&json=1&language=english&num_per_page=100&purchase_type=all"
	hackerAt   = "/api/v1/search_by_date?hitsPerPage=100&page=0&query=acme&tags=%28story%2Ccomment%29"
	hackerNext = "/api/v1/search_by_date?hitsPerPage=100&page=1&query=acme&tags=%28story%2Ccomment%29"
	blueskyAt  = "/xrpc/app.bsky.feed.searchPosts?limit=100&q=acme&sort=latest"
	redditAt   = "/r/acme/search.json?limit=100&q=kettle&raw_json=1&restrict_sr=1&sort=new"
	lemmyPosts = "/api/v3/search?limit=50&page=1&q=acme&sort=New&type_=Posts"
	lemmyReply = "/api/v3/search?limit=50&page=1&q=acme&sort=New&type_=Comments"
)

func TestAPIKinds(t *testing.T) {
	steam := func(o APIOptions, g *Gate) (Source, error) {
		return NewSteam(SteamOptions{APIOptions: o, App: "10"}, g)
	}
	hacker := func(o APIOptions, g *Gate) (Source, error) {
		return NewHackerNews(HackerNewsOptions{APIOptions: o, Query: "acme"}, g)
	}
	bluesky := func(o APIOptions, g *Gate) (Source, error) {
		return NewBluesky(BlueskyOptions{APIOptions: o, Query: "acme"}, g)
	}
	for _, c := range []struct {
		name    string
		open    func(APIOptions, *Gate) (Source, error)
		opts    APIOptions
		known   []string
		pages   map[string]string
		want    []string // author|title|text|rating|day of each
		asked   int
		capped  bool
		suspect string
		failed  string
		says    string // in a notice
		rejects int
	}{
		{name: "app store in two countries", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewAppStore(AppStoreOptions{APIOptions: o, App: "id400274934", Countries: []string{"us", "de"}}, g)
		}, pages: map[string]string{
			"/us/rss/customerreviews/page=1/id=400274934/sortby=mostrecent/json": `{"feed":{"entry":[{"im:name":{"label":"Meon"},"id":{"label":"a"}},{"id":{"label":"1"},"author":{"name":{"label":"Ann"}},"title":{"label":"Bad"},"content":{"label":"It crashes."},"im:rating":{"label":"1"},"updated":{"label":"2026-03-04T01:00:00-07:00"}}]}}`,
			"/us/rss/customerreviews/page=2/id=400274934/sortby=mostrecent/json": `{"feed":{"entry":{"id":{"label":"2"},"author":{"name":{"label":"Ben"}},"title":{"label":"Good"},"content":{"label":"Fine."},"im:rating":{"label":"5"}}}}`,
			"/us/rss/customerreviews/page=3/id=400274934/sortby=mostrecent/json": `{"feed":{}}`,
			"/de/rss/customerreviews/page=1/id=400274934/sortby=mostrecent/json": `{"feed":{"author":{"name":{"label":"iTunes Store"}}}}`,
		}, want: []string{"Ann|Bad|It crashes.|1|2026-03-04", "Ben|Good|Fine.|5|0001-01-01"}, asked: 4},
		{name: "reddit search and its threads", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewReddit(RedditOptions{APIOptions: o, Query: "kettle", Subreddit: "/r/acme/", Comments: true}, g)
		}, pages: map[string]string{
			redditAt: `{"kind":"Listing","data":{"after":null,"children":[{"kind":"t3","data":{"name":"t3_a","author":"Ann","title":"Kettle &amp; lid","selftext":"","permalink":"/r/acme/comments/a/kettle/","created_utc":1595067967.0,"num_comments":4}},{"kind":"t3","data":{"name":"t3_b","author":"[deleted]","title":"Gone","selftext":"[removed]"}}]}}`,
			"/r/acme/comments/a/kettle.json?limit=500&raw_json=1": `[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"name":"t3_a","author":"Ann","title":"Kettle &amp; lid","selftext":"","created_utc":1595067967.0}}]}},{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"name":"t1_c","author":"Ben","body":"Mine leaks","created_utc":1595067968,"replies":{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"name":"t1_d","author":"[deleted]","body":"Same","replies":""}},{"kind":"t1","data":{"name":"t1_e","author":"[deleted]","body":"[deleted]"}},{"kind":"more","data":{"count":7,"children":["x"]}}]}}}}]}}]`,
		}, want: []string{"Ann|Kettle & lid||0|2020-07-18", "Ann|Kettle & lid||0|2020-07-18", "Ben||Mine leaks|0|2020-07-18", "||Same|0|0001-01-01"}, asked: 2, capped: true, says: "7 left out: named by the source and not given out"},
		{name: "hacker news in two pages", open: hacker, pages: map[string]string{
			hackerAt:   `{"hits":[{"objectID":"1","author":"Ann","title":"Acme&#x27;s kettle","story_text":null,"created_at":"2026-03-04T01:00:00Z"}],"nbHits":2,"nbPages":2,"hitsPerPage":1}`,
			hackerNext: `{"hits":[{"objectID":"2","author":"Ben","title":null,"comment_text":"It<p>leaks &amp; I&#x27;m done","created_at":"2026-03-05T01:00:00Z"}],"nbHits":2,"nbPages":2,"hitsPerPage":1}`,
		}, want: []string{"Ann|Acme's kettle||0|2026-03-04", "Ben||It\nleaks & I'm done|0|2026-03-05"}, asked: 2},
		{name: "hacker news beyond a thousand", open: hacker, pages: map[string]string{
			hackerAt: `{"hits":[{"objectID":"1","author":"Ann","title":"x","created_at":"2026-03-04T01:00:00Z"}],"nbHits":40,"nbPages":1,"hitsPerPage":100}`,
		}, want: []string{"Ann|x||0|2026-03-04"}, asked: 1, capped: true, says: "39 left out: named by the source"},
		{name: "mastodon timeline", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewMastodon(MastodonOptions{APIOptions: o, Tags: []string{"#acme"}}, g)
		}, pages: map[string]string{
			"/api/v1/timelines/tag/acme?limit=40":          `[{"id":"9","uri":"u9","url":"BASE/@ann/9","created_at":"2026-03-04T01:00:00.000Z","content":"<p>It <b>leaks</b></p><p>Badly</p>","spoiler_text":"","account":{"acct":"ann@x"}},{"id":"8","uri":"u8","content":"","account":{"acct":"z"}}]`,
			"/api/v1/timelines/tag/acme?limit=40&max_id=8": `[]`,
		}, want: []string{"ann@x||It leaks\n\nBadly|0|2026-03-04"}, asked: 2, says: "1 left out: a post without words"},
		{name: "bluesky with a cursor", open: bluesky, pages: map[string]string{
			blueskyAt: `{"posts":[{"uri":"at://did:plc:a/app.bsky.feed.post/k1","author":{"handle":"ann.bsky.social"},"record":{"$type":"app.bsky.feed.post","text":"It leaks","createdAt":"2026-03-04T01:00:00Z"}}],"cursor":"100","hitsTotal":2}`,
			"/xrpc/app.bsky.feed.searchPosts?cursor=100&limit=100&q=acme&sort=latest": `{"posts":[{"uri":"at://did:plc:b/app.bsky.feed.post/k2","author":{"handle":"ben"},"record":{"$type":"app.bsky.feed.post","text":"Fine","createdAt":"2026-03-04T01:00:00Z"}},{"uri":"at://x/y/z","record":{"$type":"app.bsky.feed.like"}}]}`,
		}, want: []string{"ann.bsky.social||It leaks|0|2026-03-04", "ben||Fine|0|2026-03-04"}, asked: 2},
		{name: "discourse topic in parts", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewDiscourse(DiscourseOptions{APIOptions: o, Topics: []string{"https://f.example/t/slug/57/2"}}, g)
		}, pages: map[string]string{
			"/t/57.json": `{"id":57,"title":"Lids","post_stream":{"stream":[1,2,3],"posts":[{"id":1,"username":"ann","cooked":"<aside class=\"quote\"><blockquote>Theirs</blockquote></aside><p>Mine</p>","created_at":"2026-03-04T01:00:00Z","post_number":1,"post_type":1,"topic_id":57}]}}`,
			"/t/57/posts.json?post_ids%5B%5D=2&post_ids%5B%5D=3": `{"id":57,"post_stream":{"posts":[{"id":2,"username":"ben","cooked":"<p>Too</p>","created_at":"2026-03-05T01:00:00Z","post_number":2,"post_type":1,"topic_id":57},{"id":3,"username":"sys","cooked":"","post_type":3,"topic_id":57}]}}`,
		}, want: []string{"ann|Lids|Mine|0|2026-03-04", "ben|Lids|Too|0|2026-03-05"}, asked: 2, says: "1 left out: a note of the forum"},
		{name: "discourse search", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewDiscourse(DiscourseOptions{APIOptions: o, Query: "acme"}, g)
		}, pages: map[string]string{
			"/search.json?page=1&q=acme+order%3Alatest": `{"posts":[{"id":4,"blurb":"a teaser…"}],"topics":[],"grouped_search_result":{"more_full_page_results":false}}`,
			"/posts/4.json": `{"id":4,"username":"ann","cooked":"<p>The whole</p>","created_at":"2026-03-04T01:00:00Z","post_number":2,"post_type":1,"topic_id":57}`,
		}, want: []string{"ann||The whole|0|2026-03-04"}, asked: 2},
		{name: "steam with a cursor", open: steam, pages: map[string]string{
			steamAt:   `{"success":1,"query_summary":{"num_reviews":1,"total_reviews":2},"reviews":[{"recommendationid":"1","author":{"steamid":"765"},"review":"[h1]Bad[/h1]It [b]crashes[/b] [sic]","timestamp_created":1549490915,"voted_up":false}],"cursor":"AoI/+"}`,
			steamNext: `{"success":1,"query_summary":{"num_reviews":0},"reviews":[],"cursor":"AoI/+"}`,
		}, want: []string{"765||BadIt crashes [sic]|1|2019-02-06"}, asked: 2, suspect: "announced 2, found 1"},
		{name: "lemmy search", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewLemmy(LemmyOptions{APIOptions: o, Query: "acme"}, g)
		}, pages: map[string]string{
			lemmyPosts: `{"posts":[{"post":{"id":1,"name":"Lid","body":"It leaks","ap_id":"https://l/post/1","published":"2026-03-04T01:00:00.123Z"},"creator":{"name":"ann"}},{"post":{"id":2,"removed":true},"creator":{"name":"x"}}],"comments":[]}`,
			lemmyReply: `{"comments":[{"comment":{"id":3,"content":"Mine too","ap_id":"https://l/comment/3","published":"2026-03-05T01:00:00Z"},"post":{"id":1,"name":"Lid"},"creator":{"name":"ben"}}],"posts":[]}`,
		}, want: []string{"ann|Lid|It leaks|0|2026-03-04", "ben||Mine too|0|2026-03-05"}, asked: 2, says: "1 left out: removed by a moderator"},
		{name: "three feeds", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewFeed(FeedOptions{APIOptions: o, URLs: []string{o.Base + "rss", o.Base + "atom", o.Base + "json"}}, g)
		}, pages: map[string]string{
			"/rss":  `<?xml version="1.0"?><rss version="2.0"><channel><title>R</title><item><guid>1</guid><title>Lid &amp;amp; spout</title><description>&lt;p&gt;It leaks&lt;/p&gt;</description><author>a@x (Ann)</author><pubDate>Wed, 04 Mar 2026 23:00:00 EST</pubDate></item></channel></rss>`,
			"/atom": `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>2</id><title>Two</title><content type="html">&lt;b&gt;Fine&lt;/b&gt;</content><author><name>Ben</name></author><published>2026-03-05T01:00:00Z</published></entry></feed>`,
			"/json": `{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"3","content_text":"Went back","authors":[{"name":"Cy"}],"date_published":"2026-03-06T01:00:00Z"}]}`,
		}, want: []string{"Ann|Lid & spout|It leaks|0|2026-03-04", "Ben|Two|Fine|0|2026-03-05", "Cy||Went back|0|2026-03-06"}, asked: 3},
		{name: "a feed that its parser cannot bear", open: func(o APIOptions, g *Gate) (Source, error) {
			return NewFeed(FeedOptions{APIOptions: o, URLs: []string{o.Base + "null"}}, g)
		}, pages: map[string]string{"/null": `{"version":"https://jsonfeed.org/version/1","items":[null]}`}, asked: 1, failed: "the feed cannot be read: it has an unheard-of form"},
		// faults
		{name: "an error inside a 200", open: bluesky, pages: map[string]string{blueskyAt: `{"error":"AuthMissing","message":"Authentication Required"}`}, asked: 1, failed: "refuses: AuthMissing Authentication Required"},
		{name: "a login page with 200", open: hacker, pages: map[string]string{hackerAt: `<html><body>Please log in</body></html>`}, asked: 1, failed: "web page where data was expected"},
		{name: "cut JSON", open: hacker, pages: map[string]string{hackerAt: `{"hits":[{"objectID":`}, asked: 1, failed: "cannot be read"},
		{name: "another form", open: hacker, pages: map[string]string{hackerAt: `{"result":[]}`}, asked: 1, failed: "holds no hits"},
		{name: "steam does not know the game", open: steam, pages: map[string]string{steamAt: `{"success":2}`}, asked: 1, failed: "check the game's number"},
		{name: "one item of another form", open: hacker, pages: map[string]string{hackerAt: `{"hits":[{"objectID":{"a":1}},7,{"objectID":"2","author":"Ben","comment_text":"ok"}],"nbHits":3,"nbPages":1,"hitsPerPage":100}`}, want: []string{"Ben||ok|0|0001-01-01"}, asked: 1, rejects: 2, suspect: "announced 3, found 1"},
		{name: "nothing found is nothing wrong", open: hacker, pages: map[string]string{hackerAt: `{"hits":[],"nbHits":0,"nbPages":0,"hitsPerPage":100}`}, asked: 1},
		{name: "the same answer again", open: steam, pages: map[string]string{
			steamAt:   `{"success":1,"reviews":[{"recommendationid":"1","review":"x","voted_up":true}],"cursor":"AoI/+"}`,
			steamNext: `{"success":1,"reviews":[{"recommendationid":"1","review":"x","voted_up":true}],"cursor":"AoI/+"}`,
		}, want: []string{"||x|5|0001-01-01", "||x|5|0001-01-01"}, asked: 2, suspect: "the same answer"},
		{name: "cap", open: hacker, opts: APIOptions{MaxPages: 1}, pages: map[string]string{
			hackerAt: `{"hits":[{"objectID":"1","author":"Ann","title":"x"}],"nbHits":2,"nbPages":2,"hitsPerPage":1}`,
		}, want: []string{"Ann|x||0|0001-01-01"}, asked: 1, capped: true},
		{name: "stops at what it has", open: hacker, opts: APIOptions{StopAtKnown: true}, known: []string{"1", "2"}, pages: map[string]string{
			hackerAt: `{"hits":[{"objectID":"1","author":"Ann","title":"Review 1"}],"nbHits":2,"nbPages":2,"hitsPerPage":1}`,
		}, want: []string{"Ann|Review 1||0|0001-01-01"}, asked: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var asked, tokens []string
			server := answers(t, c.pages, &asked, &tokens)
			c.opts.Name, c.opts.Base, c.opts.Token = "s", server.URL+"/", "secret"
			var says []string
			c.opts.Progress = func(e Event) {
				if e.Step == Notice {
					says = append(says, e.Message)
				}
			}
			src, err := c.open(c.opts, testGate(t, newClock(), nil, server))
			if err != nil {
				t.Fatal(err)
			}
			sink := &memory{ids: map[string]string{}}
			for _, id := range c.known {
				v := opinion.Verbatim{Source: "s", ExternalID: id, Title: "Review " + id}
				v.Identify()
				sink.ids[v.ID] = v.Content()
			}
			cov, err := src.Collect(t.Context(), sink)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range sink.verbatims() {
				got = append(got, strings.Join([]string{v.Author, v.Title, v.Text, scalar(v.Rating), v.PostedAt.UTC().Format("2006-01-02")}, "|"))
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got %q, want %q; rejects %v", got, c.want, sink.rejects())
			}
			if len(asked) != c.asked || cov.Capped != c.capped || len(sink.rejects()) != c.rejects {
				t.Errorf("asked %q, coverage %+v, %d rejects", asked, cov, len(sink.rejects()))
			}
			if !strings.Contains(cov.Suspect, c.suspect) || c.suspect == "" && cov.Suspect != "" {
				t.Errorf("suspect %q, want %q", cov.Suspect, c.suspect)
			}
			if !strings.Contains(cov.Error, c.failed) || c.failed == "" && cov.Error != "" {
				t.Errorf("error %q, want %q", cov.Error, c.failed)
			}
			if !strings.Contains(strings.Join(says, "\n"), c.says) {
				t.Errorf("says %q, want %q", says, c.says)
			}
			for _, token := range tokens {
				if want := "Bearer secret"; token != want && !strings.Contains(c.name, "feed") {
					t.Errorf("token %q, want %q", token, want)
				}
			}
		})
	}
}

// TestAPIOptions: every fault is named at once.
func TestAPIOptions(t *testing.T) {
	bad := APIOptions{Base: "ftp://x", Token: "a\nb", MaxPages: -1}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"feed":       {second(NewFeed(FeedOptions{APIOptions: bad, URLs: []string{"x"}}, nil)), "no http or https URL"},
		"appstore":   {second(NewAppStore(AppStoreOptions{APIOptions: bad, Countries: []string{"USA"}}, nil)), "app's number"},
		"steam":      {second(NewSteam(SteamOptions{APIOptions: bad, App: "x"}, nil)), "game's number"},
		"reddit":     {second(NewReddit(RedditOptions{APIOptions: bad, Threads: []string{"x"}}, nil)), "no thread"},
		"hackernews": {second(NewHackerNews(HackerNewsOptions{APIOptions: bad}, nil)), "a query"},
		"mastodon":   {second(NewMastodon(MastodonOptions{APIOptions: bad, Tags: []string{"a b"}}, nil)), "no hashtag"},
		"bluesky":    {second(NewBluesky(BlueskyOptions{APIOptions: bad}, nil)), "a query"},
		"discourse":  {second(NewDiscourse(DiscourseOptions{APIOptions: bad, Topics: []string{"x"}}, nil)), "address of a topic"},
		"lemmy":      {second(NewLemmy(LemmyOptions{APIOptions: bad}, nil)), "a query or a community"},
	} {
		for _, want := range []string{c.want, "needs a name", "needs a gate", "max_pages must not be negative"} {
			if c.err == nil || !strings.Contains(c.err.Error(), want) {
				t.Errorf("%s: no word of %q in %v", name, want, c.err)
			}
		}
		if name != "feed" && (!strings.Contains(c.err.Error(), "needs a base") || !strings.Contains(c.err.Error(), "line break")) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
}

func second(_ Source, err error) error { return err }

// TestTokenStays: a token goes to its base alone, and no redirect carries it on.
func TestTokenStays(t *testing.T) {
	var leaked string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaked += r.Header.Get("Authorization")
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(404)
			return
		}
		_, _ = io.WriteString(w, `{"hits":[],"nbHits":0}`)
	}))
	defer other.Close()
	sent := ""
	base := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(404)
			return
		}
		sent = r.Header.Get("Authorization")
		http.Redirect(w, r, other.URL+"/x", http.StatusFound)
	}))
	defer base.Close()
	src, err := NewHackerNews(HackerNewsOptions{APIOptions: APIOptions{Name: "s", Base: base.URL, Token: "secret"}, Query: "x"}, testGate(t, newClock(), nil, base, other))
	if err != nil {
		t.Fatal(err)
	}
	cov, err := src.Collect(t.Context(), &memory{})
	if err != nil || cov.Error != "" || sent != "Bearer secret" || leaked != "" {
		t.Errorf("coverage %+v, error %v, sent %q, leaked %q", cov, err, sent, leaked)
	}
}

func TestLinkHeader(t *testing.T) {
	for in, want := range map[string]string{
		`<https://x/2>; rel="next"`: "https://x/2", `</2>; rel=next`: "/2", `<a>; rel="prev", <b>; title="x"; rel="next last"`: "b",
		`<a>; rel="prev"`: "", `rel="next"`: "", `<a`: "", `<a,b>; REL="Next"`: "a,b", ``: "",
	} {
		if got := linkRel(http.Header{"Link": {in}}, "next"); got != want {
			t.Errorf("%s gives %q, want %q", in, got, want)
		}
	}
}
