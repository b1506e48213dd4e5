package opinion

import "time"

// Finding is the measured side of one annotated verbatim: numbers and labels,
// no text. Stages that count work on findings.
type Finding struct {
	ID       string
	Source   string
	Product  string
	PostedAt time.Time
	Rating   float64
	Language string
	// Annotated is false where the verbatim waits, was quarantined, or is not
	// in English; then nothing below is set.
	Annotated       bool
	Complaint       bool
	Cause           Class
	P               CauseP
	MentionsService bool
	NarrowService   bool
	// Cluster is shared by verbatims that are copies of one text; 0 for one
	// that has no copy.
	Cluster  int64
	Mentions []FindingMention
}

// FindingMention is a mention without its text.
type FindingMention struct {
	Start, End  int
	Polarity    Polarity
	PComplaint  float64
	Class       Class
	Theme       Theme
	Stage       Stage
	Gap         bool
	Touchpoints []Touchpoint
	Factors     []Factor
	Signals     []Signal
	// Aspects are set only where Filter.Aspects asks for them.
	Aspects []string
}

// Estimate is a figure that is never shown bare.
type Estimate struct {
	// Value is a share in 0..1; Low and High bound its 95 % interval.
	Value float64 `json:"estimate"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Filter narrows findings. Zero fields do not narrow.
type Filter struct {
	Source, Product string
	// From is inclusive, To exclusive; verbatims of unknown date fall out
	// where either is set.
	From, To time.Time
	// Aspects asks for the aspects of mentions, which cost a second read.
	Aspects bool
}
