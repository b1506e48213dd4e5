package annotate

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"slices"
	"strings"

	"github.com/jdkato/prose/v2"
)

// perceptron is prose's part-of-speech tagger over prose's own weights, laid
// out for speed: prose builds some forty strings and three maps per word, and
// breaks ties by the order of a map, so that it can answer twice differently.
// A test holds that both give the same tags. Source of the features: prose
// v2.0.0 tag.go, after Honnibal's averaged perceptron.
type perceptron struct {
	classes []string
	// fixed are words that carry one tag wherever they stand.
	fixed map[string]string
	// weights by feature, one map for each kind of feature.
	weights [kinds]map[string][]weight
}

type weight struct {
	class uint8
	value float64
}

// The kinds of feature, and how prose writes them.
const (
	bias = iota
	suffix
	first
	tag1
	tag2
	tags
	word0
	tagWord
	word1
	suffix1
	word2
	next1
	nextSuffix
	next2
	kinds
)

var kindNames = [kinds]string{"bias", "i suffix", "i pref1", "i-1 tag", "i-2 tag", "i tag+i-2 tag", "i word", "i-1 tag+i word",
	"i-1 word", "i-1 suffix", "i-2 word", "i+1 word", "i+1 suffix", "i+2 word"}

// asset decodes one of the files that prose embeds.
func asset(name string, into any) {
	raw, err := prose.Asset("model/" + name)
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(raw)).Decode(into)
	}
	if err != nil {
		panic(fmt.Sprintf("annotate: the tagger's data in the binary is damaged: %v", err))
	}
}

func loadPerceptron() *perceptron {
	p := &perceptron{}
	var all map[string]map[string]float64
	asset("AveragedPerceptron/classes.gob", &p.classes)
	asset("AveragedPerceptron/tags.gob", &p.fixed)
	asset("AveragedPerceptron/weights.gob", &all)
	slices.Sort(p.classes)
	for k := range p.weights {
		p.weights[k] = map[string][]weight{}
	}
	for feature, byClass := range all {
		kind, value := splitFeature(feature)
		if kind < 0 {
			continue
		}
		var ws []weight
		for class, v := range byClass {
			if i, known := slices.BinarySearch(p.classes, class); known {
				ws = append(ws, weight{uint8(i), v})
			}
		}
		slices.SortFunc(ws, func(a, b weight) int { return int(a.class) - int(b.class) })
		p.weights[kind][value] = ws
	}
	return p
}

// splitFeature takes "i-1 word foo" apart; kind is -1 where it is none.
func splitFeature(f string) (kind int, value string) {
	kind = -1
	for k, name := range kindNames {
		if rest, ok := strings.CutPrefix(f, name); ok && (rest == "" || rest[0] == ' ') && (kind < 0 || len(name) > len(kindNames[kind])) {
			kind, value = k, strings.TrimPrefix(rest, " ")
		}
	}
	return kind, value
}

// smileys are the emoticons of prose that consist of letters and digits.
var smileys = map[string]bool{"8D": true, "XDD": true, "xD": true, "xDD": true}

// tag gives the tag of each word; words are as plainWord makes them.
func (p *perceptron) tag(words []string) []string {
	ctx := make([]string, len(words)+4)
	ctx[0], ctx[1], ctx[len(ctx)-2], ctx[len(ctx)-1] = "-START-", "-START2-", "-END-", "-END2-"
	for i, w := range words {
		ctx[i+2] = folded(w)
	}
	out := make([]string, len(words))
	before, beforeThat := "-START-", "-START2-"
	var buf [128]byte
	for i, w := range words {
		switch fixed, known := p.fixed[w]; {
		case w == "-":
			out[i] = "-"
		case smileys[w]:
			out[i] = "SYM"
		case w[0] == '@':
			out[i] = "NN"
		case w == "*":
			out[i] = "-NONE-"
		case known:
			out[i] = fixed
		default:
			out[i] = p.predict(ctx, i+2, w, before, beforeThat, buf[:0])
		}
		beforeThat, before = before, out[i]
	}
	return out
}

// folded is prose's normal form of a word as plainWord makes it.
func folded(w string) string {
	if w[0] >= '0' && w[0] <= '9' {
		return "!DIGITS"
	}
	return strings.ToLower(w)
}

func (p *perceptron) predict(ctx []string, i int, w, before, beforeThat string, buf []byte) string {
	var scores [64]float64
	var seen uint64
	add := func(ws []weight) {
		for _, x := range ws {
			scores[x.class] += x.value
			seen |= 1 << x.class
		}
	}
	add(p.weights[bias][""])
	add(p.weights[suffix][tail(w)])
	add(p.weights[first][string(rune(w[0]))])
	add(p.weights[tag1][before])
	add(p.weights[tag2][beforeThat])
	buf = append(append(append(buf[:0], before...), ' '), beforeThat...)
	add(p.weights[tags][string(buf)])
	add(p.weights[word0][ctx[i]])
	buf = append(append(append(buf[:0], before...), ' '), ctx[i]...)
	add(p.weights[tagWord][string(buf)])
	add(p.weights[word1][ctx[i-1]])
	add(p.weights[suffix1][tail(ctx[i-1])])
	add(p.weights[word2][ctx[i-2]])
	add(p.weights[next1][ctx[i+1]])
	add(p.weights[nextSuffix][tail(ctx[i+1])])
	add(p.weights[next2][ctx[i+2]])
	best := -1
	for c := range p.classes {
		if seen&(1<<c) != 0 && (best < 0 || scores[c] > scores[best]) {
			best = c
		}
	}
	if best < 0 {
		return ""
	}
	return p.classes[best]
}

// tail is the last three bytes of w.
func tail(w string) string { return w[max(0, len(w)-3):] }
