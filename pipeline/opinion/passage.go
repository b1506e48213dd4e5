package opinion

// Passage is one verbatim as a classifier sees it: clean text, tokens, and the
// mentions to judge, all together so that a model may use the neighbours.
type Passage struct {
	Title string
	// Text is valid UTF-8 of the same length in bytes as the verbatim's text,
	// so that offsets hold in both.
	Text string
	// Rating is on 1..5; 0 means unknown.
	Rating float64
	// Tokens of Text in order; TitleTokens of Title.
	Tokens      []Token
	TitleTokens []Token
	Spans       []Span
}

// Token is a word, number, emoji or run of punctuation.
type Token struct {
	// Start and End are byte offsets.
	Start, End int
	// Norm is the token folded for features: lower case, plain apostrophes,
	// elongations cut ("soooo" is "sooo"), URLs, handles and numbers as
	// placeholders, n't kept as a token of its own.
	Norm string
}

// Span is a mention to judge.
type Span struct {
	// Start and End are byte offsets into Text.
	Start, End int
	// First and Last bound its tokens: Tokens[First:Last].
	First, Last int
}

// Judgement is what a classifier says of one Passage; Mentions go with Spans.
type Judgement struct {
	Cause    CauseP
	Mentions []MentionJudgement
}

// MentionJudgement holds calibrated probabilities for one mention.
type MentionJudgement struct {
	// Polarity is over Polarities; Complaint is P(neg or mix).
	Polarity  [4]float64
	Complaint float64
	// Class is conditional on the mention being a complaint.
	Class ClassP
	Theme ThemeP
	// Stage is over Stages.
	Stage [5]float64
	Gap   float64
}

// gapThreshold is the calibrated probability from which a mention counts as a
// gap. Gaps are rare (7 % of mentions), and the threshold that serves F1 best is
// half of the F1 that can be had (Lipton, Elkan & Naryanaswamy 2014, "Optimal
// thresholding of classifiers to maximize F1 measure").
const gapThreshold = 0.25

// IsGap tells whether the mention sets an expectation against what happened.
func (m *MentionJudgement) IsGap() bool { return m.Gap >= gapThreshold }

// ErrorMatrix tells how a classifier errs on one domain that it was not
// trained on. Row i sums the cause probabilities (or, in Hard, the decisions)
// that it gave the N[i] verbatims whose true cause is Causes[i].
type ErrorMatrix struct {
	Domain string        `json:"domain"`
	N      [4]int        `json:"n"`
	Soft   [4][4]float64 `json:"soft"`
	Hard   [4][4]int     `json:"hard"`
}
