package collect

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// LemmyOptions describe what to read of one Lemmy server.
type LemmyOptions struct {
	APIOptions // Base: the server, such as https://lemmy.world
	// Query searches posts and comments, in Community where one is named; a
	// community alone is read from the newest post and comment on.
	Query, Community string
}

// lemmyPage is how many items a server gives at once.
const lemmyPage = 50

// NewLemmy checks the options.
func NewLemmy(opts LemmyOptions, gate *Gate) (Source, error) {
	s, err := newAPI("lemmy", "", opts.APIOptions, gate)
	if err = needs(err, opts.Name, "a query or a community", opts.Query == "" && opts.Community == ""); err != nil {
		return nil, err
	}
	limit := strconv.Itoa(lemmyPage)
	if opts.Query != "" {
		for _, kind := range []string{"Posts", "Comments"} {
			at := with(s.Base+"/api/v3/search", "q", opts.Query, "type_", kind, "sort", "New", "limit", limit, "page", "1")
			if opts.Community != "" {
				at = with(at, "community_name", opts.Community)
			}
			s.starts = append(s.starts, at)
		}
	} else {
		for _, list := range []string{"/api/v3/post/list", "/api/v3/comment/list"} {
			s.starts = append(s.starts, with(s.Base+list, "community_name", opts.Community, "sort", "New", "limit", limit, "page", "1"))
		}
	}
	s.read = lemmy
	return s, nil
}

// lemmyItem is a post, or a comment with the post it stands under.
type lemmyItem struct {
	Post    *lemmyText `json:"post"`
	Comment *lemmyText `json:"comment"`
	Creator struct {
		Name string `json:"name"`
	} `json:"creator"`
}

type lemmyText struct {
	ID        int    `json:"id"`
	Name      string `json:"name"`
	Body      string `json:"body"`
	Content   string `json:"content"`
	Link      string `json:"ap_id"`
	Published string `json:"published"`
	Deleted   bool   `json:"deleted"`
	Removed   bool   `json:"removed"`
}

func lemmy(a *answer) error {
	var doc struct {
		Posts    []json.RawMessage `json:"posts"`
		Comments []json.RawMessage `json:"comments"`
	}
	if err := a.into(&doc); err != nil {
		return err
	}
	if doc.Posts == nil && doc.Comments == nil {
		return fmt.Errorf("%s: the answer holds neither posts nor comments", a.asked)
	}
	list := append(doc.Posts, doc.Comments...)
	each(a, list, func(i *lemmyItem, source []byte) {
		kind, t := "comment", i.Comment
		if t == nil {
			kind, t = "post", i.Post
		}
		switch {
		case t == nil:
			a.rejects = append(a.rejects, reject(a.Page.URL, "neither a post nor a comment", string(source)))
		case t.Deleted:
			a.skip("deleted by its author")
		case t.Removed:
			a.skip("removed by a moderator")
		default:
			a.take(raw{
				id: first(t.Link, fmt.Sprintf("%s %d", kind, t.ID)), author: i.Creator.Name, title: t.Name,
				text: tidy(first(t.Content, t.Body)), date: t.Published, link: t.Link,
			}, source)
		}
	})
	if len(list) == 0 {
		a.announced = 0
	}
	if len(list) >= lemmyPage {
		a.rest = append(a.rest, with(a.asked, "page", strconv.Itoa(a.number("page")+1)))
	}
	return nil
}
