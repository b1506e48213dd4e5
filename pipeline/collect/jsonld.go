package collect

import (
	"fmt"
	"strings"
)

// schema.org reviews in JSON-LD: any number of blocks, any nesting.

// reviewType tells whether a schema.org type name is somebody's review of a
// thing. ClaimReview and MediaReview check facts: they are none.
func reviewType(t string) bool {
	switch strings.ToLower(localName(strings.TrimRight(t, " /"))) {
	case "review", "userreview", "criticreview", "employerreview", "reviewnewsarticle", "recommendation":
		return true
	}
	return false
}

func aggregateType(t string) bool {
	return strings.HasSuffix(strings.ToLower(strings.TrimSpace(t)), "aggregaterating")
}

func jsonLD(p *Page, r *reading) found {
	w := &ldWalk{r: r, byID: map[string]map[string]any{}, seen: map[string]bool{}, counts: map[string]int{}, out: found{announced: -1}}
	var blocks [][]any
	for i, s := range p.outlined().scripts {
		if !strings.HasPrefix(s.kind, "application/ld+json") {
			continue
		}
		values, err := looseJSON(s.text)
		for i := range values {
			values[i] = canonical(values[i], 0)
		}
		blocks = append(blocks, values)
		if err != nil {
			where := fmt.Sprintf("%s script %d", p.URL, i+1)
			w.out.rejects = append(w.out.rejects, reject(where, "JSON-LD cannot be read: "+err.Error(), s.text))
		}
	}
	for _, block := range blocks {
		for _, v := range block {
			w.index(v, 0)
		}
	}
	for i, block := range blocks {
		w.block = i
		for _, v := range block {
			w.walk(v, ldContext{}, false, 0)
		}
	}
	w.merge.into(&w.out)
	for _, n := range w.counts {
		w.out.announced = max(w.out.announced, 0) + n
	}
	return w.out
}

type ldWalk struct {
	r     *reading
	byID  map[string]map[string]any
	seen  map[string]bool
	block int
	merge merger
	// counts of AggregateRating, by the thing that is rated: a page that
	// lists several products announces their sum.
	counts map[string]int
	out    found
}

// ldContext is what an object knows of the thing around it.
type ldContext struct{ product, key string }

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
			// The thing reviewed may announce its count and hold more reviews.
			w.walk(x["itemReviewed"], c, false, depth+1)
			for _, k := range []string{"review", "reviews"} {
				w.walk(x[k], c, true, depth+1)
			}
			return
		}
		if name := text(x["name"]); name != "" && !isAggregate(x) {
			c.product = name
		}
		if id := scalar(x["@id"]); id != "" {
			c.key = id
		} else if c.product != "" {
			c.key = c.product
		}
		if isAggregate(x) {
			w.announce(x, c)
		}
		for _, k := range sortedKeys(x) {
			w.walk(x[k], c, k == "review" || k == "reviews", depth+1)
		}
	}
}

func isAggregate(x map[string]any) bool {
	for _, t := range types(x) {
		if aggregateType(t) {
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
		if len(x) == 2 && x["@type"] != nil && len(w.byID[id]) > 2 {
			x = w.byID[id] // a reference that repeats the type
		}
		if w.seen[id] {
			return
		}
		w.seen[id] = true
	}
	if localID(id) {
		id = "" // "#review1" names another review tomorrow
	}
	switch replies := x["comment"].(type) {
	case []any:
		w.out.setAside(asideReply, len(replies))
	case map[string]any:
		w.out.setAside(asideReply, 1)
	}
	item := w.object(x["itemReviewed"])
	rating := w.object(firstValue(x["reviewRating"], x["rating"], x["starRating"]))
	raw := raw{
		id:      id,
		link:    scalar(x["url"]),
		product: plain(first(text(item["name"]), text(x["itemReviewed"]), c.product)),
		author:  plain(first(w.person(x["author"]), w.person(x["creator"]), w.person(x["reviewer"]))),
		title:   plain(first(text(x["headline"]), text(x["name"]))),
		text:    plain(first(text(x["reviewBody"]), text(x["description"]), text(x["text"]))),
		date:    first(scalar(x["datePublished"]), scalar(x["dateCreated"]), scalar(x["dateModified"])),
		rating:  first(scalar(rating["ratingValue"]), scalar(x["reviewRating"]), scalar(x["ratingValue"]), scalar(x["rating"]), scalar(x["starRating"])),
		best:    first(scalar(rating["bestRating"]), scalar(x["bestRating"])),
		worst:   first(scalar(rating["worstRating"]), scalar(x["worstRating"])),
	}
	if text(x["reviewBody"]) == "" && teaser(w.r.page, raw) {
		w.out.rejects = append(w.out.rejects, reject(w.r.page, "a teaser: the review itself stands on another page", fmt.Sprint(x)))
		return
	}
	v, reason := w.r.review(raw)
	if reason != "" {
		w.out.rejects = append(w.out.rejects, reject(w.r.page, reason, fmt.Sprint(x)))
		return
	}
	w.merge.add(v, w.block)
}

// localID tells a name that holds within one page only.
func localID(id string) bool { return strings.HasPrefix(id, "#") || strings.HasPrefix(id, "_:") }

func firstValue(candidates ...any) any {
	for _, c := range candidates {
		if c != nil {
			return c
		}
	}
	return nil
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
			if id := scalar(x["@id"]); id != "" && len(x) <= 2 && len(w.byID[id]) > len(x) {
				return w.byID[id]
			}
			return x
		}
		return nil
	}
	return nil
}

// person is the name of an author: a string, a thing, or a list of either.
func (w *ldWalk) person(v any) string {
	if list, ok := v.([]any); ok {
		for _, e := range list {
			if s := w.person(e); s != "" {
				return s
			}
		}
		return ""
	}
	if m := w.object(v); m != nil {
		return first(text(m["name"]), strings.TrimSpace(text(m["givenName"])+" "+text(m["familyName"])), text(m["alternateName"]), text(m))
	}
	return text(v)
}
