package config

import (
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// kind is one way to read a source: the keys it takes beside the common ones,
// and what it needs of them.
type kind struct {
	name  string
	keys  []string
	check func(s *Source, p string, at lines, faults *Faults)
}

// commonKeys suit every source, webKeys every source on the network.
var (
	commonKeys = []string{"name", "kind", "product", "locale"}
	webKeys    = []string{"allow_private", "delay", "max_pages"}
	apiKeys    = append([]string{"base", "token_env"}, webKeys...)
)

func kinds() []kind {
	page := append([]string{"urls", "next", "pages", "first", "last", "selectors"}, webKeys...)
	api := func(keys ...string) []string { return append(keys, apiKeys...) }
	return []kind{
		{"page", page, (*Source).checkPage},
		{"sitemap", append([]string{"urls", "match", "selectors"}, webKeys...), (*Source).checkSitemap},
		{"feed", append([]string{"urls"}, webKeys...), needs("urls")},
		{"file", []string{"path", "columns", "rating_max"}, (*Source).checkFile},
		{"directory", []string{"path", "columns", "rating_max", "match"}, (*Source).checkFile},
		{"claims", append([]string{"urls", "path", "columns", "per", "selectors"}, webKeys...), (*Source).checkClaims},
		{"appstore", api("app", "countries"), needs("app")},
		{"steam", api("app", "language"), needs("app")},
		{"reddit", api("query", "subreddit", "threads", "comments"), needs("query", "subreddit", "threads")},
		{"hackernews", api("query", "tags"), needs("query")},
		{"mastodon", api("query", "tags"), needs("query", "tags")},
		{"bluesky", api("query", "language"), needs("query")},
		{"discourse", api("query", "topics"), needs("query", "topics")},
		{"lemmy", api("query", "community"), needs("query", "community")},
	}
}

// Fetches tells whether a source asks the network.
func (s Source) Fetches() bool {
	return s.Kind != "file" && s.Kind != "directory" && (s.Kind != "claims" || len(s.URLs) > 0)
}

// validate checks the source against its kind; p is its path in the file.
func (s *Source) validate(p string, at lines, faults *Faults) {
	all := kinds()
	i := slices.IndexFunc(all, func(k kind) bool { return k.name == s.Kind })
	if i < 0 {
		var names []string
		for _, k := range all {
			names = append(names, k.name)
		}
		faults.add(at.of(p+".kind"), "kind %q must be one of %s", s.Kind, strings.Join(names, ", "))
		return
	}
	k := all[i]
	for key := range fieldsOf(reflect.TypeFor[Source]()) {
		line, set := at[p+"."+key]
		if set && !slices.Contains(commonKeys, key) && !slices.Contains(k.keys, key) {
			faults.add(line, "key %q does not belong to a source of kind %s", key, s.Kind)
		}
	}
	if slices.Contains(k.keys, "delay") && s.Delay != nil && *s.Delay < 0 {
		faults.add(at.of(p+".delay"), "delay must not be negative")
	}
	if s.TokenEnv != "" && !envName.MatchString(s.TokenEnv) {
		faults.add(at.of(p+".token_env"), "token_env must be the name of an environment variable, not the token itself")
	}
	if s.Base != "" {
		if err := webURL(s.Base); err != nil {
			faults.add(at.of(p+".base"), "%v", err)
		}
	}
	for i, u := range s.URLs {
		if err := webURL(u); err != nil {
			faults.add(at.of(fmt.Sprintf("%s.urls[%d]", p, i)), "%v", err)
		}
	}
	k.check(s, p, at, faults)
}

// needs asks for at least one of some keys.
func needs(keys ...string) func(*Source, string, lines, *Faults) {
	return func(s *Source, p string, at lines, faults *Faults) {
		for _, k := range keys {
			if _, set := at[p+"."+k]; set {
				return
			}
		}
		faults.add(at.of(p), "source %q needs %s", s.Name, strings.Join(keys, " or "))
	}
}

func (s *Source) checkPage(p string, at lines, faults *Faults) {
	if len(s.URLs) == 0 && s.Pages == "" {
		faults.add(at.of(p), "source %q needs urls, or a pattern under pages", s.Name)
	}
	if s.Pages != "" {
		if !strings.Contains(s.Pages, "{page}") {
			faults.add(at.of(p+".pages"), "pages must hold {page}, as in https://example.com/reviews?page={page}")
		} else if err := webURL(strings.ReplaceAll(s.Pages, "{page}", "1")); err != nil {
			faults.add(at.of(p+".pages"), "%v", err)
		}
		if s.Next != "" {
			faults.add(at.of(p+".next"), "give either next or pages, not both")
		}
	}
	if s.First < 0 || s.Last < 0 || (s.Last > 0 && s.Last < s.First) {
		faults.add(at.of(p+".last"), "first and last must not be negative, nor last below first")
	}
	s.checkSelectors(p, at, faults)
}

func (s *Source) checkSelectors(p string, at lines, faults *Faults) {
	if s.Selectors.Claim != "" {
		faults.add(at.of(p+".selectors.claim"), "the selector claim belongs to a source of kind claims")
	}
	if s.Selectors != (Selectors{}) && s.Selectors.Review == "" {
		faults.add(at.of(p+".selectors"), "selectors need review: the element that holds one review")
	}
}

func (s *Source) checkClaims(p string, at lines, faults *Faults) {
	needs("urls", "path")(s, p, at, faults)
	for key := range fieldsOf(reflect.TypeFor[Selectors]()) {
		if line, set := at[p+".selectors."+key]; set && key != "claim" && key != "text" {
			faults.add(line, "a source of kind claims takes the selectors claim and text, not %s", key)
		}
	}
	switch s.Per {
	case "", "sentence", "line", "paragraph":
	default:
		faults.add(at.of(p+".per"), "per must be sentence, line or paragraph")
	}
}

func (s *Source) checkSitemap(p string, at lines, faults *Faults) {
	needs("urls")(s, p, at, faults)
	if _, err := regexp.Compile(s.Match); err != nil {
		faults.add(at.of(p+".match"), "match %q is no regular expression: %v", s.Match, err)
	}
	s.checkSelectors(p, at, faults)
}

func (s *Source) checkFile(p string, at lines, faults *Faults) {
	if s.Path == "" {
		faults.add(at.of(p), "source %q needs path: the %s to read", s.Name, s.Kind)
	}
	if s.RatingMax < 0 {
		faults.add(at.of(p+".rating_max"), "rating_max must be positive")
	}
	if _, err := filepath.Match(s.Match, ""); err != nil {
		faults.add(at.of(p+".match"), "match %q is no pattern of file names such as *.csv", s.Match)
	}
}
