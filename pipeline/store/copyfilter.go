package store

import "encoding/binary"

// copyFilter tells of most keys that a run does not hold them: a Bloom filter
// whose bits for one key lie in one line of the processor's cache (Putze,
// Sanders and Singler 2007, "Cache-, hash- and space-efficient Bloom filters").
// With twelve bits per key it is wrong for one key in two hundred.
type copyFilter []uint64

const (
	filterBits  = 12
	filterWords = 8 // in a block, one bit set in each
)

func newCopyFilter(keys int) copyFilter {
	blocks := (keys*filterBits + 64*filterWords - 1) / (64 * filterWords)
	return make(copyFilter, max(blocks, 1)*filterWords)
}

// spread is a key in the form that every filter asks for: its hash, twice.
func spread(key uint32) (h, bits uint64) {
	h = scramble(uint64(key) + 0x9e3779b97f4a7c15)
	return h, scramble(h)
}

// scramble is the finaliser of MurmurHash3 (Appleby 2011).
func scramble(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func (f copyFilter) block(h uint64) []uint64 {
	blocks := uint64(len(f) / filterWords)
	at := (h >> 32) * blocks >> 32 * filterWords
	return f[at : at+filterWords]
}

func (f copyFilter) add(h, bits uint64) {
	for i, b := range f.block(h) {
		f.block(h)[i] = b | 1<<(bits>>(6*i)&63)
	}
}

// may is false where the key is certainly not among those added.
func (f copyFilter) may(h, bits uint64) bool {
	for i, b := range f.block(h) {
		if b&(1<<(bits>>(6*i)&63)) == 0 {
			return false
		}
	}
	return true
}

func (f copyFilter) bytes() []byte {
	out := make([]byte, 0, 8*len(f))
	for _, w := range f {
		out = binary.LittleEndian.AppendUint64(out, w)
	}
	return out
}

func readCopyFilter(b []byte) copyFilter {
	f := make(copyFilter, len(b)/8/filterWords*filterWords)
	for i := range f {
		f[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return f
}
