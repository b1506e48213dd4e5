package store

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// searchWords are titles and texts to enter into the full-text index, by place.
type searchWords map[int64][2]string

// save enters those that are not there. SQLite's FTS5 gathers a transaction in
// memory and writes it early where a row does not follow the one before, so
// they go in order.
func (t searchWords) save(w *writer) error {
	last, err := w.number(`SELECT coalesce(max(id), -1) FROM search_docsize`)
	if err != nil {
		return err
	}
	for _, place := range slices.Sorted(maps.Keys(t)) {
		if place <= last {
			had, err := w.number(`SELECT EXISTS (SELECT 1 FROM search_docsize WHERE id = ?1)`, place)
			if err != nil {
				return err
			}
			if had != 0 {
				continue
			}
		}
		if _, err := w.exec(`INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)`, place, t[place][0], t[place][1]); err != nil {
			return err
		}
	}
	return nil
}

// leaveSearch takes a verbatim out of what Search looks through: its text was
// edited and waits to be read, or it is to be forgotten. posted is what it was
// entered with.
func (s *Store) leaveSearch(verbatim int64, posted any) error {
	place, err := placeOf(posted, verbatim)
	if err != nil {
		return err
	}
	if _, err := s.write.exec(`DELETE FROM facet WHERE model IN (SELECT key FROM model) AND place = ?1`, place); err != nil {
		return err
	}
	x, err := s.readingsNow()
	if err != nil {
		return err
	}
	if err := x.remove(s.write, 0, place); err != nil {
		return err
	}
	_, err = s.write.exec(`DELETE FROM search WHERE rowid = ?1`, place)
	return err
}

const (
	// maxTerms and maxTermSize bound what a user's query can ask for.
	maxTerms, maxTermSize = 16, 200
)

// matchQuery writes what a user typed as a query of FTS5: words that must all
// be there, and phrases between quotes. Nothing of it is syntax. It is empty
// where there is no word to look for.
func matchQuery(typed string) string {
	var terms []string
	for i, part := range strings.Split(clean(typed), `"`) {
		found := []string{part} // odd parts stand between quotes
		if i%2 == 0 {
			found = strings.Fields(part)
		}
		for _, t := range found {
			if strings.ContainsFunc(t, wordly) && len(terms) < maxTerms {
				terms = append(terms, `"`+strings.ToValidUTF8(cut(t, maxTermSize), "")+`"`)
			}
		}
	}
	return strings.Join(terms, " ")
}

// wordly tells what the index takes for a part of a word; SQLite's unicode61
// takes letters, digits and private use.
func wordly(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Co, r)
}
