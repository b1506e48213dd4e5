package store

import "database/sql/driver"

// fillSearch enters what was read before there was a search.
func fillSearch(w *writer) error {
	s := &Store{write: w}
	enter := searchWords{}
	err := w.query(`SELECT a.model, v.key, v.source, v.product, v.posted_at, r.title, r.text, a.language, a.complaint, a.cause, a.mentions
		FROM verbatim v JOIN revision r ON r.key = v.revision JOIN annotation a ON a.revision = r.key
		UNION ALL SELECT q.model, v.key, v.source, v.product, v.posted_at, r.title, r.text, '', 0, 0, '[]'
		FROM verbatim v JOIN revision r ON r.key = v.revision JOIN quarantine q ON q.revision = r.key`,
		func(row []driver.Value) error {
			f, err := facetsOf(row[7].(string), row[8].(int64) != 0, row[9].(int64), row[10].(string))
			if err != nil {
				return err
			}
			place, err := placeOf(row[4], row[1].(int64))
			if err != nil {
				return err
			}
			if enter[place] = [2]string{row[5].(string), row[6].(string)}; len(enter) >= fillPart {
				if err := enter.save(w); err != nil {
					return err
				}
				clear(enter)
			}
			return s.saveFacets(row[0].(int64), place, row[2].(int64), row[3].(int64), f)
		})
	if err != nil {
		return err
	}
	return enter.save(w)
}

// fillPart is how many texts are held in memory at once.
const fillPart = 10_000

// fillReadings enters what was read before readings were kept in pages.
func fillReadings(w *writer) error {
	s := &Store{write: w}
	x, err := s.readingsNow()
	if err != nil {
		return err
	}
	n := 0
	err = w.query(`SELECT a.model, v.key, v.id, v.source, v.product, v.posted_at, v.rating, a.language, a.complaint,
			a.mentions_service, a.narrow_service, a.cause, a.p_product, a.p_marketing, a.p_service, a.p_none, a.mentions, d.aspects
		FROM verbatim v JOIN annotation a ON a.revision = v.revision LEFT JOIN detail d ON d.model = a.model AND d.revision = a.revision
		UNION ALL SELECT q.model, v.key, v.id, v.source, v.product, v.posted_at, v.rating, '', 0, 0, 0, 0, 0, 0, 0, 0, '[]', NULL
		FROM verbatim v JOIN quarantine q ON q.revision = v.revision`,
		func(row []driver.Value) error {
			r := reading{id: row[2].(string), source: row[3].(int64), product: row[4].(int64), posted: row[5], rating: row[6].(float64),
				language: row[7].(string), complaint: row[8].(int64) != 0, service: row[9].(int64) != 0, narrow: row[10].(int64) != 0,
				cause: row[11].(int64), mentions: row[16].(string)}
			for i := range r.p {
				r.p[i] = row[12+i].(int64)
			}
			aspects, _ := row[17].(string)
			var err error
			if r.aspects, err = unpackAspects(aspects); err != nil {
				return err
			}
			place, err := placeOf(row[5], row[1].(int64))
			if err != nil {
				return err
			}
			body, err := r.pack(nil)
			if err != nil {
				return err
			}
			x.add(row[0].(int64), place, body)
			if n++; n%fillPart == 0 {
				return x.flush(w)
			}
			return nil
		})
	if err != nil {
		return err
	}
	return x.flush(w)
}
