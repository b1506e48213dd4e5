package collect

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"

	"github.com/mmcdole/gofeed"
)

// FeedOptions describe feeds whose entries are customers' words.
type FeedOptions struct {
	APIOptions // Base is not used
	// URLs of RSS, Atom or JSON feeds.
	URLs []string
}

// NewFeed checks the options. A feed shows its newest entries only: what falls
// out between two runs is lost, so read it often.
func NewFeed(opts FeedOptions, gate *Gate) (Source, error) {
	opts.Base = "https://feed.invalid" // the token of a feed would have no host
	opts.Token = ""
	s, err := newAPI("feed", "", opts.APIOptions, gate)
	err = needs(err, opts.Name, "at least one URL", len(opts.URLs) == 0)
	for _, at := range opts.URLs {
		u, bad := url.Parse(at)
		if bad != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			err = errors.Join(err, fmt.Errorf("source %q: %q is no http or https URL", opts.Name, at))
		}
	}
	if err != nil {
		return nil, err
	}
	s.starts = opts.URLs
	s.read = feed
	return s, nil
}

func feed(a *answer) error {
	if a.markup && bytes.Contains(bytes.ToLower(a.Body[:min(len(a.Body), 2048)]), []byte("<html")) {
		return fmt.Errorf("%s is a web page, not a feed: look for its link to RSS or Atom", a.asked)
	}
	f, err := parseFeed(a.Body)
	if err != nil {
		return fmt.Errorf("%s: the feed cannot be read: %w", a.asked, err)
	}
	a.announced = len(f.Items)
	for _, i := range f.Items {
		x := raw{
			id: first(i.GUID, i.Link), link: i.Link, title: plain(i.Title), text: plain(first(i.Content, i.Description)),
			// Published as it is written: the parser's own reading takes "EST" for UTC.
			date: first(i.Published, i.Updated),
		}
		if len(i.Authors) > 0 && i.Authors[0] != nil {
			x.author = first(i.Authors[0].Name, i.Authors[0].Email)
		}
		a.take(x, []byte(x.id))
	}
	// RFC 5005: an older page of the same feed
	if next := resolve(a.Page.URL, linkRel(a.Header, "next")); next != "" && sameHost(next, a.asked) {
		a.rest = append(a.rest, next)
	}
	return nil
}

// parseFeed guards against gofeed 1.4.2, which panics on {"items":[null]}.
func parseFeed(body []byte) (f *gofeed.Feed, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("it has an unheard-of form (%v)", r)
		}
	}()
	return gofeed.NewParser().Parse(bytes.NewReader(body))
}
