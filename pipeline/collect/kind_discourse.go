package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// DiscourseOptions describe what to read of one Discourse forum.
type DiscourseOptions struct {
	APIOptions // Base: the forum
	// Topics are numbers or addresses of topics, read whole.
	Topics []string
	// Query searches; each post that is found is read by itself.
	Query string
}

// discourseChunk is how many posts of a topic one request names.
const discourseChunk = 20

var topicNumber = regexp.MustCompile(`^(?:.*/t/(?:[^/]+/)?)?(\d+)(?:/\d+)?(?:\.json)?/?$`)

// NewDiscourse checks the options.
func NewDiscourse(opts DiscourseOptions, gate *Gate) (Source, error) {
	s, err := newAPI("discourse", "", opts.APIOptions, gate)
	err = needs(err, opts.Name, "topics or a query", len(opts.Topics) == 0 && opts.Query == "")
	for _, t := range opts.Topics {
		m := topicNumber.FindStringSubmatch(t)
		if m == nil {
			err = errors.Join(err, fmt.Errorf("source %q: %q is no number or address of a topic", opts.Name, t))
			continue
		}
		s.starts = append(s.starts, s.Base+"/t/"+m[1]+".json")
	}
	if opts.Query != "" {
		s.starts = append(s.starts, with(s.Base+"/search.json", "q", opts.Query+" order:latest", "page", "1"))
	}
	if err != nil {
		return nil, err
	}
	s.branches = opts.Query != ""
	if opts.Query == "" {
		s.extent = everything
	}
	titles := map[int]string{} // the answers that continue a topic lack its title
	s.read = func(a *answer) error { return discourse(a, s.Base, titles) }
	return s, nil
}

type discoursePost struct {
	ID          int     `json:"id"`
	Username    string  `json:"username"`
	Created     string  `json:"created_at"`
	Cooked      *string `json:"cooked"`
	Number      int     `json:"post_number"`
	Type        int     `json:"post_type"`
	TopicID     int     `json:"topic_id"`
	TopicTitle  string  `json:"topic_title"`
	Hidden      bool    `json:"hidden"`
	UserDeleted bool    `json:"user_deleted"`
	Deleted     *string `json:"deleted_at"`
}

// discourse reads a topic, a part of one, a single post, or a search.
func discourse(a *answer, base string, titles map[int]string) error {
	var doc struct {
		ID     int    `json:"id"`
		Title  string `json:"title"`
		Stream *struct {
			Posts []json.RawMessage `json:"posts"`
			IDs   []int             `json:"stream"`
		} `json:"post_stream"`
		Posts   []json.RawMessage `json:"posts"`
		Cooked  *string           `json:"cooked"`
		Grouped *struct {
			More bool `json:"more_full_page_results"`
		} `json:"grouped_search_result"`
	}
	if err := a.into(&doc); err != nil {
		return err
	}
	if doc.Title != "" {
		titles[doc.ID] = doc.Title
	}
	take := func(p *discoursePost, source []byte) { a.discoursePost(p, base, titles[p.TopicID], source) }
	switch {
	case doc.Stream != nil:
		each(a, doc.Stream.Posts, take)
		a.announced = max(len(doc.Stream.IDs), len(doc.Stream.Posts))
		a.chunks(base, doc.ID, doc.Stream.Posts, doc.Stream.IDs)
	case doc.Grouped != nil:
		each(a, doc.Posts, func(p *discoursePost, _ []byte) {
			a.more = append(a.more, fmt.Sprintf("%s/posts/%d.json", base, p.ID))
		})
		a.announced = 0
		if doc.Grouped.More && len(doc.Posts) > 0 {
			a.rest = append(a.rest, with(a.asked, "page", strconv.Itoa(a.number("page")+1)))
		}
	case doc.Cooked != nil:
		each(a, []json.RawMessage{a.Body}, take)
	default:
		return fmt.Errorf("%s: the answer holds no posts", a.asked)
	}
	return nil
}

// chunks asks for the posts of a topic that its first answer names only.
func (a *answer) chunks(base string, topic int, have []json.RawMessage, all []int) {
	if len(have) >= len(all) || strings.HasSuffix(strings.Split(a.asked, "?")[0], "/posts.json") {
		return
	}
	for rest := all[len(have):]; len(rest) > 0; {
		n := min(discourseChunk, len(rest))
		q := url.Values{}
		for _, id := range rest[:n] {
			q.Add("post_ids[]", strconv.Itoa(id))
		}
		a.more = append(a.more, fmt.Sprintf("%s/t/%d/posts.json?%s", base, topic, q.Encode()))
		rest = rest[n:]
	}
}

func (a *answer) discoursePost(p *discoursePost, base, title string, source []byte) {
	switch {
	case p.Cooked == nil:
		a.rejects = append(a.rejects, reject(a.Page.URL, "a post without its text", string(source)))
		return
	case p.UserDeleted || p.Deleted != nil:
		a.skip("deleted by its author")
		return
	case p.Hidden:
		a.skip("hidden by a moderator")
		return
	case p.Type > 2: // 2 is a moderator who speaks
		a.skip("a note of the forum, not a post")
		return
	}
	a.take(raw{
		id: strconv.Itoa(p.ID), author: p.Username, title: unescape(first(title, p.TopicTitle)), text: cooked(*p.Cooked), date: p.Created,
		link: fmt.Sprintf("%s/t/%d/%d", base, p.TopicID, p.Number),
	}, source)
}

var quoted = cascadia.MustCompile(`aside.quote, aside.onebox`)

// cooked is the text of a post without what it quotes of others.
func cooked(s string) string {
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return plain(s)
	}
	for _, q := range cascadia.QueryAll(doc, quoted) {
		if q.Parent != nil {
			q.Parent.RemoveChild(q)
		}
	}
	return nodeText(doc)
}
