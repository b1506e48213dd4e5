package collect

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"

	"gripe/pipeline/opinion"
)

// One review often stands on its page several times: in two blocks of data,
// in the list and in a pane of featured ones.

// merger keeps the reviews of one page, each once.
type merger struct {
	kept []opinion.Verbatim
	// byText finds the kept ones that may have a given text: see keyOf.
	byText map[textKey][]int
	seed   maphash.Seed
	// silent counts reviews without words, by block and by what they hold.
	silent map[silentKey]map[int]int
	// repeated counts those that were there.
	repeated int
}

type silentKey struct {
	author, title, rating string
	day                   int64
}

// longText is a text that two people do not write alike, in characters.
const longText = 40

// maxTwins bounds how many reviews of equal text are compared, against a page
// made to be slow.
const maxTwins = 1000

// into hands over what was kept, and counts what was not.
func (m *merger) into(f *found) {
	f.verbatims = m.kept
	f.setAside(asideRepeated, m.repeated)
}

const (
	asideRepeated = "shown twice on its page"
	asideReply    = "a reply to a review"
)

// setAside counts what stands beside the source's own count.
func (f *found) setAside(reason string, n int) {
	if n == 0 {
		return
	}
	if f.aside == nil {
		f.aside = map[string]int{}
	}
	f.aside[reason] += n
}

// add keeps v unless it is there. Ratings without words look all alike: those
// of one block are all kept, and a second block adds only what it has more of.
func (m *merger) add(v opinion.Verbatim, block int) {
	if m.byText == nil {
		m.seed = maphash.MakeSeed()
		m.byText, m.silent = map[textKey][]int{}, map[silentKey]map[int]int{}
	}
	key := m.keyOf(v.Text)
	if key.length == 0 {
		s := silentKey{v.Author, v.Title, v.RatingRaw, v.PostedAt.Unix()}
		if m.silent[s] == nil {
			m.silent[s] = map[int]int{}
		}
		most := 0
		for _, n := range m.silent[s] {
			most = max(most, n)
		}
		m.silent[s][block]++
		if v.ExternalID == "" && m.silent[s][block] <= most {
			m.repeated++
			return
		}
		m.kept = append(m.kept, v)
		return
	}
	same := m.byText[key]
	for _, i := range same[:min(len(same), maxTwins)] {
		if folded(m.kept[i].Text) == folded(v.Text) && sameReview(&m.kept[i], &v) {
			complement(&m.kept[i], &v)
			m.repeated++
			return
		}
	}
	m.byText[key] = append(m.byText[key], len(m.kept))
	m.kept = append(m.kept, v)
}

// folded is a text in lower case and on one line: so texts are compared.
func folded(text string) string { return strings.ToLower(oneLine(text)) }

// textKey stands for a folded text: its length in bytes, and a hash under a seed
// of the page's own, so that no page can be made to collide.
type textKey struct {
	length int
	hash   uint64
}

// keyOf is the key of the folded text; its length is 0 where that is empty. A
// text of plain ASCII is folded piece by piece, without a copy.
func (m *merger) keyOf(text string) textKey {
	var piece [256]byte
	text = oneLine(text)
	ascii := isASCII(text)
	if !ascii {
		text = strings.ToLower(text)
	}
	var h maphash.Hash
	h.SetSeed(m.seed)
	for rest := text; rest != ""; {
		n := copy(piece[:], rest)
		if ascii {
			lowerASCII(piece[:n])
		}
		h.Write(piece[:n])
		rest = rest[n:]
	}
	return textKey{len(text), h.Sum64()}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func lowerASCII(b []byte) {
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
}

// sameReview tells whether two reviews of equal text are one: nothing that
// both name may differ. Short texts need a name or a day in common.
func sameReview(a, b *opinion.Verbatim) bool {
	if a.ExternalID != "" && b.ExternalID != "" {
		return a.ExternalID == b.ExternalID
	}
	author := a.Author == "" || b.Author == "" || strings.EqualFold(a.Author, b.Author)
	dated := !a.PostedAt.IsZero() && !b.PostedAt.IsZero()
	x, y := a.PostedAt.UTC(), b.PostedAt.UTC()
	day := !dated || x.Year() == y.Year() && x.YearDay() == y.YearDay()
	rating := a.Rating == 0 || b.Rating == 0 || a.Rating == b.Rating
	if !author || !day || !rating {
		return false
	}
	if utf8.RuneCountInString(a.Text) >= longText {
		return true
	}
	product := a.Product == "" || b.Product == "" || a.Product == b.Product
	return product && (dated || a.Author != "" && b.Author != "")
}

// complement fills in what a lacks and b has.
func complement(a, b *opinion.Verbatim) {
	for _, f := range [][2]*string{
		{&a.ExternalID, &b.ExternalID}, {&a.Author, &b.Author}, {&a.Title, &b.Title}, {&a.Product, &b.Product}, {&a.URL, &b.URL},
	} {
		if *f[0] == "" {
			*f[0] = *f[1]
		}
	}
	if a.PostedAt.IsZero() {
		a.PostedAt = b.PostedAt
	}
	if a.Rating == 0 && b.Rating != 0 {
		a.Rating, a.RatingRaw = b.Rating, b.RatingRaw
	}
}
