package demo

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"
)

//go:embed templates/*.html
var templateFiles embed.FS

// perPage is how many reviews or posts a page of the site shows.
const perPage = 40

const robots = "User-agent: *\nAllow: /\nDisallow: /admin\n"

// site is the shop as it stands at one instant. It is never changed after it
// was built, so any number of requests may read it at once.
type site struct {
	now     time.Time
	pages   *template.Template
	reviews map[string][]Review
}

// Handler serves the shop as it looks at now: the twelve weeks of reviews end
// with the last ISO week that is complete at now in UTC. It answers GET and
// HEAD, holds no state and needs no configuration. Should the embedded files
// be damaged, every request is answered 500 with the reason.
//
// Routes: / (the shop front), /reviews/studio (JSON-LD), /reviews/workshop
// (plain HTML), /reviews/pod (microdata), /forum/thread-N, /robots.txt, and
// /admin/secret, which robots.txt forbids.
func Handler(now time.Time) http.Handler {
	s, err := newSite(now)
	if err != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		// A client that has gone away is none of the shop's business.
		_, _ = w.Write([]byte(robots))
	})
	mux.HandleFunc("GET /{$}", s.show("front.html"))
	mux.HandleFunc("GET /admin/secret", s.show("secret.html"))
	for _, l := range lines {
		mux.HandleFunc("GET /reviews/"+l.Page, s.listing(l))
	}
	mux.HandleFunc("GET /forum/{thread}", s.thread)
	return mux
}

func newSite(now time.Time) (*site, error) {
	all, err := Truth()
	if err != nil {
		return nil, err
	}
	pages, err := template.ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse the demo's pages: %w", err)
	}
	s := &site{now: now, pages: pages, reviews: map[string][]Review{}}
	for _, r := range all {
		s.reviews[r.Page] = append(s.reviews[r.Page], r)
	}
	for page, rs := range s.reviews {
		newestFirst(rs)
		if page == PageForum {
			// A thread is read from its first post on.
			for i, j := 0, len(rs)-1; i < j; i, j = i+1, j-1 {
				rs[i], rs[j] = rs[j], rs[i]
			}
		}
	}
	return s, nil
}

// show serves a page that depends on nothing.
func (s *site) show(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		s.render(w, name, struct{ Lines []productLine }{lines})
	}
}

// listing serves ?page=1.. of one line's reviews.
func (s *site) listing(l productLine) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n := 1
		if q := r.URL.Query().Get("page"); q != "" {
			var err error
			if n, err = strconv.Atoi(q); err != nil {
				http.NotFound(w, r)
				return
			}
		}
		v, ok, err := s.reviewsPage(l, n)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		s.render(w, l.Page+".html", v)
	}
}

// thread serves /forum/thread-1.. of the owners' thread.
func (s *site) thread(w http.ResponseWriter, r *http.Request) {
	var n int
	path := r.PathValue("thread")
	if _, err := fmt.Sscanf(path, "thread-%d", &n); err != nil || path != fmt.Sprintf("thread-%d", n) {
		http.NotFound(w, r)
		return
	}
	v, ok := s.forumPage(n)
	if !ok {
		http.NotFound(w, r)
		return
	}
	s.render(w, "forum.html", v)
}

// render fills a page before a byte is sent, so that a fault is a clean 500.
func (s *site) render(w http.ResponseWriter, name string, data any) {
	var out bytes.Buffer
	if err := s.pages.ExecuteTemplate(&out, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = w.Write(out.Bytes())
}
