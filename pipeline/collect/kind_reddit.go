package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// RedditOptions describe what to read of Reddit. Without a token its servers
// answer few programs; the gate keeps to its robots.txt either way.
type RedditOptions struct {
	APIOptions // Base: https://www.reddit.com; with a token https://oauth.reddit.com
	// Query searches, in Subreddit where one is named; a subreddit alone is
	// read from the newest post on.
	Query, Subreddit string
	// Threads are addresses of single threads.
	Threads []string
	// Comments reads the thread of every post that is found.
	Comments bool
}

// NewReddit checks the options.
func NewReddit(opts RedditOptions, gate *Gate) (Source, error) {
	base := "https://www.reddit.com"
	if opts.Token != "" {
		base = "https://oauth.reddit.com"
	}
	s, err := newAPI("reddit", base, opts.APIOptions, gate)
	err = needs(err, opts.Name, "a query, a subreddit or threads", opts.Query == "" && opts.Subreddit == "" && len(opts.Threads) == 0)
	sub := strings.Trim(strings.TrimPrefix(strings.Trim(opts.Subreddit, "/"), "r/"), "/")
	err = needs(err, opts.Name, "a subreddit by its name alone", strings.ContainsAny(sub, "/?# "))
	switch {
	case opts.Query != "" && sub != "":
		s.starts = append(s.starts, with(s.Base+"/r/"+sub+"/search.json", "q", opts.Query, "restrict_sr", "1", "sort", "new", "limit", "100", "raw_json", "1"))
	case opts.Query != "":
		s.starts = append(s.starts, with(s.Base+"/search.json", "q", opts.Query, "sort", "new", "limit", "100", "raw_json", "1"))
	case sub != "":
		s.starts = append(s.starts, with(s.Base+"/r/"+sub+"/new.json", "limit", "100", "raw_json", "1"))
	}
	for _, t := range opts.Threads {
		u, bad := url.Parse(t)
		if bad != nil || !strings.Contains(u.Path, "/comments/") {
			err = errors.Join(err, fmt.Errorf("source %q: %q is no thread: it lacks /comments/", opts.Name, t))
			continue
		}
		s.starts = append(s.starts, redditThread(s.Base, u.Path))
	}
	if err != nil {
		return nil, err
	}
	s.branches = opts.Comments
	if opts.Query == "" && sub == "" {
		s.extent = everything
	}
	s.read = func(a *answer) error { return reddit(a, s.Base, opts.Comments) }
	return s, nil
}

func redditThread(base, path string) string {
	return with(base+strings.TrimSuffix(strings.TrimSuffix(path, "/"), ".json")+".json", "limit", "500", "raw_json", "1")
}

type redditThing struct {
	Kind string `json:"kind"`
	Data struct {
		ID        string          `json:"id"`
		Name      string          `json:"name"`
		Author    string          `json:"author"`
		Title     string          `json:"title"`
		Selftext  string          `json:"selftext"`
		Body      string          `json:"body"`
		Permalink string          `json:"permalink"`
		Created   loose           `json:"created_utc"`
		Removed   *string         `json:"removed_by_category"`
		Count     int             `json:"count"`
		Comments  int             `json:"num_comments"`
		After     string          `json:"after"`
		Replies   json.RawMessage `json:"replies"`
		Children  json.RawMessage `json:"children"`
	} `json:"data"`
}

// reddit reads a listing, or a thread: a list of two listings.
func reddit(a *answer, base string, comments bool) error {
	var doc json.RawMessage
	if err := a.into(&doc); err != nil {
		return err
	}
	thread := bytes.HasPrefix(bytes.TrimSpace(doc), []byte("["))
	listings := 0
	each(a, ordered(doc), func(l *redditThing, _ []byte) {
		if l.Kind != "Listing" {
			return
		}
		listings++
		w := redditWalk{a: a, base: base, follow: comments && !thread}
		w.children(l.Data.Children, 0)
		if l.Data.After != "" && !thread {
			a.rest = append(a.rest, with(a.asked, "after", l.Data.After))
		}
	})
	if listings == 0 {
		return fmt.Errorf("%s: the answer holds no listing", a.asked)
	}
	if len(a.verbatims)+len(a.skipped) == 0 {
		a.announced = 0
	}
	return nil
}

type redditWalk struct {
	a      *answer
	base   string
	follow bool
}

func (w *redditWalk) children(list json.RawMessage, depth int) {
	if depth > maxJSONDepth {
		return
	}
	each(w.a, ordered(list), func(t *redditThing, source []byte) {
		d := &t.Data
		switch t.Kind {
		case "more": // a stub: the comments behind it are not in this answer
			w.a.beyond += d.Count
			return
		case "t1", "t3":
			w.take(t, source)
		}
		if w.follow && t.Kind == "t3" && d.Comments > 0 && d.Permalink != "" {
			w.a.more = append(w.a.more, redditThread(w.base, d.Permalink))
		}
		var replies redditThing
		if bytes.HasPrefix(d.Replies, []byte("{")) && json.Unmarshal(d.Replies, &replies) == nil {
			w.children(replies.Data.Children, depth+1)
		}
	})
}

func (w *redditWalk) take(t *redditThing, source []byte) {
	d := &t.Data
	body := strings.TrimSpace(first(d.Body, d.Selftext))
	switch body {
	case "[deleted]":
		w.a.skip("deleted by its author")
		return
	case "[removed]", "[ Removed by Reddit ]":
		w.a.skip("removed by a moderator")
		return
	}
	if d.Removed != nil && *d.Removed != "" && body == "" {
		w.a.skip("removed by a moderator")
		return
	}
	if d.Author == "[deleted]" {
		d.Author = ""
	}
	x := raw{
		id: first(d.Name, t.Kind+"_"+d.ID), author: d.Author, title: unescape(d.Title), text: tidy(unescape(body)), date: d.Created.seconds(),
	}
	if d.Permalink != "" {
		x.link = "https://www.reddit.com" + d.Permalink
	}
	w.a.take(x, source)
}
