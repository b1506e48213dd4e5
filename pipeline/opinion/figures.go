package opinion

import "time"

// Share is a prevalence with everything a reader needs to weigh it.
type Share struct {
	Estimate
	// Base is the denominator; Counted how many the classifier's bare
	// decisions put in the numerator, before correction.
	Base    int `json:"base"`
	Counted int `json:"counted"`
}

// Base names the two denominators.
type Base struct {
	Complaints int `json:"complaints"`
	Verbatims  int `json:"verbatims"`
}

// Shares answer the question: how much of it is really about service? Unless
// a name says otherwise they are shares of complaints. Shares over Causes sum
// to 1: None is the complaints that blame no one in particular.
type Shares struct {
	Base Base `json:"base"`
	// Copies of a text that counts in Base were left out.
	Copies          int             `json:"copies"`
	Of              map[Class]Share `json:"shares"`
	OfAll           map[Class]Share `json:"shares_of_all"`
	ServiceNarrow   Share           `json:"service_narrow"`
	MentionsService Share           `json:"mentions_service"`
	// Estimator names the method ("pacc", "em", "count", "ppi").
	Estimator string `json:"estimator"`
	Model     string `json:"model"`
	// Labels is how many human labels stand behind the correction.
	Labels   int      `json:"labels"`
	Warnings []string `json:"warnings,omitempty"`
}

// Week is an ISO week in a time zone.
type Week struct {
	Year, Number int
	// Start is Monday 00:00, End the next Monday 00:00, in the zone.
	Start, End time.Time
}

// WeekShares is a point of the trend.
type WeekShares struct {
	Week   Week
	Shares Shares
}

// GroupShares are the shares of one source or one product.
type GroupShares struct {
	Name   string
	Shares Shares
}

// ThemeCount is a theme's volume this week and the week before, in complaint
// verbatims that hold a complaint mention of the theme.
type ThemeCount struct {
	Theme       Theme
	Class       Class
	Now, Before int
	// Share of this week's complaints, and of the week before's.
	Share, ShareBefore Share
	// Change is Share minus ShareBefore in points of 100. Significant: it
	// survives a two-proportion test with Benjamini-Hochberg over all rows
	// shown, with a base of at least 20 in both weeks.
	Change      float64
	Significant bool
	// Comparable is false where a base is below 20 or a week is incomplete.
	Comparable bool
	// Defection and Effort count mentions with those signals this week.
	Defection, Effort int
	// Products are those that the complaints are about, most first.
	Products []Count
	// Typical are IDs with mention indexes, most typical first.
	Typical []MentionRef
}

// ClassChange is a class's share of complaints, this week and the week before.
type ClassChange struct {
	Class       Class
	Now, Before Share
	// Change is Now minus Before in points of 100; Significant and Comparable
	// are as for ThemeCount, tested together with the themes.
	Change      float64
	Significant bool
	Comparable  bool
}

// MentionRef points at a mention of a verbatim.
type MentionRef struct {
	ID    string
	Index int
}

// Venn counts complaint verbatims by the set of classes that their complaint
// mentions hold: index bit 0 product, bit 1 marketing, bit 2 service. Index 0
// counts those with no class.
type Venn [8]int

// Count is a labelled number of complaint verbatims.
type Count struct {
	Label string
	N     int
	Share Share
}

// Figures are all numbers of one digest.
type Figures struct {
	Week          Week
	Now, Previous Shares
	// HasPrevious is false where the week before holds no complaint.
	HasPrevious bool
	Trend       []WeekShares
	BySource    []GroupShares
	ByProduct   []GroupShares
	// Classes has one row for each of Causes.
	Classes     []ClassChange
	Themes      []ThemeCount
	Venn        Venn
	Journey     []Count
	Touchpoints []Count
	// Gaps are mentions that set an expectation against what happened.
	Gaps     []MentionRef
	GapCount int
	// Quotes are, by class, mentions worth quoting, best first.
	Quotes map[Class][]MentionRef
	// Languages counts verbatims of the week by language; Waiting those not
	// yet annotated; Quarantined those that could not be.
	Languages            map[string]int
	Waiting, Quarantined int
	// Copies of the week were left out: the same text as another's of the
	// week, which was counted. Undated verbatims of the database are in no
	// week.
	Copies, Undated int
	// Balance is the importance-satisfaction map, largest volume first.
	Balance []ThemeBalance
	// News are terms that rose, Needs what people want, Praise what they
	// praise; most first.
	News   []Rise
	Needs  []Need
	Praise []Praise
}
