package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"time"
)

// Options are what a dashboard is made of.
type Options struct {
	Figures  Figures
	Texts    Texts
	Ledgers  Ledgers
	Calendar Calendar
	// Company heads the pages; may be empty. Model is whose annotations count,
	// Card how well it does: Markdown.
	Company, Model, Card string
	// Hosts are names that the Host header may hold, beside this machine's own
	// for a loopback address.
	Hosts []string
	Now   func() time.Time
	// Fault is told what went wrong with the server's own work; may be nil.
	Fault func(error)
	// Patience is how long a page waits for figures before it says that they
	// are being counted. [150 ms]
	Patience time.Duration
}

// Server answers requests. Close ends what it counts.
type Server struct {
	o     Options
	pages *template.Template
	cache *cache
	// why keeps reasons, so that they and weeks do not wait for each other.
	why  *cache
	stop context.CancelFunc
}

// weeksKept is how many answers of weeks and ledgers are kept: about 100 KB each.
const weeksKept = 256

// New makes a dashboard, which counts nothing yet.
func New(o Options) (*Server, error) {
	if o.Patience <= 0 {
		o.Patience = 150 * time.Millisecond
	}
	if o.Fault == nil {
		o.Fault = func(error) {}
	}
	pages, err := parsePages()
	if err != nil {
		return nil, fmt.Errorf("serve: read the pages' templates: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	return &Server{o: o, pages: pages, stop: stop, cache: newCache(ctx, o.Now, o.Figures.Version, weeksKept), why: newCache(ctx, o.Now, o.Figures.Version, weeksKept)}, nil
}

// Close ends all counting, and waits until it has ended.
func (s *Server) Close() {
	s.stop()
	s.cache.wait()
	s.why.wait()
}

// Handler answers for a listener at addr.
func (s *Server) Handler(addr net.Addr) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", s.page(s.overview))
	mux.HandleFunc("/verbatims", s.page(s.verbatims))
	mux.HandleFunc("/verbatim/{id}", s.page(s.verbatim))
	mux.HandleFunc("/sources", s.page(s.sources))
	mux.HandleFunc("/promises", s.page(s.promises))
	mux.HandleFunc("/audit", s.page(s.audit))
	mux.HandleFunc("/model", s.page(s.model))
	mux.HandleFunc(stylePath, serveStyle)
	mux.HandleFunc("/", s.page(func(*http.Request) (view, error) {
		return view{}, &missing{"There is no page at this address."}
	}))
	return &guard{hosts: hostsOf(addr, s.o.Hosts), next: mux, refuse: func(w http.ResponseWriter, r *http.Request, status int, what string, allowed []string) {
		s.write(w, r, status, s.faultView(status, &fault{What: what, Allowed: allowed}))
	}}
}

// Serve answers on ln until ctx ends; then answers on their way have five
// seconds.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{
		Handler: s.Handler(ln.Addr()), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: answer on %s: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := srv.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	<-failed
	return err
}

// missing: what the address names is not there.
type missing struct{ what string }

func (m *missing) Error() string { return m.what }

// page draws what make gives, or the page of its fault.
func (s *Server) page(make func(*http.Request) (view, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := make(r)
		status := http.StatusOK
		var bad *fault
		var none *missing
		switch {
		case err == nil:
		case r.Context().Err() != nil:
			return // nobody is there to read it
		case errors.As(err, &bad):
			status, v = http.StatusBadRequest, s.faultView(http.StatusBadRequest, bad)
		case errors.As(err, &none):
			status, v = http.StatusNotFound, s.faultView(http.StatusNotFound, &fault{What: none.what})
		case errors.Is(err, errBusy):
			w.Header().Set("Retry-After", "5")
			status = http.StatusServiceUnavailable
			v = s.faultView(status, &fault{What: "Too many weeks are being counted at once. Try again in a few seconds."})
		default:
			s.o.Fault(err)
			status = http.StatusInternalServerError
			v = s.faultView(status, &fault{What: "The database could not be read. The terminal in which gripe serve runs says why; gripe doctor checks more."})
		}
		s.write(w, r, status, v)
	}
}

// write draws a page whole before anything of it goes out.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, v view) {
	var b bytes.Buffer
	if err := s.draw(&b, v); err != nil {
		s.o.Fault(err)
		status = http.StatusInternalServerError
		b.Reset()
		b.WriteString("<!doctype html><html lang=\"en-GB\"><title>gripe</title><h1>This page cannot be drawn</h1><p>Please report this defect of gripe.</p></html>\n")
	}
	if v.Again > 0 && status == http.StatusOK {
		w.Header().Set("Refresh", fmt.Sprint(v.Again))
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", fmt.Sprint(b.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // the reader has gone: nothing to save
	}
}
