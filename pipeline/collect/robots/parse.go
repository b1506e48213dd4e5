package robots

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// MaxBytes is how much of a robots.txt is read: RFC 9309 section 2.5 asks for
// at least 500 KiB. The rest, and a line cut by the limit, is ignored.
const MaxBytes = 500 << 10

// Rules are the lines of a robots.txt that hold for one product token.
type Rules struct {
	rules []rule
	// Delay is the Crawl-delay asked for, 0 where none is. It is no part of
	// RFC 9309, but sites mean it.
	Delay time.Duration
	// Sitemaps are what the file names as such, for whomever; at most
	// maxSitemaps, as they stand there.
	Sitemaps []string
}

// maxSitemaps bounds what is kept of a file made of nothing else.
const maxSitemaps = 100

type rule struct {
	pattern string // normalised
	allow   bool
}

type group struct {
	agents []string
	rules  []rule
	delay  time.Duration
}

// Parse keeps what body says to token ("gripe"): all groups that name it,
// merged; else all groups for "*", merged; else nothing, which allows all.
func Parse(body []byte, token string) *Rules {
	groups, sitemaps := parseGroups(body)
	for _, want := range []string{strings.ToLower(token), "*"} {
		out, found := &Rules{Sitemaps: sitemaps}, false
		for _, g := range groups {
			for _, a := range g.agents {
				if a == want {
					out.rules = append(out.rules, g.rules...)
					out.Delay = max(out.Delay, g.delay)
					found = true
					break
				}
			}
		}
		if found {
			return out
		}
	}
	return &Rules{Sitemaps: sitemaps}
}

func parseGroups(body []byte) (groups []group, sitemaps []string) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if len(body) > MaxBytes {
		body = body[:MaxBytes]
		if i := bytes.LastIndexAny(body, "\r\n"); i >= 0 {
			body = body[:i]
		}
	}
	naming := false // the last line that counts named an agent
	for _, line := range strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch key = strings.ToLower(strings.TrimSpace(key)); key {
		case "user-agent":
			if !naming {
				groups = append(groups, group{})
				naming = true
			}
			g := &groups[len(groups)-1]
			g.agents = append(g.agents, productToken(value))
		case "allow", "disallow":
			naming = false
			if len(groups) == 0 || value == "" {
				continue // a rule before any group; an empty rule says nothing
			}
			g := &groups[len(groups)-1]
			g.rules = append(g.rules, rule{pattern: normalise(value, true), allow: key == "allow"})
		case "sitemap": // of no group: RFC 9309 section 2.2.4
			if value != "" && len(sitemaps) < maxSitemaps {
				sitemaps = append(sitemaps, value)
			}
		case "crawl-delay":
			// Other records must not interfere with groups (RFC 9309 2.2.4),
			// so this one does not end a run of user-agent lines.
			if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 && s < 1e6 && len(groups) > 0 {
				g := &groups[len(groups)-1]
				g.delay = max(g.delay, time.Duration(s*float64(time.Second)))
			}
		}
	}
	return groups, sitemaps
}

// productToken is the leading letters, "-" and "_" of an agent, in lower case:
// "Gripe/1.0" names gripe.
func productToken(s string) string {
	if strings.HasPrefix(s, "*") {
		return "*"
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	})
	if end >= 0 {
		s = s[:end]
	}
	return strings.ToLower(s)
}
