package collect

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// HackerNewsOptions describe a search of Hacker News.
type HackerNewsOptions struct {
	APIOptions // Base: https://hn.algolia.com
	Query      string
	// Tags narrow, in Algolia's spelling. ["(story,comment)"]
	Tags string
}

// NewHackerNews searches stories and comments, newest first. Algolia gives a
// thousand hits at most; what lies beyond is counted.
func NewHackerNews(opts HackerNewsOptions, gate *Gate) (Source, error) {
	s, err := newAPI("hackernews", "https://hn.algolia.com", opts.APIOptions, gate)
	if err = needs(err, opts.Name, "a query", opts.Query == ""); err != nil {
		return nil, err
	}
	s.starts = []string{with(s.Base+"/api/v1/search_by_date", "query", opts.Query, "tags", first(opts.Tags, "(story,comment)"), "hitsPerPage", "100", "page", "0")}
	s.read = hackerNews
	return s, nil
}

type hackerHit struct {
	ID      loose  `json:"objectID"`
	Author  string `json:"author"`
	Title   string `json:"title"`
	Story   string `json:"story_text"`
	Comment string `json:"comment_text"`
	Created string `json:"created_at"`
}

func hackerNews(a *answer) error {
	var doc struct {
		Hits    []json.RawMessage `json:"hits"`
		NbHits  int               `json:"nbHits"`
		NbPages int               `json:"nbPages"`
		PerPage int               `json:"hitsPerPage"`
	}
	if err := a.into(&doc); err != nil {
		return err
	}
	if doc.Hits == nil {
		return fmt.Errorf("%s: the answer holds no hits", a.asked)
	}
	a.announced = doc.NbHits
	each(a, doc.Hits, func(h *hackerHit, source []byte) {
		a.take(raw{
			id: string(h.ID), author: h.Author, title: unescape(h.Title), text: plain(first(h.Comment, h.Story)), date: h.Created,
			link: "https://news.ycombinator.com/item?id=" + string(h.ID),
		}, source)
	})
	page := a.number("page")
	switch {
	case len(doc.Hits) == 0:
	case page+1 < doc.NbPages:
		a.rest = append(a.rest, with(a.asked, "page", strconv.Itoa(page+1)))
	default:
		a.beyond = max(0, doc.NbHits-page*doc.PerPage-len(doc.Hits))
	}
	return nil
}
