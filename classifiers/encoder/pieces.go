package encoder

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Piece is a subword with its log probability.
type Piece struct {
	Text  string
	Score float32
}

const (
	// separator stands for a space, as in SentencePiece.
	separator = '\u2581'
	// reserved pieces at the start of the vocabulary never match text; the
	// first of them is the unknown piece.
	reserved = 6
	// longestPiece, in characters, bounds the work per character.
	longestPiece = 32
)

// Pieces segments text into the pieces of a unigram model. It is read-only
// after NewPieces, so safe for many goroutines.
type Pieces struct {
	vocabulary []Piece
	// lengths are in characters.
	lengths []int
	// edges is an open hash table from a node of the prefix tree and a
	// character to the next node; node 0 is the root. Its length is a power of
	// 2. ends holds the piece at a node, or -1.
	edges []edge
	ends  []int32
}

// edge is free where its key is 0.
type edge struct {
	key  uint64
	next int32
}

// key of an edge: never 0.
func key(node int32, char rune) uint64 { return uint64(node)<<32 | uint64(uint32(char)) + 1 }

// slot is where an edge is, or would go.
func (p *Pieces) slot(key uint64) *edge {
	mask := uint64(len(p.edges) - 1)
	// Fibonacci hashing (Knuth, volume 3, 6.4).
	for i := key * 0x9e3779b97f4a7c15 >> 32; ; i++ {
		if e := &p.edges[i&mask]; e.key == key || e.key == 0 {
			return e
		}
	}
}

// NewPieces builds the prefix tree of a vocabulary. It returns an error where
// the vocabulary has no unknown piece or a piece is empty or longer than 32
// characters.
func NewPieces(vocabulary []Piece) (*Pieces, error) {
	if len(vocabulary) <= reserved {
		return nil, fmt.Errorf("vocabulary of %d pieces: want more than %d", len(vocabulary), reserved)
	}
	p := &Pieces{vocabulary: vocabulary, lengths: make([]int, len(vocabulary)), ends: []int32{-1}}
	characters := 0
	for _, piece := range vocabulary {
		characters += utf8.RuneCountInString(piece.Text)
	}
	p.edges = make([]edge, 1<<bits.Len(uint(2*characters)))
	for i, piece := range vocabulary {
		chars := []rune(piece.Text)
		p.lengths[i] = len(chars)
		if len(chars) == 0 || len(chars) > longestPiece {
			return nil, fmt.Errorf("piece %d has %d characters: want 1 to %d", i, len(chars), longestPiece)
		}
		if i >= reserved {
			p.insert(chars, int32(i))
		}
	}
	return p, nil
}

func (p *Pieces) insert(chars []rune, id int32) {
	node := int32(0)
	for _, c := range chars {
		e := p.slot(key(node, c))
		if e.key == 0 {
			*e = edge{key(node, c), int32(len(p.ends))}
			p.ends = append(p.ends, -1)
		}
		node = e.next
	}
	p.ends[node] = id
}

// Vocabulary is the list of pieces by identifier; callers must not change it.
func (p *Pieces) Vocabulary() []Piece { return p.vocabulary }

// Encode returns the identifiers of the most probable segmentation of text.
// Text is put into NFKC first; runs of unknown characters become one piece 0.
// It follows the reference implementation to the letter, its oddities too: a
// character that starts no piece scores 0, and so does a position that no piece
// reaches, so that the vectors are those that the model was trained on.
func (p *Pieces) Encode(text string) []int32 {
	text = norm.NFKC.String(strings.ToValidUTF8(text, "\uFFFD"))
	if text == "" {
		return nil
	}
	chars := make([]rune, 1, len(text)+1)
	chars[0] = separator
	for _, c := range text {
		if c == ' ' {
			c = separator
		}
		chars = append(chars, c)
	}
	best := make([]float64, len(chars)+1)
	last := make([]int32, len(chars)+1)
	for i := range chars {
		node, any := int32(0), false
		for j := i; j < len(chars); j++ {
			e := p.slot(key(node, chars[j]))
			if e.key == 0 {
				break
			}
			node = e.next
			if id := p.ends[node]; id >= 0 {
				any = true
				p.relax(best, last, i, j+1, id, float64(p.vocabulary[id].Score))
			}
		}
		if !any {
			p.relax(best, last, i, i+1, 0, 0)
		}
	}
	var ids []int32
	for at := len(chars); at > 0; {
		id := last[at]
		if id != 0 || len(ids) == 0 || ids[len(ids)-1] != 0 {
			ids = append(ids, id)
		}
		at -= p.lengths[id]
	}
	slices.Reverse(ids)
	return ids
}

// relax takes the piece from start to end if nothing better ends there. The
// reference treats a score of exactly 0 as "nothing yet".
func (p *Pieces) relax(best []float64, last []int32, start, end int, id int32, score float64) {
	score += best[start]
	if best[end] == 0 || score >= best[end] {
		best[end], last[end] = score, id
	}
}
