package opinion

import "time"

// Claim is one promise in the company's own words: a sentence of a product
// page, a campaign or a list. It is never a verbatim.
type Claim struct {
	// ID is stable over reruns: a hash of source, product and text.
	ID      string
	Source  string
	Product string
	// URL leads to the page or names the file that makes the claim.
	URL  string
	Text string
	// FirstSeen and LastSeen bound when the company was found to say so.
	FirstSeen, LastSeen time.Time
}

// GapMention is a mention that speaks of what was promised or expected.
type GapMention struct {
	MentionRef
	// Claims are the places of the claims that it speaks of, with the
	// probability that it does, most probable first.
	Claims []ClaimMatch
	// Stated: it sets an expectation against an experience, whose byte ranges
	// in the verbatim's text follow; Experience may be empty. ByCompany:
	// somebody promised it.
	Stated                  bool
	ByCompany               bool
	Expectation, Experience [2]int
}

// ClaimMatch is a claim that a mention speaks of.
type ClaimMatch struct {
	Claim int
	P     float64
}

// Promise is a claim beside what customers say of it. Counts are of verbatims;
// one that both praises and complains of it counts on both sides.
type Promise struct {
	Claim               Claim
	Support, Contradict int
	// Kept is Support in Support + Contradict.
	Kept Share
	// Gap is experience minus expectation (SERVQUAL; Parasuraman, Zeithaml and
	// Berry 1988): experience is the net polarity of what is said, -1..1, and
	// the expectation that the claim sets is 1. So -2 is a promise broken
	// every time, 0 one kept every time.
	Gap Estimate
	// Loss is (Support + Contradict) times -Gap: what the promise costs.
	Loss float64
	// Fix is whose most of the contradicting mentions are to fix.
	Fix Class
	// Contradicting and Supporting are telling mentions, best first.
	Contradicting, Supporting []MentionRef
}

// StatedGaps are the stated gaps of one theme.
type StatedGaps struct {
	Theme Theme
	Class Class
	// N verbatims; in ByCompany of them somebody had promised it.
	N, ByCompany int
	Examples     []GapMention
}

// Gaps are all numbers of an expectation-gap report.
type Gaps struct {
	Base Base
	// Stated are mentions with both sides, by theme, most first; StatedBase
	// verbatims hold one. Products and Stages divide them.
	Stated           []StatedGaps
	StatedBase       int
	Products, Stages []Count
	// Promises are the claims that customers speak of, largest loss first;
	// Unspoken those that nobody speaks of.
	Promises []Promise
	Unspoken []Claim
	// Unclaimed are promises that somebody made and no claim makes.
	Unclaimed []StatedGaps
	// Price weighs the themes of price and value.
	Price []ThemeBalance
}
