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
