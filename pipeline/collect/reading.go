package collect

import (
	"net/url"
	"strings"
	"time"

	"gripe/pipeline/collect/dates"
	"gripe/pipeline/collect/ratings"
	"gripe/pipeline/opinion"
)

// reading is what a page's extractors share.
type reading struct {
	page    string // its URL
	product string
	max     float64
	dates   dates.Reader
}

// raw is a review as its page writes it, before any of it is understood.
type raw struct {
	id, link, product, author, title, text, date string
	rating, best, worst                          string
}

// verbatim understands raw. Unknown stays unknown; ok is false where there is
// neither text, title nor rating.
func (r *reading) verbatim(x raw) (opinion.Verbatim, bool) {
	v := opinion.Verbatim{
		ExternalID: x.id,
		Product:    x.product,
		Author:     oneLine(x.author),
		Title:      oneLine(x.title),
		Text:       x.text,
		RatingRaw:  oneLine(x.rating),
		PostedAt:   dayOf(r.dates.Parse(x.date).Time),
	}
	if v.Product == "" || r.product != "" {
		v.Product = r.product
	}
	scale := ratings.NewScale(x.best, x.worst)
	if scale.Best == 0 {
		scale.Best = r.max
	}
	v.Rating, _ = ratings.Parse(x.rating, scale)
	if link := resolve(r.page, x.link); link != "" {
		v.URL = link
	}
	return v, !v.Empty()
}

// maxURL is the longest link that is followed or kept, in bytes.
const maxURL = 8 << 10

// resolve makes a link absolute; "" where it is none of the web.
func resolve(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > maxURL {
		return ""
	}
	b, err := url.Parse(base)
	if err != nil {
		return ""
	}
	u, err := b.Parse(ref)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return ""
	}
	return u.String()
}

// oneLine makes every run of white space one space, and trims the ends.
func oneLine(s string) string { return opinion.OneLine(s) }

// dayOf moves a bare date from midnight to noon UTC. Midnight would be the day
// before in every zone west of Greenwich, and so, for a Monday, the week
// before; noon is the same day from UTC-12 to UTC+11. Hardly anyone posts at
// the very second of midnight; sites that know only the day write it so.
func dayOf(t time.Time) time.Time {
	if u := t.UTC(); !t.IsZero() && u.Equal(u.Truncate(24*time.Hour)) {
		return u.Add(12 * time.Hour)
	}
	return t
}
