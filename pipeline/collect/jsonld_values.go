package collect

import (
	"strconv"
	"strings"
)

// Values of JSON-LD: names made one, and the shapes in which a string, a
// number or a thing may stand.

// properties are the names that are looked up, by their lower-case spelling:
// pages write "Reviews", "schema:reviewBody", "http://schema.org/author".
var properties = propertyNames(
	"@id @type @graph @value type id name comment author creator reviewer review reviews itemReviewed reviewRating reviewBody description text",
	"headline datePublished dateCreated dateModified ratingValue bestRating worstRating reviewCount ratingCount url identifier value",
	"aggregateRating givenName familyName alternateName starRating rating",
)

// spelled are the names as they are looked up.
var spelled = func() map[string]bool {
	out := map[string]bool{}
	for _, name := range properties {
		out[name] = true
	}
	return out
}()

func propertyNames(lines ...string) map[string]string {
	out := map[string]string{}
	for _, line := range lines {
		for _, n := range strings.Fields(line) {
			out[strings.ToLower(n)] = n
		}
	}
	return out
}

// canonical spells the known property names of v alike, in place of whatever
// prefix and case the page gives them. The plain spelling wins where both stand.
func canonical(v any, depth int) any {
	if depth > maxJSONDepth {
		return nil
	}
	switch x := v.(type) {
	case []any:
		for i, e := range x {
			x[i] = canonical(e, depth+1)
		}
	case map[string]any:
		respell := false
		for k, e := range x {
			respell = respell || !spelled[k] && properties[strings.ToLower(localName(k))] != ""
			switch e.(type) {
			case []any, map[string]any:
				x[k] = canonical(e, depth+1)
			default:
				if depth == maxJSONDepth {
					x[k] = nil
				}
			}
		}
		if respell {
			respellNames(x)
		}
		if kind, ok := x["type"]; ok && x["@type"] == nil {
			x["@type"] = kind
		}
	}
	return v
}

func respellNames(x map[string]any) {
	for k, e := range x {
		name, ok := properties[strings.ToLower(localName(k))]
		if _, taken := x[name]; ok && !taken {
			x[name] = e
			delete(x, k)
		}
	}
}

// localName is a name without its vocabulary: "schema:Review" is "Review".
func localName(s string) string { return s[strings.LastIndexAny(s, "/:#")+1:] }

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
