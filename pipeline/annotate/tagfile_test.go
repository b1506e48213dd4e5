package annotate

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jdkato/prose/v2"
)

// TestTaggerFileIsProse makes the tagger's file from the data that prose
// embeds and holds that the committed one is the same, byte for byte.
func TestTaggerFileIsProse(t *testing.T) {
	want := tagFile(t)
	if *update {
		if err := os.WriteFile("tagger.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(taggerFile, want) {
		t.Errorf("tagger.bin (%d bytes) is not what prose's data give (%d bytes): run with -update", len(taggerFile), len(want))
	}
}

func TestTaggerFileDamaged(t *testing.T) {
	for _, n := range []int{0, 5, len(tagMagic) + 10, len(tagMagic) + 30, len(taggerFile) - 1} {
		if _, err := newTagger(taggerFile[:n]); err == nil {
			t.Errorf("a file cut to %d bytes is taken", n)
		}
	}
}

// asset decodes one of the files that prose embeds.
func asset(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := prose.Asset("model/" + name)
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(raw)).Decode(into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// tagFileMaker collects the features of a tagger's file.
type tagFileMaker struct {
	tagID map[string]uint8
	names []string
	rows  map[uint64][]byte
}

func (m *tagFileMaker) tag(name string) uint8 {
	id, ok := m.tagID[name]
	if !ok {
		id = uint8(len(m.names))
		m.tagID[name] = id
		m.names = append(m.names, name)
	}
	return id
}

func (m *tagFileMaker) put(t *testing.T, key uint64, count int, weights []byte) {
	if m.rows[key] != nil {
		t.Fatalf("two features have the key %x", key)
	}
	m.rows[key] = append([]byte{byte(count)}, weights...)
}

func tagFile(t *testing.T) []byte {
	var classes, basic, labels []string
	var fixed map[string]string
	var parts map[string]map[string]float64
	var mapping map[string]int
	var weights []float64
	asset(t, "AveragedPerceptron/classes.gob", &classes)
	asset(t, "AveragedPerceptron/tags.gob", &fixed)
	asset(t, "AveragedPerceptron/weights.gob", &parts)
	asset(t, "Maxent/labels.gob", &labels)
	asset(t, "Maxent/mapping.gob", &mapping)
	asset(t, "Maxent/weights.gob", &weights)
	asset(t, "Maxent/words.gob", &basic)

	m := &tagFileMaker{tagID: map[string]uint8{}, rows: map[uint64][]byte{}}
	slices.Sort(classes)
	for _, c := range classes {
		m.tag(c)
	}
	for _, extra := range []string{"", "-", "-NONE-", "-START-", "-START2-", "CD", "NN", "SYM"} {
		m.tag(extra)
	}
	for _, w := range slices.Sorted(maps.Keys(fixed)) {
		m.put(t, featureKey(fixedTag, 0, fnv(w)), 1, binary.LittleEndian.AppendUint32(nil, uint32(m.tag(fixed[w]))))
	}
	for feature, byClass := range parts {
		kind, value := splitFeature(feature)
		if kind < 0 {
			continue
		}
		tag := uint8(0)
		if kind == tagWord {
			before, word, _ := strings.Cut(value, " ")
			tag, value = m.tag(before), word
		}
		var row []byte
		n := 0
		for _, class := range slices.Sorted(maps.Keys(byClass)) {
			i, known := slices.BinarySearch(classes, class)
			if !known {
				continue
			}
			thousandths := math.Round(byClass[class] * 1000)
			if thousandths/1000 != byClass[class] {
				t.Fatalf("%s: %v is no number of thousandths", feature, byClass[class])
			}
			row = binary.LittleEndian.AppendUint32(row, uint32(int32(thousandths)<<8|int32(i)))
			n++
		}
		m.put(t, featureKey(uint8(kind), tag, fnv(value)), n, row)
	}
	for _, w := range basic {
		m.put(t, featureKey(basicWord, 0, fnv(w)), 0, nil)
	}
	m.nameFeatures(t, labels, mapping, weights)
	if len(m.names) > noTag {
		t.Fatalf("%d tags are too many", len(m.names))
	}
	return m.file(len(classes), labels)
}

func (m *tagFileMaker) nameFeatures(t *testing.T, labels []string, mapping map[string]int, weights []float64) {
	lowerTag := map[string]uint8{"None": noTag}
	for i, n := range m.names {
		lowerTag[strings.ToLower(n)] = uint8(i)
	}
	type weight struct {
		label int
		value float64
	}
	rows := map[string][]weight{}
	for entry, at := range mapping {
		label := -1
		for i, l := range labels {
			if strings.HasSuffix(entry, "-"+l) && (label < 0 || len(l) > len(labels[label])) {
				label = i
			}
		}
		if label < 0 || at >= len(weights) {
			continue
		}
		feature := strings.TrimSuffix(entry, "-"+labels[label])
		rows[feature] = append(rows[feature], weight{label, weights[at]})
	}
	for feature, ws := range rows {
		key := featureKey(nameFeature, 0, fnv(feature))
		if rest, ok := strings.CutPrefix(feature, "word+nextpos-"); ok {
			at := strings.LastIndexByte(rest, '+')
			next, known := lowerTag[rest[at+1:]]
			if !known {
				continue
			}
			key = featureKey(wordNextTag, next, fnv(rest[:at]))
		}
		slices.SortFunc(ws, func(a, b weight) int { return a.label - b.label })
		var row []byte
		for _, w := range ws {
			row = binary.LittleEndian.AppendUint64(append(row, byte(w.label)), math.Float64bits(w.value))
		}
		m.put(t, key, len(ws), row)
	}
}

func (m *tagFileMaker) file(classes int, labels []string) []byte {
	const bits = 17
	keys := slices.Sorted(maps.Keys(m.rows))
	rows := []byte{0}
	var find, index []byte
	next := 0
	for bucket := range 1<<bits + 1 {
		for next < len(keys) && int(keys[next]>>(64-bits)) < bucket {
			find = binary.LittleEndian.AppendUint32(find, uint32(keys[next]))
			find = binary.LittleEndian.AppendUint32(find, uint32(len(rows)))
			rows = append(rows, m.rows[keys[next]]...)
			next++
		}
		index = binary.LittleEndian.AppendUint32(index, uint32(next))
	}
	out := []byte(tagMagic)
	for _, n := range []int{len(m.names), classes, len(labels), bits, len(keys), len(rows)} {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	for _, n := range append(slices.Clone(m.names), labels...) {
		out = append(append(out, byte(len(n))), n...)
	}
	return slices.Concat(out, index, find, rows)
}

// kindNames are how prose writes the kinds of feature of parts of speech.
var kindNames = [partKinds]string{"bias", "i suffix", "i pref1", "i-1 tag", "i-2 tag", "i tag+i-2 tag", "i word", "i-1 tag+i word",
	"i-1 word", "i-1 suffix", "i-2 word", "i+1 word", "i+1 suffix", "i+2 word"}

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
