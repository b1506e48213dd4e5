package linear

// table finds the row of a feature: open addressing over keys, half empty.
type table struct {
	mask uint32
	// slot holds row+1 by place, 0 where the place is empty.
	key  []uint32
	slot []int32
}

func newTable(keys *[groups][]uint32) table {
	n := 0
	for _, k := range keys {
		n += len(k)
	}
	size := uint32(16)
	for int(size) < 2*n {
		size *= 2
	}
	t := table{mask: size - 1, key: make([]uint32, size), slot: make([]int32, size)}
	row := int32(0)
	for g := range keys {
		for _, k := range keys[g] {
			row++
			k = tag(k, g)
			i := k & t.mask
			for t.slot[i] != 0 {
				i = (i + 1) & t.mask
			}
			t.key[i], t.slot[i] = k, row
		}
	}
	return t
}

// tag keeps the groups apart that share the table.
func tag(k uint32, g int) uint32 { return (k ^ uint32(g)*0x9e3779b9) }

// find gives the row of feature k of group g, or -1.
func (t *table) find(k uint32, g int) int32 {
	k = tag(k, g)
	for i := k & t.mask; ; i = (i + 1) & t.mask {
		if t.slot[i] == 0 {
			return -1
		}
		if t.key[i] == k {
			return t.slot[i] - 1
		}
	}
}
