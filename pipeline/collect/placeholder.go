package collect

import (
	"net/url"
	"regexp"
	"strings"

	"gripe/pipeline/opinion"
)

// What stands where a review should, and is none.

// template code that was never filled in.
var template = regexp.MustCompile(`^(?:\{\{.*\}\}|\{%.*%\}|<%.*%>|\$\{.*\}|%[A-Z_]{3,}%|\[\[?[a-zA-Z_. ]+\]\]?|__[A-Z_]+__)$`)

// maxFiller is the longest text that can be such a phrase, in bytes.
const maxFiller = 120

// noWords are whole texts that say nothing: the rating beside them counts.
var noWords = phrases("null", "undefined", "[object object]", "n/a", "na", "none", "nan", "-", "--", ".", "no comment", "no comments",
	"no review text", "this user did not leave a comment")

// invitations are whole texts of a form or an empty list.
var invitations = phrases("loading", "loading...", "loading…", "loading reviews", "loading reviews...", "no review", "no reviews", "no reviews yet",
	"there are no reviews yet", "review text", "review body", "reviewbody", "review title", "your review", "your review here", "write a review",
	"write your review here", "be the first to review", "be the first to write a review", "be the first to review this product",
	"be the first to review this item", "string", "keine bewertungen", "noch keine bewertungen", "aucun avis", "sin opiniones")

func phrases(all ...string) map[string]bool {
	out := map[string]bool{}
	for _, s := range all {
		out[s] = true
	}
	return out
}

// filler tells whether s is what a template says, not somebody.
func filler(s string) bool {
	head := strings.TrimSpace(s[:min(len(s), maxFiller)])
	if len(head) > 5 && strings.EqualFold(head[:5], "lorem") && strings.HasPrefix(strings.ToLower(oneLine(head)), "lorem ipsum") {
		return true
	}
	if head != "" && strings.IndexByte("{<$%[_", head[0]) >= 0 {
		s = oneLine(s)
		return template.MatchString(s) || template.MatchString(strings.ToUpper(s)) || template.MatchString(strings.ToLower(s))
	}
	return len(s) <= maxFiller && invitations[strings.TrimSuffix(strings.ToLower(oneLine(s)), ".")]
}

// review understands x, or says why it is no review.
func (r *reading) review(x raw) (v opinion.Verbatim, reason string) {
	if filler(x.text) || strings.TrimSpace(x.text) == "" && filler(x.title) {
		return v, "a placeholder where the words of a review should be"
	}
	for _, s := range []*string{&x.text, &x.title, &x.author, &x.rating} {
		if len(*s) <= maxFiller && noWords[strings.ToLower(oneLine(*s))] || s != &x.text && filler(*s) {
			*s = ""
		}
	}
	v, ok := r.verbatim(x)
	if !ok || v.Blank() && v.Rating == 0 && strings.Trim(v.RatingRaw, "0.,") == "" { // "0" is "not rated"
		return v, "a review without text, title or rating"
	}
	return v, ""
}

// teaser tells whether x only leads to a review: no rating, no body, and a
// link to another page.
func teaser(page string, x raw) bool {
	if x.rating != "" || x.link == "" {
		return false
	}
	a, err := url.Parse(page)
	if err != nil {
		return false
	}
	b, err := url.Parse(resolve(page, x.link))
	if err != nil || b.Host == "" {
		return false
	}
	return !strings.EqualFold(a.Host, b.Host) || strings.TrimSuffix(a.Path, "/") != strings.TrimSuffix(b.Path, "/")
}
