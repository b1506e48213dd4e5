package store

import (
	"context"
	"fmt"

	"gripe/pipeline/opinion"
)

// Save keeps a batch in one transaction: the fetch's ledger row, what it
// brought, and what could not be taken. After a crash all of it is there or
// none. A verbatim without text or with an unusable ID becomes a reject; the
// rest of the batch is saved. A verbatim that names no source has the batch's.
//
// Text is stored as valid UTF-8 without NUL (U+FFFD stands in for what was
// not), and that is the text to annotate: see Pending.
func (s *Store) Save(ctx context.Context, b opinion.Batch) (opinion.Saved, error) {
	return s.SaveAll(ctx, []opinion.Batch{b})
}

// SaveAll keeps several batches in one transaction, all or none. IDs are hashes,
// so that each verbatim touches a page of the file: the more there are, the
// more of them share one.
func (s *Store) SaveAll(ctx context.Context, batches []opinion.Batch) (opinion.Saved, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sum opinion.Saved
	if s.write == nil {
		return sum, s.readOnly("save verbatims")
	}
	source := ""
	err := s.transact(ctx, func() error {
		sum = opinion.Saved{}
		for i := range batches {
			var saved opinion.Saved
			source = batches[i].Source
			if err := s.saveBatch(&batches[i], &saved); err != nil {
				return err
			}
			sum.Add(saved)
		}
		return nil
	})
	if err != nil {
		return opinion.Saved{}, s.explain("save verbatims of "+source, err)
	}
	return sum, nil
}

func (s *Store) readOnly(doing string) error {
	return faultf(ErrReadOnly, "store: %s: %s is open for reading only", doing, s.path)
}

// landing is the place in the database that the verbatims of a batch go to.
type landing struct {
	source, fetch          int64
	at, milli              int64
	nextVerbatim, nextText int64
	tallies                tallies
}

func (s *Store) saveBatch(b *opinion.Batch, saved *opinion.Saved) error {
	w := s.write
	to := landing{tallies: tallies{}}
	var err error
	if to.source, err = s.sourceKey(clean(b.Source)); err != nil {
		return err
	}
	at := b.Fetch.At
	if at.IsZero() {
		at = s.now()
	}
	to.at, to.milli = at.Unix(), milli(at)
	if to.fetch, err = s.saveFetch(&to, &b.Fetch); err != nil {
		return err
	}
	if to.nextVerbatim, err = w.number(`SELECT coalesce(max(key), 0) + 1 FROM verbatim`); err != nil {
		return err
	}
	if to.nextText, err = w.number(`SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'revision'`); err != nil {
		return err
	}
	if err := s.forgottenNow(); err != nil {
		return err
	}
	for i := range b.Verbatims {
		v := b.Verbatims[i]
		if v.Source == "" {
			v.Source = b.Source
		}
		if r, bad := unfit(&v); bad {
			if err := s.saveReject(&to, r); err != nil {
				return err
			}
			saved.Rejected++
			continue
		}
		if err := s.saveVerbatim(&to, &v, saved); err != nil {
			return fmt.Errorf("verbatim %s: %w", v.ID, err)
		}
	}
	for _, r := range b.Rejects {
		if err := s.saveReject(&to, r); err != nil {
			return err
		}
		saved.Rejected++
	}
	if err := to.tallies.save(w); err != nil {
		return err
	}
	_, err = w.exec(`UPDATE fetch SET new = ?2, revised = ?3, known = ?4, rejected = ?5 WHERE key = ?1`,
		to.fetch, int64(saved.New), int64(saved.Revised), int64(saved.Known), int64(saved.Rejected))
	return err
}
