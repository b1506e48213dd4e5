package collect

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A walk over Thrift's compact protocol that keeps numbers and skips the rest.
// It goes before parquet-go, which makes lists and strings of whatever length
// a file claims: here a claim that the bytes behind it cannot keep is an error.
// Format: github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md

// skimmer reads at most left more bytes and items more elements of lists.
type skimmer struct {
	r     *bufio.Reader
	left  int64
	items int64
}

// thriftFields of a struct: its numbers as int64, its structs as thriftFields.
type thriftFields map[int16]any

func (f thriftFields) number(id int16) int64        { n, _ := f[id].(int64); return n }
func (f thriftFields) nested(id int16) thriftFields { n, _ := f[id].(thriftFields); return n }

var errSkim = errors.New("its metadata claims more than the file holds")

// maxSkimDepth is deeper than any of the format's structs.
const maxSkimDepth = 32

func (s *skimmer) byte() (byte, error) {
	if s.left <= 0 {
		return 0, errSkim
	}
	s.left--
	return s.r.ReadByte()
}

func (s *skimmer) varint() (uint64, error) {
	var n uint64
	for shift := 0; shift < 64; shift += 7 {
		b, err := s.byte()
		if err != nil {
			return 0, err
		}
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n, nil
		}
	}
	return 0, errSkim
}

func (s *skimmer) zigzag() (int64, error) {
	n, err := s.varint()
	return int64(n>>1) ^ -int64(n&1), err
}

func (s *skimmer) skip(n uint64) error {
	if s.left < 0 || n > uint64(s.left) {
		return errSkim
	}
	s.left -= int64(n)
	_, err := io.CopyN(io.Discard, s.r, int64(n))
	return err
}

func (s *skimmer) structure(depth int) (thriftFields, error) {
	if depth > maxSkimDepth {
		return nil, errSkim
	}
	out := thriftFields{}
	id := int16(0)
	for {
		head, err := s.byte()
		if err != nil {
			return nil, err
		}
		if head == 0 {
			return out, nil
		}
		if delta := int16(head >> 4); delta != 0 {
			id += delta
		} else {
			n, err := s.zigzag()
			if err != nil {
				return nil, err
			}
			id = int16(n)
		}
		if out[id], err = s.value(head&0x0f, depth, false); err != nil {
			return nil, err
		}
	}
}

// value reads one value of a type of the compact protocol. In a list a
// boolean is a byte of its own.
func (s *skimmer) value(kind byte, depth int, listed bool) (any, error) {
	switch kind {
	case 1, 2: // true, false
		if listed {
			return nil, s.skip(1)
		}
		return kind == 1, nil
	case 3:
		return nil, s.skip(1)
	case 4, 5, 6:
		return s.zigzag()
	case 7:
		return nil, s.skip(8)
	case 8:
		n, err := s.varint()
		if err != nil {
			return nil, err
		}
		return nil, s.skip(n)
	case 9, 10:
		return nil, s.list(depth)
	case 12:
		return s.structure(depth + 1)
	}
	return nil, fmt.Errorf("its metadata holds a value of the unknown type %d", kind) // maps are in no struct of Parquet's
}

func (s *skimmer) list(depth int) error {
	head, err := s.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 {
		if n, err = s.varint(); err != nil {
			return err
		}
	}
	if s.items < 0 || n > uint64(s.items) {
		return errSkim
	}
	s.items -= int64(n)
	for range n {
		if _, err := s.value(head&0x0f, depth+1, true); err != nil {
			return err
		}
	}
	return nil
}

// Bounds of a Parquet file's metadata, in bytes and elements of lists. A file
// of a thousand columns in a thousand row groups has a million.
const (
	maxParquetFooter = 32 << 20
	maxParquetItems  = 300_000
)

// skimFooter looks through the metadata at the end of a file.
func skimFooter(r io.ReaderAt, size int64) error {
	var tail [8]byte
	if size < 12 {
		return errors.New("too short for a Parquet file")
	}
	if _, err := r.ReadAt(tail[:], size-8); err != nil {
		return err
	}
	n := int64(binary.LittleEndian.Uint32(tail[:4]))
	switch {
	case string(tail[4:]) != "PAR1":
		return errors.New("it does not end as a Parquet file does: it may be cut, or encrypted")
	case n > size-12 || n > maxParquetFooter:
		return errSkim
	}
	s := &skimmer{r: bufio.NewReader(io.NewSectionReader(r, size-8-n, n)), left: n, items: maxParquetItems}
	_, err := s.structure(0)
	return err
}
