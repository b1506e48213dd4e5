package collect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"gripe/pipeline/opinion"
)

// found is what a kind of source read on one page.
type found struct {
	// way that a page was read by; empty where nothing was found.
	way       string
	verbatims []opinion.Verbatim
	rejects   []opinion.Reject
	// announced is how many verbatims the page says the source has; -1 where
	// it does not say.
	announced int
	// notices are told as the page is saved, one clause each.
	notices []string
	// skipped counts what was left out on purpose, by reason; the source's own
	// count includes them.
	skipped map[string]int
	// aside counts, by reason, what stands beside the source's own count: a
	// review that is shown twice, a reply of the company.
	aside map[string]int
	// claims of the company, where those are collected.
	claims []opinion.Claim
	// beyond counts what the source has and does not give here.
	beyond int
}

// run is one source being collected: the flow that every kind shares.
type run struct {
	ctx      context.Context
	name     string
	gate     *Gate
	sink     Sink
	progress Progress
	cov      opinion.Coverage
	// began bounds the fetches of this run; extent is how much of the source
	// they read.
	began  time.Time
	extent extent
	// claims is where a company's words go; nil for customers'.
	claims ClaimSink
	// group holds pages that came at once after one another.
	group group
	// before is how many verbatims of the source were stored at the start.
	before int
	// past is what earlier runs left; had and now count fields, before and in
	// this run.
	past     incremental
	had, now opinion.Fields
	// met are the different reviews of this run; worded of them have a title
	// or a text.
	met, worded int
	ids         map[string]bool
	bodies      map[string]string // body hash: first URL that had it
	fault       string            // the first fault, for the coverage
	// skipped, aside and beyond sum those of the pages.
	skipped, aside map[string]int
	beyond         int
}

func newRun(ctx context.Context, name string, gate *Gate, sink Sink, progress Progress) (*run, error) {
	before, err := sink.Known(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("count what is stored of %s: %w", name, err)
	}
	if progress == nil {
		progress = func(Event) {}
	}
	past, err := newIncremental(ctx, gate, sink, name)
	if err != nil {
		return nil, err
	}
	had, err := fieldsBefore(ctx, sink, name)
	if err != nil {
		return nil, err
	}
	r := &run{ctx: ctx, name: name, gate: gate, sink: sink, progress: progress, before: before, past: past, had: had,
		cov: opinion.Coverage{Source: name, Announced: -1}, ids: map[string]bool{}, bodies: map[string]string{},
		skipped: map[string]int{}, aside: map[string]int{}}
	if gate != nil {
		r.began = gate.opts.Now().UTC()
	}
	return r, nil
}

// outcome of one URL.
type outcome struct {
	page *Page // nil where the fetch failed
	// parsed verbatims of the page; fresh of them are new in this run.
	parsed, fresh int
	// news are the new or revised ones.
	news int
	// same is the URL of an earlier page with the same body.
	same string
	// unchanged: the server says that the page is as it was; it has no body.
	unchanged bool
}

// fetch gets one URL, parses it, and saves it whole: the verbatims, the
// rejects and the ledger row in one batch. A fault of the source is counted
// and saved as a row without verbatims; only what must stop the run is returned.
func (r *run) fetch(url string, header http.Header, parse func(*Page) (found, error)) (outcome, error) {
	r.emit(Asking, url, "")
	page, row, err := fetch(r.ctx, r.gate, url, header, r.heard)
	if r.ctx.Err() != nil {
		r.cov.Error = "stopped before the end"
		return outcome{}, r.ctx.Err()
	}
	if err == nil && row.Status == http.StatusNotModified {
		return r.unchanged(page, row, header)
	}
	var f found
	if err == nil {
		f, err = guarded(page, parse)
	}
	if err == nil && len(f.verbatims)+len(f.claims) == 0 && f.announced <= 0 {
		if what := wall(page, url); what != "" {
			err = fmt.Errorf("%s %s", url, what)
		}
	}
	if err != nil {
		return outcome{}, r.failed(row, err)
	}
	out := outcome{page: page, parsed: len(f.verbatims) + len(f.claims)}
	out.same = r.bodies[row.Hash]
	if out.same == "" {
		r.bodies[row.Hash] = url
	}
	for i := range f.verbatims {
		r.complete(&f.verbatims[i], row.At, page.URL)
	}
	distinguish(f.verbatims)
	for i := range f.verbatims {
		if id := f.verbatims[i].ID; !r.ids[id] {
			r.ids[id] = true
			out.fresh++
			tally(&r.now, &f.verbatims[i])
			r.read(&f.verbatims[i])
		}
	}
	for i := range f.claims {
		if id := f.claims[i].ID; !r.ids[id] {
			r.ids[id] = true
			out.fresh++
		}
	}
	r.cov.Pages++
	r.cov.Announced = max(r.cov.Announced, f.announced)
	for _, n := range f.notices {
		r.emit(Notice, page.URL, n)
	}
	sum(r.skipped, f.skipped)
	sum(r.aside, f.aside)
	r.beyond += f.beyond
	if r.claims != nil {
		return out, r.saveClaims(row, f.claims)
	}
	known := r.cov.Saved.New + r.cov.Saved.Revised
	err = r.save(opinion.Batch{Source: r.name, Fetch: row, Verbatims: f.verbatims, Rejects: f.rejects})
	out.news = r.cov.Saved.New + r.cov.Saved.Revised - known
	return out, err
}

// guarded keeps a defect in one page's parser from ending the run.
func guarded(page *Page, parse func(*Page) (found, error)) (f found, err error) {
	defer recovered(&err)
	return parse(page)
}

func (r *run) complete(v *opinion.Verbatim, at time.Time, url string) {
	v.Source = r.name
	v.CollectedAt = at
	if v.URL == "" {
		v.URL = url
	}
}

// distinguish identifies the verbatims of one batch. Ratings without a word
// have no content to tell them apart, so their moment, rating and place among
// equals do.
func distinguish(vs []opinion.Verbatim) {
	twins := map[string]int{}
	for i := range vs {
		v := &vs[i]
		if v.ExternalID == "" && v.Blank() {
			sum := sha256.Sum256([]byte(v.Product + "\x00" + v.Author + "\x00" + v.PostedAt.UTC().Format(time.RFC3339Nano) + "\x00" + v.RatingRaw))
			key := hex.EncodeToString(sum[:12])
			twins[key]++
			v.ExternalID = "rating:" + key
			if n := twins[key]; n > 1 {
				v.ExternalID += "#" + strconv.Itoa(n)
			}
		}
		v.Identify()
	}
}

// finish fills in what can be said only at the end. A source that gave no page
// at all has failed; one that gave some is suspect where the figures do not
// add up.
func (r *run) finish(suspect string) (opinion.Coverage, error) {
	c := &r.cov
	if err := r.flush(); err != nil {
		return *c, err
	}
	if c.Error == "" && c.Pages == 0 && r.fault != "" {
		c.Error = r.fault
	}
	left := r.leftOut()
	if c.Error != "" {
		return *c, nil
	}
	after, err := r.sink.Known(r.ctx, r.name)
	if err != nil {
		return *c, fmt.Errorf("count what is stored of %s: %w", r.name, err)
	}
	have := max(len(r.ids), after) + left
	gone := lost(r.had, r.now)
	switch {
	case c.Failed+c.Blocked > 0:
		suspect = fmt.Sprintf("%d of %d pages could not be fetched: %s", c.Failed+c.Blocked, c.Failed+c.Blocked+c.Pages, r.fault)
	case c.Parsed == 0 && c.Unchanged > 0:
	case c.Parsed == 0 && r.before > 0:
		suspect = fmt.Sprintf("found none where %d are known: the page's form may have changed", r.before)
	case c.Parsed == 0 && left > 0:
		suspect = "everything that was found is deleted or out of reach"
	case c.Parsed == 0 && c.Announced > 0:
		suspect = fmt.Sprintf("announced %d, found none: the page's form may not be readable; set selectors", c.Announced)
	case c.Parsed == 0 && c.Announced < 0:
		if suspect == "" {
			suspect = "no review was found"
		}
		suspect += ": the page may be empty, or need selectors"
	case suspect != "":
	case gone != "":
		suspect = gone
	case r.met >= fewReviews && r.worded == 0:
		suspect = fmt.Sprintf("none of %d reviews has a text: it may stand in a column or element of another name", r.met)
	case !c.Capped && c.Announced > have:
		suspect = fmt.Sprintf("announced %d, found %d", c.Announced, have)
	}
	c.Suspect = suspect
	return *c, r.markGone()
}

// read counts a review that this run had not met yet.
func (r *run) read(v *opinion.Verbatim) {
	r.met++
	if !v.Blank() {
		r.worded++
	}
}

// notGiven is why items that the source names are missing.
const notGiven = "named by the source and not given out"

// leftOut puts what was skipped into the coverage, tells it, and gives the
// number of those that the source counts as its own.
func (r *run) leftOut() int {
	left := r.beyond
	for _, n := range r.skipped {
		left += n
	}
	all := maps.Clone(r.aside)
	sum(all, r.skipped)
	if r.beyond > 0 {
		r.cov.Capped = true
		all[notGiven] += r.beyond
	}
	for _, reason := range slices.Sorted(maps.Keys(all)) {
		r.emit(Notice, "", fmt.Sprintf("%d left out: %s", all[reason], reason))
	}
	if len(all) > 0 {
		r.cov.Skipped = all
	}
	return left
}

// heard passes on what the gate says while it fetches for this run.
func (r *run) heard(e Event) {
	e.Source, e.Pages, e.Parsed, e.New = r.name, r.cov.Pages, r.cov.Parsed, r.cov.Saved.New
	r.progress(e)
}

func (r *run) emit(step Step, url, message string) {
	r.heard(Event{Step: step, URL: url, Message: message})
}
