package copies

import (
	"encoding/binary"
	"slices"

	"gripe/pipeline/opinion"
)

const (
	// minWords and minTelling are how many words, and how many different ones
	// that are not commonplace, it takes to tell a copy from a coincidence.
	// "It was very easy to submit a claim" stands eight times among 22,775
	// reviews of insurers, from eight people.
	minWords, minTelling = 8, 4
	// minCut and minTellingCut are the same where a site cut the text short.
	minCut, minTellingCut = 6, 3
	// keyCount is how many keys a sketch holds, keyWords how many words in a
	// row make one.
	keyCount, keyWords = 8, 5
	// sampleSize is how many pairs of neighbouring words a sketch keeps.
	sampleSize = 40
)

// A sketch is, in little-endian numbers: how many keys follow, with the bit
// wasCut where a site cut the text short (1 byte); the keys (4 bytes each); how
// many different pairs of words the text has (2); and the lowest of their
// hashes (2 each, ascending).
const (
	keySize  = 4
	pairSize = 2
	wasCut   = 0x80
)

// Of is the sketch of a verbatim, of at most 115 bytes; nil for a text that is
// too short, too commonplace or too much of a form to tell copies from
// coincidence. The title counts only where the text alone is too short: sites
// make titles up.
func Of(title, text string) opinion.Sketch {
	if isForm(text) {
		return nil
	}
	least, tell, head := minWords, minTelling, byte(0)
	text, cut := whole(text)
	if cut {
		least, tell, head = minCut, minTellingCut, wasCut
	}
	var space [256]uint64
	words := hashWords(space[:0], text)
	if len(words) < least {
		words = append(hashWords(make([]uint64, 0, 64), title), words...)
	}
	if len(words) < least || !telling(words, tell) {
		return nil
	}
	var work [512]uint64
	keys := keysOf(words, work[:0])
	s := make([]byte, 0, 1+keySize*len(keys)+2+pairSize*sampleSize)
	s = append(s, head|byte(len(keys)))
	for _, k := range keys {
		s = binary.LittleEndian.AppendUint32(s, uint32(k>>32))
	}
	pairs := different(shingles(work[:0], words, 2))
	s = binary.LittleEndian.AppendUint16(s, uint16(len(pairs)))
	for _, p := range pairs[:min(len(pairs), sampleSize)] {
		s = binary.LittleEndian.AppendUint16(s, uint16(p>>48))
	}
	return s
}

// Keys are at most 8 numbers of 0..2^32-1. Of a hundred copies 98 have one in
// common with their original; a review has one in common with one in 30,000
// others. There are none in a nil sketch.
func Keys(s opinion.Sketch) []int64 {
	p := parts(s)
	out := make([]int64, 0, keyCount)
	for k := p.keys; len(k) > 0; k = k[keySize:] {
		out = append(out, int64(binary.LittleEndian.Uint32(k)))
	}
	return out
}

// part is a sketch taken apart.
type part struct {
	keys, sample []byte
	pairs        int
	cut          bool
}

// parts takes a sketch apart; what is none has no parts.
func parts(s opinion.Sketch) part {
	if len(s) == 0 {
		return part{}
	}
	end := 1 + keySize*int(s[0]&^wasCut)
	if len(s) < end+2 {
		return part{}
	}
	return part{keys: s[1:end], sample: s[end+2:], pairs: int(binary.LittleEndian.Uint16(s[end:])), cut: s[0]&wasCut != 0}
}

// keysOf are the lowest hashes of a few words in a row (min-wise sampling);
// short texts are filled up with shorter runs.
func keysOf(words, work []uint64) []uint64 {
	keys := make([]uint64, 0, keyCount)
	for n := keyWords; n >= 3 && len(keys) < keyCount; n-- {
		keys = append(keys, few(shingles(work[:0], words, n), keyCount-len(keys))...)
	}
	return keys
}

// few are the n lowest of the different values in h, ascending.
func few(h []uint64, n int) []uint64 {
	out := make([]uint64, 0, keyCount)
	for _, x := range h {
		if len(out) == n && x >= out[n-1] {
			continue
		}
		i, known := slices.BinarySearch(out, x)
		if known {
			continue
		}
		out = slices.Insert(out[:min(len(out), n-1)], i, x)
	}
	return out
}

// shingles appends the hashes of each n words in a row.
func shingles(into, words []uint64, n int) []uint64 {
	for i := 0; i+n <= len(words); i++ {
		h := uint64(fnvOffset)
		for _, w := range words[i : i+n] {
			h = scramble(h ^ w)
		}
		into = append(into, h)
	}
	return into
}

// scramble is the finaliser of MurmurHash3 (Appleby 2011).
func scramble(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// different are the different values of h, ascending; h is sorted in place.
func different(h []uint64) []uint64 {
	slices.Sort(h)
	return slices.Compact(h)
}
