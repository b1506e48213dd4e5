package report

import (
	"slices"
	"time"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
)

// minSpoken is the least number of verbatims that speak of a promise before
// anything is said of it.
const minSpoken = 5

// mostlyKept is the share below which a promise that most find kept still
// fails too many to be called kept: one customer in ten.
const mostlyKept = 0.9

// Most that the gap report shows of each kind.
const (
	claimBytes     = 200
	promisesTold   = 5
	voicesOfClaim  = 2
	statedPerTheme = 2
	unspokenShown  = 40
)

// GapInput is all that an expectation-gap report is made of.
type GapInput struct {
	Company string
	Gaps    opinion.Gaps
	// Quotes holds the verbatims that GapRefs asked for, in any order.
	Quotes []Quote
	// From and To bound the verbatims; zero where they are not bounded.
	From, To time.Time
	// Card tells how well claims and mentions are matched.
	Card        string
	Warnings    []string
	GeneratedAt time.Time
	Zone        *time.Location
}

// GapReport is the view-model of the expectation-gap report.
type GapReport struct {
	Version     int            `json:"version"`
	Company     string         `json:"company"`
	Title       string         `json:"title"`
	Period      string         `json:"period"`
	Answer      string         `json:"answer"`
	Lead        string         `json:"lead"`
	Promises    []Promise      `json:"promises"`
	Finding     string         `json:"finding"`
	Unspoken    []ClaimView    `json:"unspoken"`
	Unclaimed   []StatedTheme  `json:"unclaimed"`
	Stated      []StatedTheme  `json:"stated"`
	Products    []Row          `json:"products"`
	Stages      []Row          `json:"stages"`
	Price       []BalancePoint `json:"price"`
	Warnings    []string       `json:"warnings"`
	Card        string         `json:"card"`
	GeneratedAt string         `json:"generated_at"`
}

// ClaimView is a claim, fit to show.
type ClaimView struct {
	Text    string `json:"text"`
	Product string `json:"product"`
	Source  string `json:"source"`
	Link    string `json:"link"`
}

// Promise is a row of the ledger.
type Promise struct {
	Claim      ClaimView `json:"claim"`
	Support    int       `json:"support"`
	Contradict int       `json:"contradict"`
	// Kept is the share of those who speak of it that say it was kept.
	Kept     float64 `json:"kept"`
	KeptLow  float64 `json:"kept_low"`
	KeptHigh float64 `json:"kept_high"`
	KeptText string  `json:"kept_text"`
	Gap      float64 `json:"gap"`
	GapText  string  `json:"gap_text"`
	Loss     float64 `json:"loss"`
	Verdict  string  `json:"verdict"`
	Todo     string  `json:"todo"`
	// Against and For are telling verbatims.
	Against []QuoteView `json:"against"`
	For     []QuoteView `json:"for"`
}

// StatedTheme are the stated gaps of a theme.
type StatedTheme struct {
	Theme     string       `json:"theme"`
	Name      string       `json:"name"`
	N         int          `json:"n"`
	ByCompany int          `json:"by_company"`
	Examples  []StatedView `json:"examples"`
}

// StatedView is a gap with its two sides.
type StatedView struct {
	Expectation string    `json:"expectation"`
	Experience  string    `json:"experience"`
	Quote       QuoteView `json:"quote"`
}

// GapRefs are the mentions whose texts BuildGaps can show, each once.
func GapRefs(g opinion.Gaps) []opinion.MentionRef {
	var out []opinion.MentionRef
	seen := map[opinion.MentionRef]bool{}
	add := func(r opinion.MentionRef) {
		if !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
	}
	for i, p := range g.Promises {
		if i < promisesTold {
			for _, r := range slices.Concat(p.Contradicting, p.Supporting) {
				add(r)
			}
		}
	}
	for _, group := range [][]opinion.StatedGaps{g.Stated, g.Unclaimed} {
		for _, t := range group {
			for _, e := range t.Examples {
				add(e.MentionRef)
			}
		}
	}
	return out
}

// BuildGaps makes the report. It is pure: the same input gives the same report.
func BuildGaps(in GapInput) GapReport {
	zone := in.Zone
	if zone == nil {
		zone = time.UTC
	}
	b := builder{zone: zone, quotes: map[opinion.MentionRef]Quote{}, shown: map[opinion.MentionRef]bool{}}
	for _, q := range in.Quotes {
		b.quotes[q.Ref] = q
	}
	g := in.Gaps
	r := GapReport{
		Version: Version, Company: shortened(in.Company, nameBytes), Title: "Expectation gaps", Period: period(in.From, in.To, zone),
		Promises: []Promise{}, Unspoken: []ClaimView{}, Price: []BalancePoint{}, Warnings: []string{}, Card: shortened(in.Card, 4*remarkBytes),
	}
	if !in.GeneratedAt.IsZero() {
		r.GeneratedAt = in.GeneratedAt.In(zone).Format(time.RFC3339)
	}
	for i, p := range g.Promises {
		r.Promises = append(r.Promises, b.promise(p, i < promisesTold))
	}
	for _, c := range g.Unspoken[:min(len(g.Unspoken), unspokenShown)] {
		r.Unspoken = append(r.Unspoken, claimView(c))
	}
	told := newSpeakers() // nobody twice, nor under both headings
	r.Unclaimed = b.stated(g.Unclaimed, told)
	r.Stated = b.stated(g.Stated, told)
	r.Products = counts(g.Products, func(s string) string { return named(s) }, nil)
	r.Stages = counts(g.Stages, stageName, nil)
	for _, p := range g.Price {
		r.Price = append(r.Price, balancePoint(p))
	}
	for _, w := range in.Warnings {
		r.Warnings = append(r.Warnings, shortened(w, remarkBytes))
	}
	r.Answer, r.Lead, r.Finding = gapAnswer(g), gapLead(r.Promises), gapFinding(r.Promises)
	return r
}

func claimView(c opinion.Claim) ClaimView {
	return ClaimView{
		Text: mask.Text(shortened(c.Text, claimBytes)), Product: named(c.Product), Source: named(c.Source), Link: safeLink(c.URL),
	}
}

func (b *builder) promise(p opinion.Promise, told bool) Promise {
	n := p.Support + p.Contradict
	out := Promise{
		Claim: claimView(p.Claim), Support: p.Support, Contradict: p.Contradict,
		Kept: p.Kept.Value, KeptLow: p.Kept.Low, KeptHigh: p.Kept.High, Gap: p.Gap.Value, Loss: p.Loss,
		KeptText: percent(p.Kept.Value) + " " + interval(p.Kept.Low, p.Kept.High),
		GapText:  signed(p.Gap.Value) + nbsp + "(" + signed(p.Gap.Low) + nbsp + "to" + nbsp + signed(p.Gap.High) + ")",
		Against:  []QuoteView{}, For: []QuoteView{},
	}
	out.Verdict, out.Todo = verdict(p)
	if n < minSpoken {
		out.KeptText, out.GapText = "too few", "too few"
	}
	if told {
		by := newSpeakers()
		out.Against, out.For = b.pick(p.Contradicting, voicesOfClaim, by), b.pick(p.Supporting, 1, by)
	}
	return out
}

// verdict says what to do with a promise: the interval of its kept share
// decides, and whose the broken ones are to fix.
func verdict(p opinion.Promise) (verdict, todo string) {
	switch {
	case p.Support+p.Contradict < minSpoken:
		return "too few to tell", "Listen on."
	case p.Kept.High < 0.5:
		switch p.Fix {
		case opinion.Product, opinion.Service:
			return "broken", "Stop promising it until " + string(p.Fix) + " has fixed it."
		}
		return "broken", "Stop saying it, or say it as it is."
	case p.Kept.Low > 0.5 && p.Kept.High < mostlyKept:
		if p.Fix == opinion.Product || p.Fix == opinion.Service {
			return "mostly kept", "Keep saying it, and let " + string(p.Fix) + " fix where it fails."
		}
		return "mostly kept", "Keep saying it, and say where it does not hold."
	case p.Kept.Low > 0.5:
		return "kept", "Keep saying it."
	}
	if p.Fix == opinion.Product || p.Fix == opinion.Service {
		return "divided", "Let " + string(p.Fix) + " fix what breaks it, so that it holds."
	}
	return "divided", "Say what it depends on."
}

func (b *builder) stated(groups []opinion.StatedGaps, by speakers) []StatedTheme {
	out := []StatedTheme{}
	for _, g := range groups {
		t := StatedTheme{Theme: plain(string(g.Theme)), Name: wordsOf(g.Theme).name, N: g.N, ByCompany: g.ByCompany, Examples: []StatedView{}}
		for _, e := range g.Examples {
			q, ok := b.quotes[e.MentionRef]
			if !ok || len(t.Examples) == statedPerTheme || by.heard(q) {
				continue
			}
			by.hear(q)
			t.Examples = append(t.Examples, StatedView{
				Expectation: side(q.Text, e.Expectation), Experience: side(q.Text, e.Experience), Quote: b.view(q),
			})
		}
		out = append(out, t)
	}
	return out
}

// side is one side of a stated gap, clean and masked.
func side(text string, r [2]int) string {
	if r[0] < 0 || r[1] > len(text) || r[0] >= r[1] {
		return ""
	}
	return mask.Text(shortened(text[r[0]:r[1]], remarkBytes))
}
