package linear

// Features are 32-bit hashes. A vocabulary of 60,000 in 2^32 leaves a chance
// of 1 in 70,000 that an unseen feature is taken for a known one.

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// hasher is FNV-1a, 64 bits, finished to 32.
type hasher uint64

// seeded starts a hash for one kind of feature, so that kinds do not meet.
func seeded(kind byte) hasher { return (fnvOffset ^ hasher(kind)) * fnvPrime }

func (h hasher) str(s string) hasher {
	for i := 0; i < len(s); i++ {
		h = (h ^ hasher(s[i])) * fnvPrime
	}
	return h
}

func (h hasher) byte(b byte) hasher { return (h ^ hasher(b)) * fnvPrime }

// sum mixes the high bits into the low ones (the finaliser of SplitMix64).
func (h hasher) sum() uint32 {
	x := uint64(h)
	x ^= x >> 31
	x *= 0x94d049bb133111eb
	x ^= x >> 29
	return uint32(x >> 16)
}
