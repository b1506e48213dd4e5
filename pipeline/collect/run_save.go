package collect

import (
	"errors"
	"fmt"
	"strings"

	"gripe/pipeline/opinion"
)

// How a run hands over what it read: pages, claims, faults.

func (r *run) save(b opinion.Batch) error {
	if r.groups() {
		r.cov.Parsed += len(b.Verbatims)
		r.emit(Fetched, b.Fetch.URL, "")
		if r.group.add(b, r.gate.opts.Now()) {
			return r.flush()
		}
		return nil
	}
	saved, err := r.sink.Save(r.ctx, b)
	if err != nil {
		r.cov.Error = "the store could not save a batch"
		return fmt.Errorf("save %s: %w", b.Fetch.URL, err)
	}
	r.cov.Saved.Add(saved)
	r.cov.Parsed += len(b.Verbatims)
	r.emit(Fetched, b.Fetch.URL, "")
	return nil
}

func (r *run) saveClaims(row opinion.Fetch, claims []opinion.Claim) error {
	n, err := r.claims.SaveClaims(r.ctx, r.name, row, claims)
	if err != nil {
		r.cov.Error = "the store could not save claims"
		return fmt.Errorf("save the claims of %s: %w", row.URL, err)
	}
	r.cov.Saved.Add(opinion.Saved{New: n, Known: len(claims) - n})
	r.cov.Parsed += len(claims)
	r.emit(Fetched, row.URL, "")
	return nil
}

func sum(to, from map[string]int) {
	for reason, n := range from {
		to[reason] += n
	}
}

// failed counts a fault and keeps its ledger row.
func (r *run) failed(row opinion.Fetch, err error) error {
	var blocked *BlockedError
	if errors.As(err, &blocked) {
		r.cov.Blocked++
	} else {
		r.cov.Failed++
	}
	if r.fault == "" {
		r.fault = err.Error()
	}
	row.Error = err.Error()
	r.emit(Fault, row.URL, row.Error)
	return r.save(opinion.Batch{Source: r.name, Fetch: row})
}

// maxRaw is how much of a rejected item is kept.
const maxRaw = 4 << 10

// reject keeps an item that could not be taken.
func reject(where, reason, raw string) opinion.Reject {
	if len(raw) > maxRaw {
		raw = strings.ToValidUTF8(raw[:maxRaw], "") // no half character at the cut
	}
	return opinion.Reject{Where: where, Reason: reason, Raw: validString(raw)}
}
