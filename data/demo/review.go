package demo

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"time"
)

//go:embed reviews/*.jsonl
var reviewFiles embed.FS

// Weeks is how many complete ISO weeks the reviews cover.
const Weeks = 12

// The pages that hold reviews, as Review.Page names them.
const (
	PageStudio   = "studio"
	PageWorkshop = "workshop"
	PagePod      = "pod"
	PageForum    = "forum"
)

// Review is one review or forum post with the truth planted in it. The fields
// up to Time are served; those below never are.
type Review struct {
	// ID is unique over all pages, and stands in the served pages.
	ID string `json:"id"`
	// Page is one of the Page constants.
	Page string `json:"page"`
	// Product is "Studio 8", "Studio 12", "Workshop" or "Pod"; empty in the forum.
	Product string `json:"product,omitempty"`
	Author  string `json:"author"`
	// Rating is 1..5 stars; 0 in the forum, which has none.
	Rating int    `json:"rating,omitempty"`
	Title  string `json:"title,omitempty"`
	// Text is plain text, even where it looks like HTML. One review has none.
	Text string `json:"text"`
	// Week is 1..Weeks, the last being the last complete one; Day is 0 for
	// Monday to 6 for Sunday; Time is "15:04" in UTC.
	Week int    `json:"week"`
	Day  int    `json:"day"`
	Time string `json:"time"`

	// Language is an ISO 639-1 code; empty means English.
	Language string `json:"language,omitempty"`
	// Cause is the codebook's: product, marketing, service or none.
	Cause string `json:"cause"`
	// DuplicateOf is the ID of the review that this one repeats on purpose.
	DuplicateOf string `json:"duplicate_of,omitempty"`
	// Mentions label every sentence. They are absent where the review has no
	// text, is not in English, or repeats another.
	Mentions []Mention `json:"mentions,omitempty"`
}

// Mention is one labelled sentence or clause.
type Mention struct {
	// Start and End are byte offsets into the review's text.
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Text     string `json:"text"`
	Polarity string `json:"polarity"`
	Class    string `json:"class"`
	Theme    string `json:"theme"`
	Stage    string `json:"stage"`
	Gap      bool   `json:"gap"`
}

// Truth gives every review in the order of the files, forum and all. An error
// means that the binary was built from damaged files.
func Truth() ([]Review, error) {
	names, err := fs.Glob(reviewFiles, "reviews/*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("list the demo's reviews: %w", err)
	}
	var all []Review
	for _, name := range names {
		raw, err := reviewFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the demo's reviews: %w", err)
		}
		lines := bufio.NewScanner(bytes.NewReader(raw))
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			var r Review
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				return nil, fmt.Errorf("demo review %s:%d: %w", name, n, err)
			}
			if _, err := time.Parse("15:04", r.Time); err != nil {
				return nil, fmt.Errorf("demo review %s:%d: %w", name, n, err)
			}
			all = append(all, r)
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("demo review %s: %w", name, err)
		}
	}
	return all, nil
}

// Posted is when the review was written, in UTC, if read at now: its week
// counts from the last ISO week that was complete then.
func (r *Review) Posted(now time.Time) time.Time {
	at := lastMonday(now).AddDate(0, 0, 7*(r.Week-Weeks)+r.Day)
	// Truth has checked the form; a review made by hand without a time is
	// dated midnight.
	clock, err := time.Parse("15:04", r.Time)
	if err != nil {
		return at
	}
	return at.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
}

// lastMonday begins the last ISO week that is complete at now, in UTC.
func lastMonday(now time.Time) time.Time {
	now = now.UTC()
	sinceMonday := (int(now.Weekday()) + 6) % 7
	return time.Date(now.Year(), now.Month(), now.Day()-sinceMonday-7, 0, 0, 0, 0, time.UTC)
}

// newestFirst orders reviews as a shop shows them; ties go by ID.
func newestFirst(rs []Review) {
	slices.SortFunc(rs, func(a, b Review) int {
		if c := b.Week*7 + b.Day - a.Week*7 - a.Day; c != 0 {
			return c
		}
		if a.Time != b.Time {
			if a.Time > b.Time {
				return -1
			}
			return 1
		}
		return bytes.Compare([]byte(a.ID), []byte(b.ID))
	})
}
