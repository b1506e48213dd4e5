package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"gripe/pipeline/opinion"
)

//go:embed page.html.tmpl
var pageTemplate string

//go:embed style.css
var style string

// PageOptions are what a page needs.
type PageOptions struct {
	// Tasks are shown in this order; those with a label are passed over and
	// can be gone back to.
	Tasks []opinion.AuditTask
	// Sample says how they were drawn.
	Sample opinion.AuditSample
	// Save keeps a label. Its error is shown to the reader, whose answer
	// stays in the form; it should be one clear line.
	Save func(context.Context, opinion.Audit) error
	// Now is the clock for labels.
	Now func() time.Time
}

// Page is the local web page on which a person labels a sample.
type Page struct {
	o      PageOptions
	book   book
	prefix string
	form   string
	tmpl   *template.Template
	policy string
	done   chan struct{}
	once   sync.Once
}

// NewPage makes a page with fresh secrets.
func NewPage(o PageOptions) (*Page, error) {
	p := &Page{o: o, book: book{tasks: append([]opinion.AuditTask(nil), o.Tasks...)}, done: make(chan struct{})}
	var err error
	if p.form, err = secret(); err != nil {
		return nil, err
	}
	key, err := secret()
	if err != nil {
		return nil, err
	}
	p.prefix = "/" + key + "/"
	if p.tmpl, err = template.New("page").Parse(pageTemplate); err != nil {
		return nil, fmt.Errorf("audit: read the page's template: %w", err)
	}
	sum := sha256.Sum256([]byte(style))
	p.policy = "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	return p, nil
}

// URL is where the page is found on a listener.
func (p *Page) URL(ln net.Listener) string { return "http://" + ln.Addr().String() + p.prefix }

// Labelled is how many tasks have a label by now.
func (p *Page) Labelled() int { return p.book.labelled() }

// Handler answers for a listener at addr.
func (p *Page) Handler(addr net.Addr) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+p.prefix+"{$}", p.next)
	mux.HandleFunc("GET "+p.prefix+"done", p.finish)
	mux.HandleFunc("GET "+p.prefix+"{n}", p.show)
	mux.HandleFunc("POST "+p.prefix+"{n}", p.take)
	return &guard{hosts: hostsOf(addr), form: p.form, policy: p.policy, next: mux}
}

// Serve answers on ln, which must be reachable from this machine only, until
// ctx ends or everything is labelled and the last page was shown.
func (p *Page) Serve(ctx context.Context, ln net.Listener) error {
	if !loopback(ln.Addr()) {
		_ = ln.Close() // refused anyway
		return fmt.Errorf("audit: %s can be reached from other machines: only loopback addresses are served", ln.Addr())
	}
	srv := &http.Server{
		Handler: p.Handler(ln.Addr()), ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("audit: serve the page: %w", err)
	case <-ctx.Done():
	case <-p.done:
	}
	// An answer on its way is still taken.
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := srv.Shutdown(end)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	<-failed
	return err
}

// next leads to the first task without a label.
func (p *Page) next(w http.ResponseWriter, r *http.Request) { p.lead(w, r, p.book.after(0)) }

func (p *Page) lead(w http.ResponseWriter, r *http.Request, n int) {
	to := p.prefix + "done"
	if n > 0 {
		to = p.prefix + strconv.Itoa(n)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// show is the form about one task.
func (p *Page) show(w http.ResponseWriter, r *http.Request) {
	n, t, ok := p.task(w, r)
	if ok {
		p.draw(w, http.StatusOK, p.sheet(n, &t, answered(&t), ""))
	}
}

// take keeps an answer and leads to the next task.
func (p *Page) take(w http.ResponseWriter, r *http.Request) {
	n, t, ok := p.task(w, r)
	if !ok {
		return
	}
	a := answerOf(r.PostForm, len(t.Spans))
	label, err := a.audit(&t)
	if err != nil {
		p.draw(w, http.StatusUnprocessableEntity, p.sheet(n, &t, a, "Not saved yet: "+err.Error()+"."))
		return
	}
	label.Sample, label.At = p.o.Sample, p.o.Now()
	if err := p.o.Save(r.Context(), label); err != nil {
		p.draw(w, http.StatusServiceUnavailable, p.sheet(n, &t, a, "Not saved yet: "+err.Error()+". Your answer is still here; save again."))
		return
	}
	p.book.label(n, label)
	p.lead(w, r, p.book.after(n))
}

// task is the one that the address names.
func (p *Page) task(w http.ResponseWriter, r *http.Request) (int, opinion.AuditTask, bool) {
	n, err := strconv.Atoi(r.PathValue("n"))
	t, ok := p.book.at(n)
	if err != nil || !ok {
		http.NotFound(w, r)
		return 0, t, false
	}
	return n, t, true
}

// finish says how far the reader has come; when all is labelled, it ends Serve.
func (p *Page) finish(w http.ResponseWriter, r *http.Request) {
	s := sheet{Prefix: p.prefix, Style: template.CSS(style), Size: p.book.size(), Labelled: p.book.labelled()}
	s.Last, s.Complete = s.Size, s.Labelled == s.Size
	p.draw(w, http.StatusOK, s)
	if s.Complete {
		p.once.Do(func() { close(p.done) })
	}
}

func (p *Page) draw(w http.ResponseWriter, status int, s sheet) {
	var b bytes.Buffer
	if err := p.tmpl.Execute(&b, s); err != nil {
		http.Error(w, "The page cannot be drawn: please report this defect of gripe.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader has gone: nothing to save
}
