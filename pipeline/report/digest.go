package report

// Version of the JSON schema. It rises when a field changes its meaning or
// goes; new fields do not raise it.
const Version = 1

// Digest is the view-model of one week: sentences, and numbers with the words
// to show them. Texts from outside are clean and masked, yet not escaped:
// that is each renderer's own duty.
type Digest struct {
	Version     int    `json:"version"`
	Company     string `json:"company"`
	Title       string `json:"title"`
	Week        Week   `json:"week"`
	GeneratedAt string `json:"generated_at"`
	// State is "full", "small" (too few complaints for a share) or "empty".
	State string `json:"state"`
	// Reviews of the week that were read, and Complaints among them.
	Reviews    int    `json:"reviews"`
	Complaints int    `json:"complaints"`
	Answer     string `json:"answer"`
	// Lead says whose most complaints are to fix; empty in a small week.
	Lead string `json:"lead"`
	// Before is last week's figure, or says that there is none.
	Before string `json:"before"`
	// beforeTold: Answer says so already.
	beforeTold bool
	// Narrow is the share in the narrow sense; empty in a small week.
	Narrow  string   `json:"narrow"`
	Changes []Change `json:"changes"`
	// ChangesNote stands where Changes is empty.
	ChangesNote string      `json:"changes_note"`
	Actions     []Action    `json:"actions"`
	Service     ServicePair `json:"service"`
	Causes      []Row       `json:"causes"`
	// CausesFinding is Lead as the title of a chart.
	CausesFinding string  `json:"causes_finding"`
	Venn          Venn    `json:"venn"`
	Trend         Trend   `json:"trend"`
	Classes       []Class `json:"classes"`
	Gaps          Gaps    `json:"gaps"`
	Balance       Balance `json:"balance"`
	News          []Risen `json:"news"`
	Wants         []Want  `json:"wants"`
	Liked         []Liked `json:"liked"`
	Journey       []Row   `json:"journey"`
	Touchpoints   []Row   `json:"touchpoints"`
	// JourneyFinding and TouchpointsFinding say in a line what the rows show.
	JourneyFinding     string  `json:"journey_finding"`
	TouchpointsFinding string  `json:"touchpoints_finding"`
	Sources            []Group `json:"sources"`
	Products           []Group `json:"products"`
	Honesty            Honesty `json:"honesty"`
}

// Empty tells that no review of the week was read: there is nothing to send.
func (d Digest) Empty() bool { return d.Reviews <= 0 }

// Aside is Before where Answer does not hold it already.
func (d Digest) Aside() string {
	if d.beforeTold {
		return ""
	}
	return d.Before
}

// Week names the week; Start and End are dates, both inclusive.
type Week struct {
	Year   int    `json:"year"`
	Number int    `json:"number"`
	Start  string `json:"start"`
	End    string `json:"end"`
	Text   string `json:"text"`
}

// Share is a prevalence: values in 0..1, and the words for it.
type Share struct {
	// Known is false where the base is too small or the figure is missing;
	// then only Base and Text mean anything.
	Known   bool    `json:"known"`
	Value   float64 `json:"estimate"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Base    int     `json:"base"`
	Counted int     `json:"counted"`
	// Text is like "31 % (27–35)", or says why there is none.
	Text string `json:"text"`
}

// Row is a labelled count of complaints with its share of them.
type Row struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	N     int    `json:"n"`
	Share Share  `json:"share"`
	// Note is "people", "self-service or one-way" for touchpoints.
	Note string `json:"note,omitempty"`
}

// Change is a material change of a theme since the week before.
type Change struct {
	Class  string  `json:"class"`
	Theme  string  `json:"theme"`
	Points float64 `json:"points"`
	Text   string  `json:"text"`
}

// Action tells one of the three what to do on Monday.
type Action struct {
	Class string `json:"class"`
	Name  string `json:"name"`
	Share Share  `json:"share"`
	// First says what to begin with; Steps what to ask of whom.
	First string `json:"first"`
	Steps []Fact `json:"steps"`
}

// ServicePair sets the two figures that are so often confused side by side.
type ServicePair struct {
	Caused   Share `json:"caused"`
	Mentions Share `json:"mentions"`
	// Text is the finding, Note what it means.
	Text string `json:"text"`
	Note string `json:"note"`
}

// Venn counts complaints by the classes their mentions hold.
type Venn struct {
	Product   int `json:"product"`
	Marketing int `json:"marketing"`
	Service   int `json:"service"`
	// Regions hold each combination once: keys like "product+service".
	Regions []Region `json:"regions"`
	Total   int      `json:"total"`
	// NoClass is how many complaints name no class; they are not drawn.
	NoClass int    `json:"no_class"`
	Finding string `json:"finding"`
}

// Region is a part of the Venn diagram.
type Region struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Trend is the weekly share of the causes.
type Trend struct {
	Points []TrendPoint `json:"points"`
	Text   string       `json:"text"`
	// Finding is the last week against the one before, in a line.
	Finding string `json:"finding"`
}

// Drawable tells whether there is a line to draw: two weeks with a share.
func (t Trend) Drawable() bool {
	n := 0
	for _, p := range t.Points {
		if p.Service.Known {
			n++
		}
	}
	return n > 1
}

// TrendPoint is one week. Shares are not Known where the base is too small.
type TrendPoint struct {
	Week  Week   `json:"week"`
	Label string `json:"label"`
	Base  int    `json:"base"`
	Model string `json:"model"`
	// NewModel: another model judged the weeks before.
	NewModel  bool  `json:"new_model"`
	Product   Share `json:"product"`
	Marketing Share `json:"marketing"`
	Service   Share `json:"service"`
}

// Class gathers what one of the three has to know.
type Class struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	// Text says how the table's counts go with the class's own share.
	Text   string      `json:"text"`
	Themes []Theme     `json:"themes"`
	Quotes []QuoteView `json:"quotes"`
}

// Theme is a row of a class's table.
type Theme struct {
	Key         string  `json:"key"`
	Name        string  `json:"name"`
	Says        string  `json:"says"`
	Now         int     `json:"now"`
	Before      int     `json:"before"`
	Share       Share   `json:"share"`
	Points      float64 `json:"points"`
	Comparable  bool    `json:"comparable"`
	Significant bool    `json:"significant"`
	Change      string  `json:"change"`
	Defection   int     `json:"defection"`
	Effort      int     `json:"effort"`
	// Products are those that these complaints are about, most first.
	Products []Named `json:"products"`
	// Signals are the products, who leaves, and who had to struggle, in words.
	Signals string `json:"signals"`
	// ask is the question to take to those who can fix it.
	ask string
}

// Named is a name with how many complaints are about it.
type Named struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// QuoteView is a quotation ready to show. Before, Mention and After are its
// parts in order, exact but for masked personal data and for cuts.
type QuoteView struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Before  string `json:"before"`
	Mention string `json:"mention"`
	After   string `json:"after"`
	Theme   string `json:"theme"`
	Source  string `json:"source"`
	Product string `json:"product"`
	// Link is http or https, else empty; Place is what to show instead then.
	Link  string `json:"link"`
	Place string `json:"place"`
	Date  string `json:"date"`
	// Rating is like "2 of 5", empty where unknown.
	Rating string `json:"rating"`
}

// Gaps are expectations that were not met.
type Gaps struct {
	Count  int         `json:"count"`
	Text   string      `json:"text"`
	Quotes []QuoteView `json:"quotes"`
}

// Group is one source or product.
type Group struct {
	Name    string `json:"name"`
	Service Share  `json:"service"`
}

// Honesty is the footer: what stands behind the figures and what does not.
type Honesty struct {
	Sources []SourceLine `json:"sources"`
	Total   SourceLine   `json:"total"`
	// Items are labelled facts, in order.
	Items    []Fact   `json:"items"`
	Warnings []string `json:"warnings"`
	Card     string   `json:"card"`
}

// SourceLine is the ledger of one source.
type SourceLine struct {
	Name     string `json:"name"`
	Pages    int    `json:"pages"`
	Failed   int    `json:"failed"`
	Blocked  int    `json:"blocked"`
	Parsed   int    `json:"parsed"`
	New      int    `json:"new"`
	Revised  int    `json:"revised"`
	Known    int    `json:"duplicates"`
	Rejected int    `json:"rejected"`
	// Announced is -1 where the source does not say how many it has.
	Announced int `json:"announced"`
	Unchanged int `json:"unchanged"`
	// Skipped items were left out on purpose, by reason, most first.
	Skipped        int     `json:"skipped"`
	SkippedReasons []Named `json:"skipped_reasons"`
	// Gone verbatims were there before and are no longer.
	Gone   int  `json:"gone"`
	Capped bool `json:"capped"`
	// LastGood is the day of the last whole reading, empty where unknown.
	LastGood string   `json:"last_good"`
	Notes    []string `json:"notes"`
}

// Fact is a label with what is to be said of it.
type Fact struct {
	Name string `json:"name"`
	Text string `json:"text"`
}
