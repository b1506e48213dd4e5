package collect

import (
	"net/http"
	"testing"
)

// FuzzAnswers: whatever a service answers, every kind ends without a panic,
// and what it takes is not empty.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		`{"feed":{"entry":[{"im:rating":{"label":5},"content":{"label":"x"}},null]}}`, `[{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"body":"x","replies":{"data":{"children":{}}}}}]}}]`,
		`{"hits":[null,{"objectID":1}],"nbHits":-5}`, `{"statuses":[{"id":1,"content":"<p>"}]}`, `{"posts":[{"post":{"record":null}}],"cursor":"c"}`,
		`{"post_stream":{"stream":[1,2],"posts":[]},"id":1}`, `{"reviews":{"1":{"review":"x","voted_up":null},"2":7},"cursor":"*"}`, `{"posts":[],"comments":[{"comment":null}]}`,
		`<?xml version="1.0"?><rss><channel><item/></channel></rss>`, `{"version":"https://jsonfeed.org/version/1","items":[null]}`, `{"error":[{}]}`, `[]`, `{}`, `null`, `7`,
	} {
		f.Add(s)
	}
	gate, err := NewGate(GateOptions{})
	if err != nil {
		f.Fatal(err)
	}
	o := APIOptions{Name: "s", Base: "https://api.example"}
	var kinds []*apiSource
	for _, open := range []func() (Source, error){
		func() (Source, error) {
			return NewFeed(FeedOptions{APIOptions: o, URLs: []string{"https://x/f"}}, gate)
		},
		func() (Source, error) { return NewAppStore(AppStoreOptions{APIOptions: o, App: "400274934"}, gate) },
		func() (Source, error) { return NewSteam(SteamOptions{APIOptions: o, App: "1"}, gate) },
		func() (Source, error) {
			return NewReddit(RedditOptions{APIOptions: o, Query: "x", Comments: true}, gate)
		},
		func() (Source, error) { return NewHackerNews(HackerNewsOptions{APIOptions: o, Query: "x"}, gate) },
		func() (Source, error) { return NewMastodon(MastodonOptions{APIOptions: o, Query: "x"}, gate) },
		func() (Source, error) { return NewBluesky(BlueskyOptions{APIOptions: o, Query: "x"}, gate) },
		func() (Source, error) { return NewDiscourse(DiscourseOptions{APIOptions: o, Query: "x"}, gate) },
		func() (Source, error) { return NewLemmy(LemmyOptions{APIOptions: o, Query: "x"}, gate) },
	} {
		src, err := open()
		if err != nil {
			f.Fatal(err)
		}
		kinds = append(kinds, src.(*apiSource))
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, s := range kinds {
			a := s.answer(&Page{URL: s.starts[0], Header: http.Header{}, Body: []byte(body)}, s.starts[0])
			if err := s.read(a); err != nil {
				continue
			}
			for _, v := range a.verbatims {
				if v.Empty() {
					t.Errorf("an empty verbatim from %q", body)
				}
			}
			for _, u := range append(a.more, a.rest...) {
				if !sameHost(u, s.starts[0]) {
					t.Errorf("%q leads to %s", body, u)
				}
			}
		}
	})
}
