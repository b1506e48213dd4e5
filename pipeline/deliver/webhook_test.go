package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func testNotice() Notice {
	return Notice{
		Digest: "2026-W47", Title: "Lamps: what customers complain of, week 47 of 2026",
		Answer:  "12 % (9–15) of 412 complaints are caused by service, 14 % the week before.",
		Changed: []string{"Reliability: 31 complaints, 12 points up."},
		Act: []Act{
			{"Product", "reliability, 31 complaints", "It broke after two days, write to jo@example.org or ring 020 7946 0123."},
			{"Marketing", "claims, 9 complaints", ""},
		},
		Link: "https://digests.example.com/2026-W47/digest.html", Path: "digests/2026-W47/digest.html",
	}
}

func TestShapes(t *testing.T) {
	for _, shape := range []Shape{Slack, Teams, JSON} {
		for name, link := range map[string]string{"link": testNotice().Link, "path": ""} {
			n := testNotice()
			n.Link = link
			b, err := payload(shape, n)
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := json.Unmarshal(b, &v); err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(v, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", string(shape)+"-"+name+".json")
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(read(t, golden), string(got)+"\n"); d != "" {
				t.Errorf("%s: %s", golden, d)
			}
		}
	}
	if _, err := payload("irc", testNotice()); err == nil {
		t.Error("an unknown shape was taken")
	}
}

// markups try to call people, to lead them elsewhere, or to look like gripe.
var markups = []string{
	"<!channel>", "<!here|here>", "<!everyone>", "<@U012AB3CD>", "<#C123|general>", "<!subteam^S1|team>",
	"<https://evil.example|the digest>", "<mailto:a@evil.example|write>", "https://evil.example/x", "HTTPS://EVIL.example",
	"see www.evil.example", "*bold* _it_ ~no~ `code`", "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;", ":rotating_light:",
	"[the digest](https://evil.example)", "![](https://evil.example/pixel.png)", "<at>Ann</at>", "**bold**", "# head",
	"\n\n# head\n", "{{DATE(2026-11-02,SHORT)}}", "<!date^1392734382^posted {date}|x>", "a\u202egnp.exe", "a\u2028b\u2029c\u0085d", "\x1b[31m",
	"<script>alert(1)</script>", "\"},{\"type\":\"image\",\"image_url\":\"https://evil.example\"}", "\xff\xfe", strings.Repeat("x", 10000),
	strings.Repeat("<!channel> ", 2000), "tel:+15550100199", "<!channel", "!channel>", "<\u200b!channel>",
}

// textsOf gives every object of a payload that holds the key text.
func textsOf(v any) []map[string]any {
	var out []map[string]any
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["text"].(string); ok {
			out = append(out, v)
		}
		for _, x := range v {
			out = append(out, textsOf(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, textsOf(x)...)
		}
	}
	return out
}

// addresses are the values of a payload's keys url.
func addresses(v any) []string {
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && (k == "url" || strings.HasSuffix(k, "_url")) {
				out = append(out, s)
			}
			out = append(out, addresses(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, addresses(x)...)
		}
	}
	return out
}

func TestMarkupOfReviewsIsText(t *testing.T) {
	places := map[string]func(*Notice, string){
		"title":   func(n *Notice, s string) { n.Title = s },
		"answer":  func(n *Notice, s string) { n.Answer = s },
		"changed": func(n *Notice, s string) { n.Changed = []string{s} },
		"who":     func(n *Notice, s string) { n.Act[0].Who = s },
		"what":    func(n *Notice, s string) { n.Act[0].What = s },
		"quote":   func(n *Notice, s string) { n.Act[0].Quote = s },
		"path":    func(n *Notice, s string) { n.Link, n.Path = "", s },
		"link":    func(n *Notice, s string) { n.Link = "javascript:" + s },
	}
	posts := 0
	for place, put := range places {
		for _, m := range markups {
			n := testNotice()
			put(&n, m)
			for _, shape := range []Shape{Slack, Teams, JSON} {
				b, err := payload(shape, n)
				if err != nil {
					t.Fatal(err)
				}
				posts++
				if len(b) > 28_000 {
					t.Errorf("%s %s %.30q: %d bytes", shape, place, m, len(b))
				}
				var v any
				if err := json.Unmarshal(b, &v); err != nil {
					t.Fatal(err)
				}
				for _, a := range addresses(v) {
					if a != testNotice().Link {
						t.Errorf("%s %s %.30q: a link to %s", shape, place, m, a)
					}
				}
				for _, x := range textsOf(v) {
					text := x["text"].(string)
					if strings.Contains(text, "://") || strings.Contains(text, "www.") || strings.ContainsAny(text, "\x1b\r\u2028\u202e") {
						t.Errorf("%s %s %.30q: %q", shape, place, m, text)
					}
					if shape == Slack && strings.ContainsAny(text, "<>") {
						t.Errorf("slack %s %.30q: %q is not escaped", place, m, text)
					}
					if _, typed := x["type"]; shape == Slack && typed && (x["type"] != "plain_text" || x["emoji"] != false) {
						t.Errorf("slack %s %.30q: markup is read in %v", place, m, x)
					}
					if shape == Teams && x["type"] != "TextRun" {
						t.Errorf("teams %s %.30q: markup is read in %v", place, m, x)
					}
				}
				if shape == Teams && strings.Contains(string(b), "msteams") {
					t.Errorf("teams %s %.30q: a mention", place, m)
				}
			}
		}
	}
	t.Logf("%d payloads, %d posts", len(markups), posts)
}

// channel answers posts as it is told, one answer after the other; the last
// one stays.
type channel struct {
	answers []func(http.ResponseWriter)
	bodies  []string
}

func (c *channel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	c.bodies = append(c.bodies, string(b))
	answer := c.answers[0]
	if len(c.answers) > 1 {
		c.answers = c.answers[1:]
	}
	answer(w)
}

func status(code int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, "said")
	}
}

const secretPath = "/services/T000/B000/XXXXsecretXXXX"

// hookTo is a hook to a test's server; waited gathers what it waited for.
func hookTo(t *testing.T, srv *httptest.Server, waited *[]time.Duration) *Hook {
	t.Helper()
	h, err := NewHook(HookOptions{
		Name: "team", URL: srv.URL + secretPath + "?token=hush-hush", Shape: Slack, Timeout: 5 * time.Second,
		Now:  func() time.Time { return time.Date(2026, 11, 23, 6, 15, 0, 0, time.UTC) },
		Wait: func(_ context.Context, d time.Duration) error { *waited = append(*waited, d); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestPost(t *testing.T) {
	s := time.Second
	for name, c := range map[string]struct {
		answers []func(http.ResponseWriter)
		posts   int
		waits   []time.Duration
		want    string // "" is success
	}{
		"taken":           {[]func(http.ResponseWriter){status(200)}, 1, nil, ""},
		"accepted":        {[]func(http.ResponseWriter){status(202)}, 1, nil, ""},
		"busy, then not":  {[]func(http.ResponseWriter){status(429, "Retry-After", "7"), status(200)}, 2, []time.Duration{7 * s}, ""},
		"until a date":    {[]func(http.ResponseWriter){status(503, "Retry-After", "Mon, 23 Nov 2026 06:15:20 GMT"), status(200)}, 2, []time.Duration{20 * s}, ""},
		"a past date":     {[]func(http.ResponseWriter){status(503, "Retry-After", "Mon, 23 Nov 2020 06:15:20 GMT"), status(200)}, 2, []time.Duration{0}, ""},
		"busy thrice":     {[]func(http.ResponseWriter){status(503)}, 3, []time.Duration{s, s}, "503 Service Unavailable: said"},
		"busy for long":   {[]func(http.ResponseWriter){status(429, "Retry-After", "3600")}, 1, nil, "asks to wait 1h0m0s"},
		"busy for ever":   {[]func(http.ResponseWriter){status(429, "Retry-After", "99999999999")}, 1, nil, "asks to wait"},
		"odd Retry-After": {[]func(http.ResponseWriter){status(429, "Retry-After", "soon"), status(200)}, 2, []time.Duration{s}, ""},
		"gone":            {[]func(http.ResponseWriter){status(410)}, 1, nil, "410 Gone"},
		"refused":         {[]func(http.ResponseWriter){status(403)}, 1, nil, "403 Forbidden"},
		"redirect":        {[]func(http.ResponseWriter){status(307, "Location", "http://evil.example/")}, 1, nil, "redirect (307), which is not followed"},
	} {
		t.Run(name, func(t *testing.T) {
			ch := &channel{answers: c.answers}
			srv := httptest.NewServer(ch)
			defer srv.Close()
			var waited []time.Duration
			h, l := hookTo(t, srv, &waited), newLedger()
			got := h.Post(t.Context(), testNotice(), l, false)
			if len(ch.bodies) != c.posts {
				t.Errorf("%d posts, want %d", len(ch.bodies), c.posts)
			}
			if d := cmp.Diff(c.waits, waited); d != "" {
				t.Error(d)
			}
			if c.want == "" && (got.Err != nil || !l.sent["2026-W47 webhook:team"]) {
				t.Errorf("%v; the ledger has %v", got.Err, l.sent)
			}
			if c.want != "" && (got.Err == nil || !strings.Contains(got.Err.Error(), c.want) || l.failed["webhook:team"] == "") {
				t.Errorf("got %v, want %q", got.Err, c.want)
			}
			if c.want == "" {
				if again := h.Post(t.Context(), testNotice(), l, false); !again.Had || len(ch.bodies) != c.posts {
					t.Errorf("a rerun posted again: %+v", again)
				}
				if h.Post(t.Context(), testNotice(), l, true); len(ch.bodies) != c.posts+1 {
					t.Error("resend did not post")
				}
			}
		})
	}
}

// No error shows the address, its host, or the secret within it.
func TestHookKeepsItsAddress(t *testing.T) {
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, "bad request to http://%s%s, token %s, path\r\n %s", r.Host, r.URL, r.URL.Query().Get("token"), r.URL.Path)
	}))
	defer echo.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // else the server does not see the client leave
		<-r.Context().Done()
	}))
	defer slow.Close()
	var waited []time.Duration
	late := hookTo(t, slow, &waited)
	late.client.Timeout = 50 * time.Millisecond
	for name, err := range map[string]error{
		"echo":      hookTo(t, echo, &waited).Post(t.Context(), testNotice(), newLedger(), false).Err,
		"closed":    hookTo(t, closed, &waited).Post(t.Context(), testNotice(), newLedger(), false).Err,
		"slow":      late.Post(t.Context(), testNotice(), newLedger(), false).Err,
		"cancelled": hookTo(t, echo, &waited).Post(cancelled, testNotice(), newLedger(), false).Err,
		"http":      CheckHookURL("http://hooks.acme.test" + secretPath),
		"password":  CheckHookURL("https://u:hush-hush@hooks.acme.test" + secretPath),
		"no url":    CheckHookURL("%zz" + secretPath + "hush-hush"),
		"ftp":       CheckHookURL("ftp://hooks.acme.test" + secretPath),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		for _, secret := range []string{"secret", "hush", "/services", "127.0.0.1", "hooks.acme.test", "\n", "\r"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error shows %q: %v", name, secret, err)
			}
		}
		if name == "cancelled" && !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

// http is for this machine only, whatever a name is taken to mean; https needs
// a certificate that is trusted.
func TestHookTLS(t *testing.T) {
	ch := &channel{answers: []func(http.ResponseWriter){status(200)}}
	srv := httptest.NewUnstartedServer(ch)
	conf, pool := certificate(t, "127.0.0.1")
	srv.TLS = conf
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	o := HookOptions{Name: "team", URL: srv.URL + secretPath, Shape: Teams, Now: time.Now}
	for _, trusted := range []bool{false, true} {
		if trusted {
			o.Roots = pool
		}
		h, err := NewHook(o)
		if err != nil {
			t.Fatal(err)
		}
		got := h.Post(t.Context(), testNotice(), newLedger(), false)
		if (got.Err == nil) != trusted {
			t.Errorf("trusted %v: %v", trusted, got.Err)
		}
	}
	if len(ch.bodies) != 1 {
		t.Errorf("%d posts, want one", len(ch.bodies))
	}
	if err := onlyLoopback("tcp", "192.0.2.1:80", nil); err == nil {
		t.Error("another machine would be talked to in the clear")
	}
}

func TestHookFile(t *testing.T) {
	h, err := NewHook(HookOptions{Name: "The Team/../x", URL: "https://hooks.example.com" + secretPath, Shape: JSON, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	f, err := h.File(testNotice(), "d")
	if err != nil || f.Path != filepath.Join("d", "webhook-the_team_.._x.json") || strings.Contains(string(f.Data), "secret") {
		t.Errorf("%s, %v: %s", f.Path, err, f.Data)
	}
}
