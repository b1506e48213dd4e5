package annotate

import (
	"strings"
	"testing"

	"github.com/jdkato/prose/v2"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// TestTaggerIsProse compares tags and names with prose's own on real
// sentences without repeated words, whose tags prose lets overwrite each
// other. Where two tags score the same prose picks one at random.
func TestTaggerIsProse(t *testing.T) {
	model := prose.ModelFromData("en-v2.0.0")
	words, wrong, names, wrongNames := 0, 0, 0, 0
	for _, v := range reviews(t, 5) {
		p := passage.New("", v.Text, 0)
		for _, s := range p.Spans {
			tokens := p.Tokens[s.First:s.Last]
			if len(tokens) > mostTagged {
				continue
			}
			plain, repeated := plainWords(p.Text, tokens)
			if repeated {
				continue
			}
			doc, err := prose.NewDocument(strings.Join(plain, " "), prose.UsingModel(model), prose.WithSegmentation(false))
			if err != nil {
				t.Fatal(err)
			}
			theirs := doc.Tokens()
			ours, found := loadTagger().tag(p.Text, tokens, true)
			if len(theirs) != len(ours)+1 {
				t.Fatalf("prose does not leave the words whole: %q", plain)
			}
			same := true
			for i := range ours {
				words++
				if ours[i].tag != theirs[i].Tag {
					wrong++
					same = false
					t.Logf("%q in %q: %s, prose says %s", plain[i], plain, ours[i].tag, theirs[i].Tag)
				}
			}
			names += len(doc.Entities())
			if !same {
				continue
			}
			for i, e := range doc.Entities() {
				if i >= len(found) || strings.TrimSuffix(e.Text, " .") != strings.Join(plain[found[i].first:found[i].last+1], " ") || e.Label != found[i].label {
					wrongNames++
					t.Logf("%q: %+v, prose says %v", plain, found, doc.Entities())
				}
			}
		}
	}
	t.Logf("%d of %d tags and %d of %d names differ", wrong, words, wrongNames, names)
	if words < 5000 || wrong*1000 > words || names < 100 || wrongNames*100 > names {
		t.Errorf("%d of %d tags and %d of %d names differ from prose's", wrong, words, wrongNames, names)
	}
}

func plainWords(text string, tokens []opinion.Token) (plain []string, repeated bool) {
	seen := map[string]bool{".": true}
	for _, k := range tokens {
		w := plainWord(text, k)
		repeated = repeated || seen[w] && w != "."
		seen[w] = true
		plain = append(plain, w)
	}
	return append(plain, "."), repeated
}

// tag is read by a worker that has met no word before.
func (t *tagger) tag(text string, tokens []opinion.Token, ner bool) ([]word, []named) {
	return t.read(&tagScratch{}, text, tokens, ner)
}
