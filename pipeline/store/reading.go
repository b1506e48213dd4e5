package store

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
)

// reading is the side of an annotated text that counting needs, as it is packed
// into the body of a page: flags; the ID's 12 bytes; keys of source and product;
// the second of posted_at where the place does not tell it; the rating if any;
// then the language, or where it was judged the state, four probabilities, and
// the mentions with their aspects. Numbers are varints but for probabilities,
// which are three bytes of millionths, and the rating.
type reading struct {
	id              string
	source, product int64
	posted          any // as stored: seconds or nil
	rating          float64
	language        string // empty where it could not be read
	complaint       bool
	service, narrow bool
	cause           int64
	p               [4]int64
	mentions        string // as packMentions writes them
	aspects         [][]string
}

// Flags of a packed reading.
const (
	readingJudged = 1 << iota
	readingFar    // the date is beyond what a place holds
	readingRated
)

// Bits of the state of a judged reading.
const (
	readingComplaint = 1 << iota
	readingService
	readingNarrow
	readingCauseShift = iota
)

var errReading = errors.New("what is stored of its reading cannot be read")

// pack appends the reading to b.
func (r *reading) pack(b []byte) ([]byte, error) {
	flags, second := byte(0), int64(0)
	if r.language == judged {
		flags |= readingJudged
	}
	if at, ok := r.posted.(int64); ok && clampSecond(at) != at {
		flags, second = flags|readingFar, at
	}
	if r.rating != 0 {
		flags |= readingRated
	}
	b = append(b, flags)
	b, err := hex.AppendDecode(b, []byte(r.id))
	if err != nil {
		return b, err
	}
	b = binary.AppendUvarint(b, uint64(r.source))
	b = binary.AppendUvarint(b, uint64(r.product))
	if flags&readingFar != 0 {
		b = binary.AppendVarint(b, second)
	}
	if flags&readingRated != 0 {
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(r.rating))
	}
	if flags&readingJudged == 0 {
		return append(b, r.language...), nil
	}
	state := r.cause << readingCauseShift
	state |= bit(r.complaint)*readingComplaint | bit(r.service)*readingService | bit(r.narrow)*readingNarrow
	b = binary.AppendUvarint(b, uint64(state))
	for _, p := range r.p {
		b = appendThree(b, p)
	}
	return r.packMentions(b)
}

// packMentions appends the mentions: how many, and for each its start and
// length, the codes of polarity, class, theme and stage with the gap, the
// probability, the three masks; then how many lists of aspects, and for each how
// many terms, and each term with its length.
func (r *reading) packMentions(b []byte) ([]byte, error) {
	n := uint64(0)
	err := eachMention(r.mentions, func(*[mentionWidth]int64) { n++ })
	if err != nil {
		return b, err
	}
	b = binary.AppendUvarint(b, n)
	err = eachMention(r.mentions, func(n *[mentionWidth]int64) {
		for _, x := range [...]int64{n[0], n[1] - n[0], n[2]<<1 | n[10], n[4], n[8], n[9], n[11], n[12], n[13]} {
			b = binary.AppendUvarint(b, uint64(x))
		}
		b = appendThree(b, n[3])
	})
	b = binary.AppendUvarint(b, uint64(len(r.aspects)))
	for _, terms := range r.aspects {
		b = binary.AppendUvarint(b, uint64(len(terms)))
		for _, t := range terms {
			t = clean(t)
			b = append(binary.AppendUvarint(b, uint64(len(t))), t...)
		}
	}
	return b, err
}

func appendThree(b []byte, n int64) []byte { return append(b, byte(n>>16), byte(n>>8), byte(n)) }

// unpacking walks a packed reading. Where it is cut short or spoilt, it is bad
// and gives zeros.
type unpacking struct {
	b   []byte
	bad bool
}

func (u *unpacking) take(n uint64) []byte {
	if n > uint64(len(u.b)) {
		u.bad, u.b = true, nil
		return nil
	}
	out := u.b[:n]
	u.b = u.b[n:]
	return out
}

func (u *unpacking) number() int64 {
	if len(u.b) > 0 && u.b[0] < 0x80 {
		n := u.b[0]
		u.b = u.b[1:]
		return int64(n)
	}
	n, size := binary.Uvarint(u.b)
	if size <= 0 {
		u.bad, u.b = true, nil
		return 0
	}
	u.b = u.b[size:]
	return int64(n)
}

func (u *unpacking) signed() int64 {
	n, size := binary.Varint(u.b)
	if size <= 0 {
		u.bad, u.b = true, nil
		return 0
	}
	u.b = u.b[size:]
	return n
}

func (u *unpacking) three() int64 {
	b := u.take(3)
	if b == nil {
		return 0
	}
	return int64(b[0])<<16 | int64(b[1])<<8 | int64(b[2])
}

func (u *unpacking) float() float64 {
	b := u.take(8)
	if b == nil {
		return 0
	}
	return math.Float64frombits(binary.BigEndian.Uint64(b))
}

// idSize is that of an ID's bytes.
const idSize = 12
