package collect

import (
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// Embedded state: the data that a page's own script renders from, such as
// __NEXT_DATA__. It has no vocabulary, so objects that look like reviews are
// sought in it; it is believed only where nothing else on the page gives any.

var (
	// window.__STATE__ = …, self["x"] = …, var reviewData = …
	assigned = regexp.MustCompile(`(?:(?:window|self|globalThis)(?:\.[A-Za-z_$][\w$.]*|\[["'][^"']+["']\])|(?:var|let|const)\s+[A-Za-z_$][\w$]*)\s*=\s*(?:JSON\.parse\(\s*)?`)
	// the stream of the Next.js application router
	nextChunk = regexp.MustCompile(`self\.__next_f\.push\(\[1,\s*`)
	nextLine  = regexp.MustCompile(`^[0-9a-f]+:`)
)

// maxAssigned bounds the values that are tried in one script.
const maxAssigned = 60

func embedded(p *Page, r *reading) found {
	s := &stateSearch{r: r, out: found{announced: -1}}
	var stream strings.Builder
	for _, e := range p.outlined().scripts {
		kind, body := e.kind, e.text
		low := strings.ToLower(body)
		switch {
		case strings.HasPrefix(kind, "application/ld+json"):
		case !strings.Contains(low, "review") && !strings.Contains(low, "rating") && !strings.Contains(low, "testimonial"):
		case strings.Contains(kind, "json"):
			values, _ := looseJSON(body) // what can be read of it
			s.search(values)
		case kind == "" || strings.Contains(kind, "javascript") || kind == "module":
			s.search(scriptValues(body))
			for _, v := range nextStream(body) {
				stream.WriteString(v)
			}
		}
	}
	for _, line := range strings.Split(stream.String(), "\n") {
		if m := nextLine.FindString(line); m != "" && strings.HasPrefix(line[len(m):], "[") {
			values, _ := looseJSON(line[len(m):])
			s.search(values)
		}
	}
	s.merge.into(&s.out)
	return s.out
}

// scriptValues are the object and list literals that a script assigns.
func scriptValues(body string) []any {
	var out []any
	at := 0
	for range maxAssigned {
		m := assigned.FindStringIndex(body[at:])
		if m == nil {
			break
		}
		start := at + m[1]
		at = start
		if start >= len(body) {
			break
		}
		v, end, ok := literal(body, start)
		if ok {
			out = append(out, v...)
			at = end
		}
	}
	return out
}

// literal reads the value at start: an object, a list, or a string of JSON.
func literal(body string, start int) (v []any, end int, ok bool) {
	p := &looseParser{s: body, i: start}
	switch body[start] {
	case '{', '[':
		x, err := p.value(0)
		return []any{x}, p.i, err == nil && p.fault == nil
	case '"', '\'', '`':
		x, err := p.text(body[start])
		s, _ := x.(string)
		if err != nil || len(s) < 2 || s[0] != '{' && s[0] != '[' {
			return nil, start, false
		}
		values, _ := looseJSON(s)
		return values, p.i, true
	}
	return nil, start, false
}

func nextStream(body string) []string {
	var out []string
	for _, m := range nextChunk.FindAllStringIndex(body, -1) {
		if m[1] < len(body) && body[m[1]] == '"' {
			p := &looseParser{s: body, i: m[1]}
			if x, err := p.text('"'); err == nil {
				out = append(out, x.(string))
			}
		}
	}
	return out
}

type stateSearch struct {
	r *reading
	// refs are objects by the key under which others name them (Apollo).
	refs  map[string]map[string]any
	merge merger
	block int
	out   found
}

func (s *stateSearch) search(values []any) {
	s.refs = map[string]map[string]any{}
	for _, v := range values {
		s.index(v, 0)
	}
	for _, v := range values {
		s.walk(v, "", 0)
	}
	s.block++
}

func (s *stateSearch) index(v any, depth int) {
	if depth > maxJSONDepth {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			s.index(e, depth+1)
		}
	case map[string]any:
		for k, e := range x {
			if m, ok := e.(map[string]any); ok && m["__typename"] != nil {
				s.refs[k] = m
			}
			s.index(e, depth+1)
		}
	}
}

// object is v as an object, a reference resolved.
func (s *stateSearch) object(v any) map[string]any {
	m, _ := v.(map[string]any)
	if ref := first(text(m["__ref"]), text(m["id"])); len(m) <= 4 && s.refs[ref] != nil {
		return s.refs[ref]
	}
	return m
}

// walk visits lists and objects; path holds the names on the way, in lower case.
func (s *stateSearch) walk(v any, path string, depth int) {
	if depth > maxJSONDepth {
		return
	}
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			s.walk(e, path, depth+1)
		}
	case map[string]any:
		if x, ok := s.looksLikeReview(x, path); ok {
			if v, reason := s.r.review(x); reason == "" {
				s.merge.add(v, s.block)
			}
			return
		}
		s.count(x)
		for _, k := range sortedKeys(x) {
			s.walk(x[k], path+"/"+strings.ToLower(k), depth+1)
		}
	}
}

// count reads the total that stands beside a list of reviews.
func (s *stateSearch) count(x map[string]any) {
	for _, k := range []string{"numberOfReviews", "reviewCount", "totalReviews", "reviewsCount", "totalReviewCount", "review_count", "TotalReviewCount"} {
		if n, ok := wholeNumber(scalar(x[k])); ok {
			s.out.announced = max(s.out.announced, n)
		}
	}
}

// Names under which sites keep the parts of a review, folded by fold.
var (
	stateTexts   = foldAll("reviewBody reviewText reviewContent reviewComment reviewDescription reviewMessage text body content comment comments message review consumerReview feedback")
	stateRatings = foldAll("rating ratingValue reviewRating starRating stars star score overallRating ratingScore rate userRating reviewScore starCount")
	stateAuthors = foldAll("author authorName user userName userNickname nickname reviewer reviewerName consumer customer customerName displayName createdBy creator postedBy writer profile screenName byline submitter name")
	stateDates   = foldAll("date reviewDate createdAt created createDate creationDate dateCreated createdDate created_on publishedDate datePublished publishedAt publishDate postedAt postedDate datePosted submissionTime submittedAt submissionDate time timestamp updatedAt reviewedAt localizedDate dates")
	stateTitles  = foldAll("title headline reviewTitle subject reviewHeadline summary")
	stateIDs     = foldAll("id reviewId review_id uuid _id")
	// A thing for sale or a place to go is no review of it.
	stateThings = foldAll("price prices sku offers currency latitude longitude address isbn brand inStock availability director cast ingredients cuisine productUrl addToCart")
	reviewPath  = regexp.MustCompile(`review|testimonial|feedback|bewertung|opinion|recensi|avis/|/avis`)
)

func foldAll(names string) []string {
	list := strings.Fields(names)
	for i, n := range list {
		list[i] = fold(n)
	}
	return list
}

func fold(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// looksLikeReview tells whether an object is a review: words and a rating, and
// an author or a date; all four where neither the names nor the way to it
// speak of reviews. Teasers ("excerpt", "description") are no words.
func (s *stateSearch) looksLikeReview(x map[string]any, path string) (raw, bool) {
	if len(x) < 3 || len(x) > 120 {
		return raw{}, false
	}
	at := make(map[string]any, len(x))
	for k, v := range x {
		at[fold(k)] = v
	}
	for _, k := range stateThings {
		if at[k] != nil {
			return raw{}, false
		}
	}
	out := raw{}
	strong := false
	for _, k := range stateTexts {
		if s := words(at[k]); s != "" {
			out.text, strong = plain(s), strings.HasPrefix(k, "review")
			break
		}
	}
	for _, k := range stateRatings {
		if v := at[k]; v != nil && out.rating == "" {
			m, _ := v.(map[string]any)
			out.rating = first(scalar(v), scalar(m["ratingValue"]), scalar(m["value"]), scalar(m["rating"]), scalar(m["stars"]), scalar(m["score"]))
			out.best = first(scalar(m["bestRating"]), scalar(m["max"]), scalar(m["best"]))
		}
	}
	for _, k := range stateAuthors {
		if v := at[k]; v != nil && out.author == "" {
			m := s.object(v)
			out.author = plain(first(text(v), text(m["name"]), text(m["displayName"]), text(m["markupDisplayName"]), text(m["display_name"]), text(m["nickname"]), text(m["userName"]), text(m["username"]), text(m["fullName"]), text(m["firstName"])))
		}
	}
	for _, k := range stateDates {
		if v := at[k]; v != nil && out.date == "" {
			m, _ := v.(map[string]any)
			out.date = first(scalar(v), scalar(m["publishedDate"]), scalar(m["createdDate"]), scalar(m["createdAt"]), scalar(m["iso"]), scalar(m["value"]))
		}
	}
	for _, k := range stateTitles {
		out.title = first(out.title, plain(text(at[k])))
	}
	for _, k := range stateIDs {
		out.id = first(out.id, scalar(at[k]))
	}
	if n, err := strconv.Atoi(out.id); err == nil && n < 1000 {
		out.id = "" // a place in the list, another review tomorrow
	}
	named := strong || reviewPath.MatchString(path) || strings.Contains(strings.ToLower(scalar(x["__typename"])), "review")
	ok := out.text != "" && out.rating != "" && (out.author != "" || out.date != "") && (named || out.author != "" && out.date != "")
	return out, ok
}

// words is a text, plain or as {"text": …}.
func words(v any) string {
	if s := text(v); s != "" {
		return s
	}
	m, _ := v.(map[string]any)
	return first(text(m["text"]), text(m["body"]), text(m["content"]), text(m["comment"]))
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
