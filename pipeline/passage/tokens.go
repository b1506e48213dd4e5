package passage

import (
	"unicode"
	"unicode/utf8"

	"gripe/pipeline/opinion"
)

// Placeholders that stand in Norm for things whose own letters say little.
const (
	NormURL    = "<url>"
	NormUser   = "<user>"
	NormEmail  = "<email>"
	NormNumber = "<num>"
	// NormLong stands for a word of more than maxWord bytes.
	NormLong = "<long>"
)

// maxWord is the longest word kept in Norm, in bytes; longer ones are noise.
const maxWord = 48

// MaxTokens is the most tokens that a text is cut into; whatever follows is one
// more, NormLong, so that no text costs more than that. The longest of 52,728
// real reviews has 2,781.
const MaxTokens = 50_000

// Tokenize cuts text, which must be clean, into tokens. They cover every byte
// that is not white space, in order, and do not overlap. A URL, e-mail address,
// handle, hashtag, emoji sequence, emoticon, price, or run of one punctuation
// mark is one token; n't and the clitics 's 'll 're 've 'm 'd are tokens of
// their own, also where the apostrophe was forgotten in a negation ("dont").
func Tokenize(text string) []opinion.Token {
	t := tokenizer{text: text, low: lowerASCII(text)}
	t.out = make([]opinion.Token, 0, min(len(text)/5, MaxTokens)+4)
	for t.at < len(text) {
		if len(t.out) >= MaxTokens {
			t.rest()
			break
		}
		t.next()
	}
	return t.out
}

// rest emits all that is left, up to its last letter or mark.
func (t *tokenizer) rest() {
	from, to := trim(t.text, t.at, len(t.text))
	if from < to {
		t.at = from
		t.emit(to, NormLong)
	}
}

type tokenizer struct {
	text string
	// low is text with its ASCII letters in lower case: most norms are slices
	// of it, which saves an allocation for each word.
	low string
	at  int
	out []opinion.Token
}

func (t *tokenizer) emit(end int, norm string) {
	t.out = append(t.out, opinion.Token{Start: t.at, End: end, Norm: norm})
	t.at = end
}

func (t *tokenizer) next() {
	c := t.low[t.at]
	if c < utf8.RuneSelf {
		switch {
		case c == ' ' || c == '\n' || c == '\t':
			t.at++
		case c >= 'a' && c <= 'z':
			t.wordLike()
		case c >= '0' && c <= '9':
			t.number(t.at)
		default:
			t.mark(rune(c), 1)
		}
		return
	}
	r, size := utf8.DecodeRuneInString(t.low[t.at:])
	switch {
	case unicode.IsSpace(r):
		t.at += size
	case unicode.IsLetter(r) && r != '\u02bc':
		t.wordLike()
	case isEmoji(r):
		t.emoji()
	case unicode.IsDigit(r):
		t.number(t.at)
	default:
		t.mark(r, size)
	}
}

// wordEnd is where the letters, digits and combining marks from i on end.
func (t *tokenizer) wordEnd(i int) int {
	for i < len(t.low) {
		c := t.low[i]
		if c < utf8.RuneSelf {
			if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
				i++
				continue
			}
			return i
		}
		r, size := utf8.DecodeRuneInString(t.low[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '\u200d' || r == '\u02bc' { // an apostrophe, though a letter to Unicode
			return i
		}
		i += size
	}
	return i
}

func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
