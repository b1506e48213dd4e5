package annotate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gripe/data/lexicon"
	"gripe/pipeline/opinion"
)

// languages tells languages by their scripts, stop words, and words of reviews
// that are proof of one (data/lexicon/languages.txt, 20 KB).
//
// Against the detectors at hand, on testdata/ here and 6,400 real reviews of six
// words or fewer (in brackets: what is lost of 194 English ones that mislead):
//
//	                  not English, found   English lost   time a text   memory
//	this              195 of 200           0 (0)          under 25 us   under 1 MB
//	lingua-go 1.4.0   185 of 200           some 3 % (14)  540 us        580 MB, 130 MB on disk
//	whatlanggo 1.0.1  50 of 200            1 % (0)        840 us        12 MB
//
// lingua with 13 languages and a minimum distance of 0.25, whatlanggo where it
// calls itself reliable. The words were chosen with most of these texts in
// view: on 60 unseen ones of a few words this found 38 before they were added,
// lingua 53. gripe must not lose English, so it stays with the lists.
type languages struct {
	codes []string
	words map[string]spoken
	en    int
}

// spoken has a bit for each language that a word belongs to, and for each that
// it alone is proof of.
type spoken struct{ in, sure uint32 }

func profile(sections []lexicon.Section) languages {
	l := languages{words: map[string]spoken{}, en: -1}
	for i, s := range sections {
		l.codes = append(l.codes, s.Label)
		if s.Label == "en" {
			l.en = i
		}
		for _, t := range s.Terms {
			w := l.words[t]
			l.words[t] = spoken{w.in | 1<<i, w.sure}
		}
		for _, t := range s.Always {
			w := l.words[t]
			l.words[t] = spoken{w.in | 1<<i, w.sure | 1<<i}
		}
	}
	return l
}

// Most tokens looked at, and the fewest words from which a verdict other than
// English is believed without proof. With these, 220 of the 52,729 reviews in
// shared/reviews are not English to gripe.
const (
	mostLooked   = 300
	fewestWords  = 4
	undecidedMin = 15
	mostRepeats  = 2
	// A text of so many words at most is short: one that has no English word and
	// one that is proof, or that bears an accent, is not English.
	mostShort = 10
	// Accents of words that English did not take over with them, as it did
	// "café", "très" and "façade".
	unEnglish = "äöüßáãõàìòùíóúåøæșțžšřýğışåčłęąż"
	// A word alone is proof of a language only from so many bytes on.
	shortestSure = 4
)

// detect gives an ISO 639-1 code: "en" also for text too short to tell, "und"
// for longer text that fits no profile.
func (l *languages) detect(text string, tokens []opinion.Token) string {
	if code := script(text); code != "" {
		return code
	}
	var hits, sure [32]int
	words, accented, marked, size := 0, 0, 0, 0
	times := make(map[string]int, 32)
	for _, t := range tokens[:min(len(tokens), mostLooked)] {
		if r, _ := utf8.DecodeRuneInString(t.Norm); !unicode.IsLetter(r) {
			continue
		}
		words++
		size += len(t.Norm)
		if !ascii(t.Norm) {
			accented++
			if strings.ContainsAny(t.Norm, unEnglish) {
				marked++
			}
		}
		w := l.words[t.Norm]
		if w.in == 0 {
			continue
		}
		// One word over and over ("NO NO NO") says little of the language.
		if times[t.Norm]++; times[t.Norm] > mostRepeats {
			continue
		}
		for i := 0; w.in>>i != 0; i++ {
			hits[i] += int(w.in >> i & 1)
			sure[i] += int(w.sure >> i & 1)
		}
	}
	if l.en < 0 {
		return "en"
	}
	best := -1
	for i := range l.codes {
		if i != l.en && (best < 0 || hits[i]+sure[i] > hits[best]+sure[best]) {
			best = i
		}
	}
	english := hits[l.en]
	switch {
	case best >= 0 && sure[best] > 0 && english == 0 && (hits[best]*3 >= words || words <= mostShort) && size >= shortestSure,
		best >= 0 && hits[best] > 0 && english == 0 && marked > 0 && words <= mostShort,
		best >= 0 && sure[best] > 1 && hits[best]+sure[best] > 2*english && hits[best]*3 >= words,
		best >= 0 && hits[best] == words && 1 < words && words < fewestWords && english == 0:
		return l.codes[best]
	case english == 0 && marked*3 >= words && words > 1 && words <= mostShort:
		return "und"
	case words < fewestWords:
		return "en"
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
// are in another script than Latin; "" for Latin. A letter alone is none: the
// kana of text art stand so. One of East Asia says as much as two of others,
// beside a few names in Latin letters.
func script(text string) string {
	const (
		most      = 4096 // bytes looked at
		mostLatin = 30   // letters of a few names
	)
	text = text[:min(len(text), most)]
	latin, other, run := 0, 0, 0
	var counts [15]int
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c|0x20 >= 'a' && c|0x20 <= 'z' {
				latin++
			}
			run = 0
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if !unicode.IsLetter(r) || unicode.Is(unicode.Latin, r) {
			if !unicode.IsMark(r) {
				run = 0
			}
			continue
		}
		for k := range scripts {
			if unicode.Is(scripts[k].table, r) {
				n := 0
				switch run++; {
				case run == 2: // brings the first with it
					n = 2
				case run > 2:
					n = 1
				}
				counts[k] += n
				other += n
				break
			}
		}
	}
	if latin < mostLatin {
		other += counts[0] + counts[1] + counts[2] + counts[3]
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
