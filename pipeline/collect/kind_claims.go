package collect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

// ClaimsOptions describe where a company speaks itself: its product pages, its
// campaigns, a file of its claims. What is found goes to the Sink's SaveClaims
// and is never a verbatim.
type ClaimsOptions struct {
	Name string
	// Product that the claims are about; empty takes what a page or row names.
	Product string
	// URLs of pages; Claim selects the elements that are one claim each, Text
	// those whose text is split into sentences. Where neither is set, the
	// headings, list items and sentences of the main content are taken.
	URLs        []string
	Claim, Text string
	// Path of a file: plain text, or a table with the columns text, product,
	// url. Columns names them where they are called otherwise.
	Path    string
	Columns map[string]string
	// Per says what one claim is in a text file: "sentence", "line" or
	// "paragraph". [sentence]
	Per string
	// MaxPages caps the fetches of one run. [50]
	MaxPages int
	Now      func() time.Time
	Progress Progress
}

type claimsSource struct {
	opts        ClaimsOptions
	gate        *Gate
	claim, text selector
}

// NewClaims checks the options, all at once. gate may be nil where a file
// alone is read.
func NewClaims(opts ClaimsOptions, gate *Gate) (Source, error) {
	var faults []error
	if opts.Name == "" {
		faults = append(faults, errors.New("a claims source needs a name"))
	}
	if len(opts.URLs) == 0 && opts.Path == "" {
		faults = append(faults, fmt.Errorf("source %q needs urls or a path", opts.Name))
	}
	if len(opts.URLs) > 0 {
		if _, err := NewPage(PageOptions{Name: opts.Name, URLs: opts.URLs, MaxPages: opts.MaxPages}, gate); err != nil {
			faults = append(faults, err)
		}
	}
	if opts.Path != "" {
		if _, err := NewFile(FileOptions{Name: opts.Name, Path: opts.Path, Columns: opts.Columns}); err != nil {
			faults = append(faults, err)
		}
	}
	switch opts.Per {
	case "":
		opts.Per = "sentence"
	case "sentence", "line", "paragraph":
	default:
		faults = append(faults, fmt.Errorf("source %q: per %q must be sentence, line or paragraph", opts.Name, opts.Per))
	}
	if opts.MaxPages == 0 {
		opts.MaxPages = 50
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s := &claimsSource{opts: opts, gate: gate}
	for _, x := range []struct {
		to   *selector
		name string
		text string
	}{{&s.claim, "claim", opts.Claim}, {&s.text, "text", opts.Text}} {
		var err error
		if *x.to, err = newSelector(x.text); err != nil {
			faults = append(faults, fmt.Errorf("source %q: selector %s %q: %w", opts.Name, x.name, x.text, err))
		}
	}
	return s, errors.Join(faults...)
}

func (s *claimsSource) Name() string { return s.opts.Name }

// Collect reads the pages, then the file. Pages are read whole each time: a
// claim that still stands there was seen today.
func (s *claimsSource) Collect(ctx context.Context, sink Sink) (opinion.Coverage, error) {
	r, err := newRun(ctx, s.opts.Name, s.gate, sink, s.opts.Progress)
	if err != nil {
		return opinion.Coverage{Source: s.opts.Name, Announced: -1, Error: "the store does not answer"}, err
	}
	var ok bool
	if r.claims, ok = able[ClaimSink](sink); !ok {
		r.cov.Error = "claims cannot be stored here"
		return r.cov, nil
	}
	for i, at := range s.opts.URLs {
		if i >= s.opts.MaxPages {
			r.cov.Capped = true
			break
		}
		if _, err := r.fetch(at, nil, s.parse); err != nil {
			return r.cov, err
		}
	}
	if s.opts.Path != "" {
		if err := s.file(r); err != nil {
			return r.cov, err
		}
	}
	if r.cov.Parsed == 0 {
		return r.finish("no claim was found")
	}
	return r.finish("")
}

// gathering is the claims of one page or file, each once.
type gathering struct {
	source *claimsSource
	found
	at   time.Time
	seen map[string]bool
}

func (s *claimsSource) gather(at time.Time) *gathering {
	return &gathering{source: s, at: at, seen: map[string]bool{}, found: found{announced: -1, aside: map[string]int{}}}
}

// take keeps one claim, or counts why it is none.
func (g *gathering) take(text, product, url string, chosen bool) {
	text = oneLine(validString(text))
	if text == "" {
		return
	}
	if why := noClaim(text, chosen); why != "" {
		g.aside[why]++
		return
	}
	product = first(g.source.opts.Product, oneLine(product))
	c := opinion.Claim{
		ID: claimID(g.source.opts.Name, product, text), Source: g.source.opts.Name, Product: product,
		URL: url, Text: text, FirstSeen: g.at, LastSeen: g.at,
	}
	if g.seen[c.ID] {
		g.aside["a claim said twice on its page"]++
		return
	}
	g.seen[c.ID] = true
	g.claims = append(g.claims, c)
}

// claimID is stable over reruns, and over changes of case and of the marks at
// the end.
func claimID(source, product, text string) string {
	text = strings.ToLower(strings.TrimRight(text, ".!… "))
	sum := sha256.Sum256([]byte(source + "\x00" + product + "\x00" + text))
	return hex.EncodeToString(sum[:12])
}

// parse reads one page.
func (s *claimsSource) parse(p *Page) (found, error) {
	g := s.gather(s.gate.opts.Now().UTC())
	if !p.markup {
		kind := p.Header.Get("Content-Type")
		if !strings.HasPrefix(kind, "text/plain") && !strings.HasPrefix(kind, "text/markdown") {
			return found{}, fmt.Errorf("%s is no page and no text (%s): name a page that a browser shows", p.URL, kind)
		}
		s.prose(g, string(p.Body), p.URL)
		return g.found, nil
	}
	if err := p.grow(); err != nil {
		return found{}, err
	}
	product := productOf(p)
	blocks := mainBlocks(p.HTML)
	if s.claim.set || s.text.set {
		blocks = s.chosen(p)
	}
	for _, b := range blocks {
		if b.aside != "" {
			g.aside[b.aside]++
			continue
		}
		for _, text := range b.units() {
			g.take(text, product, p.URL, b.whole)
		}
	}
	return g.found, nil
}

// name of a file in a claim: the folder is nobody's business.
func (s *claimsSource) fileName() string { return filepath.Base(s.opts.Path) }
