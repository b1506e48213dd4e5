package annotate

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gripe/pipeline/opinion"
)

// tagger gives parts of speech and names. It is prose v2, reached without its
// traps: prose drops negations and punctuation, gives no offsets, lets equal
// words share one tag, panics on some text, takes quadratic time on other, and
// at 460 reviews/s would be the slowest thing in gripe. So it never sees a text
// as written: each token of one mention is handed over as one plain word, and
// its weights are read by perceptron.go and maxent.go, which a test holds to
// prose's own answers.
type tagger struct {
	features
	// tagNames are the classes, in order, and the tags that no class has.
	tagNames []string
	tagID    map[string]int16
	classes  int
	// Rows and scores of what depends on tags alone, by tag.
	biasScores [64]int32
	biasSeen   uint64
	tag1, tag2 [64]uint32
	tags       [64][64]uint32
	byTag      tagFeatures
	// labels of words by the recogniser, such as B-PERSON, and by label: what
	// it is after the first word, its kind, what it is to the next word.
	labels  []string
	inner   []uint8
	kind    []string
	after   []uint8
	outside uint8
	// Padding before the first and behind the last word.
	start, end [2]*studied
}

// noTag stands for the tag of no word: tags are below it.
const noTag = 63

// loadTagger makes the tagger once in a process, and only where something asks
// for it. It panics only where the embedded file is damaged, which no build
// that passes its tests is.
var loadTagger = sync.OnceValue(func() *tagger {
	t, err := newTagger(taggerFile)
	if err != nil {
		panic(err.Error())
	}
	return t
})

func newTagger(file []byte) (*tagger, error) {
	t := &tagger{}
	var err error
	if t.features, t.tagNames, t.labels, t.classes, err = readTagFile(file); err != nil {
		return nil, err
	}
	t.tagID = make(map[string]int16, len(t.tagNames))
	for i, n := range t.tagNames {
		t.tagID[n] = int16(i)
	}
	part := func(kind uint8, value string) uint32 { return t.row(featureKey(kind, 0, fnv(value))) }
	addParts(t.rows, part(bias, ""), &t.biasScores, &t.biasSeen)
	name := func(parts ...string) uint32 { return t.row(featureKey(nameFeature, 0, fnv(parts...))) }
	f := &t.byTag
	f.bias, f.firstWord, f.lastWord = name("bias-True"), name("prevword-None"), name("nextword-None")
	f.nextPos[noTag], f.prevPos[noTag] = name("nextpos-None"), name("prevpos-None")
	for i, tag := range t.tagNames {
		t.tag1[i], t.tag2[i] = part(tag1, tag), part(tag2, tag)
		for k, beforeThat := range t.tagNames {
			t.tags[i][k] = part(tags, tag+" "+beforeThat)
		}
		f.nextPos[i], f.pos[i], f.prevPos[i] = name("nextpos-", strings.ToLower(tag)), name("pos-", tag), name("prevpos-", tag)
		for k, after := range afterNames {
			f.posAfter[i][k] = name("pos+prevtag-", tag, "+", after)
		}
	}
	for k, after := range afterNames {
		f.after[k] = name("prevtag-", after)
		for i, form := range shapes {
			f.shapeAfter[i][k] = name("shape+prevtag-", form, "+", after)
		}
	}
	for _, l := range t.labels {
		prefix, kind, _ := strings.Cut(l, "-")
		t.inner = append(t.inner, uint8(slices.Index(t.labels, strings.Replace(l, "B", "I", 1))))
		t.kind = append(t.kind, kind)
		t.after = append(t.after, uint8(slices.Index(afterNames[:], prefix)))
	}
	t.outside = uint8(slices.Index(t.labels, "O"))
	t.start = [2]*studied{t.studyParts("-START-", "-START-"), t.studyParts("-START2-", "-START2-")}
	t.end = [2]*studied{t.studyParts("-END-", "-END-"), t.studyParts("-END2-", "-END2-")}
	return t, nil
}

// mostTagged is the longest mention given to the tagger, in tokens; the rest
// of a longer one is a list or lacks full stops, and stays without tags.
const mostTagged = 160

// mostStudied bounds the words that a worker remembers: some 4 MB.
const mostStudied = 16 << 10

// word is a token with its tag (Penn Treebank).
type word struct {
	opinion.Token
	tag string
}

// named is a run of words that names something.
type named struct {
	first, last int
	label       string
}

// tagScratch is the working memory of one worker, and the words that it has
// met. The zero value is ready.
type tagScratch struct {
	known  map[string]*studied
	seq    []*studied
	tags   []uint8
	labels []uint8
	words  []word
	names  []named
	// forgetful studies every word anew.
	forgetful bool
}

func (s *tagScratch) study(t *tagger, w string) *studied {
	if k := s.known[w]; k != nil {
		return k
	}
	k := t.study(w)
	if s.forgetful {
		return k
	}
	if s.known == nil || len(s.known) >= mostStudied {
		s.known = make(map[string]*studied, 1<<10)
	}
	s.known[strings.Clone(w)] = k
	return k
}

// read gives words with their tags, and with ner the runs of words that the
// recogniser takes for names. Both are valid until the next call with s.
func (t *tagger) read(s *tagScratch, text string, tokens []opinion.Token, ner bool) ([]word, []named) {
	tokens = tokens[:min(len(tokens), mostTagged)]
	s.seq = append(s.seq[:0], t.start[0], t.start[1])
	for _, k := range tokens {
		s.seq = append(s.seq, s.study(t, plainWord(text, k)))
	}
	// Without a full stop a name at the end is dropped.
	s.seq = append(s.seq, s.study(t, "."), t.end[0], t.end[1])
	t.tagParts(s)
	s.words = s.words[:0]
	for i, k := range tokens {
		s.words = append(s.words, word{k, t.tagNames[s.tags[i]]})
	}
	if !ner {
		return s.words, nil
	}
	names := t.names(s)
	for i := range names {
		names[i].last = min(names[i].last, len(tokens)-1) // not the full stop added
	}
	return s.words, names
}

// plainWord is a form of the token that prose leaves whole.
func plainWord(text string, t opinion.Token) string {
	switch n := t.Norm; {
	case n == "n't" || n[0] == '\'' && len(n) > 1 && isWordByte(n[1]):
		return n
	case n[0] == '#' || n[0] == '<' && (strings.HasPrefix(n, "<url") || strings.HasPrefix(n, "<user") || strings.HasPrefix(n, "<email")):
		return "@x"
	case strings.Contains(n, "<num>"):
		return "10"
	case n == "<long>":
		return "thing"
	}
	s := text[t.Start:t.End]
	c := s[0]
	if c < utf8.RuneSelf && c|0x20 >= 'a' && c|0x20 <= 'z' {
		return lettersOnly(s)
	}
	if r, _ := utf8.DecodeRuneInString(s); unicode.IsLetter(r) {
		return lettersOnly(s)
	}
	if c < utf8.RuneSelf && c > ' ' {
		return s[:1]
	}
	return ","
}

// lettersOnly drops what is neither letter nor digit ("o'clock").
func lettersOnly(s string) string {
	odd := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	if strings.IndexFunc(s, odd) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if odd(r) {
			return -1
		}
		return r
	}, s)
}
