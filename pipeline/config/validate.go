package config

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// sourceName keeps names safe for file names, links and tables.
var sourceName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// validate checks what types cannot say and fills in Location.
func (c *Config) validate(at lines, faults *Faults) {
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil || c.Timezone == "" || c.Timezone == "Local" {
		faults.add(at.of("timezone"), "timezone %q is not an IANA name such as Europe/Berlin or UTC", c.Timezone)
	} else {
		c.Location = loc
	}
	if strings.ContainsAny(c.Contact, "\r\n()") {
		faults.add(at.of("contact"), "contact must be one line, a URL or an e-mail address")
	}
	if c.Fetch.Delay < 0 || c.Fetch.Timeout <= 0 || c.Fetch.MaxPages <= 0 {
		faults.add(at.of("fetch"), "delay must not be negative; timeout and max_pages must be positive")
	}
	for i, n := range c.Gazetteer {
		p := fmt.Sprintf("gazetteer[%d]", i)
		if strings.TrimSpace(n.Name) == "" {
			faults.add(at.of(p), "a name of the gazetteer is empty")
		}
		if n.Label != "BRAND" && n.Label != "PRODUCT" {
			faults.add(at.of(p+".label"), "label %q must be BRAND or PRODUCT", n.Label)
		}
	}
	seen := map[string]int{}
	for i := range c.Sources {
		s := &c.Sources[i]
		p := fmt.Sprintf("sources[%d]", i)
		if !sourceName.MatchString(s.Name) {
			faults.add(at.of(p+".name"), "source name %q must be lower-case letters, digits, dots, dashes or underscores, at most 64", s.Name)
		} else if first, dup := seen[s.Name]; dup {
			faults.add(at.of(p+".name"), "source name %q is taken by the source on line %d", s.Name, first)
		} else {
			seen[s.Name] = at.of(p + ".name")
		}
		switch s.Kind {
		case "page":
			s.validatePage(p, at, faults)
		case "file":
			s.validateFile(p, at, faults)
		default:
			faults.add(at.of(p+".kind"), "kind %q must be page or file", s.Kind)
		}
	}
}

func (s *Source) validatePage(p string, at lines, faults *Faults) {
	foreign(p, at, faults, s.Kind, "path", "columns", "rating_max")
	if len(s.URLs) == 0 && s.Pages == "" {
		faults.add(at.of(p), "source %q needs urls, or a pattern under pages", s.Name)
	}
	for i, u := range s.URLs {
		if err := webURL(u); err != nil {
			faults.add(at.of(fmt.Sprintf("%s.urls[%d]", p, i)), "%v", err)
		}
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
	if s.Selectors != (Selectors{}) && s.Selectors.Review == "" {
		faults.add(at.of(p+".selectors"), "selectors need review: the element that holds one review")
	}
	if s.Delay != nil && *s.Delay < 0 {
		faults.add(at.of(p+".delay"), "delay must not be negative")
	}
}

func (s *Source) validateFile(p string, at lines, faults *Faults) {
	foreign(p, at, faults, s.Kind, "urls", "next", "pages", "first", "last", "selectors", "allow_private", "delay", "max_pages")
	if s.Path == "" {
		faults.add(at.of(p), "source %q needs path: the file to read", s.Name)
	}
	if s.RatingMax < 0 {
		faults.add(at.of(p+".rating_max"), "rating_max must be positive")
	}
}

// foreign reports keys that belong to another kind of source.
func foreign(p string, at lines, faults *Faults, kind string, keys ...string) {
	for _, k := range keys {
		if line, ok := at[p+"."+k]; ok {
			faults.add(line, "key %q does not belong to a source of kind %s", k, kind)
		}
	}
}

func webURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("%q is not a web address such as https://example.com/reviews", s)
	}
	if u.User != nil {
		return fmt.Errorf("the address of host %s holds a password; gripe takes credentials from the environment only", u.Host)
	}
	return nil
}
