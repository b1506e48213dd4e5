package store

import (
	"math"
	"strings"
	"time"

	"gripe/pipeline/opinion"
)

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

// milli is the part of a time below its second.
func milli(t time.Time) int64 { return int64(t.Nanosecond() / 1e6) }

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
