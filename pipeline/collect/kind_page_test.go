package collect

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// site serves pages by path and query; a path it lacks is a 404.
func serve(t *testing.T, pages map[string]string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.RequestURI()]
		if !ok {
			w.WriteHeader(404)
			return
		}
		sendHTML(w, body)
	}))
	t.Cleanup(s.Close)
	return s
}

func ldPage(announced int, next string, ids ...string) string {
	var b strings.Builder
	b.WriteString(`<html><head>`)
	if next != "" {
		fmt.Fprintf(&b, `<link rel="next" href="%s">`, next)
	}
	b.WriteString(`<script type="application/ld+json">{"@type":"Product","name":"Kettle",`)
	if announced >= 0 {
		fmt.Fprintf(&b, `"aggregateRating":{"@type":"AggregateRating","reviewCount":%d},`, announced)
	}
	b.WriteString(`"review":[`)
	for i, id := range ids {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"@type":"Review","@id":"%s","reviewBody":"Review %s"}`, id, id)
	}
	b.WriteString(`]}</script></head><body></body></html>`)
	return b.String()
}

func collectPages(t *testing.T, server *httptest.Server, opts PageOptions, sink *memory) opinion.Coverage {
	t.Helper()
	opts.Name = "p"
	for i := range opts.URLs {
		opts.URLs[i] = server.URL + opts.URLs[i]
	}
	src, err := NewPage(opts, testGate(t, newClock(), nil, server))
	if err != nil {
		t.Fatal(err)
	}
	cov, err := src.Collect(t.Context(), sink)
	if err != nil {
		t.Fatal(err)
	}
	return cov
}

func TestPaging(t *testing.T) {
	for _, c := range []struct {
		name    string
		pages   map[string]string
		opts    PageOptions
		known   []string // stored before
		parsed  int
		fetched int
		capped  bool
		suspect string
		failed  string // Error
	}{
		{name: "rel next", pages: map[string]string{"/1": ldPage(3, "/2", "a", "b"), "/2": ldPage(3, "", "c")}, opts: PageOptions{URLs: []string{"/1"}}, parsed: 3, fetched: 2},
		{name: "next by selector", pages: map[string]string{"/1": ldPage(-1, "", "a") + `<a class="more" href="/2">more</a>`, "/2": ldPage(-1, "", "b")}, opts: PageOptions{URLs: []string{"/1"}, Selectors: Selectors{Next: "a.more"}}, parsed: 2, fetched: 2},
		{name: "next in a circle", pages: map[string]string{"/1": ldPage(-1, "/2", "a"), "/2": ldPage(-1, "/1", "b")}, opts: PageOptions{URLs: []string{"/1"}}, parsed: 2, fetched: 2, suspect: "leads back"},
		{name: "next to another host", pages: map[string]string{"/1": ldPage(-1, "http://example.net/2", "a")}, opts: PageOptions{URLs: []string{"/1"}}, parsed: 1, fetched: 1, suspect: "another host"},
		{name: "next breaks", pages: map[string]string{"/1": ldPage(-1, "/2", "a")}, opts: PageOptions{URLs: []string{"/1"}}, parsed: 1, fetched: 1, failed: "the chain of pages broke"},
		{name: "pattern to an empty page", pages: map[string]string{"/?p=1": ldPage(2, "", "a"), "/?p=2": ldPage(2, "", "b"), "/?p=3": ldPage(2, "")}, opts: PageOptions{URLs: []string{"/?p={page}"}, From: 1, To: 9}, parsed: 2, fetched: 3},
		{name: "pattern to a repeated last page", pages: map[string]string{"/?p=1": ldPage(2, "", "a"), "/?p=2": ldPage(2, "", "b"), "/?p=3": ldPage(2, "", "b")}, opts: PageOptions{URLs: []string{"/?p={page}"}, From: 1, To: 9}, parsed: 3, fetched: 3},
		{name: "paging that does not work", pages: map[string]string{"/?p=1": ldPage(9, "", "a"), "/?p=2": ldPage(9, "", "a")}, opts: PageOptions{URLs: []string{"/?p={page}"}, From: 1, To: 9}, parsed: 2, fetched: 2, suspect: "same as the first"},
		{name: "pattern to its end", pages: map[string]string{"/?p=1": ldPage(99, "", "a"), "/?p=2": ldPage(99, "", "b")}, opts: PageOptions{URLs: []string{"/?p={page}"}, From: 1, To: 2}, parsed: 2, fetched: 2, capped: true},
		{name: "cap", pages: map[string]string{"/1": ldPage(99, "/2", "a"), "/2": ldPage(99, "/3", "b")}, opts: PageOptions{URLs: []string{"/1"}, MaxPages: 2}, parsed: 2, fetched: 2, capped: true},
		{name: "one page of three fails", pages: map[string]string{"/?p=1": ldPage(-1, "", "a"), "/?p=3": ldPage(-1, "", "c")}, opts: PageOptions{URLs: []string{"/?p={page}"}, From: 1, To: 3}, parsed: 2, fetched: 2, capped: true, suspect: "1 of 3 pages could not be fetched"},
		{name: "three pages in a row fail", pages: map[string]string{"/?p=1": ldPage(-1, "", "a")}, opts: PageOptions{URLs: []string{"/?p={page}"}, From: 1, To: 9}, parsed: 1, fetched: 1, failed: "3 pages in a row"},
		{name: "fewer than announced", pages: map[string]string{"/1": ldPage(120, "", "a", "b")}, opts: PageOptions{URLs: []string{"/1"}}, parsed: 2, fetched: 1, suspect: "announced 120, found 2"},
		{name: "the rest is known", pages: map[string]string{"/1": ldPage(3, "", "c")}, known: []string{"a", "b"}, opts: PageOptions{URLs: []string{"/1"}}, parsed: 1, fetched: 1},
		{name: "none where some were known", pages: map[string]string{"/1": "<html><body>New look!</body></html>"}, known: []string{"a", "b"}, opts: PageOptions{URLs: []string{"/1"}}, fetched: 1, suspect: "found none where 2 are known"},
		{name: "announced but not readable", pages: map[string]string{"/1": ldPage(7, "")}, opts: PageOptions{URLs: []string{"/1"}}, fetched: 1, suspect: "announced 7, found none"},
		{name: "announced none", pages: map[string]string{"/1": ldPage(0, "")}, opts: PageOptions{URLs: []string{"/1"}}, fetched: 1, suspect: "no review was found"},
		{name: "stop at known", pages: map[string]string{"/?p=1": ldPage(3, "", "a"), "/?p=2": ldPage(3, "", "b")}, known: []string{"a", "x", "y"}, opts: PageOptions{URLs: []string{"/?p={page}"}, From: 1, To: 9, StopAtKnown: true}, parsed: 1, fetched: 1},
		{name: "resumes past what is known", pages: map[string]string{"/1": ldPage(2, "/2", "a"), "/2": ldPage(2, "", "b")}, known: []string{"a"}, opts: PageOptions{URLs: []string{"/1"}}, parsed: 2, fetched: 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink := &memory{ids: map[string]string{}}
			for _, id := range c.known {
				v := opinion.Verbatim{Source: "p", ExternalID: id, Text: "Review " + id}
				v.Identify()
				sink.ids[v.ID] = v.Content()
			}
			cov := collectPages(t, serve(t, c.pages), c.opts, sink)
			if cov.Parsed != c.parsed || cov.Pages != c.fetched || cov.Capped != c.capped {
				t.Errorf("coverage %+v", cov)
			}
			if !strings.Contains(cov.Suspect, c.suspect) || c.suspect == "" && cov.Suspect != "" {
				t.Errorf("suspect %q, want %q", cov.Suspect, c.suspect)
			}
			if !strings.Contains(cov.Error, c.failed) || c.failed == "" && cov.Error != "" {
				t.Errorf("error %q, want %q", cov.Error, c.failed)
			}
		})
	}
}

func TestExtraction(t *testing.T) {
	want := opinion.Verbatim{Author: "Ann", Title: "Leaks", Text: "It leaks.\nBadly & often.", Rating: 2, RatingRaw: "2", Product: "Kettle", PostedAt: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)}
	const fields = `"author":{"name":"Ann"},"headline":"Leaks","reviewBody":"It leaks.<br/>Badly &amp; often.","datePublished":"2026-03-04","reviewRating":{"ratingValue":"2"}`
	ld := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	for _, c := range []struct{ name, page string }{
		{"plain", ld(`{"@type":"Review","itemReviewed":{"name":"Kettle"},` + fields + `}`)},
		{"graph and references", ld(`{"@graph":[{"@id":"#k","@type":"Product","name":"Kettle","review":[{"@id":"#r"}]},{"@id":"#r","@type":"Review","itemReviewed":{"@id":"#k"},` + fields + `}]}`)},
		{"two types and a full type name", ld(`{"@type":"Product","name":"Kettle","review":{"@type":["Thing","http://schema.org/UserReview"],` + fields + `}}`)},
		{"critic review in a deep list", ld(`[[{"@type":"ItemList","itemListElement":[{"item":{"@type":"Product","name":"Kettle","reviews":[{"@type":"CriticReview",` + fields + `}]}}]}]]`)},
		{"no type under review", ld(`{"@type":"Product","name":"Kettle","review":[{` + fields + `}]}`)},
		{"second block, first broken", ld(`{"@type": nonsense`) + ld(`{"@type":"Review","itemReviewed":"Kettle",`+fields+`}`)},
		{"comments and trailing commas", ld("/* x */ {\"@type\":\"Review\", // y\n\"itemReviewed\":\"Kettle\"," + fields + ",}")},
		{"raw line breaks", ld(`{"@type":"Review","itemReviewed":"Kettle",` + strings.Replace(fields, "<br/>", "\n", 1) + `}`)},
		{"missing outer braces", ld(`"@type":"Review","itemReviewed":"Kettle",` + fields)},
		{"missing last brace", ld(`{"@type":"Review","itemReviewed":"Kettle",` + fields)},
		{"entities for quotes", ld(strings.ReplaceAll(`{"@type":"Review","itemReviewed":"Kettle",`+strings.Replace(fields, "&amp;", "&amp;amp;", 1)+`}`, `"`, "&quot;"))},
		{"inside an HTML comment", ld(`<!-- {"@type":"Review","itemReviewed":"Kettle",` + fields + `} -->`)},
		{"microdata", `<div itemscope itemtype="https://schema.org/Review"><span itemprop="itemReviewed" itemscope itemtype="https://schema.org/Product"><b itemprop="name">Kettle</b></span><span itemprop="author" itemscope><i itemprop="name">Ann</i></span><h3 itemprop="name">Leaks</h3><p itemprop="reviewBody">It leaks.<br>Badly &amp; often.</p><time itemprop="datePublished" datetime="2026-03-04">last week</time><span itemprop="reviewRating" itemscope><meta itemprop="ratingValue" content="2"></span></div>`},
		{"RDFa", `<div vocab="https://schema.org/" typeof="Review"><span property="itemReviewed" typeof="Product"><b property="name">Kettle</b></span><span property="author">Ann</span><h3 property="name">Leaks</h3><p property="reviewBody">It leaks.<br>Badly &amp; often.</p><span property="datePublished" content="2026-03-04">x</span><span property="reviewRating" typeof="Rating"><span property="ratingValue">2</span></span></div>`},
		{"selectors", `<div class="rev"><em>Ann</em><h4>Leaks</h4><p>It leaks.<script>x()</script><br>Badly &amp; often.</p><i data-on="4 March 2026"></i><b>2</b><u>Kettle</u></div>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink := &memory{}
			collectPages(t, serve(t, map[string]string{"/": "<html><body>" + c.page + "</body></html>"}), PageOptions{URLs: []string{"/"}, Selectors: Selectors{
				Review: ".rev", Author: "em", Title: "h4", Text: "p", Date: "i@data-on", Rating: "b", Product: "u",
			}}, sink)
			got := sink.verbatims()
			if len(got) != 1 {
				t.Fatalf("%d reviews; rejects %+v", len(got), sink.rejects())
			}
			got[0].ID, got[0].Source, got[0].URL, got[0].CollectedAt = "", "", "", time.Time{}
			if d := cmp.Diff(want, got[0]); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRejectsAreKept(t *testing.T) {
	sink := &memory{}
	cov := collectPages(t, serve(t, map[string]string{"/": `<script type="application/ld+json">{"@type":"Review","author":"Ann"}</script>` +
		`<script type="application/ld+json">{"@type": nonsense}</script><script type="application/ld+json">{"@type":"Review","reviewBody":"Fine"}</script>`}), PageOptions{URLs: []string{"/"}}, sink)
	rejects := sink.rejects()
	if cov.Parsed != 1 || len(rejects) != 2 || cov.Saved.Rejected != 2 {
		t.Fatalf("coverage %+v, rejects %+v", cov, rejects)
	}
	for _, r := range rejects {
		if r.Where == "" || r.Reason == "" || r.Raw == "" {
			t.Errorf("reject %+v", r)
		}
	}
}

func TestPageOptions(t *testing.T) {
	_, err := NewPage(PageOptions{URLs: []string{"ftp://x", "https://u:p@x/", "https://x/{page}"}, From: 3, To: 1, MaxPages: -1, Selectors: Selectors{Text: "p[", Next: "a"}}, nil)
	for _, want := range []string{"needs a name", "needs a gate", "no http or https URL", "user name or password", "from..to", "negative", "selector text", "need the selector review"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in %v", want, err)
		}
	}
}

func TestCancelledRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/2" {
			cancel()
		}
		if r.URL.Path != "/robots.txt" {
			_, _ = io.WriteString(w, ldPage(-1, "/2", "a"))
		}
	}))
	defer server.Close()
	src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/1"}}, testGate(t, newClock(), nil, server))
	if err != nil {
		t.Fatal(err)
	}
	sink := &memory{}
	cov, err := src.Collect(ctx, sink)
	if err == nil || cov.Error == "" || len(sink.batches) != 1 {
		t.Errorf("coverage %+v, error %v, %d batches", cov, err, len(sink.batches))
	}
}

func FuzzLooseJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,],}`, `"a":1`, "// x\n{'a':\"b\nc\"}", `{"a":"\ud83d\ude00\u12"}`, `[[[[`, `}{`, `{&quot;a&quot;:1}`} {
		f.Add(s)
	}
	// What the strict reader takes, the lenient parser takes alike.
	f.Fuzz(func(t *testing.T, s string) {
		_, _ = looseJSON(s) // must not panic or hang
		var want any
		if json.Unmarshal([]byte(s), &want) != nil || want == nil || !utf8.ValidString(s) {
			return
		}
		p := &looseParser{s: s}
		p.space()
		got, err := p.value(0)
		if err != nil && !strings.Contains(err.Error(), "too deeply") {
			t.Errorf("%q: %v", s, err)
		}
		if _, ok := want.(map[string]any); ok && err == nil {
			if m, ok := got.(map[string]any); !ok || len(m) != len(want.(map[string]any)) {
				t.Errorf("%q read as %v, want %v", s, got, want)
			}
		}
	})
}
