package store

import (
	"database/sql/driver"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gripe/pipeline/opinion"
)

// forgotten knows the marks that Forget left.
type forgotten struct {
	newest int64
	marks  map[string]bool
}

// tellingText is how many letters and digits make a text that is known again
// wherever it stands. "Great service, very easy" is anyone's.
const tellingText = 40

// forgottenNow reads the marks where there are more than were known.
func (s *Store) forgottenNow() error {
	newest, err := s.write.number(`SELECT coalesce(max(key), 0) FROM forgotten`)
	if err != nil || newest == s.forgotten.newest {
		return err
	}
	known := forgotten{newest: newest, marks: map[string]bool{}}
	err = s.write.query(`SELECT mark FROM forgotten`, func(row []driver.Value) error {
		known.marks[string(row[0].([]byte))] = true
		return nil
	})
	if err == nil {
		s.forgotten = known
	}
	return err
}

// isForgotten tells whether a verbatim was to be forgotten. Its text is as it
// would be stored.
func (s *Store) isForgotten(to *landing, v *opinion.Verbatim) (bool, error) {
	if len(s.forgotten.marks) == 0 {
		return false, nil
	}
	h, err := s.authors(to.at)
	if err != nil {
		return false, err
	}
	has := func(kind string, parts ...string) bool { return s.forgotten.marks[string(h.mark(kind, parts...))] }
	author, text := plain(v.Author), plain(v.Title+" "+v.Text)
	return has("id", v.ID) ||
		author != "" && (has("author", "", author) || has("author", clean(v.Source), author)) ||
		len(text) >= tellingText && has("text", text), nil
}

// plain keeps the letters and digits of a text, in lower case: what survives
// quoting, wrapping and another site's markup.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// unescape undoes what JSON writes in the middle of words.
func unescape(s string) string {
	return strings.NewReplacer(`\n`, " ", `\t`, " ", `\r`, " ", `\"`, `"`).Replace(s)
}

// probeSize is how much of a text, in bytes of its plain form, tells it;
// probeLeast how much of a short one there must be.
const probeSize, probeLeast = 30, 12

// probe notes what a reject must not hold: of a long text its beginning, its
// middle and its end, for a reject is cut.
func (e *eraser) probe(text string) {
	if len(text) < probeLeast {
		return
	}
	for _, at := range []int{0, (len(text) - probeSize) / 2, len(text) - probeSize} {
		at = max(at, 0)
		e.probes = append(e.probes, text[at:min(at+probeSize, len(text))])
	}
}

// tells whether a reject holds a text or the name that is erased.
func (e *eraser) tells(raw string) bool {
	raw = unescape(raw)
	if e.name != "" && holdsWord(strings.ToLower(raw), e.name) {
		return true
	}
	raw = plain(raw)
	return slices.ContainsFunc(e.probes, func(p string) bool { return strings.Contains(raw, p) })
}

// holdsWord tells whether a word stands in s with no letter or digit beside it.
func holdsWord(s, word string) bool {
	for {
		at := strings.Index(s, word)
		if at < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(s[:at])
		after, _ := utf8.DecodeRuneInString(s[at+len(word):])
		if !wordly(before) && !wordly(after) {
			return true
		}
		s = s[at+len(word):]
	}
}
