package demo

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"time"
)

// productLine is one shelf of the shop. Its claims are what the firm tells
// customers to expect, and what their reviews can be held against.
type productLine struct {
	Page, Name, Blurb, From string
}

var lines = []productLine{
	{PageStudio, "Studio", "The Studio 8 and Studio 12: a quiet, warm room of your own, eight or twelve square metres, installed in 5 days.", "£19,900"},
	{PageWorkshop, "Workshop", "A floor that takes a lathe, a door that takes a canoe, power for every machine.", "£24,500"},
	{PagePod, "Pod", "Room for one desk and one deep breath. Delivered on Monday, yours on Tuesday.", "£9,800"},
}

// reviewView is a review as the templates see it: nothing of the truth.
type reviewView struct {
	ID, Product, Author, Title, Text string
	Rating                           int
	// Stars is the rating drawn; Posted RFC 3339; Day for people.
	Stars, Posted, Day string
}

// pageView is one page of reviews or posts.
type pageView struct {
	Line    productLine
	Lines   []productLine
	Reviews []reviewView
	Total   int
	Average string
	Page    int
	// Path is the page's own address.
	Path string
	// Next and Previous are paths, empty at the ends.
	Next, Previous string
	// LD is the page's JSON-LD block, where it has one.
	LD template.JS
}

// reviewsPage is page n of a line's reviews; false where there is none.
func (s *site) reviewsPage(l productLine, n int) (pageView, bool, error) {
	v, ok := s.cut(l.Page, n)
	if !ok {
		return v, false, nil
	}
	v.Line = l
	path := "/reviews/" + l.Page
	v.link(func(n int) string {
		if n == 1 {
			return path
		}
		return fmt.Sprintf("%s?page=%d", path, n)
	}, perPage)
	if l.Page == PageStudio {
		ld, err := v.jsonLD()
		if err != nil {
			return v, false, fmt.Errorf("write the JSON-LD of %s: %w", path, err)
		}
		v.LD = ld
	}
	return v, true, nil
}

// forumPage is page n of the owners' thread; false where there is none.
func (s *site) forumPage(n int) (pageView, bool) {
	v, ok := s.cut(PageForum, n)
	v.link(func(n int) string { return fmt.Sprintf("/forum/thread-%d", n) }, perPage)
	return v, ok
}

// cut takes the nth perPage of a page's reviews.
func (s *site) cut(page string, n int) (pageView, bool) {
	all := s.reviews[page]
	v := pageView{Lines: lines, Total: len(all), Page: n}
	if n < 1 || n > (len(all)+perPage-1)/perPage {
		return v, false
	}
	sum, rated := 0, 0
	for _, r := range all {
		if r.Rating > 0 {
			sum += r.Rating
			rated++
		}
	}
	if rated > 0 {
		v.Average = fmt.Sprintf("%.1f", math.Round(10*float64(sum)/float64(rated))/10)
	}
	for _, r := range all[(n-1)*perPage : min(n*perPage, len(all))] {
		at := r.Posted(s.now)
		v.Reviews = append(v.Reviews, reviewView{
			ID: r.ID, Product: r.Product, Author: r.Author, Title: r.Title, Text: r.Text,
			Rating: r.Rating, Stars: drawStars(r.Rating),
			Posted: at.Format(time.RFC3339), Day: at.Format("2 January 2006"),
		})
	}
	return v, true
}

// link sets Path, Next and Previous from the address of page n.
func (v *pageView) link(address func(n int) string, size int) {
	v.Path = address(v.Page)
	if v.Page*size < v.Total {
		v.Next = address(v.Page + 1)
	}
	if v.Page > 1 {
		v.Previous = address(v.Page - 1)
	}
}

func drawStars(n int) string {
	const full, hollow = "★★★★★", "☆☆☆☆☆"
	n = max(0, min(5, n))
	return full[:n*len("★")] + hollow[n*len("☆"):]
}

// jsonLD is the schema.org Product of the page with its reviews.
// encoding/json escapes <, > and &, so that no text can end the script.
func (v *pageView) jsonLD() (template.JS, error) {
	type obj = map[string]any
	reviews := make([]obj, 0, len(v.Reviews))
	for _, r := range v.Reviews {
		reviews = append(reviews, obj{
			"@type":         "Review",
			"identifier":    r.ID,
			"url":           v.Path + "#" + r.ID,
			"author":        obj{"@type": "Person", "name": r.Author},
			"datePublished": r.Posted,
			"name":          r.Title,
			"reviewBody":    r.Text,
			"reviewRating":  obj{"@type": "Rating", "ratingValue": r.Rating, "bestRating": 5, "worstRating": 1},
			"itemReviewed":  obj{"@type": "Product", "name": r.Product},
		})
	}
	raw, err := json.Marshal(obj{
		"@context":        "https://schema.org",
		"@type":           "Product",
		"name":            v.Line.Name,
		"description":     v.Line.Blurb,
		"brand":           obj{"@type": "Brand", "name": "Alder & Finch"},
		"aggregateRating": obj{"@type": "AggregateRating", "ratingValue": v.Average, "reviewCount": v.Total, "bestRating": 5},
		"review":          reviews,
	})
	return template.JS(raw), err
}
