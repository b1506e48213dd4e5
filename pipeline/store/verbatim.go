package store

import (
	"database/sql/driver"

	"gripe/pipeline/opinion"
)

func (s *Store) saveVerbatim(to *landing, v *opinion.Verbatim, saved *opinion.Saved) error {
	tidy(v)
	v.Title, v.Text = clean(s.drop(v.Title)), clean(s.drop(v.Text))
	if gone, err := s.isForgotten(to, v); err != nil || gone {
		saved.Forgotten += int(bit(gone))
		return err
	}
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
	t := to.tallies.of(source)
	t.verbatims++
	t.authors += bit(author != nil)
	t.dates += bit(!v.PostedAt.IsZero())
	t.ratings += bit(v.Rating > 0)
	to.nextVerbatim++
	return s.saveRevision(to, to.nextVerbatim-1, 1, v)
}

// stored is what Save needs to know of a verbatim that it has.
type stored struct {
	key, source, number, cluster int64
	posted                       any
	content                      string
	seen, milli                  int64
	author, gone                 bool
	rating                       float64
}

func (s *Store) stored(id string) (x stored, err error) {
	err = s.write.query(`SELECT v.key, v.source, r.number, r.content, f.at, f.milli, v.author IS NOT NULL, v.posted_at,
		v.rating, v.gone IS NOT NULL, v.cluster FROM verbatim v
		JOIN revision r ON r.key = v.revision JOIN fetch f ON f.key = v.last_fetch WHERE v.id = ?1`,
		func(row []driver.Value) error {
			x = stored{key: row[0].(int64), source: row[1].(int64), number: row[2].(int64), content: row[3].(string),
				seen: row[4].(int64), milli: row[5].(int64), author: row[6].(int64) != 0, posted: row[7],
				rating: row[8].(float64), gone: row[9].(int64) != 0, cluster: row[10].(int64)}
			return nil
		}, id)
	return x, err
}

// saveAgain takes a verbatim whose ID is stored: an edit becomes a revision;
// of known text it is noted that it was met. Either way it is not gone.
func (s *Store) saveAgain(to *landing, v *opinion.Verbatim, product int64, author []byte, saved *opinion.Saved) error {
	x, err := s.stored(v.ID)
	if err != nil {
		return err
	}
	t := to.tallies.of(x.source)
	t.gone -= bit(x.gone)
	if x.content == v.Content() {
		saved.Known++
		if !x.gone && (to.at < x.seen || to.at == x.seen && to.milli <= x.milli) {
			return nil
		}
		_, err := s.write.exec(`UPDATE verbatim SET last_fetch = ?2, gone = NULL WHERE key = ?1`, x.key, to.fetch)
		return err
	}
	saved.Revised++
	t.authors += bit(!x.author && author != nil)
	t.dates += bit(x.posted == nil && !v.PostedAt.IsZero())
	t.ratings += bit(v.Rating > 0) - bit(x.rating > 0)
	// The day of writing stays: an edit's date is not when the customer spoke.
	_, err = s.write.exec(`UPDATE verbatim SET revision = ?2, rating = ?3, product = ?4, url = ?5, last_fetch = ?6, gone = NULL,
		posted_at = coalesce(posted_at, ?7), author = coalesce(?8, author) WHERE key = ?1`,
		x.key, to.nextText, v.Rating, product, v.URL, to.fetch, seconds(v.PostedAt), orNull(author))
	if err != nil {
		return err
	}
	if err := s.saveRevision(to, x.key, x.number+1, v); err != nil {
		return err
	}
	if err := s.leaveSearch(x.key, x.posted); err != nil {
		return err
	}
	return s.leaveCopies(x.key, x.cluster)
}

func (s *Store) saveRevision(to *landing, verbatim, number int64, v *opinion.Verbatim) error {
	_, err := s.write.exec(`INSERT INTO revision (key, verbatim, number, content, fetch, rating, rating_raw, title, text)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
		to.nextText, verbatim, number, v.Content(), to.fetch, v.Rating, v.RatingRaw, v.Title, v.Text)
	to.nextText++
	return err
}
