package annotate

// This is prose's part-of-speech tagger over prose's own weights, laid out for
// speed: prose builds some forty strings and three maps per word, and breaks
// ties by the order of a map, so that it can answer twice differently. Here the
// first class in alphabetical order wins. A test holds that both give the same
// tags. Source of the features: prose v2.0.0 tag.go, after Honnibal's averaged
// perceptron.

// tagParts sets s.tags to the tags of the words s.seq, which has two words of
// padding at each end.
func (t *tagger) tagParts(s *tagScratch) {
	n := len(s.seq) - 4
	s.tags = s.tags[:0]
	before, beforeThat := uint8(t.tagID["-START-"]), uint8(t.tagID["-START2-"])
	for i := range n {
		tag := uint8(0)
		if w := s.seq[i+2]; w.tag >= 0 {
			tag = uint8(w.tag)
		} else {
			tag = t.predict(s.seq[i:i+5], before, beforeThat)
		}
		s.tags = append(s.tags, tag)
		beforeThat, before = before, tag
	}
}

// predict gives the tag of the middle one of five words.
func (t *tagger) predict(ws []*studied, before, beforeThat uint8) uint8 {
	scores, seen := t.biasScores, t.biasSeen
	w := ws[2]
	rows := [...]uint32{
		w.own[0], w.own[1], w.own[2],
		t.tag1[before], t.tag2[beforeThat], t.tags[before][beforeThat],
		t.pair(&w.withTag, tagWord, before, w.folded),
		ws[1].before1[0], ws[1].before1[1], ws[0].before2,
		ws[3].behind1[0], ws[3].behind1[1], ws[4].behind2,
	}
	for _, row := range rows {
		if row != 0 {
			addParts(t.rows, row, &scores, &seen)
		}
	}
	best := -1
	for c := range t.classes {
		if seen&(1<<c) != 0 && (best < 0 || scores[c] > scores[best]) {
			best = c
		}
	}
	if best < 0 {
		return uint8(t.tagID[""])
	}
	return uint8(best)
}
