package collect

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// schema.org reviews in JSON-LD: any number of blocks, any nesting.

// reviewType tells whether a schema.org type name is a customer's review.
func reviewType(t string) bool {
	if i := strings.LastIndexAny(t, "/:#"); i >= 0 {
		t = t[i+1:]
	}
	switch t {
	case "Review", "UserReview", "CriticReview", "EmployerReview":
		return true
	}
	return false
}

func jsonLD(p *Page, r *reading) found {
	w := &ldWalk{r: r, byID: map[string]map[string]any{}, seen: map[string]bool{}, counts: map[string]int{}, out: found{announced: -1}}
	var roots []any
	goquery.NewDocumentFromNode(p.HTML).Find(`script[type]`).Each(func(i int, s *goquery.Selection) {
		kind, _ := s.Attr("type")
		if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(kind)), "application/ld+json") {
			return
		}
		text := s.Text()
		values, err := looseJSON(text)
		roots = append(roots, values...)
		if err != nil {
			where := fmt.Sprintf("%s script %d", p.URL, i+1)
			w.out.rejects = append(w.out.rejects, reject(where, "JSON-LD cannot be read: "+err.Error(), text))
		}
	})
	for _, v := range roots {
		w.index(v, 0)
	}
	for _, v := range roots {
		w.walk(v, context0, false, 0)
	}
	for _, n := range w.counts {
		w.out.announced = max(w.out.announced, 0) + n
	}
	return w.out
}

type ldWalk struct {
	r    *reading
	byID map[string]map[string]any
	seen map[string]bool
	// counts of AggregateRating, by the thing that is rated: a page that
	// lists several products announces their sum.
	counts map[string]int
	out    found
}

// ldContext is what an object knows of the thing around it.
type ldContext struct{ product, key string }

var context0 = ldContext{}

// index notes every object by its @id, to resolve references.
func (w *ldWalk) index(v any, depth int) {
	if depth > maxJSONDepth {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			w.index(e, depth+1)
		}
	case map[string]any:
		if id := scalar(x["@id"]); id != "" && len(x) > len(w.byID[id]) {
			w.byID[id] = x
		}
		for _, e := range x {
			w.index(e, depth+1)
		}
	}
}

// walk visits every object in document order within lists, in the order of
// their names within objects. listed: v stands under "review" or "reviews".
func (w *ldWalk) walk(v any, c ldContext, listed bool, depth int) {
	if depth > maxJSONDepth {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			w.walk(e, c, listed, depth+1)
		}
	case map[string]any:
		if w.isReview(x, listed) {
			w.review(x, c)
			return
		}
		if name := text(x["name"]); name != "" && !isRating(x) {
			c.product = name
		}
		if id := scalar(x["@id"]); id != "" {
			c.key = id
		} else if c.product != "" {
			c.key = c.product
		}
		if isRating(x) {
			w.announce(x, c)
		}
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			w.walk(x[k], c, k == "review" || k == "reviews", depth+1)
		}
	}
}

func isRating(x map[string]any) bool {
	for _, t := range types(x) {
		if strings.HasSuffix(t, "AggregateRating") {
			return true
		}
	}
	return false
}

func (w *ldWalk) isReview(x map[string]any, listed bool) bool {
	ts := types(x)
	for _, t := range ts {
		if reviewType(t) {
			return true
		}
	}
	return listed && len(ts) == 0 && (x["reviewBody"] != nil || x["reviewRating"] != nil)
}

func (w *ldWalk) announce(x map[string]any, c ldContext) {
	if item, ok := x["itemReviewed"]; ok {
		if m := w.object(item); m != nil {
			c.key = first(scalar(m["@id"]), text(m["name"]), c.key)
		}
	}
	for _, k := range []string{"reviewCount", "ratingCount"} {
		if n, ok := wholeNumber(scalar(x[k])); ok {
			w.counts[c.key] = max(w.counts[c.key], n)
			return
		}
	}
}

func (w *ldWalk) review(x map[string]any, c ldContext) {
	id := first(scalar(x["@id"]), scalar(w.object(x["identifier"])["value"]), scalar(x["identifier"]))
	if id != "" {
		if w.seen[id] {
			return
		}
		w.seen[id] = true
	}
	if strings.HasPrefix(id, "#") || strings.HasPrefix(id, "_:") {
		id = "" // local to the page: "#review1" names another review tomorrow
	}
	item := w.object(x["itemReviewed"])
	rating := w.object(x["reviewRating"])
	raw := raw{
		id:      id,
		link:    scalar(x["url"]),
		product: plain(first(text(item["name"]), text(x["itemReviewed"]), c.product)),
		author:  plain(w.person(x["author"])),
		title:   plain(first(text(x["headline"]), text(x["name"]))),
		text:    plain(first(text(x["reviewBody"]), text(x["description"]), text(x["text"]))),
		date:    first(scalar(x["datePublished"]), scalar(x["dateCreated"]), scalar(x["dateModified"])),
		rating:  first(scalar(rating["ratingValue"]), scalar(x["reviewRating"]), scalar(x["ratingValue"])),
		best:    scalar(rating["bestRating"]),
		worst:   scalar(rating["worstRating"]),
	}
	v, ok := w.r.verbatim(raw)
	if !ok {
		w.out.rejects = append(w.out.rejects, reject(w.r.page, "a review without text, title or rating", fmt.Sprint(x)))
		return
	}
	w.out.verbatims = append(w.out.verbatims, v)
}

// object is v as one object: the first of a list, references resolved.
func (w *ldWalk) object(v any) map[string]any {
	for range 4 {
		switch x := v.(type) {
		case []any:
			if len(x) == 0 {
				return nil
			}
			v = x[0]
			continue
		case map[string]any:
			if id := scalar(x["@id"]); id != "" && len(x) == 1 && w.byID[id] != nil {
				return w.byID[id]
			}
			return x
		}
		return nil
	}
	return nil
}

func (w *ldWalk) person(v any) string {
	if m := w.object(v); m != nil {
		return first(text(m["name"]), strings.TrimSpace(text(m["givenName"])+" "+text(m["familyName"])))
	}
	return text(v)
}

func types(x map[string]any) []string {
	switch t := x["@type"].(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, e := range t {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

// text is the string in v: plain, in a list, or as {"@value": …}.
func text(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case []any:
		for _, e := range x {
			if s := text(e); s != "" {
				return s
			}
		}
	case map[string]any:
		if s, ok := x["@value"].(string); ok {
			return s
		}
	}
	return ""
}

// scalar is text, or a number written plainly.
func scalar(v any) string {
	switch x := v.(type) {
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case []any:
		if len(x) > 0 {
			return scalar(x[0])
		}
	case map[string]any:
		if f, ok := x["@value"].(float64); ok {
			return scalar(f)
		}
	}
	return strings.TrimSpace(text(v))
}

func first(candidates ...string) string {
	for _, s := range candidates {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// wholeNumber reads a count, with or without marks between thousands.
func wholeNumber(s string) (int, bool) {
	s = strings.NewReplacer(",", "", ".", "", " ", "", "\u00a0", "", "'", "").Replace(strings.TrimSpace(s))
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}
