package annotate

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// The classifiers learnt from texts with hardly an emoji (25 mentions of 8,410
// bear one) that complain more often than people do. What they cannot know is
// weighed in behind them, in log odds of a complaint.
const (
	// A frown adds frownOdds, so that it decides where it stands alone; a smile
	// takes smileOdds off, for people thank in advance, and adds praiseOdds to
	// those of praise against neither. Of the 25 mentions of the gold this
	// touches, 24 are then told right, 18 before.
	frownOdds  = 2.0
	smileOdds  = 1.0
	praiseOdds = 2.0
	// sarcasmOdds is what a mark of sarcasm adds: it turns plain praise around.
	sarcasmOdds = 3.0
	// Of two clauses of a sentence that came apart because one praises and one
	// blames, the classifier hears each in the other: to the one that blames
	// blameOdds are added, and its mix is neg; praisedOdds are taken off the one
	// that praises. Of 78 mix mentions of the gold cut so, 55 are then heard as
	// blame and praise, 31 before; no cause is told worse.
	blameOdds   = 1.0
	praisedOdds = 3.0
	// wordlessOdds is taken off where a whole text is like "I don't." What says
	// nothing is judged by how many mentions of the gold complain, 0.68, where
	// of a review's about 0.4 do: a difference of 1.2.
	wordlessOdds = 1.2
)

// Pictures that mean one thing alone. Those that laugh, cry or pray are left
// out, for people do so in joy and in despair.
var (
	frowns = setOf("😡 😠 🤬 👎 😤 🤮 🤢 😒 🙄 😞 😔 😟 😕 🙁 ☹ 😣 😖 😩 😫 😾 💩 🖕 💔 😑 :(")
	smiles = setOf("👍 ❤ 😍 🥰 😊 ☺ 😀 😃 😄 😁 🙂 🤩 🎉 👏 💯 🙌 💕 💖 💗 💙 💚 💜 🧡 💛 😘 🤗 👌 🏆 🌟 <3 :)")
)

// wordless are words that only point at what was said before.
var wordless = setOf(`i it is do does did was were am are be been has have had will would can could should may might must
	you he she they we this that there no not n't never yes so really too either 's 're 'm 've 'll 'd`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// weighed is j with what mention i of p shows beyond its words.
func weighed(p *opinion.Passage, i int, j *opinion.MentionJudgement) *opinion.MentionJudgement {
	words := p.Tokens[p.Spans[i].First:p.Spans[i].Last]
	odds := 0.0
	smiling, frowning, mocking := false, false, false
	for k, w := range words {
		switch c := w.Norm[0]; {
		case c >= utf8.RuneSelf || c == ':' || c == '<':
			smiling = smiling || smiles[w.Norm]
			frowning = frowning || frowns[w.Norm]
		case c == '/' || c == 'y' || c == 't':
			mocking = mocking || mocks(words[k:])
		}
	}
	switch {
	case mocking:
		odds = sarcasmOdds
	case frowning && !smiling:
		odds = frownOdds
	case smiling && !frowning:
		odds = -smileOdds
	case len(p.Spans) == 1 && len(p.TitleTokens) == 0 && p.Rating == 0 && saysNothing(words):
		odds = -wordlessOdds
	default:
		if odds = turnedBy(words); odds == 0 {
			return contrasted(p, i, j)
		}
		return shifted(j, odds, true)
	}
	return shifted(j, odds, mocking || smiling != frowning)
}

// contrasted weighs the clauses of a sentence that came apart.
func contrasted(p *opinion.Passage, i int, j *opinion.MentionJudgement) *opinion.MentionJudgement {
	if !partsClauses(p, i-1) && !partsClauses(p, i) {
		return j
	}
	switch lean := passage.Lean(p.Tokens[p.Spans[i].First:p.Spans[i].Last]); {
	case lean < 0:
		out := shifted(j, blameOdds, true)
		out.Polarity[0], out.Polarity[2] = out.Polarity[0]+out.Polarity[2], 0
		return out
	case lean > 0:
		return shifted(j, -praisedOdds, true)
	}
	return j
}

// partsClauses tells whether mention i ends, and the next begins, within a
// sentence: there is neither a stop nor a line's end between.
func partsClauses(p *opinion.Passage, i int) bool {
	if i < 0 || i+1 >= len(p.Spans) {
		return false
	}
	s, next := p.Spans[i], p.Spans[i+1]
	if s.Last <= s.First || strings.Contains(p.Text[s.End:next.Start], "\n") {
		return false
	}
	last := p.Tokens[s.Last-1].Norm
	return last == "," || last == ";" || last[0] == '-' || last[0] >= 'a' && last[0] <= 'z'
}

// mocks tells whether words begin with a plain mark of sarcasm: "/s", "yeah
// right", "thanks (a lot) for nothing". "Oh great" and quoted words are left to
// the classifier, for many mean them.
func mocks(words []opinion.Token) bool {
	at := func(i int) string {
		if i < len(words) {
			return words[i].Norm
		}
		return ""
	}
	switch at(0) {
	case "/s":
		return true
	case "yeah":
		return at(1) == "right" || at(1) == "," && at(2) == "right"
	case "thanks":
		for i := 1; i <= 4; i++ {
			if at(i) == "for" && at(i+1) == "nothing" {
				return true
			}
		}
	}
	return false
}

func saysNothing(words []opinion.Token) bool {
	const most = 8
	if len(words) > most {
		return false
	}
	any := false
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w.Norm); unicode.IsPunct(r) && !wordless[w.Norm] {
			continue
		}
		if !wordless[w.Norm] {
			return false
		}
		any = true
	}
	return any
}

// shifted is j with odds added to those of a complaint. What complains of nothing
// is rather praise where opinionated, else neither.
func shifted(j *opinion.MentionJudgement, odds float64, opinionated bool) *opinion.MentionJudgement {
	out := *j
	const edge = 1e-6 // keeps the odds finite
	c := min(max(j.Complaint, edge), 1-edge)
	out.Complaint = 1 / (1 + (1-c)/c*math.Exp(-odds))
	pol := &out.Polarity
	scale(&pol[0], &pol[2], out.Complaint)
	switch {
	case !opinionated:
		pol[1], pol[3] = 0, 1
	case odds < 0:
		pol[1] *= math.Exp(praiseOdds)
	}
	scale(&pol[1], &pol[3], 1-out.Complaint)
	return &out
}

// scale makes a and b sum to sum.
func scale(a, b *float64, sum float64) {
	if now := *a + *b; now > 0 {
		*a, *b = *a/now*sum, *b/now*sum
	}
}
