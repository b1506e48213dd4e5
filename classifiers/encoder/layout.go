package encoder

// Layout is a batch of verbatims laid out for the network, without padding.
type Layout struct {
	// IDs and Positions of all pieces, in order.
	IDs, Positions []int32
	// Rows Mentions[i] to Mentions[i+1] are mention i; Sequences bound what
	// attends to what; Docs bound the mentions of each verbatim.
	Mentions, Sequences, Docs []int
	// Previous and Next are mentions of the same verbatim, or -1; Doc is the
	// verbatim of each mention.
	Previous, Next, Doc []int
}

// NewLayout lays out verbatims given as the pieces of each of their mentions.
// Mentions are clipped to MaxPieces. With context, as many mentions of a
// verbatim as fit into MaxPieces share a sequence; otherwise each has its own.
func NewLayout(docs [][][]int32, context bool) *Layout {
	b := &Layout{Mentions: []int{0}, Sequences: []int{0}, Docs: []int{0}}
	for d, mentions := range docs {
		pos := 0
		for i, ids := range mentions {
			ids = Clip(ids)
			if start := b.Sequences[len(b.Sequences)-1]; start != len(b.IDs) && (!context || pos+len(ids) > MaxPieces) {
				b.Sequences = append(b.Sequences, len(b.IDs))
			}
			if b.Sequences[len(b.Sequences)-1] == len(b.IDs) {
				pos = 0
			}
			for _, id := range ids {
				b.IDs = append(b.IDs, id)
				b.Positions = append(b.Positions, int32(pos))
				pos++
			}
			b.Mentions = append(b.Mentions, len(b.IDs))
			at := len(b.Doc)
			previous, next := at-1, at+1
			if i == 0 {
				previous = -1
			}
			if i == len(mentions)-1 {
				next = -1
			}
			b.Previous, b.Next, b.Doc = append(b.Previous, previous), append(b.Next, next), append(b.Doc, d)
		}
		if b.Sequences[len(b.Sequences)-1] != len(b.IDs) {
			b.Sequences = append(b.Sequences, len(b.IDs))
		}
		b.Docs = append(b.Docs, len(b.Doc))
	}
	return b
}

// longest is the length of the longest sequence.
func (b *Layout) longest() int {
	n := 0
	for i := 1; i < len(b.Sequences); i++ {
		n = max(n, b.Sequences[i]-b.Sequences[i-1])
	}
	return n
}

// Beside gives for each piece the pieces before and after it in its mention, or
// -1.
func (b *Layout) Beside() (before, after []int) {
	before, after = make([]int, len(b.IDs)), make([]int, len(b.IDs))
	for m := range b.Doc {
		first, last := b.Mentions[m], b.Mentions[m+1]-1
		for i := first; i <= last; i++ {
			before[i], after[i] = i-1, i+1
		}
		if first <= last {
			before[first], after[last] = -1, -1
		}
	}
	return before, after
}
