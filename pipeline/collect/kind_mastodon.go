package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// MastodonOptions describe what to read of one Mastodon server.
type MastodonOptions struct {
	APIOptions // Base: the server, such as https://mastodon.social
	// Tags are hashtags, without their sign; their timelines are public.
	Tags []string
	// Query searches posts, for which servers ask for a token.
	Query string
}

// mastodonPage is how many posts a server gives at once.
const mastodonPage = 40

// NewMastodon checks the options.
func NewMastodon(opts MastodonOptions, gate *Gate) (Source, error) {
	s, err := newAPI("mastodon", "", opts.APIOptions, gate)
	err = needs(err, opts.Name, "tags or a query", len(opts.Tags) == 0 && opts.Query == "")
	for _, tag := range opts.Tags {
		tag = strings.TrimPrefix(tag, "#")
		if tag == "" || strings.ContainsAny(tag, "/?# ") {
			err = errors.Join(err, fmt.Errorf("source %q: %q is no hashtag", opts.Name, tag))
			continue
		}
		s.starts = append(s.starts, with(s.Base+"/api/v1/timelines/tag/"+url.PathEscape(tag), "limit", strconv.Itoa(mastodonPage)))
	}
	if opts.Query != "" {
		s.starts = append(s.starts, with(s.Base+"/api/v2/search", "q", opts.Query, "type", "statuses", "limit", strconv.Itoa(mastodonPage), "offset", "0"))
	}
	if err != nil {
		return nil, err
	}
	s.read = mastodon
	return s, nil
}

type mastodonStatus struct {
	ID      loose  `json:"id"`
	URI     string `json:"uri"`
	URL     string `json:"url"`
	Created string `json:"created_at"`
	Content string `json:"content"`
	Warning string `json:"spoiler_text"`
	Account struct {
		Acct string `json:"acct"`
	} `json:"account"`
	Reblog *mastodonStatus `json:"reblog"`
}

// mastodon reads a timeline, a list of posts, or a search, whose accounts and
// hashtags are no posts.
func mastodon(a *answer) error {
	var doc json.RawMessage
	if err := a.into(&doc); err != nil {
		return err
	}
	var list []json.RawMessage
	search := !bytes.HasPrefix(bytes.TrimSpace(doc), []byte("["))
	if search {
		var answer struct {
			Statuses []json.RawMessage `json:"statuses"`
		}
		if err := json.Unmarshal(doc, &answer); err != nil || answer.Statuses == nil {
			return fmt.Errorf("%s: the answer holds no posts", a.asked)
		}
		list = answer.Statuses
	} else {
		list = ordered(doc)
	}
	last := ""
	each(a, list, func(s *mastodonStatus, source []byte) {
		last = string(s.ID)
		if s.Reblog != nil {
			s = s.Reblog // the words of whoever wrote them
		}
		if plain(s.Content) == "" && s.Warning == "" {
			a.skip("a post without words")
			return
		}
		a.take(raw{
			id: first(s.URI, string(s.ID)), author: s.Account.Acct, title: unescape(s.Warning), text: plain(s.Content), date: s.Created, link: s.URL,
		}, source)
	})
	switch {
	case len(list) == 0:
		a.announced = 0
	case search && len(list) >= mastodonPage:
		a.rest = append(a.rest, with(a.asked, "offset", strconv.Itoa(a.number("offset")+len(list))))
	case !search && last != "":
		a.rest = append(a.rest, with(a.asked, "max_id", last))
	}
	return nil
}
