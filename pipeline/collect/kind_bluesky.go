package collect

import (
	"encoding/json"
	"fmt"
	"strings"
)

// BlueskyOptions describe a search of Bluesky.
type BlueskyOptions struct {
	APIOptions // Base: https://api.bsky.app
	Query      string
	// Language narrows, as two letters. [all]
	Language string
}

// NewBluesky searches posts, newest first. A file of captured records reads
// the same way where Base serves it.
func NewBluesky(opts BlueskyOptions, gate *Gate) (Source, error) {
	s, err := newAPI("bluesky", "https://api.bsky.app", opts.APIOptions, gate)
	if err = needs(err, opts.Name, "a query", opts.Query == ""); err != nil {
		return nil, err
	}
	start := with(s.Base+"/xrpc/app.bsky.feed.searchPosts", "q", opts.Query, "sort", "latest", "limit", "100")
	if opts.Language != "" {
		start = with(start, "lang", opts.Language)
	}
	s.starts = []string{start}
	s.read = bluesky
	return s, nil
}

type blueskyRecord struct {
	Type    string `json:"$type"`
	Text    string `json:"text"`
	Created string `json:"createdAt"`
}

// blueskyPost is a post of a search, of a feed, or a bare record.
type blueskyPost struct {
	URI    string `json:"uri"`
	Author struct {
		Handle string `json:"handle"`
	} `json:"author"`
	Record *blueskyRecord `json:"record"`
	Value  *blueskyRecord `json:"value"`
	Post   *blueskyPost   `json:"post"`
}

func bluesky(a *answer) error {
	var doc struct {
		Posts       []json.RawMessage `json:"posts"`
		Feed        []json.RawMessage `json:"feed"`
		Records     []json.RawMessage `json:"records"`
		PostRecords []json.RawMessage `json:"postRecords"`
		Cursor      string            `json:"cursor"`
		Total       *int              `json:"hitsTotal"`
	}
	if err := a.into(&doc); err != nil {
		return err
	}
	list := append(append(append(doc.Posts, doc.Feed...), doc.Records...), doc.PostRecords...)
	if doc.Posts == nil && doc.Feed == nil && doc.Records == nil && doc.PostRecords == nil {
		return fmt.Errorf("%s: the answer holds no posts", a.asked)
	}
	if doc.Total != nil {
		a.announced = *doc.Total
	}
	each(a, list, func(p *blueskyPost, source []byte) {
		if p.Post != nil {
			p = p.Post
		}
		r := p.Record
		if r == nil {
			r = p.Value
		}
		switch {
		case r == nil || r.Type != "" && r.Type != "app.bsky.feed.post":
			a.skip("a record that is no post")
		case strings.TrimSpace(r.Text) == "":
			a.skip("a post without words")
		default:
			a.take(raw{id: p.URI, author: p.Author.Handle, text: tidy(r.Text), date: r.Created, link: blueskyLink(p.URI)}, source)
		}
	})
	switch {
	case len(list) == 0:
		a.announced = max(a.announced, 0)
	case doc.Cursor != "" && doc.Cursor != a.parameter("cursor"):
		a.rest = append(a.rest, with(a.asked, "cursor", doc.Cursor))
	}
	return nil
}

// blueskyLink is where a reader finds the post at://did/app.bsky.feed.post/key.
func blueskyLink(uri string) string {
	parts := strings.Split(strings.TrimPrefix(uri, "at://"), "/")
	if len(parts) != 3 || parts[1] != "app.bsky.feed.post" {
		return ""
	}
	return "https://bsky.app/profile/" + parts[0] + "/post/" + parts[2]
}
