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
	decisions, held := 0, 0
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
		{"a line cut at 500 KiB", both + strings.Repeat("# filler\n", (MaxBytes-18-12)/9) + "Disallow: /" + strings.Repeat("a", 40), "/a", true},
		{"LF and CR mixed", "User-agent: gripe\n\rDisallow: /a\r\n\nDisallow: /b", "/b", false},
		{"no newline at the end", "User-agent: gripe\nDisallow: /a", "/a", false},
		{"only an agent", "User-agent: gripe", "/a", true},
		{"a very long line", both + "Disallow: /" + strings.Repeat("b", 5000) + "\nDisallow: /a", "/a", false},
		{"invalid UTF-8 in a path", both + "Disallow: /\xff", "/%FF", false},
		{"a JSON body", `{"user-agent": "*", "disallow": "/"}`, "/a", true},
		// section 5.1, the RFC's own simple example
		{"5.1 all but two, first", rfcSimple("gripe"), "/example/page.html", false},
		{"5.1 all but two, second", rfcSimple("gripe"), "/example/allowed.gif", true},
		{"5.1 all but two, the rest", rfcSimple("gripe"), "/example", true},
		{"5.1 an empty group allows all", "User-Agent: foobot\nDisallow: /\n\nUser-Agent: gripe\n", "/a", true},
		{"5.1 quux bot, own rule", rfcQuux("gripe"), "/example/page.html", true},
		{"5.1 quux bot, disallowed", rfcQuux("gripe"), "/example/disallowed.gif", false},
		{"5.1 quux bot, root", rfcQuux("gripe"), "/", true},
		{"5.1 star beside it", rfcQuux("other"), "/publications/x", true},
		{"5.1 star beside it, disallowed", rfcQuux("other"), "/a.gif", false},
		// section 5.2, longest match
		{"5.2 longest match", "User-Agent: gripe\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallow.gif", true},
		{"5.2 longest match, disallowed", "User-Agent: gripe\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", false},
		// 2.2.2: the first octet of the path, and where a match must begin
		{"a match begins at the start", both + "Disallow: /b", "/a/b", true},
		{"a folder's name is a prefix too", both + "Disallow: /shop", "/shopping", false},
		{"a folder with its slash", both + "Disallow: /shop/", "/shop/x?y=1", false},
		{"three rules, the longest of all", both + "Disallow: /\nAllow: /a\nDisallow: /a/b", "/a/b", false},
		{"three rules, the middle one", both + "Disallow: /\nAllow: /a\nDisallow: /a/b", "/a/c", true},
		{"three rules, the shortest", both + "Disallow: /\nAllow: /a\nDisallow: /a/b", "/c", false},
		{"the same rule twice", both + "Disallow: /a\nDisallow: /a", "/a", false},
		{"dot segments are octets", both + "Disallow: /a/../b", "/b", true},
		{"two slashes are two", both + "Disallow: //a", "/a", true},
		{"a semicolon is plain", both + "Disallow: /a;x", "/a;x=1", false},
		{"case of an escape does not matter", both + "Disallow: /%c3%a9", "/%C3%A9", false},
		{"an escaped unreserved tilde", both + "Disallow: /%7Euser", "/~user", false},
		{"an escaped percent stays escaped", both + "Disallow: /a%2541", "/aA", true},
		{"query alone by a star", both + "Disallow: /*?", "/list?page=2", false},
		{"query alone by a star, none", both + "Disallow: /*?", "/list", true},
		{"one parameter of many", both + "Disallow: /*sort=", "/list?page=2&sort=new", false},
		// 2.2.3
		{"star alone", both + "Disallow: *", "/a", false},
		{"star after the slash", both + "Disallow: /*", "/", false},
		{"dollar alone after the slash", both + "Disallow: /$", "/a", true},
		{"star before dollar", both + "Disallow: /a*$", "/abc", false},
		{"two stars are one", both + "Disallow: /a**b", "/axb", false},
		{"an allow with a star is longer", both + "Disallow: /a/\nAllow: /a/*.html$", "/a/b.html", true},
		{"an allow with a star, other", both + "Disallow: /a/\nAllow: /a/*.html$", "/a/b.htm", false},
		// 2.2.1: groups
		{"agent named twice in a group", "User-agent: gripe\nUser-agent: gripe\nDisallow: /a", "/a", false},
		{"star does not join the own group", "User-agent: gripe\nAllow: /b\nUser-agent: *\nDisallow: /a", "/a", true},
		{"an agent of two words is another", "User-agent: my gripe\nDisallow: /a", "/a", true},
		{"an agent as a whole user-agent string", "User-agent: gripe/1.0 (+https://example.org)\nDisallow: /a", "/a", false},
		{"an empty agent names none", "User-agent:\nDisallow: /a", "/a", true},
		{"a comment after the agent", "User-agent: gripe # us\nDisallow: /a", "/a", false},
	} {
		decisions++
		t.Run(c.name, func(t *testing.T) {
			u, err := url.Parse("https://example.org" + strings.ReplaceAll(c.path, "%zz", "%25zz"))
			if err != nil {
				t.Fatal(err)
			}
			if got := Parse([]byte(c.body), "gripe").Allowed(u); got != c.allow {
				t.Errorf("%s allowed: %v, want %v, by\n%.300s", c.path, got, c.allow, c.body)
				return
			}
			held++
		})
	}
	t.Logf("%d of %d decisions hold", held, decisions)
	if decisions < 120 {
		t.Errorf("%d decisions, want 120 at least", decisions)
	}
}

// rfcSimple and rfcQuux follow the example in RFC 9309 section 5.1, with token
// in place of its robots.
func rfcSimple(token string) string {
	return "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n" +
		"User-Agent: " + token + "\nDisallow: /example/page.html\nAllow: /example/allowed.gif\n"
}

func rfcQuux(token string) string {
	return "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n" +
		"User-Agent: " + token + "\nAllow:/example/page.html\nDisallow:/example/disallowed.gif\n"
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
