package store

import (
	"context"
	"time"
)

// MarkGone marks the verbatims of a source that a whole reading of it did not
// meet: those last met by a fetch before since, when that reading began (its
// fetches' times are compared to the millisecond). It gives the number of those
// newly marked. Call it only after a reading that ended whole and left no page
// out, not even an unchanged one. A reading that met nothing marks nothing: an
// empty answer proves no deletion.
//
// A gone verbatim is kept and counts as said. Save takes the mark from one that
// comes back.
func (s *Store) MarkGone(ctx context.Context, source string, since time.Time) (n int, err error) {
	err = s.writing(ctx, "mark what is gone", func(w *writer) error {
		key, err := w.number(`SELECT coalesce((SELECT key FROM source WHERE name = ?1), -1)`, clean(source))
		if err != nil {
			return err
		}
		met, err := w.number(`SELECT EXISTS (SELECT 1 FROM fetch f WHERE f.source = ?1
			AND (f.at > ?2 OR f.at = ?2 AND f.milli >= ?3) AND f.new + f.revised + f.known > 0)`, key, since.Unix(), milli(since))
		if err != nil || met == 0 {
			return err
		}
		marked, err := w.exec(markGone, key, since.Unix(), milli(since), s.now().Unix())
		if err != nil {
			return err
		}
		n = int(marked)
		t := tallies{}
		t.of(key).gone = marked
		return t.save(w)
	})
	return n, err
}

// markGone wants the source, the second and the millisecond since, and now.
const markGone = `UPDATE verbatim SET gone = ?4 WHERE source = ?1 AND gone IS NULL AND EXISTS
	(SELECT 1 FROM fetch f WHERE f.key = verbatim.last_fetch AND (f.at < ?2 OR f.at = ?2 AND f.milli < ?3))`
