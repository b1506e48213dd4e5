package annotate

import (
	"unicode"
	"unicode/utf8"

	"gripe/data/lexicon"
	"gripe/pipeline/opinion"
)

// languages tells languages by their stop words and scripts. A profile of
// twenty lists weighs 6 KB; detectors that know 75 languages weigh up to
// 120 MB, and gripe only has to know English from the rest.
type languages struct {
	codes []string
	// words has a bit for each language that a stop word belongs to.
	words map[string]uint32
	en    int
}

func profile(sections []lexicon.Section) languages {
	l := languages{words: map[string]uint32{}, en: -1}
	for i, s := range sections {
		l.codes = append(l.codes, s.Label)
		if s.Label == "en" {
			l.en = i
		}
		for _, t := range s.Terms {
			l.words[t] |= 1 << i
		}
	}
	return l
}

// Most tokens looked at, and the fewest words from which a verdict other than
// English is believed. With these, 181 of the 52,728 reviews in shared/reviews
// are not English to gripe, some 15 of them wrongly (ASCII art, one word over
// and over): 0.03 %.
const (
	mostLooked   = 300
	fewestWords  = 4
	undecidedMin = 15
	mostRepeats  = 2
)

// detect gives an ISO 639-1 code: "en" also for text too short to tell, "und"
// for longer text that fits no profile.
func (l *languages) detect(text string, tokens []opinion.Token) string {
	if code := script(text); code != "" {
		return code
	}
	var hits [32]int
	words, accented := 0, 0
	times := make(map[string]int, 32)
	for _, t := range tokens[:min(len(tokens), mostLooked)] {
		if r, _ := utf8.DecodeRuneInString(t.Norm); !unicode.IsLetter(r) {
			continue
		}
		words++
		if !ascii(t.Norm) {
			accented++
		}
		bits := l.words[t.Norm]
		if bits == 0 {
			continue
		}
		// One word over and over ("NO NO NO") says little of the language.
		if times[t.Norm]++; times[t.Norm] > mostRepeats {
			continue
		}
		for i := 0; bits != 0; i, bits = i+1, bits>>1 {
			hits[i] += int(bits & 1)
		}
	}
	if words < fewestWords || l.en < 0 {
		return "en"
	}
	best := -1
	for i := range l.codes {
		if i != l.en && (best < 0 || hits[i] > hits[best]) {
			best = i
		}
	}
	english := hits[l.en]
	switch {
	case best >= 0 && hits[best] >= 3 && hits[best] > 2*english && hits[best]*8 >= words,
		best >= 0 && hits[best] >= 2 && english == 0 && (words < 10 && hits[best]*3 >= words || accented > 0 && hits[best]*8 >= words),
		best >= 0 && hits[best] >= 1 && english == 0 && accented*5 >= words:
		return l.codes[best]
	case english == 0 && words >= undecidedMin:
		return "und"
	}
	return "en"
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// scripts in the order in which they are tried; kana and hangul before Han,
// for Japanese is written in both.
var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"ja", unicode.Hiragana}, {"ja", unicode.Katakana}, {"ko", unicode.Hangul}, {"zh", unicode.Han}, {"ru", unicode.Cyrillic},
	{"ar", unicode.Arabic}, {"el", unicode.Greek}, {"he", unicode.Hebrew}, {"th", unicode.Thai}, {"hi", unicode.Devanagari},
	{"ta", unicode.Tamil}, {"te", unicode.Telugu}, {"bn", unicode.Bengali}, {"ka", unicode.Georgian}, {"hy", unicode.Armenian},
}

// script gives the language of a text of which more than half of the letters
// are in another script than Latin; "" for Latin.
func script(text string) string {
	const most = 4096 // bytes looked at
	text = text[:min(len(text), most)]
	latin, other := 0, 0
	var counts [15]int
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c|0x20 >= 'a' && c|0x20 <= 'z' {
				latin++
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if !unicode.IsLetter(r) || unicode.Is(unicode.Latin, r) {
			continue
		}
		for k := range scripts {
			if unicode.Is(scripts[k].table, r) {
				counts[k]++
				other++
				break
			}
		}
	}
	if other < 2 || other <= latin {
		return ""
	}
	if (counts[0]+counts[1])*10 >= other {
		return "ja"
	}
	best := 0
	for k := range counts {
		if counts[k] > counts[best] {
			best = k
		}
	}
	return scripts[best].code
}
