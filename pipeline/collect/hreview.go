package collect

import (
	"slices"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// The hReview and h-review microformats: class names, no vocabulary.

var (
	anyHReview   = cascadia.MustCompile(`.hreview, .h-review`)
	hReviewTotal = cascadia.MustCompile(`.hreview-aggregate, .h-review-aggregate`)
	hCount       = []cascadia.Matcher{cascadia.MustCompile(`.count, .p-count`), cascadia.MustCompile(`.votes, .p-votes`)}
	hAuthor      = oneOf(`.reviewer .fn`, `.reviewer`, `.p-author .p-name`, `.p-author`, `.h-card .p-name`)
	hItem        = oneOf(`.item .fn`, `.item`, `.p-item .p-name`, `.p-item`)
	hTitle       = oneOf(`.summary`, `.p-name:not(.p-author .p-name):not(.p-item .p-name)`)
	hText        = oneOf(`.description`, `.e-content`, `.p-content`, `.e-description`)
	hDate        = oneOf(`.dtreviewed .value-title`, `.dtreviewed`, `.dt-reviewed`, `.dt-published`)
	hRating      = oneOf(`.rating .value`, `.rating .value-title`, `.rating`, `.p-rating`)
	hBest        = oneOf(`.rating .best`, `.best`, `.p-best`)
	hWorst       = oneOf(`.rating .worst`, `.worst`, `.p-worst`)
	hLink        = oneOf(`a[rel~="self"]`, `a.permalink`, `a.u-url`)
)

func oneOf(css ...string) []cascadia.Matcher {
	out := make([]cascadia.Matcher, 0, len(css))
	for _, s := range css {
		out = append(out, cascadia.MustCompile(s))
	}
	return out
}

func hReview(p *Page, r *reading) found {
	out := found{announced: -1}
	for _, n := range cascadia.QueryAll(p.HTML, hReviewTotal) {
		if c, ok := wholeNumber(count.FindString(hValue(n, hCount))); ok {
			out.announced = max(out.announced, c)
		}
	}
	var merge merger
	for _, n := range innermost(cascadia.QueryAll(p.HTML, anyHReview)) {
		link := ""
		for _, m := range hLink {
			if a := cascadia.Query(n, m); a != nil && link == "" {
				link = attribute(a, "href")
			}
		}
		v, reason := r.review(raw{
			link: link, product: hValue(n, hItem), author: hValue(n, hAuthor), title: hValue(n, hTitle), text: hValue(n, hText),
			date: hValue(n, hDate), rating: hValue(n, hRating), best: hValue(n, hBest), worst: hValue(n, hWorst),
		})
		if reason == "" && v.Blank() && v.Author == "" && v.PostedAt.IsZero() {
			reason = "a summary of ratings, not a review" // class hreview around an average
		}
		if reason != "" {
			out.rejects = append(out.rejects, reject(p.URL, reason, markup(n)))
			continue
		}
		merge.add(v, 0)
	}
	merge.into(&out)
	return out
}

// hValue is the first value that any of the classes gives in n, by the value
// class pattern: a title of abbr and .value-title, a datetime, else the text.
func hValue(n *html.Node, classes []cascadia.Matcher) string {
	for _, m := range classes {
		for _, e := range cascadia.QueryAll(n, m) {
			s := first(attribute(e, "datetime"), attribute(e, "title"), attribute(e, "content"))
			if s == "" || e.Data == "a" || e.Data == "img" {
				s = propertyText(e)
			}
			if s != "" {
				return s
			}
		}
	}
	return ""
}

// innermost leaves out the nodes that hold another one: a list that bears the
// class of its entries. It also keeps a page of reviews within reviews from
// being searched once for each level.
func innermost(nodes []*html.Node) []*html.Node {
	holds := map[*html.Node]bool{}
	for _, n := range nodes {
		for up := n.Parent; up != nil && !holds[up]; up = up.Parent {
			holds[up] = true
		}
	}
	return slices.DeleteFunc(nodes, func(n *html.Node) bool { return holds[n] })
}
