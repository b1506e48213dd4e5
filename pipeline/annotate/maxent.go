package annotate

// This is prose's recogniser of names over prose's own weights, laid out for
// speed as the tagger is. Source of the features, of their order, and of the
// chunking: prose v2.0.0 extract.go, after NLTK's MaxentClassifier.

// The prefixes of the label before, as indexes.
const (
	afterNone = iota
	afterB
	afterI
	afterO
	afters
)

var afterNames = [afters]string{"None", "B", "I", "O"}

// tagFeatures are the rows of the name features that depend on tags and shapes
// alone.
type tagFeatures struct {
	bias, firstWord, lastWord uint32
	// By tag; noTag stands for the end.
	nextPos, pos, prevPos [64]uint32
	posAfter              [64][afters]uint32
	after                 [afters]uint32
	shapeAfter            [len(shapes)][afters]uint32
}

// names gives the runs of words that name something, after tagParts.
func (t *tagger) names(s *tagScratch) []named {
	n := len(s.tags)
	s.labels = s.labels[:0]
	after := uint8(afterNone)
	for i := range n {
		label := t.label(s, i, after)
		s.labels = append(s.labels, label)
		after = t.after[label]
	}
	s.names = t.chunk(s.tags, s.labels, s.names[:0])
	return s.names
}

// label is the likeliest label of word i.
func (t *tagger) label(s *tagScratch, i int, after uint8) uint8 {
	w := s.seq[i+2]
	tag, next, previous := s.tags[i], uint8(noTag), uint8(noTag)
	f := &t.byTag
	nextWord, prevWord, prevShape := f.lastWord, f.firstWord, uint8(0)
	if i > 0 {
		prevWord, previous = s.seq[i+1].before, s.tags[i-1]
	}
	if i > 1 {
		prevShape = s.seq[i+1].form
	}
	if i+1 < len(s.tags) {
		nextWord, next = s.seq[i+3].behind, s.tags[i+1]
	}
	rows := [...]uint32{
		f.bias, w.basic, f.nextPos[next], nextWord, f.pos[tag], f.posAfter[tag][after],
		w.prefix3, f.prevPos[previous], f.after[after], prevWord, w.shape, f.shapeAfter[prevShape][after],
		w.suffix3, w.word, t.pair(&w.withNext, wordNextTag, next, w.lower), w.length,
	}
	var scores [16]float64
	for _, row := range rows {
		if row != 0 {
			addNames(t.rows, row, &scores)
		}
	}
	return uint8(argmax(scores[:len(t.labels)]))
}

// chunk joins labels into names as prose does, with its quirks: a word with
// the tag of the one before joins it whatever its label.
func (t *tagger) chunk(tags, labels []uint8, out []named) []named {
	outside, cd := t.outside, uint8(t.tagID["CD"])
	end, from, n := -1, 0, 0
	for i, label := range labels {
		last := from + n - 1
		switch {
		case label != outside && int(label) != end,
			n > 0 && tags[i] == tags[last],
			n > 0 && tags[i] == cd && labels[last] != outside:
			if n == 0 {
				from = i
			}
			end = int(t.inner[label])
			n++
		case label == outside && end >= 0, int(label) == end:
			if n == 0 {
				end = -1
				continue
			}
			if label != outside {
				n++
			}
			kind := t.kind[labels[from]]
			if n == 2 && t.labels[labels[from+1]] == "B-PERSON" {
				kind = "PERSON"
			}
			out = append(out, named{from, from + n - 1, kind})
			end, n = -1, 0
		}
	}
	return out
}
