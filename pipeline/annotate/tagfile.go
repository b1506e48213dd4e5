package annotate

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"math"
)

// The tagger's file holds the weights of prose v2.0.0 (MIT; Copyright Joseph
// Kato) bit for bit, laid out to be read where they lie: decoding prose's own
// files takes half a second of every process, this takes none. tagfile_test.go
// makes the file from prose (-update) and holds that it is the same. All
// numbers are little-endian:
//
//	magic   "gripe-tagger 1\n"
//	counts  uint32: tags, classes (the first of the tags), labels, bucket
//	        bits, features, bytes of rows
//	names   of the tags, then of the labels: a length byte each, then the name
//	index   uint32 for each bucket, and one: its first feature
//	find    for each feature, by bucket: the low 32 bits of its key, its row
//	rows    a count byte, then as many weights
//
// A feature is known by 64 bits of its hash of which the bucket gives the
// upper and the print the lower: of a billion unknown features one is taken
// for a known one.
const tagMagic = "gripe-tagger 1\n"

//go:embed tagger.bin
var taggerFile []byte

// features finds the weights of a feature.
type features struct {
	shift       uint
	index, find []byte
	rows        []byte
}

// row gives the offset of a feature's weights in rows; 0, an empty row, for an
// unknown one.
func (f *features) row(key uint64) uint32 {
	b := 4 * (key >> f.shift)
	at, end := binary.LittleEndian.Uint32(f.index[b:]), binary.LittleEndian.Uint32(f.index[b+4:])
	for ; at < end; at++ {
		entry := binary.LittleEndian.Uint64(f.find[8*at:])
		if uint32(entry) == uint32(key) {
			return uint32(entry >> 32)
		}
	}
	return 0
}

// Weights of the parts of speech are in thousandths, exactly as prose rounds
// them: 8 bits for the class, 24 for the value. Weights of names are 8 bits
// for the label and a float64.
const (
	partSize = 4
	nameSize = 9
)

func addParts(rows []byte, row uint32, scores *[64]int32, seen *uint64) {
	r := rows[row:]
	r = r[1 : 1+partSize*int(r[0])]
	for len(r) >= partSize {
		w := binary.LittleEndian.Uint32(r)
		scores[w&63] += int32(w) >> 8
		*seen |= 1 << (w & 63)
		r = r[partSize:]
	}
}

func addNames(rows []byte, row uint32, scores *[16]float64) {
	r := rows[row:]
	r = r[1 : 1+nameSize*int(r[0])]
	for len(r) >= nameSize {
		scores[r[0]&15] += math.Float64frombits(binary.LittleEndian.Uint64(r[1:]))
		r = r[nameSize:]
	}
}

// The kinds of feature. Those of the parts of speech are as prose writes them
// in front of the value.
const (
	bias = iota
	suffix
	first
	tag1
	tag2
	tags
	word0
	tagWord
	word1
	suffix1
	word2
	next1
	nextSuffix
	next2
	partKinds
	// fixedTag are words that carry one tag wherever they stand.
	fixedTag = iota - 1
	// nameFeature is any of the recogniser's, as "kind-value", but for
	// wordNextTag; basicWord is in its word list.
	nameFeature
	wordNextTag
	basicWord
)

// fnv is FNV-1a over parts, 64 bits.
func fnv(parts ...string) uint64 {
	h := uint64(14695981039346656037)
	for _, s := range parts {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
	}
	return h
}

// featureKey mixes the hash of a feature's text with its kind, and with the
// tag that is part of it, if any.
func featureKey(kind, tag uint8, text uint64) uint64 {
	x := text ^ uint64(kind)<<56 ^ uint64(tag)<<48
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}

// readTagFile opens a tagger's file.
func readTagFile(file []byte) (f features, tagNames, labelNames []string, classes int, err error) {
	damaged := errors.New("annotate: the tagger's data in the binary is damaged")
	if len(file) < len(tagMagic)+24 || string(file[:len(tagMagic)]) != tagMagic {
		return f, nil, nil, 0, damaged
	}
	at := len(tagMagic)
	var n [6]int
	for i := range n {
		n[i] = int(binary.LittleEndian.Uint32(file[at:]))
		at += 4
	}
	names := make([]string, n[0]+n[2])
	for i := range names {
		if at >= len(file) || at+1+int(file[at]) > len(file) {
			return f, nil, nil, 0, damaged
		}
		names[i] = string(file[at+1 : at+1+int(file[at])])
		at += 1 + int(file[at])
	}
	buckets := 1 << n[3]
	if len(file)-at != 4*(buckets+1)+8*n[4]+n[5] {
		return f, nil, nil, 0, damaged
	}
	f.shift = uint(64 - n[3])
	f.index, file = file[at:at+4*(buckets+1)], file[at+4*(buckets+1):]
	f.find, f.rows = file[:8*n[4]], file[8*n[4]:]
	return f, names[:n[0]], names[n[0]:], n[1], nil
}
