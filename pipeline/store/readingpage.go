package store

import (
	"cmp"
	"encoding/binary"
	"sort"
)

// placed is a packed reading at its place.
type placed struct {
	place int64
	body  []byte
}

// packPage writes readings, which are in order, as one page: how many; their
// places, eight bytes each; where each ends, four bytes each, counted from the
// end of this list; and their bodies. All numbers are big-endian.
func packPage(all []placed) []byte {
	size := pageHead + pageRow*len(all)
	for i := range all {
		size += len(all[i].body)
	}
	b := binary.BigEndian.AppendUint32(make([]byte, 0, size), uint32(len(all)))
	for i := range all {
		b = binary.BigEndian.AppendUint64(b, uint64(all[i].place))
	}
	end := uint32(0)
	for i := range all {
		end += uint32(len(all[i].body))
		b = binary.BigEndian.AppendUint32(b, end)
	}
	for i := range all {
		b = append(b, all[i].body...)
	}
	return b
}

const pageHead, pageRow = 4, 12

// readingPage is a page to read. The bodies it gives share its bytes.
type readingPage struct {
	places, ends, bodies []byte
}

func readPage(b []byte) (p readingPage, err error) {
	if len(b) < pageHead {
		return p, errReading
	}
	n := int64(binary.BigEndian.Uint32(b))
	if int64(len(b)) < pageHead+pageRow*n {
		return p, errReading
	}
	p.places, b = b[pageHead:pageHead+8*n], b[pageHead+8*n:]
	p.ends, p.bodies = b[:4*n], b[4*n:]
	last := uint32(0)
	for i := range int(n) {
		if end := p.end(i); end < last || int(end) > len(p.bodies) {
			return readingPage{}, errReading
		} else {
			last = end
		}
	}
	return p, nil
}

func (p *readingPage) len() int          { return len(p.ends) / 4 }
func (p *readingPage) place(i int) int64 { return int64(binary.BigEndian.Uint64(p.places[8*i:])) }
func (p *readingPage) end(i int) uint32  { return binary.BigEndian.Uint32(p.ends[4*i:]) }

func (p *readingPage) body(i int) []byte {
	first := uint32(0)
	if i > 0 {
		first = p.end(i - 1)
	}
	return p.bodies[first:p.end(i)]
}

// find is the first reading whose place is not below; found where it is there.
func (p *readingPage) find(place int64) (at int, found bool) {
	return sort.Find(p.len(), func(i int) int { return cmp.Compare(place, p.place(i)) })
}

func (p *readingPage) all(into []placed) []placed {
	for i := range p.len() {
		into = append(into, placed{p.place(i), p.body(i)})
	}
	return into
}
