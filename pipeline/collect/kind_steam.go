package collect

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// SteamOptions describe a game in Steam's shop.
type SteamOptions struct {
	APIOptions // Base: https://store.steampowered.com
	// App is the number in the game's address.
	App string
	// Language of the reviews, as Steam names it. [english]
	Language string
}

var (
	steamNumber = regexp.MustCompile(`^\d{1,10}$`)
	bbCode      = regexp.MustCompile(`(?i)\[/?(?:h[1-6]|b|i|u|s|strike|spoiler|noparse|hr|url|list|olist|\*|quote|code|table|tr|th|td|img|previewyoutube|dynamiclink)(?:=[^\]\n]{0,300})?\]`)
)

// NewSteam reads the reviews of one game, newest first. "Recommended" is 5 and
// "not recommended" 1; the answer's true or false is kept as it is.
func NewSteam(opts SteamOptions, gate *Gate) (Source, error) {
	s, err := newAPI("steam", "https://store.steampowered.com", opts.APIOptions, gate)
	if err = needs(err, opts.Name, "the game's number, such as 582010", !steamNumber.MatchString(opts.App)); err != nil {
		return nil, err
	}
	s.starts = []string{with(s.Base+"/appreviews/"+opts.App, "json", "1", "filter", "recent", "language", first(opts.Language, "english"),
		"purchase_type", "all", "num_per_page", "100", "cursor", "*")}
	link := "https://store.steampowered.com/app/" + opts.App + "/#app_reviews_hash" // a link to the review would name its author
	s.extent = everything
	s.read = func(a *answer) error { return steam(a, link) }
	return s, nil
}

type steamReview struct {
	ID     loose `json:"recommendationid"`
	Author struct {
		ID loose `json:"steamid"`
	} `json:"author"`
	Text    string `json:"review"`
	Created loose  `json:"timestamp_created"`
	Up      *bool  `json:"voted_up"`
}

func steam(a *answer, link string) error {
	var doc struct {
		Success *int            `json:"success"`
		Reviews json.RawMessage `json:"reviews"` // a list, or an object by id
		Cursor  string          `json:"cursor"`
		Summary struct {
			Total *int `json:"total_reviews"`
		} `json:"query_summary"`
	}
	if err := a.into(&doc); err != nil {
		return err
	}
	if doc.Success != nil && *doc.Success != 1 || doc.Reviews == nil {
		return fmt.Errorf("%s: Steam gives no reviews: check the game's number", a.asked)
	}
	if doc.Summary.Total != nil {
		a.announced = *doc.Summary.Total
	}
	each(a, keyed(doc.Reviews), func(r *steamReview, source []byte) {
		up := ""
		if r.Up != nil {
			up = fmt.Sprint(*r.Up)
		}
		a.take(raw{
			id: string(r.ID), author: string(r.Author.ID), text: tidy(bbCode.ReplaceAllString(r.Text, "")),
			date: r.Created.seconds(), rating: up, link: link,
		}, source)
	})
	if len(a.verbatims) > 0 && doc.Cursor != "" && doc.Cursor != a.parameter("cursor") {
		a.rest = append(a.rest, with(a.asked, "cursor", doc.Cursor))
	}
	return nil
}
