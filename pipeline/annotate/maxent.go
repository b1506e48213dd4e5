package annotate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxent is prose's recogniser of names over prose's own weights, laid out for
// speed as perceptron is. Source of the features and of the chunking: prose
// v2.0.0 extract.go, after NLTK's MaxentClassifier.
type maxent struct {
	labels []string
	// weights by feature as "kind-value", one weight for each label.
	weights map[string][]float64
	basic   map[string]bool
}

func loadMaxent() *maxent {
	m := &maxent{weights: map[string][]float64{}, basic: map[string]bool{}}
	var mapping map[string]int
	var weights []float64
	var words []string
	asset("Maxent/labels.gob", &m.labels)
	asset("Maxent/mapping.gob", &mapping)
	asset("Maxent/weights.gob", &weights)
	asset("Maxent/words.gob", &words)
	for _, w := range words {
		m.basic[w] = true
	}
	for entry, at := range mapping {
		label := -1
		for i, l := range m.labels {
			if strings.HasSuffix(entry, "-"+l) && (label < 0 || len(l) > len(m.labels[label])) {
				label = i
			}
		}
		if label < 0 || at >= len(weights) {
			continue
		}
		feature := strings.TrimSuffix(entry, "-"+m.labels[label])
		if m.weights[feature] == nil {
			m.weights[feature] = make([]float64, len(m.labels))
		}
		m.weights[feature][label] = weights[at]
	}
	return m
}

// names gives the runs of words that name something.
func (m *maxent) names(words, tags []string) []named {
	labels := make([]string, len(words))
	scores := make([]float64, len(m.labels))
	var buf [256]byte
	previous := "None"
	for i := range words {
		clear(scores)
		m.score(words, tags, i, previous, scores, buf[:0])
		labels[i] = m.labels[argmax(scores)]
		previous, _, _ = strings.Cut(labels[i], "-")
	}
	return chunk(tags, labels)
}

// score adds the weights of the features of word i.
func (m *maxent) score(words, tags []string, i int, previous string, scores []float64, buf []byte) {
	add := func(parts ...string) {
		buf = buf[:0]
		for _, p := range parts {
			buf = append(buf, p...)
		}
		for l, w := range m.weights[string(buf)] {
			scores[l] += w
		}
	}
	w := words[i]
	lower := strings.ToLower(w)
	prevWord, prevTag, prevShape := "None", "None", "None"
	if i > 0 {
		prevWord, prevTag = strings.ToLower(words[i-1]), tags[i-1]
	}
	if i > 1 {
		prevShape = shape(words[i-1])
	}
	nextWord, nextTag := "None", "None"
	if i+1 < len(words) {
		nextWord, nextTag = strings.ToLower(words[i+1]), strings.ToLower(tags[i+1])
	}
	basic := "False"
	if m.basic[w] {
		basic = "True"
	}
	add("bias-True")
	add("en-wordlist-", basic)
	add("nextpos-", nextTag)
	add("nextword-", nextWord)
	add("pos-", tags[i])
	add("pos+prevtag-", tags[i], "+", previous)
	add("prefix3-", strings.ToLower(w[:min(3, len(w))]))
	add("prevpos-", prevTag)
	add("prevtag-", previous)
	add("prevword-", prevWord)
	add("shape-", shape(w))
	add("shape+prevtag-", prevShape, "+", previous)
	add("suffix3-", strings.ToLower(tail(w)))
	add("word-", w)
	add("word+nextpos-", lower, "+", nextTag)
	add("word.lower-", lower)
	add("wordlen-", strconv.Itoa(len(w)))
}

// shape is prose's rough form of a word.
func shape(w string) string {
	if _, err := strconv.ParseFloat(w, 64); err == nil {
		return "number"
	}
	last := w[len(w)-1]
	r, _ := utf8.DecodeRuneInString(w)
	switch {
	case last >= utf8.RuneSelf || !isWordByte(last):
		return "punct"
	case strings.ToLower(w) == w:
		return "downcase"
	case unicode.ToTitle(r) == r:
		return "upcase"
	}
	return "mixedcase"
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
}

// chunk joins labels into names as prose does, with its quirks: a word with
// the tag of the one before joins it whatever its label.
func chunk(tags, labels []string) []named {
	var out []named
	end, from, n := "", 0, 0
	for i, label := range labels {
		last := from + n - 1
		switch {
		case label != "O" && label != end,
			n > 0 && tags[i] == tags[last],
			n > 0 && tags[i] == "CD" && labels[last] != "O":
			if n == 0 {
				from = i
			}
			end = strings.Replace(label, "B", "I", 1)
			n++
		case label == "O" && end != "", label == end:
			if n == 0 {
				end = ""
				continue
			}
			if label != "O" {
				n++
			}
			_, kind, _ := strings.Cut(labels[from], "-")
			if n == 2 && labels[from+1] == "B-PERSON" {
				kind = "PERSON"
			}
			out = append(out, named{from, from + n - 1, kind})
			end, n = "", 0
		}
	}
	return out
}
