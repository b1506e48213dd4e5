package opinion

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Verbatim is one review or post as its author wrote it, with its provenance.
type Verbatim struct {
	// ID is stable over reruns: see Identify. Empty until identified.
	ID string
	// Source is the source's name in the configuration.
	Source string
	// ExternalID is the source's own identifier, empty where it gives none.
	ExternalID string
	// URL leads a reader to the verbatim, or to the page that holds it.
	URL     string
	Product string
	// Author is as the source shows it. It passes through memory only: the
	// store keeps a keyed hash, and no output ever holds it.
	Author string
	Title  string
	Text   string
	// Rating is on 1..5; 0 means unknown.
	Rating float64
	// RatingRaw is the rating as the source gave it ("4.0 out of 5 stars").
	RatingRaw string
	// PostedAt is when the customer wrote it; the zero time means unknown.
	PostedAt time.Time
	// CollectedAt is when gripe first had it.
	CollectedAt time.Time
}

// Identify sets ID: a hash of source and external id, else of source and
// content (title, text, author, day), so that a rerun finds what it has. It is
// 24 hexadecimal digits: 96 bits, no chance collision below 10^12 verbatims.
func (v *Verbatim) Identify() {
	if v.ExternalID != "" {
		v.ID = digest("id", v.Source, v.ExternalID)
		return
	}
	day := ""
	if !v.PostedAt.IsZero() {
		day = v.PostedAt.UTC().Format(time.DateOnly)
	}
	v.ID = digest("content", v.Source, v.Product, v.Author, day, OneLine(v.Title), OneLine(v.Text))
}

// Content is a hash of what an edit can change: title, text and rating. Two
// revisions of one verbatim have the same ID and different Content.
func (v *Verbatim) Content() string {
	return digest("revision", v.Title, v.Text, strconv.FormatFloat(v.Rating, 'g', 4, 64))
}

// Blank tells whether there is nothing to read: no text and no title.
func (v *Verbatim) Blank() bool {
	return strings.TrimSpace(v.Text) == "" && strings.TrimSpace(v.Title) == ""
}

// Empty tells whether there is nothing to keep: no text, no title, no rating.
func (v *Verbatim) Empty() bool {
	return v.Blank() && v.Rating == 0 && strings.TrimSpace(v.RatingRaw) == ""
}

// OneLine makes every run of white space one space, and trims the ends.
func OneLine(s string) string {
	if even(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// even tells that OneLine would change nothing: single spaces between words of
// ASCII, as in most texts.
func even(s string) bool {
	space := true // one may not stand at the beginning
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 || c < ' ' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

func digest(parts ...string) string {
	var room [512]byte // most reviews fit
	b := room[:0]
	for _, p := range parts {
		b = strconv.AppendInt(b, int64(len(p)), 10)
		b = append(b, ':')
		b = append(b, p...)
	}
	sum := sha256.Sum256(b)
	var id [24]byte
	hex.Encode(id[:], sum[:12])
	return string(id[:])
}
