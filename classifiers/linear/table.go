package linear

// table finds the row of a feature: open addressing over keys, at most half
// full. Most features of a text are unknown, and most of those are told by one
// look at marks.
type table struct {
	mask uint32
	// key is 0 where the place is empty; slot is the row of the key there.
	key  []uint32
	slot []int32
	// zero is the row of the key 0, which has no place; -1 for none.
	zero int32
	// marks has a bit for the upper bits of each key: 128 KB that stay near
	// the processor, and tell nine of ten unknown keys.
	marks []uint64
}

// markBits is how many upper bits of a key are marked.
const markBits = 20

func newTable(keys *[groups][]uint32) table {
	n := 0
	for _, k := range keys {
		n += len(k)
	}
	size := uint32(16)
	for int(size) < 2*n {
		size *= 2
	}
	t := table{mask: size - 1, key: make([]uint32, size), slot: make([]int32, size), zero: -1, marks: make([]uint64, 1<<(markBits-6))}
	row := int32(-1)
	for g := range keys {
		for _, k := range keys[g] {
			row++
			k = tag(k, g)
			if k == 0 {
				t.zero = row
				continue
			}
			i := k & t.mask
			for t.key[i] != 0 {
				i = (i + 1) & t.mask
			}
			t.key[i], t.slot[i] = k, row
			t.marks[k>>(32-markBits+6)] |= 1 << (k >> (32 - markBits) & 63)
		}
	}
	return t
}

// tag keeps the groups apart that share the table.
func tag(k uint32, g int) uint32 { return (k ^ uint32(g)*0x9e3779b9) }

// find gives the row of feature k of group g, or -1.
func (t *table) find(k uint32, g int) int32 {
	k = tag(k, g)
	if k == 0 {
		return t.zero
	}
	if t.marks[k>>(32-markBits+6)]&(1<<(k>>(32-markBits)&63)) == 0 {
		return -1
	}
	for i := k & t.mask; ; i = (i + 1) & t.mask {
		switch t.key[i] {
		case k:
			return t.slot[i]
		case 0:
			return -1
		}
	}
}
