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
	if c.LLM != nil {
		c.LLM.validate(at, faults)
	}
	c.validateDelivery(at, faults)
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
		s.validate(p, at, faults)
	}
}

// envName is how such variables are written; a key pasted by mistake is not.
var envName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)

func (l *LLM) validate(at lines, faults *Faults) {
	if err := webURL(l.URL); err != nil {
		faults.add(at.of("llm.url"), "%v", err)
	}
	if l.Model == "" {
		faults.add(at.of("llm"), "llm needs model: the name the endpoint knows it by")
	}
	if l.APIKeyEnv != "" && !envName.MatchString(l.APIKeyEnv) {
		faults.add(at.of("llm.api_key_env"), "api_key_env must be the name of an environment variable, not the key itself")
	}
	switch l.Use {
	case "all", "unsure", "audit":
	default:
		faults.add(at.of("llm.use"), "use must be all, unsure or audit")
	}
	if l.Threshold < 0 || l.Threshold > 1 {
		faults.add(at.of("llm.threshold"), "threshold must be above 0 and at most 1")
	}
	if l.MaxCalls < 0 || l.MaxTokens < 0 || l.Timeout < 0 || l.Parallel < 0 {
		faults.add(at.of("llm"), "max_calls, max_tokens, timeout and parallel must not be negative")
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
