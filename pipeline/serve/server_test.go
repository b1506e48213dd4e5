package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestRoutes(t *testing.T) {
	h := dashboard(t, fixture(t))
	for _, c := range []struct {
		target string
		status int
		want   string // on the page
	}{
		{"/", 200, "Who should act"},
		{"/?week=", 200, "Who should act"},
		{"/?week=2026-W46", 200, "2026-W47"},
		{"/?week=2026-W47&source=shop&product=Lamp", 200, `<option value="shop" selected>`},
		{"/?product=Rare+%26+old", 200, "Who should act"},
		{"/verbatims", 200, "1,234\u00a0verbatims"},
		{"/verbatims?q=hinge", 200, "<mark>hinge</mark>"},
		{"/verbatims?theme=claims&polarity=neg", 200, "<mark>Sold as unbreakable!</mark>"},
		{"/verbatims?only=product%2Bservice", 200, "complaints that speak of product and service"},
		{"/verbatim/" + someID, 200, "The hinge broke."},
		{"/sources", 200, "announced 120, found 20"},
		{"/promises", 200, "It never breaks."},
		{"/audit", 200, "1 of 2"},
		{"/model", 200, "<li>one more</li>"},
		{"/style.css", 200, ".skip"},
		{"/verbatim/" + strings.Repeat("0", 24), 404, "or it was erased"},
		{"/verbatim/../../etc/passwd", 404, ""},
		{"/verbatim/%00", 404, "no verbatim of that ID"},
		{"/nothing", 404, "no page at this address"},
		{"/" + strings.Repeat("x", 300), 414, "no address that long"},
		{"/?week=2026-W99", 400, "Weeks are written like 2026-W47"},
		{"/?week=0001-W01", 400, "Weeks are written like 2026-W47"},
		{"/?source=nobody", 400, "<code><bdi>forum</bdi></code>"},
		{"/?product=nothing", 400, "<code><bdi>Lamp</bdi></code>"},
		{"/?theme=claims", 400, "<code><bdi>product</bdi></code>"},
		{"/?week=2026-W47&week=2026-W46", 400, "more than once"},
		{"/?week=%zz", 400, "not spelt"},
		{"/?a=1;b=2", 400, "not spelt"},
		{"/?source=" + strings.Repeat("x", 201), 400, "longer than 200 bytes"},
		{"/?source=" + strings.Repeat("%41", 1000), 400, "longer than 2048 bytes"},
		{"/verbatims?q=%00", 400, "no name or word has"},
		{"/verbatims?q=%ff", 400, "no name or word has"},
		{"/verbatims?theme=colour", 400, "price_value"},
		{"/verbatims?cause=x", 400, "marketing"},
		{"/verbatims?stage=x", 400, "post"},
		{"/verbatims?touchpoint=x", 400, "kiosk"},
		{"/verbatims?signal=x", 400, "defection"},
		{"/verbatims?factor=x", 400, "wants"},
		{"/verbatims?polarity=x", 400, "mix"},
		{"/verbatims?class=x", 400, "service"},
		{"/verbatims?only=product%2Bproduct", 400, "product+marketing+service"},
		{"/verbatims?gap=1", 400, "yes"},
		{"/verbatims?before=-1", 400, "no page that a link leads to"},
		{"/verbatims?before=99999999999999999999", 400, "no page that a link leads to"},
		{"/sources?x=1", 400, "no parameter"},
		{"/verbatim/" + someID + "?x=1", 400, "no parameter"},
	} {
		w := ask(h, "GET", c.target)
		if body := w.Body.String(); w.Code != c.status && !(w.Code == 307 && c.want == "") || !strings.Contains(strings.ReplaceAll(body, "&#43;", "+"), c.want) {
			t.Errorf("GET %.80s: %d, want %d with %q\n%.300s", c.target, w.Code, c.status, c.want, body)
		}
	}
}

func TestHeadersStandOnEveryAnswer(t *testing.T) {
	h := dashboard(t, fixture(t))
	for _, target := range append([]string{"/style.css", "/" + strings.Repeat("x", 300)}, addresses...) {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			w := ask(h, method, target)
			for name, want := range map[string]string{
				"Content-Security-Policy":      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
				"X-Content-Type-Options":       "nosniff",
				"Referrer-Policy":              "no-referrer",
				"Cache-Control":                "no-store",
				"Cross-Origin-Opener-Policy":   "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin",
				"Set-Cookie":                   "",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s %.40s: %s is %q", method, target, name, got)
				}
			}
			if method == "HEAD" && w.Body.Len() > 0 {
				t.Errorf("HEAD %s has a body", target)
			}
		}
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	h := dashboard(t, fixture(t))
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"} {
		w := ask(h, method, "/")
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" || !strings.Contains(w.Body.String(), "can be read, not written to") {
			t.Errorf("%s: %d, %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestHosts(t *testing.T) {
	local, public := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 80}
	for _, c := range []struct {
		addr  net.Addr
		names []string
		host  string
		ok    bool
	}{
		{local, nil, "127.0.0.1:8080", true},
		{local, nil, "LocalHost:8080", true},
		{local, nil, "[::1]:8080", true},
		{local, nil, "127.0.0.1", false},
		{local, nil, "127.0.0.1:8081", false},
		{local, nil, "evil.example:8080", false},
		{local, nil, "127.0.0.1.evil.example:8080", false},
		{local, nil, "localhost:8080@evil.example", false},
		{local, nil, "", false},
		{local, []string{"Gripe.example"}, "gripe.example:8080", true},
		{local, []string{"gripe.example"}, "gripe.example", true},
		{local, []string{"gripe.example:443"}, "gripe.example:443", true},
		{local, []string{"gripe.example"}, "gripe.example:81", false},
		{public, nil, "192.0.2.7", false},
		{public, nil, "localhost", false},
		{public, []string{"gripe.example"}, "gripe.example", true},
		{public, []string{"gripe.example"}, "192.0.2.7", false},
	} {
		s, err := New(Options{Figures: fixture(t), Hosts: c.names, Now: nil})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/style.css", nil)
		r.Host = c.host
		w := httptest.NewRecorder()
		s.Handler(c.addr).ServeHTTP(w, r)
		want := http.StatusOK
		if !c.ok {
			want = http.StatusMisdirectedRequest
		}
		if w.Code != want {
			t.Errorf("host %q on %s with %v: %d, want %d", c.host, c.addr, c.names, w.Code, want)
		}
		s.Close()
	}
}

func TestQueryReachesTheSearch(t *testing.T) {
	f := fixture(t)
	h := dashboard(t, f)
	w := ask(h, "GET", "/verbatims?q=a+%22b+c%22&week=2026-W47&source=shop&product=Lamp&complaint=yes&cause=none&only=product%2Bservice&service=yes"+
		"&polarity=neg&class=service&theme=attitude&stage=post&touchpoint=phone&signal=effort&factor=wants&gap=yes&before=77")
	week := mustWeek(t, "2026-W47")
	want := Query{
		Text: `a "b c"`, Filter: opinion.Filter{Source: "shop", Product: "Lamp", From: week.Start, To: week.End}, Complaint: true, Cause: opinion.None,
		Polarity: opinion.Neg, Class: opinion.Service, Theme: opinion.Attitude, Stage: opinion.StagePost, Touchpoint: opinion.Phone,
		Signal: opinion.Effort, Factor: opinion.Wants, Gap: true, Only: []opinion.Class{opinion.Product, opinion.Service}, MentionsService: true,
		Before: 77, Limit: hitsPerPage,
	}
	if diff := cmp.Diff(want, f.asked); w.Code != 200 || diff != "" {
		t.Errorf("%d, (-want +got):\n%s", w.Code, diff)
	}
}

// Whoever goes away stops the search that was made for them.
func TestRequestsThatEndStopTheDatabase(t *testing.T) {
	f := fixture(t)
	f.search = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	h := dashboard(t, f)
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, "GET", "http://127.0.0.1:8080/verbatims?q=x", nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.ServeHTTP(httptest.NewRecorder(), r)
	}()
	cancel()
	<-done
}

func TestDatabaseFaultsAreTold(t *testing.T) {
	f := fixture(t)
	f.err = errors.New("disk <b>gone</b> /home/jane/gripe.db")
	var told []error
	h := dashboard(t, f, func(o *Options) { o.Fault = func(err error) { told = append(told, err) } })
	for _, target := range []string{"/", "/verbatims", "/verbatim/" + someID, "/sources", "/promises", "/audit", "/model"} {
		told = nil
		w := ask(h, "GET", target)
		if w.Code != 500 || len(told) != 1 || strings.Contains(w.Body.String(), "jane") || !strings.Contains(w.Body.String(), "database could not be read") {
			t.Errorf("%s: %d, told %v", target, w.Code, told)
		}
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	f := fixture(t)
	s, err := New(Options{Figures: f, Texts: f, Ledgers: f})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	r, err := http.Get("http://" + ln.Addr().String() + "/promises?x=1")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Body.Close(); err != nil || r.StatusCode != 400 {
		t.Errorf("%d, %v", r.StatusCode, err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
