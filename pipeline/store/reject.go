package store

import (
	"crypto/sha256"
	"strings"

	"gripe/pipeline/opinion"
)

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

// saveReject keeps a reject, or counts it once more.
func (s *Store) saveReject(to *landing, r opinion.Reject) error {
	place, reason, raw := clean(r.Where), clean(r.Reason), clean(cut(s.drop(clean(r.Raw)), maxRaw))
	sum := sha256.Sum256([]byte(place + "\x00" + reason + "\x00" + raw))
	_, err := s.write.exec(`INSERT INTO reject (source, digest, place, reason, raw, first_fetch, last_fetch)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
		ON CONFLICT (source, digest) DO UPDATE SET times = times + 1, last_fetch = ?6`,
		to.source, sum[:12], place, reason, raw, to.fetch)
	return err
}

// maxRaw bounds what is kept of a reject: opinion.Reject names 4 KiB.
const maxRaw = 4096
