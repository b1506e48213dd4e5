package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// someTasks are n reviews of two sentences; the first is hostile.
func someTasks(n int) []opinion.AuditTask {
	var out []opinion.AuditTask
	for i := range n {
		v := opinion.Verbatim{ID: fmt.Sprintf("id%d", i), Source: "shop", Product: "Lamp", Title: fmt.Sprintf("Title %d", i),
			Text: fmt.Sprintf("It broke %d times. They hung up.", i), Rating: 2, PostedAt: noon}
		if i == 0 {
			v.Title = `</title><script>alert(1)</script>`
			v.Text = `<img src=x onerror=alert(1)> "'></p>. =1+1`
		}
		at := strings.Index(v.Text, ".") + 1
		out = append(out, opinion.AuditTask{Verbatim: v, Spans: []opinion.AuditMention{{Start: 0, End: at}, {Start: at + 1, End: len(v.Text)}}})
	}
	return out
}

// site is a served page and what it saved.
type site struct {
	page   *Page
	server *httptest.Server
	saved  []opinion.Audit
	fault  error
}

func served(t *testing.T, tasks []opinion.AuditTask) *site {
	t.Helper()
	s := &site{}
	var err error
	s.page, err = NewPage(PageOptions{Tasks: tasks, Sample: opinion.RandomSample, Now: func() time.Time { return noon },
		Save: func(_ context.Context, a opinion.Audit) error {
			if s.fault == nil {
				s.saved = append(s.saved, a)
			}
			return s.fault
		}})
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewUnstartedServer(nil)
	s.server.Config.Handler = s.page.Handler(s.server.Listener.Addr())
	s.server.Start()
	t.Cleanup(s.server.Close)
	s.server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

// do sends a request to a path below the secret one; form nil makes it a GET.
func (s *site) do(t *testing.T, path string, form url.Values, change func(*http.Request)) (*http.Response, string) {
	t.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	r, err := http.NewRequest(method, s.server.URL+s.page.prefix+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if change != nil {
		change(r)
	}
	res, err := s.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(text)
}

func (s *site) form(pairs ...string) url.Values {
	v := url.Values{"form": {s.page.form}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func (s *site) next(t *testing.T) string {
	t.Helper()
	res, _ := s.do(t, "", nil, nil)
	return strings.TrimPrefix(res.Header.Get("Location"), s.page.prefix)
}

func TestLabelling(t *testing.T) {
	tasks := someTasks(3)
	s := served(t, tasks)
	if got := s.next(t); got != "1" {
		t.Fatalf("begins at %q", got)
	}
	res, _ := s.do(t, "2", s.form("cause", "service", "p0", "neg", "c0", "product", "p1", "pos"), nil)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != s.page.prefix+"3" {
		t.Fatalf("%s to %s", res.Status, res.Header.Get("Location"))
	}
	v, spans := &tasks[1].Verbatim, tasks[1].Spans
	want := []opinion.Audit{{ID: v.ID, Content: v.Content(), Sample: opinion.RandomSample, Cause: opinion.Service, At: noon,
		Mentions: []opinion.AuditMention{
			{Start: spans[0].Start, End: spans[0].End, Polarity: opinion.Neg, Class: opinion.Product},
			{Start: spans[1].Start, End: spans[1].End, Polarity: opinion.Pos, Class: opinion.None},
		}}}
	if d := cmp.Diff(want, s.saved); d != "" {
		t.Errorf("saved (-want +got):\n%s", d)
	}
	if _, text := s.do(t, "2", nil, nil); !strings.Contains(text, `value="service" accesskey="3" required checked`) || !strings.Contains(text, "Save the change") {
		t.Errorf("going back must show the label:\n%s", text)
	}
	// What was skipped comes round.
	res, _ = s.do(t, "3", s.form("cause", "none"), nil)
	if got := res.Header.Get("Location"); got != s.page.prefix+"1" {
		t.Errorf("after the last comes %s", got)
	}
	res, _ = s.do(t, "1", s.form("cause", "product"), nil)
	if got := res.Header.Get("Location"); got != s.page.prefix+"done" {
		t.Errorf("after all comes %s", got)
	}
	if _, text := s.do(t, "done", nil, nil); !strings.Contains(text, "All 3 are labelled") {
		t.Error(text)
	}
	select {
	case <-s.page.done:
	default:
		t.Error("the page does not end when all is labelled")
	}
}

func TestResume(t *testing.T) {
	tasks := someTasks(4)
	for _, i := range []int{0, 1} {
		tasks[i].Done = &opinion.Audit{ID: tasks[i].Verbatim.ID, Cause: opinion.Marketing}
	}
	s := served(t, tasks)
	if got := s.next(t); got != "3" {
		t.Errorf("resumes at %q", got)
	}
	if _, text := s.do(t, "3", nil, nil); !strings.Contains(text, "3 of 4") || !strings.Contains(text, "2 labelled") {
		t.Errorf("progress is missing:\n%s", text)
	}
	res, _ := s.do(t, "1", s.form("cause", "service"), nil)
	if res.StatusCode != http.StatusSeeOther || s.page.Labelled() != 2 || len(s.saved) != 1 {
		t.Errorf("a label changed: %s, %d labelled, saved %v", res.Status, s.page.Labelled(), s.saved)
	}
}

// The reader's answer stays in the form until it is saved.
func TestWhatCannotBeSavedStays(t *testing.T) {
	s := served(t, someTasks(2))
	for name, c := range map[string]struct {
		form url.Values
		want string
	}{
		"no cause":        {s.form("p0", "neg", "c0", "service"), "choose whose it is to fix"},
		"unknown cause":   {s.form("cause", "weather"), "one of the four"},
		"class, no tone":  {s.form("cause", "none", "c1", "service"), "sentence 2"},
		"unknown tone":    {s.form("cause", "none", "p0", "loud"), "sentence 1"},
		"unknown class":   {s.form("cause", "none", "p0", "neg", "c0", "cat"), "sentence 1"},
		"hostile unknown": {s.form("cause", "none", "p0", "<script>"), "sentence 1"},
	} {
		res, text := s.do(t, "2", c.form, nil)
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, c.want) || strings.Contains(text, "<script>") {
			t.Errorf("%s: %s\n%s", name, res.Status, text)
		}
	}
	s.fault = errors.New("another gripe run holds the database")
	res, text := s.do(t, "2", s.form("cause", "marketing", "p1", "mix", "c1", "service"), nil)
	if res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(text, "another gripe run") ||
		!strings.Contains(text, `value="marketing" accesskey="2" required checked`) || !strings.Contains(text, `<option value="mix" selected>`) {
		t.Errorf("%s\n%s", res.Status, text)
	}
	if len(s.saved) != 0 || s.page.Labelled() != 0 {
		t.Errorf("saved %v", s.saved)
	}
}

// Nobody but this page may write.
func TestForeignWritesAreRefused(t *testing.T) {
	s := served(t, someTasks(2))
	good := s.form("cause", "product")
	set := func(k, v string) func(*http.Request) { return func(r *http.Request) { r.Header.Set(k, v) } }
	for name, c := range map[string]struct {
		form   url.Values
		change func(*http.Request)
		want   int
	}{
		"no secret":       {url.Values{"cause": {"product"}}, nil, http.StatusForbidden},
		"wrong secret":    {url.Values{"cause": {"product"}, "form": {strings.Repeat("0", 32)}}, nil, http.StatusForbidden},
		"secret in query": {url.Values{"cause": {"product"}}, func(r *http.Request) { r.URL.RawQuery = "form=" + s.page.form }, http.StatusForbidden},
		"cross-site":      {good, set("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		"same-site":       {good, set("Sec-Fetch-Site", "same-site"), http.StatusForbidden},
		"other origin":    {good, set("Origin", "http://evil.example"), http.StatusForbidden},
		"other port":      {good, set("Origin", "http://127.0.0.1:1"), http.StatusForbidden},
		"null origin":     {good, set("Origin", "null"), http.StatusForbidden},
		"foreign host":    {good, func(r *http.Request) { r.Host = "evil.example" }, http.StatusMisdirectedRequest},
		"PUT":             {good, func(r *http.Request) { r.Method = http.MethodPut }, http.StatusMethodNotAllowed},
		"too large":       {s.form("cause", "product", "x", strings.Repeat("x", maxForm)), nil, http.StatusForbidden},
		"no such task":    {good, func(r *http.Request) { r.URL.Path = s.page.prefix + "3" }, http.StatusNotFound},
		"no secret path":  {good, func(r *http.Request) { r.URL.Path = "/1" }, http.StatusNotFound},
	} {
		if res, _ := s.do(t, "1", c.form, c.change); res.StatusCode != c.want {
			t.Errorf("%s: %s", name, res.Status)
		}
	}
	if len(s.saved) != 0 {
		t.Fatalf("saved %v", s.saved)
	}
	own := func(r *http.Request) {
		r.Header.Set("Origin", "http://"+r.URL.Host)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if res, _ := s.do(t, "1", good, own); res.StatusCode != http.StatusSeeOther || len(s.saved) != 1 {
		t.Errorf("the page's own form: %s, saved %d", res.Status, len(s.saved))
	}
}

// GET never writes, whatever it carries, and a foreign name is not answered.
func TestReading(t *testing.T) {
	s := served(t, someTasks(2))
	for _, path := range []string{"", "1", "2", "done", "1?cause=product&form=" + s.page.form, "0", "3", "x", "-1", "99999999999999999999"} {
		s.do(t, path, nil, nil)
	}
	if len(s.saved) != 0 || s.page.Labelled() != 0 {
		t.Fatalf("a GET saved %v", s.saved)
	}
	for _, host := range []string{"evil.example", "127.0.0.1", "127.0.0.1:1", "gripe.local:80"} {
		res, text := s.do(t, "1", nil, func(r *http.Request) { r.Host = host })
		if res.StatusCode != http.StatusMisdirectedRequest || strings.Contains(text, "onerror") {
			t.Errorf("host %s: %s", host, res.Status)
		}
	}
	res, text := s.do(t, "1", nil, nil)
	if strings.Contains(text, "<script") || strings.Contains(text, "<img") || !strings.Contains(text, "&lt;img src=x onerror=alert(1)&gt;") {
		t.Errorf("a review's markup is not escaped:\n%s", text)
	}
	for k, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'sha256-", "X-Content-Type-Options": "nosniff",
		"Cache-Control": "no-store", "Referrer-Policy": "same-origin",
	} {
		if got := res.Header.Get(k); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q", k, got)
		}
	}
	for _, m := range regexp.MustCompile(`(?i)<(script|img|link|iframe|style|object)\b|\son\w+=|(?:href|src|action)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if m[1] != "" && m[1] != "style" || m[2] != "" && !strings.HasPrefix(m[2], s.page.prefix) {
			t.Errorf("the page holds %q", m[0])
		}
	}
}

// Nothing that a model says may be chosen beforehand.
func TestNothingIsChosenBeforehand(t *testing.T) {
	tasks := someTasks(1)
	tasks[0].Verbatim.Title, tasks[0].Verbatim.Text = "", "It broke. They hung up."
	s := served(t, tasks)
	_, text := s.do(t, "1", nil, nil)
	if strings.Contains(text, " checked") || strings.Contains(text, `value="neg" selected`) || strings.Count(text, ` selected`) != strings.Count(text, `<option value="" selected`) {
		t.Errorf("an answer is chosen:\n%s", text)
	}
}

type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

type elsewhere struct{ net.Listener }

func (elsewhere) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80} }

func TestServe(t *testing.T) {
	p, err := NewPage(PageOptions{Tasks: someTasks(1), Save: func(context.Context, opinion.Audit) error { return nil }, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Serve(t.Context(), elsewhere{ln}); err == nil || !strings.Contains(err.Error(), "other machines") {
		t.Errorf("an address of the network: %v", err)
	}
	if loopback(address("unix")) {
		t.Error("an unknown address is not loopback")
	}
	if ln, err = Listen(0); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- p.Serve(t.Context(), ln) }()
	res, err := http.PostForm(p.URL(ln)+"1", url.Values{"form": {p.form}, "cause": {"service"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the last page: %s", res.Status)
	}
	if err := <-ended; err != nil {
		t.Errorf("served until all was labelled: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if ln, err = Listen(0); err != nil {
		t.Fatal(err)
	}
	if p, err = NewPage(PageOptions{Tasks: someTasks(1)}); err != nil {
		t.Fatal(err)
	}
	if err := p.Serve(ctx, ln); err != nil {
		t.Errorf("cancelled: %v", err)
	}
}
