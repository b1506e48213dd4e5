package collect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gripe/pipeline/collect/dates"
	"gripe/pipeline/opinion"
)

// APIOptions are what all sources with a public interface share.
type APIOptions struct {
	Name string
	// Product that the texts speak of.
	Product string
	// Base of the interface, scheme and host: a mirror, an own server, a test.
	// Empty is the service's own where it has one.
	Base string
	// Token is sent as a bearer token to Base alone; it comes from the
	// environment, never from the configuration. Empty sends none.
	Token string
	// MaxPages caps the requests of one run. [50]
	MaxPages int
	// StopAtKnown asks for no further page behind one whose texts are all
	// stored already.
	StopAtKnown bool
	Progress    Progress
}

// apiSource asks a queue of addresses, to which each answer may add.
type apiSource struct {
	APIOptions
	gate   *Gate
	starts []string
	read   func(a *answer) error
	// extent of what is read. branches: the starts are lists of threads, in
	// which something may be new where the list itself is as it was.
	extent   extent
	branches bool
}

// step is an address to ask, the nth (from 0) of its list.
type step struct {
	at string
	n  int
	// branch: a thread that a list names.
	branch bool
}

// answer is one JSON answer being read.
type answer struct {
	*Page
	// asked is the address before redirects.
	asked string
	found
	// more are the addresses that this answer leads to, and rest those that
	// continue its list, which StopAtKnown may leave unasked.
	more, rest []string
	reading
}

// newAPI checks what all kinds share. base is the service's own address, empty
// where only the configuration can name it.
func newAPI(kind, base string, o APIOptions, gate *Gate) (*apiSource, error) {
	var faults []error
	if o.Name == "" {
		faults = append(faults, fmt.Errorf("a %s source needs a name", kind))
	}
	if gate == nil {
		faults = append(faults, fmt.Errorf("a %s source needs a gate", kind))
	}
	o.Base = strings.TrimRight(first(o.Base, base), "/")
	if u, err := url.Parse(o.Base); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		faults = append(faults, fmt.Errorf("source %q needs a base such as https://forum.example.org, not %q", o.Name, o.Base))
	}
	if strings.ContainsAny(o.Token, "\r\n") {
		faults = append(faults, fmt.Errorf("source %q: the token holds a line break", o.Name))
	}
	if o.MaxPages < 0 {
		faults = append(faults, fmt.Errorf("source %q: max_pages must not be negative", o.Name))
	}
	if o.MaxPages == 0 {
		o.MaxPages = 50
	}
	return &apiSource{APIOptions: o, gate: gate}, errors.Join(faults...)
}

// needs joins the fault of the shared options with that of a kind's own.
func needs(err error, name, what string, missing bool) error {
	if missing {
		return errors.Join(err, fmt.Errorf("source %q needs %s", name, what))
	}
	return err
}

func (s *apiSource) Name() string { return s.APIOptions.Name }

// Collect asks every address once, in order, to the end or the cap.
func (s *apiSource) Collect(ctx context.Context, sink Sink) (opinion.Coverage, error) {
	r, err := newRun(ctx, s.Name(), s.gate, sink, s.Progress)
	if err != nil {
		return opinion.Coverage{Source: s.Name(), Announced: -1, Error: "the store does not answer"}, err
	}
	r.extent = s.extent
	var queue []step
	for _, at := range s.starts {
		queue = append(queue, step{at: at})
	}
	asked, suspect, faults := map[string]bool{}, "", 0
	for len(queue) > 0 {
		next := queue[0]
		at := next.at
		queue = queue[1:]
		if asked[at] {
			continue
		}
		if len(asked) >= s.MaxPages {
			r.cov.Capped = true
			break
		}
		asked[at] = true
		var a *answer
		ask := r.revisit
		if s.branches && !next.branch {
			ask = r.fetch
		}
		out, err := ask(at, s.header(at), func(p *Page) (found, error) {
			a = s.answer(p, at)
			err := s.read(a)
			return a.found, err
		})
		if err != nil {
			return r.cov, err
		}
		if out.page == nil {
			if faults++; faults == faultsInRow && len(queue) > 0 {
				r.cov.Error = fmt.Sprintf("%d requests in a row failed: %s", faults, r.fault)
				break
			}
			continue
		}
		faults = 0
		enough := r.enough(out, next.n)
		if a == nil { // unchanged
			continue
		}
		if out.same != "" && out.parsed > 0 {
			suspect = first(suspect, fmt.Sprintf("%s gave the same answer as %s", at, out.same))
			continue
		}
		for _, u := range a.more {
			queue = append(queue, step{at: u, branch: true})
		}
		if enough || s.StopAtKnown && r.before > 0 && out.parsed > 0 && out.news == 0 {
			continue
		}
		// A list is read to its end before the next begins.
		for _, u := range slices.Backward(a.rest) {
			queue = slices.Insert(queue, 0, step{at: u, n: next.n + 1})
		}
	}
	return r.finish(suspect)
}

func (s *apiSource) answer(p *Page, asked string) *answer {
	return &answer{Page: p, asked: asked, found: found{announced: -1}, reading: reading{
		page: p.URL, product: s.Product, dates: dates.Reader{Now: s.gate.opts.Now()},
	}}
}

func (s *apiSource) header(at string) http.Header {
	h := http.Header{"Accept": {"application/json"}}
	if s.Token != "" && sameHost(at, s.Base) {
		h.Set("Authorization", "Bearer "+s.Token)
	}
	return h
}

// into reads the whole answer as JSON. A page in place of JSON, and an error
// inside a 200, are faults that name themselves.
func (a *answer) into(v any) error {
	body := bytes.TrimSpace(a.Body)
	if a.markup || bytes.HasPrefix(body, []byte("<")) {
		return fmt.Errorf("%s answered with a web page where data was expected: it may ask for a login or a check that you are human", a.asked)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("%s: the answer cannot be read: %w", a.asked, err)
	}
	var fault struct {
		Error   any      `json:"error"`
		Errors  []string `json:"errors"`
		Message string   `json:"message"`
	}
	if body[0] == '{' && json.Unmarshal(body, &fault) == nil {
		said := first(strings.Join(fault.Errors, "; "), strings.TrimSpace(scalar(fault.Error)+" "+fault.Message))
		if fault.Error != nil && fault.Error != false || len(fault.Errors) > 0 {
			return fmt.Errorf("%s refuses: %s", a.asked, oneLine(said))
		}
	}
	return nil
}

// take adds one item, or keeps it as a reject.
func (a *answer) take(x raw, source []byte) {
	v, ok := a.verbatim(x)
	if !ok {
		a.rejects = append(a.rejects, reject(a.Page.URL, "neither text, title nor rating", string(source)))
		return
	}
	a.verbatims = append(a.verbatims, v)
}

func (a *answer) skip(reason string) {
	if a.skipped == nil {
		a.skipped = map[string]int{}
	}
	a.skipped[reason]++
}

// each reads the items of a list one by one: one that has another form is
// rejected, and the rest goes on.
func each[T any](a *answer, items []json.RawMessage, take func(item *T, source []byte)) {
	for _, source := range items {
		var item T
		if err := json.Unmarshal(source, &item); err != nil {
			a.rejects = append(a.rejects, reject(a.Page.URL, "an item of another form: "+err.Error(), string(source)))
			continue
		}
		take(&item, source)
	}
}

// loose is a scalar that a service writes now as text, now as a number.
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case string(b) == "null":
	case len(b) > 0 && b[0] == '"':
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	case len(b) > 0 && (b[0] == '{' || b[0] == '['):
		return errors.New("a list or an object where a value was expected")
	default:
		s = string(b)
	}
	*l = loose(s)
	return nil
}

// seconds is a Unix time as a date that dates can read.
func (l loose) seconds() string {
	f, err := strconv.ParseFloat(string(l), 64)
	if err != nil || f <= 0 || f > 1e11 {
		return string(l)
	}
	return time.Unix(int64(f), 0).UTC().Format(time.RFC3339)
}

// with sets parameters of an address.
func with(at string, pairs ...string) string {
	u, err := url.Parse(at)
	if err != nil {
		return at
	}
	q := u.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// parameter is one query value of the address that was asked.
func (a *answer) parameter(name string) string {
	u, err := url.Parse(a.asked)
	if err != nil {
		return ""
	}
	return u.Query().Get(name)
}

func (a *answer) number(name string) int {
	n, _ := strconv.Atoi(a.parameter(name)) // 0 where it is absent
	return n
}
