package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestTemplateIsFaultless(t *testing.T) {
	c, err := Parse("gripe.yaml", Template)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 1 || c.Sources[0].Kind != "file" || c.Fetch.MaxBody != 8<<20 {
		t.Errorf("template read as %+v", c)
	}
	// The commented sources must be right too once their marks are taken off.
	b := regexp.MustCompile(`(?m)^  # (- |  )`).ReplaceAllString(string(Template), "  $1")
	c, err = Parse("gripe.yaml", []byte(b))
	if err != nil {
		t.Fatalf("%v in\n%s", err, b)
	}
	if distinctKinds(c) != len(kinds()) || c.Sources[1].Selectors.Announced != ".review-count" {
		t.Errorf("page source read as %+v", c.Sources)
	}
}

// gripe init promises a comment on every key.
func TestTemplateNamesEveryKey(t *testing.T) {
	var look func(r reflect.Type)
	look = func(r reflect.Type) {
		for r.Kind() == reflect.Pointer || r.Kind() == reflect.Slice {
			r = r.Elem()
		}
		if r.Kind() != reflect.Struct {
			return
		}
		for key, of := range fieldsOf(r) {
			if !regexp.MustCompile(`\b` + key + `\b`).Match(Template) {
				t.Errorf("%s: the template does not tell of %s", r.Name(), key)
			}
			look(of)
		}
	}
	look(reflect.TypeFor[Config]())
}

func distinctKinds(c Config) int {
	seen := map[string]bool{}
	for _, s := range c.Sources {
		seen[s.Kind] = true
	}
	return len(seen)
}

func TestEmptyFileMeansDefaults(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n"} {
		c, err := Parse("x", []byte(text))
		if err != nil || c.Fetch.Delay != 2*time.Second || c.Database != "gripe.db" {
			t.Errorf("Parse(%q) = %+v, %v", text, c, err)
		}
	}
}

func TestEveryFaultIsNamedAtOnceWithItsLine(t *testing.T) {
	_, err := Parse("gripe.yaml", []byte(`company: A
timzone: UTC
fetch:
  dealy: 2s
sources:
  - name: Shop One
    kind: page
  - name: b
    kind: file
    urls: [https://example.com]
  - name: b
    kind: pagee
    selecters: {}
`))
	var faults *Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v", err)
	}
	got := err.Error()
	for _, want := range []string{
		`gripe.yaml:2: unknown key "timzone"; did you mean timezone?`,
		`gripe.yaml:4: unknown key "dealy" in fetch; did you mean delay?`,
		`gripe.yaml:6: source name "Shop One" must be lower-case`,
		`gripe.yaml:6: source "Shop One" needs urls`,
		`gripe.yaml:8: source "b" needs path`,
		`gripe.yaml:10: key "urls" does not belong to a source of kind file`,
		`gripe.yaml:11: source name "b" is taken by the source on line 8`,
		`gripe.yaml:12: kind "pagee" must be one of page, sitemap, feed, file`,
		`gripe.yaml:13: unknown key "selecters" in sources[2]; did you mean selectors?`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
}

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct{ yaml, want string }{
		"syntax":         {"a: [", "x:1:"},
		"wrong type":     {"fetch:\n  max_pages: many\n", "x:2:"},
		"wrong shape":    {"sources: 3\n", "x:1:"},
		"bad size":       {"fetch:\n  max_body: 8 lots\n", "is not like 8MiB"},
		"bad duration":   {"fetch:\n  delay: soon\n", "x:2:"},
		"zone":           {"timezone: Mars/Olympus\n", `x:1: timezone "Mars/Olympus"`},
		"local zone":     {"timezone: Local\n", `x:1: timezone "Local"`},
		"password":       {"sources:\n  - {name: a, kind: page, urls: ['https://u:p@h/']}\n", "credentials from the environment"},
		"scheme":         {"sources:\n  - {name: a, kind: page, urls: ['file:///etc/passwd']}\n", "is not a web address"},
		"pattern":        {"sources:\n  - {name: a, kind: page, pages: 'https://h/?p=1'}\n", "must hold {page}"},
		"next and pages": {"sources:\n  - {name: a, kind: page, next: a, pages: 'https://h/?p={page}'}\n", "not both"},
		"last < first":   {"sources:\n  - {name: a, kind: page, urls: ['https://h/'], first: 3, last: 2}\n", "nor last below first"},
		"selectors":      {"sources:\n  - {name: a, kind: page, urls: ['https://h/'], selectors: {text: p}}\n", "selectors need review"},
		"contact":        {"contact: \"a\\r\\nX: y\"\n", "contact must be one line"},
		"label":          {"gazetteer:\n  - {name: A, label: THING}\n", "must be BRAND or PRODUCT"},
		"two documents":  {"company: a\n---\ncompany: b\n", "second YAML document"},
		"duplicate key":  {"company: a\ncompany: b\n", "x:2:"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x", []byte(c.yaml))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n\n") {
				t.Errorf("a fault spreads over several lines: %v", err)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	right := map[string]string{
		"page": "pages: 'https://h/?p={page}', first: 1, last: 3", "sitemap": "urls: ['https://h/sitemap.xml'], match: '/reviews/'",
		"feed": "urls: ['https://h/feed'], delay: 5s", "file": "path: a.csv", "directory": "path: drop, match: '*.csv'",
		"appstore": "app: '1', countries: [us, gb]", "steam": "app: '582010', language: english", "reddit": "subreddit: go, comments: true",
		"hackernews": "query: gripe, tags: [comment]", "mastodon": "tags: [gripe], base: 'https://m/', token_env: MASTODON_TOKEN",
		"bluesky": "query: gripe", "discourse": "base: 'https://forum/', topics: ['8']", "lemmy": "community: tech", "claims": "path: claims.txt, per: line",
	}
	for _, k := range kinds() {
		c, err := Parse("x", []byte("sources:\n  - {name: a, kind: "+k.name+", "+right[k.name]+"}\n"))
		if err != nil || c.Sources[0].Kind != k.name {
			t.Errorf("%s: %v", k.name, err)
		}
		if _, err := Parse("x", []byte("sources:\n  - {name: a, kind: "+k.name+"}\n")); err == nil || !strings.Contains(err.Error(), "needs") {
			t.Errorf("%s with nothing to read: %v", k.name, err)
		}
	}
	for name, c := range map[string]struct{ yaml, want string }{
		"token":   {"kind: mastodon, tags: [a], token_env: 's3cret'", "not the token itself"},
		"base":    {"kind: discourse, topics: ['1'], base: 'ftp://x'", "is not a web address"},
		"per":     {"kind: claims, path: a.txt, per: word", "per must be sentence, line or paragraph"},
		"claim":   {"kind: page, urls: ['https://h/'], selectors: {review: a, claim: b}", "belongs to a source of kind claims"},
		"author":  {"kind: claims, urls: ['https://h/'], selectors: {author: a}", "takes the selectors claim and text, not author"},
		"foreign": {"kind: steam, app: '1', subreddit: go", `key "subreddit" does not belong to a source of kind steam`},
		"regexp":  {"kind: sitemap, urls: ['https://h/'], match: '('", "is no regular expression"},
		"pattern": {"kind: directory, path: d, match: '['", "is no pattern of file names"},
	} {
		_, err := Parse("x", []byte("sources:\n  - {name: a, "+c.yaml+"}\n"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(filepath.Join(dir, "none.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
	p := filepath.Join(dir, "gripe.yaml")
	if err := os.WriteFile(p, []byte("output: out\nfetch: {delay: 0s}\nsources:\n  - {name: a, kind: page, urls: ['https://h/'], delay: 3s, max_pages: 7}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(p)
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Resolve(c.Output); got != filepath.Join(dir, "out") {
		t.Errorf("Resolve = %q", got)
	}
	if c.Resolve("/abs") != "/abs" {
		t.Error("an absolute path must stay")
	}
	if c.DelayOf(c.Sources[0]) != 3*time.Second || c.DelayOf(Source{}) != 0 || c.MaxPagesOf(c.Sources[0]) != 7 || c.MaxPagesOf(Source{}) != 500 {
		t.Error("a source's own manners must win over the common ones")
	}
	if err := os.WriteFile(p, make([]byte, maxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(p); err == nil || !strings.Contains(err.Error(), "is it the right file") {
		t.Errorf("huge file: %v", err)
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"kitten", "sitting", 3}, {"flaw", "lawn", 2}, {"same", "same", 0}} {
		if got := editDistance(c.a, c.b); got != c.want {
			t.Errorf("editDistance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Template)
	f.Add([]byte("sources:\n  - {name: a, kind: page, urls: ['https://h/']}\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := Parse("x", b); err == nil && c.Location == nil {
			t.Error("a configuration without fault must have a zone")
		}
	})
}
