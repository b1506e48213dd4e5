package collect

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"gripe/pipeline/opinion"
)

// fields that a file may have, with the column names they go by.
var fieldNames = map[string][]string{
	"id":         {"id", "review_id", "reviewid", "external_id"},
	"text":       {"text", "body", "review", "content", "comment", "reviewbody", "review_text", "reviewtext", "review_body", "message"},
	"title":      {"title", "headline", "summary", "review_title", "subject"},
	"rating":     {"rating", "stars", "score", "star_rating", "overall"},
	"rating_max": {"rating_max", "best_rating"},
	"date":       {"posted_at", "date", "created_at", "time", "timestamp", "review_date", "published_at", "datepublished", "created"},
	"product":    {"product", "product_name", "app", "item"},
	"url":        {"url", "link", "permalink"},
	"author":     {"author", "user", "username", "reviewer", "user_name"},
}

// columnNames maps a column's name, as columnKey makes it, to its field and rank: of two
// columns for one field, the lower rank wins, then the one that is not empty.
type columnNames map[string]struct {
	field string
	rank  int
}

func newColumnNames(given map[string]string) (columnNames, error) {
	out := columnNames{}
	for field, names := range fieldNames {
		if _, ok := given[field]; ok {
			continue
		}
		for i, n := range names {
			out[n] = struct {
				field string
				rank  int
			}{field, i}
		}
	}
	fields := make([]string, 0, len(given))
	for f := range given {
		fields = append(fields, f)
	}
	sort.Strings(fields)
	for _, f := range fields {
		if _, ok := fieldNames[f]; !ok {
			return nil, fmt.Errorf("columns: %q is no field; use id, text, title, rating, rating_max, date, product, url or author", f)
		}
		out[columnKey(given[f])] = struct {
			field string
			rank  int
		}{f, -1}
	}
	return out, nil
}

// columnKey makes "Review Text" and "review-text" one name with review_text.
func columnKey(s string) string {
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// knows tells whether a header row names a column with something to read.
func (c columnNames) knows(header []string) bool {
	for _, h := range header {
		switch c[columnKey(h)].field {
		case "text", "title", "rating":
			return true
		}
	}
	return false
}

// read picks the fields out of a row.
func (c columnNames) read(r row) raw {
	var picked [9]string
	ranks := [9]int{99, 99, 99, 99, 99, 99, 99, 99, 99}
	set := func(name, value string) {
		to, ok := c[name]
		if !ok {
			if to, ok = c[columnKey(name)]; !ok {
				return
			}
		}
		i := fieldIndex(to.field)
		// Of "Text" and "text" in one object the greater value wins: any rule
		// does that does not hang on the order of a map.
		if value != "" && (to.rank < ranks[i] || to.rank == ranks[i] && value > picked[i]) {
			picked[i], ranks[i] = value, to.rank
		}
	}
	if r.object != nil {
		for name, v := range r.object {
			if s := cellText(v); s != "" {
				set(name, s)
			}
		}
	} else {
		for i, name := range r.header {
			if i < len(r.cells) {
				set(name, r.cells[i])
			}
		}
	}
	return raw{
		id: strings.TrimSpace(picked[0]), text: asFound(picked[1]), title: validString(picked[2]), rating: strings.TrimSpace(picked[3]),
		best: picked[4], date: picked[5], product: strings.TrimSpace(validString(picked[6])), link: picked[7], author: validString(picked[8]),
	}
}

func fieldIndex(field string) int {
	switch field {
	case "id":
		return 0
	case "text":
		return 1
	case "title":
		return 2
	case "rating":
		return 3
	case "rating_max":
		return 4
	case "date":
		return 5
	case "product":
		return 6
	case "url":
		return 7
	}
	return 8
}

// asFound keeps a file's text as it is, but for what no store can hold and
// the white space around it.
func asFound(s string) string { return strings.TrimSpace(validString(s)) }

// cellText writes a JSON value as a cell: {"name": …} is its name, true and
// false are words that ratings knows.
func cellText(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	case map[string]any:
		for _, k := range []string{"name", "value", "text", "$t", "label"} {
			if s := cellText(x[k]); s != "" {
				return s
			}
		}
	}
	return ""
}

// batchHash is a hash over the identity and content of a batch's verbatims.
func batchHash(b opinion.Batch) string {
	h := sha256.New()
	for i := range b.Verbatims {
		v := &b.Verbatims[i]
		fmt.Fprintln(h, v.ID, v.RatingRaw, len(v.Title), v.Title, len(v.Text), v.Text)
	}
	for _, r := range b.Rejects {
		fmt.Fprintln(h, r.Where, r.Reason)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
