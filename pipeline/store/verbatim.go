package store

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"fmt"
	"math"
	"strings"
	"time"

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
	s.mu.Lock()
	defer s.mu.Unlock()
	var saved opinion.Saved
	if s.write == nil {
		return saved, s.readOnly("save verbatims")
	}
	err := s.write.transact(ctx, func() error {
		saved = opinion.Saved{}
		return s.saveBatch(&b, &saved)
	})
	if err != nil {
		s.names.forget()
		s.author = nil
		return opinion.Saved{}, s.explain("save verbatims of "+b.Source, err)
	}
	return saved, nil
}

func (s *Store) readOnly(doing string) error {
	return faultf(ErrReadOnly, "store: %s: %s is open for reading only", doing, s.path)
}

// landing is the place in the database that the verbatims of a batch go to.
type landing struct {
	source, fetch          int64
	at                     int64
	nextVerbatim, nextText int64
}

func (s *Store) saveBatch(b *opinion.Batch, saved *opinion.Saved) error {
	w := s.write
	var to landing
	var err error
	if to.source, err = s.sourceKey(clean(b.Source)); err != nil {
		return err
	}
	at := b.Fetch.At
	if at.IsZero() {
		at = s.now()
	}
	to.at = at.Unix()
	if to.fetch, err = s.saveFetch(to.source, to.at, &b.Fetch); err != nil {
		return err
	}
	if to.nextVerbatim, err = w.number(`SELECT coalesce(max(key), 0) + 1 FROM verbatim`); err != nil {
		return err
	}
	if to.nextText, err = w.number(`SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'revision'`); err != nil {
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
	_, err = w.exec(`UPDATE fetch SET new = ?2, revised = ?3, known = ?4, rejected = ?5 WHERE key = ?1`,
		to.fetch, int64(saved.New), int64(saved.Revised), int64(saved.Known), int64(saved.Rejected))
	return err
}

// unfit identifies a verbatim where that was not done, and tells what stands
// against keeping it.
func unfit(v *opinion.Verbatim) (opinion.Reject, bool) {
	if v.ID == "" {
		v.Identify()
	}
	reason := ""
	switch {
	case v.Empty():
		reason = "neither text, title nor rating"
	case len(v.ID) != 24 || strings.Trim(v.ID, "0123456789abcdef") != "":
		reason = "its ID is not 24 hexadecimal digits"
	default:
		return opinion.Reject{}, false
	}
	where := v.URL
	if where == "" {
		where = v.ExternalID
	}
	return opinion.Reject{Where: where, Reason: reason, Raw: v.Title + "\n" + v.Text}, true
}

func (s *Store) saveVerbatim(to *landing, v *opinion.Verbatim, saved *opinion.Saved) error {
	tidy(v)
	var author []byte
	if v.Author != "" {
		h, err := s.authors(to.at)
		if err != nil {
			return err
		}
		author = h.hash(v.Source, v.Author)
	}
	source, err := s.sourceKey(clean(v.Source))
	if err != nil {
		return err
	}
	product, err := s.productKey(v.Product)
	if err != nil {
		return err
	}
	n, err := s.write.exec(`INSERT INTO verbatim
		(key, id, source, product, posted_at, rating, revision, author, first_fetch, last_fetch, external_id, url)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11) ON CONFLICT (id) DO NOTHING`,
		to.nextVerbatim, v.ID, source, product, seconds(v.PostedAt), v.Rating, to.nextText,
		orNull(author), to.fetch, v.ExternalID, v.URL)
	if err != nil {
		return err
	}
	if n == 0 {
		return s.saveAgain(to, v, product, author, saved)
	}
	saved.New++
	to.nextVerbatim++
	return s.saveRevision(to, to.nextVerbatim-1, 1, v)
}

// saveAgain takes a verbatim whose ID is stored: an edit becomes a revision;
// of known text it is noted once a day that it was seen.
func (s *Store) saveAgain(to *landing, v *opinion.Verbatim, product int64, author []byte, saved *opinion.Saved) error {
	var key, number, seen int64
	var content string
	err := s.write.query(`SELECT v.key, r.number, r.content, f.at FROM verbatim v
		JOIN revision r ON r.key = v.revision JOIN fetch f ON f.key = v.last_fetch WHERE v.id = ?1`,
		func(row []driver.Value) error {
			key, number, content, seen = row[0].(int64), row[1].(int64), row[2].(string), row[3].(int64)
			return nil
		}, v.ID)
	if err != nil {
		return err
	}
	if content == v.Content() {
		saved.Known++
		const day = 24 * 60 * 60
		if to.at/day <= seen/day {
			return nil
		}
		_, err := s.write.exec(`UPDATE verbatim SET last_fetch = ?2 WHERE key = ?1`, key, to.fetch)
		return err
	}
	saved.Revised++
	// The day of writing stays: an edit's date is not when the customer spoke.
	_, err = s.write.exec(`UPDATE verbatim SET revision = ?2, rating = ?3, product = ?4, url = ?5, last_fetch = ?6,
		posted_at = coalesce(posted_at, ?7), author = coalesce(?8, author) WHERE key = ?1`,
		key, to.nextText, v.Rating, product, v.URL, to.fetch, seconds(v.PostedAt), orNull(author))
	if err != nil {
		return err
	}
	return s.saveRevision(to, key, number+1, v)
}

func (s *Store) saveRevision(to *landing, verbatim, number int64, v *opinion.Verbatim) error {
	_, err := s.write.exec(`INSERT INTO revision (key, verbatim, number, content, fetch, rating, rating_raw, title, text)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
		to.nextText, verbatim, number, v.Content(), to.fetch, v.Rating, v.RatingRaw, v.Title, v.Text)
	to.nextText++
	return err
}

// saveReject keeps a reject, or counts it once more.
func (s *Store) saveReject(to *landing, r opinion.Reject) error {
	place, reason, raw := clean(r.Where), clean(r.Reason), clean(cut(r.Raw, maxRaw))
	sum := sha256.Sum256([]byte(place + "\x00" + reason + "\x00" + raw))
	_, err := s.write.exec(`INSERT INTO reject (source, digest, place, reason, raw, first_fetch, last_fetch)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
		ON CONFLICT (source, digest) DO UPDATE SET times = times + 1, last_fetch = ?6`,
		to.source, sum[:12], place, reason, raw, to.fetch)
	return err
}

// maxRaw bounds what is kept of a reject: opinion.Reject names 4 KiB.
const maxRaw = 4096

// authors gives the hasher, and notes the print of its key at first use.
func (s *Store) authors(at int64) (*authorHasher, error) {
	if s.author != nil {
		return s.author, nil
	}
	h, err := loadAuthorKey(s.path)
	if err != nil {
		return nil, err
	}
	if _, err := s.write.exec(`INSERT INTO author_key (print, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING`, h.print, at); err != nil {
		return nil, err
	}
	s.author = h
	return h, nil
}

// Known counts the verbatims of a source; 0 for one never heard of.
func (s *Store) Known(ctx context.Context, source string) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM verbatim WHERE source = (SELECT key FROM source WHERE name = ?1)`, source).Scan(&n)
	return n, s.explain("count verbatims", err)
}

// tidy makes a verbatim storable: its texts clean, its rating 0..5 or unknown.
func tidy(v *opinion.Verbatim) {
	for _, p := range []*string{&v.ExternalID, &v.URL, &v.Product, &v.Title, &v.Text, &v.RatingRaw} {
		*p = clean(*p)
	}
	if math.IsNaN(v.Rating) || v.Rating < 0 || v.Rating > 5 {
		v.Rating = 0
	}
}

// clean replaces what SQLite's text functions and other readers stumble over:
// invalid UTF-8, and NUL, at which C strings end.
func clean(s string) string {
	const stand = "\uFFFD"
	s = strings.ToValidUTF8(s, stand)
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", stand)
	}
	return s
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}

// seconds is a time as stored; the zero time is NULL.
func seconds(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

// orNull keeps the driver from binding an empty blob for no author.
func orNull(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// when reads what seconds wrote.
func when(v any) time.Time {
	if n, ok := v.(int64); ok {
		return time.Unix(n, 0).UTC()
	}
	return time.Time{}
}

// ceilSecond is the first whole second not before t: times are stored in whole
// seconds, so the bound of a filter must not fall below its own fraction.
func ceilSecond(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}
