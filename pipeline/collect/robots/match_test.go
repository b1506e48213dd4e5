package robots

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestAllowed holds decisions derived from RFC 9309, section by section.
func TestAllowed(t *testing.T) {
	const both = "user-agent: gripe\n"
	for _, c := range []struct {
		name, body, path string
		allow            bool
	}{
		// 2.2.1 the user-agent line
		{"empty file", "", "/a", true},
		{"comment only", "# hello\n", "/a", true},
		{"own group", "User-agent: gripe\nDisallow: /a", "/a", false},
		{"token in upper case", "User-agent: GRIPE\nDisallow: /a", "/a", false},
		{"token with a version", "User-agent: gripe/2.1\nDisallow: /a", "/a", false},
		{"token followed by words", "User-agent: gripe bot\nDisallow: /a", "/a", false},
		{"another token", "User-agent: grip\nDisallow: /a", "/a", true},
		{"a longer token", "User-agent: gripes\nDisallow: /a", "/a", true},
		{"token with a hyphen is another", "User-agent: gripe-news\nDisallow: /a", "/a", true},
		{"star", "User-agent: *\nDisallow: /a", "/a", false},
		{"own group beats star", "User-agent: *\nDisallow: /\nUser-agent: gripe\nDisallow: /b", "/a", true},
		{"own group beats star in any order", "User-agent: gripe\nDisallow: /b\nUser-agent: *\nDisallow: /", "/a", true},
		{"own empty group beats star", "User-agent: *\nDisallow: /\n\nUser-agent: gripe\nDisallow:", "/a", true},
		{"own groups are merged, first", "User-agent: gripe\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: gripe\nDisallow: /b", "/a", false},
		{"own groups are merged, second", "User-agent: gripe\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: gripe\nDisallow: /b", "/b", false},
		{"own groups are merged, other", "User-agent: gripe\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: gripe\nDisallow: /b", "/c", true},
		{"star groups are merged", "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b", "/b", false},
		{"several agents share a group", "User-agent: x\nUser-agent: gripe\nDisallow: /a", "/a", false},
		{"star among the agents", "User-agent: x\nUser-agent: *\nDisallow: /a", "/a", false},
		{"a rule ends the agents", "User-agent: gripe\nDisallow: /a\nUser-agent: x\nDisallow: /b", "/b", true},
		{"empty lines do not end a group", "User-agent: gripe\n\n\nDisallow: /a", "/a", false},
		{"comment lines do not end a group", "User-agent: gripe\n# rules\nDisallow: /a", "/a", false},
		{"sitemap does not end the agents", "User-agent: x\nSitemap: https://x/s.xml\nUser-agent: gripe\nDisallow: /a\n", "/a", false},
		{"sitemap joins the agents", "User-agent: gripe\nSitemap: https://x/s.xml\nUser-agent: x\nDisallow: /a\n", "/a", false},
		{"crawl-delay joins the agents", "User-agent: gripe\nCrawl-delay: 5\nUser-agent: x\nDisallow: /a\n", "/a", false},
		{"a rule before any group", "Disallow: /a\nUser-agent: gripe\nDisallow: /b", "/a", true},
		{"unknown lines are skipped", both + "Noindex: /a\nDisalow: /a\nDisallow: /b", "/a", true},
		{"a line without a colon", both + "Disallow /a", "/a", true},
		// 2.2.2 the rules
		{"prefix", both + "Disallow: /a", "/abc", false},
		{"not a prefix", both + "Disallow: /a", "/b/a", true},
		{"case of a path matters", both + "Disallow: /A", "/a", true},
		{"empty disallow", both + "Disallow:", "/a", true},
		{"empty allow says nothing", both + "Allow:\nDisallow: /", "/a", false},
		{"disallow all", both + "Disallow: /", "/", false},
		{"longest wins, allow", both + "Disallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"longest wins, disallow", both + "Allow: /a\nDisallow: /a/b", "/a/b/c", false},
		{"longest wins in any order", both + "Allow: /a/b\nDisallow: /a", "/a/b", true},
		{"allow wins a tie", both + "Disallow: /a\nAllow: /a", "/a", true},
		{"allow wins a tie, first", both + "Allow: /a\nDisallow: /a", "/a", true},
		{"allow wins a tie of different patterns", both + "Disallow: /a*\nAllow: /ab", "/ab", true},
		{"a wildcard counts its length", both + "Allow: /page\nDisallow: /*.htm", "/page.htm", false},
		{"root allowed alone", both + "Allow: /$\nDisallow: /", "/", true},
		{"root allowed alone, other", both + "Allow: /$\nDisallow: /", "/page.htm", false},
		{"robots.txt is always allowed", both + "Disallow: /", "/robots.txt", true},
		{"a pattern without a slash matches nothing", both + "Disallow: a", "/a", true},
		{"query is part of the path", both + "Disallow: /a?x=1", "/a?x=1", false},
		{"query in its own order", both + "Disallow: /a?x=1&y=2", "/a?y=2&x=1", true},
		{"empty query", both + "Disallow: /a?", "/a?", false},
		{"slash at the end", both + "Disallow: /a/", "/a", true},
		{"key in odd case", "USER-AGENT: gripe\nDISALLOW: /a", "/a", false},
		{"spaces before the colon", "User-agent : gripe\nDisallow : /a", "/a", false},
		{"spaces around", "  User-agent:   gripe  \n\tDisallow:\t/a  ", "/a", false},
		{"no spaces", "user-agent:gripe\ndisallow:/a", "/a", false},
		{"a colon in the path", both + "Disallow: /a:b", "/a:b", false},
		// percent-encoding: the table of 2.2.2
		{"encoded octets decode, pattern", both + "Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false},
		{"encoded octets decode, path", both + "Disallow: /foo/bar/baz", "/foo/bar/%62%61%7A", false},
		{"raw UTF-8 pattern", both + "Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false},
		{"encoded UTF-8 pattern", both + "Disallow: /foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", false},
		{"reserved in a query, raw pattern", both + "Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", false},
		{"reserved in a query, encoded pattern", both + "Disallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", false},
		{"plain query", both + "Disallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", false},
		{"an encoded slash is no slash", both + "Disallow: /a/b", "/a%2Fb", true},
		{"an encoded slash matches itself", both + "Disallow: /a%2fb", "/a%2Fb", false},
		{"a broken escape is plain", both + "Disallow: /a%zz", "/a%25zz", true},
		// 2.2.3 special characters
		{"hash starts a comment", both + "Disallow: /a # not b", "/a", false},
		{"hash cuts the path", both + "Disallow: /a#b", "/ab", false},
		{"dollar ends", both + "Disallow: /a.htm$", "/a.htm", false},
		{"dollar ends, longer", both + "Disallow: /a.htm$", "/a.html", true},
		{"dollar ends, query", both + "Disallow: /a.htm$", "/a.htm?x", true},
		{"dollar in the middle is plain", both + "Disallow: /a$b", "/a%24b", true},
		{"star inside", both + "Disallow: /a/*/c", "/a/b/c", false},
		{"star spans slashes", both + "Disallow: /a/*/c", "/a/b/x/c", false},
		{"star matches nothing at all", both + "Disallow: /a*c", "/ac", false},
		{"star needs the rest", both + "Disallow: /a/*/c", "/a/b/d", true},
		{"star and dollar", both + "Disallow: /*.php$", "/x/y.php", false},
		{"star and dollar, not at the end", both + "Disallow: /*.php$", "/x/y.php?z", true},
		{"star backtracks", both + "Disallow: /*ab$", "/aab/ab", false},
		{"star at the end", both + "Disallow: /a*", "/abc", false},
		{"star at the start", both + "Disallow: *.gif", "/x.gif", false},
		{"several stars", both + "Disallow: /*a*b*c", "/xxaxxbxxc", false},
		{"several stars, order", both + "Disallow: /*c*b*a", "/xxaxxbxxc", true},
		{"a literal star is encoded", both + "Disallow: /a%2Ab", "/a*b", false},
		{"a literal star matches no other", both + "Disallow: /a%2Ab", "/axb", true},
		{"a literal dollar is encoded", both + "Disallow: /a%24", "/a$", false},
		// the file itself
		{"byte order mark", "\xef\xbb\xbfUser-agent: gripe\nDisallow: /a", "/a", false},
		{"CRLF", "User-agent: gripe\r\nDisallow: /a\r\n", "/a", false},
		{"CR alone", "User-agent: gripe\rDisallow: /a\r", "/a", false},
		{"HTML instead of rules", "<html><body>User-agent</body></html>", "/a", true},
		{"NUL and junk", "\x00\xff\nUser-agent: gripe\nDisallow: /a", "/a", false},
		{"rules beyond 500 KiB", both + strings.Repeat("# filler\n", MaxBytes/9+1) + "Disallow: /a\n", "/a", true},
		{"rules before 500 KiB", both + "Disallow: /a\n" + strings.Repeat("# filler\n", MaxBytes/9+1), "/a", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			u, err := url.Parse("https://example.org" + strings.ReplaceAll(c.path, "%zz", "%25zz"))
			if err != nil {
				t.Fatal(err)
			}
			if got := Parse([]byte(c.body), "gripe").Allowed(u); got != c.allow {
				t.Errorf("%s allowed: %v, want %v, by\n%.300s", c.path, got, c.allow, c.body)
			}
		})
	}
}

func TestCrawlDelay(t *testing.T) {
	for _, c := range []struct {
		body string
		want time.Duration
	}{
		{"User-agent: *\nCrawl-delay: 5\nDisallow: /a", 5 * time.Second},
		{"User-agent: gripe\nCrawl-delay: 0.5", 500 * time.Millisecond},
		{"User-agent: *\nCrawl-delay: 5\nUser-agent: gripe\nDisallow: /a", 5 * time.Second},
		{"User-agent: *\nCrawl-delay: 5\nDisallow: /b\nUser-agent: gripe\nDisallow: /a", 0},
		{"User-agent: *\nCrawl-delay: -5", 0},
		{"User-agent: *\nCrawl-delay: soon", 0},
		{"Crawl-delay: 9", 0},
	} {
		if got := Parse([]byte(c.body), "gripe").Delay; got != c.want {
			t.Errorf("delay %s, want %s, by %q", got, c.want, c.body)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*b$", "/ab?x=%zz")
	f.Add("\xef\xbb\xbfuser-agent:gripe\r\nallow:%", "/%")
	f.Fuzz(func(t *testing.T, body, path string) {
		u := &url.URL{Scheme: "https", Host: "x", Path: "/" + path}
		r := Parse([]byte(body), "gripe")
		if len(r.rules) == 0 && !r.Allowed(u) {
			t.Error("disallowed without a rule")
		}
	})
}
