package opinion

// Polarity of a mention.
type Polarity string

// The polarities: complaint, praise, both, neither.
const (
	Neg Polarity = "neg"
	Pos Polarity = "pos"
	Mix Polarity = "mix"
	Neu Polarity = "neu"
)

// Polarities are all polarities, in vector order.
var Polarities = [4]Polarity{Neg, Pos, Mix, Neu}

// Index is the place of p in Polarities; an unknown polarity counts as Neu.
func (p Polarity) Index() int {
	for i, x := range Polarities {
		if x == p {
			return i
		}
	}
	return 3
}

// Complaint tells whether a mention of polarity p complains.
func (p Polarity) Complaint() bool { return p == Neg || p == Mix }

// Stage of the customer's journey that a mention speaks about.
type Stage string

// The stages: before buying, buying, using, after; or none of them.
const (
	StagePre  Stage = "pre"
	StageBuy  Stage = "buy"
	StageUse  Stage = "use"
	StagePost Stage = "post"
	StageNone Stage = "none"
)

// Stages are all stages, in vector order.
var Stages = [5]Stage{StagePre, StageBuy, StageUse, StagePost, StageNone}

// Index is the place of s in Stages; an unknown stage counts as StageNone.
func (s Stage) Index() int {
	for i, x := range Stages {
		if x == s {
			return i
		}
	}
	return 4
}

// Touchpoint is where customer and company met.
type Touchpoint string

// The touchpoints.
const (
	Advert   Touchpoint = "advert"
	Site     Touchpoint = "site"
	App      Touchpoint = "app"
	Shop     Touchpoint = "store"
	Staff    Touchpoint = "staff"
	Phone    Touchpoint = "phone"
	Chat     Touchpoint = "chat"
	Email    Touchpoint = "email"
	Social   Touchpoint = "social"
	Delivery Touchpoint = "delivery"
	Kiosk    Touchpoint = "kiosk"
	Invoice  Touchpoint = "invoice"
)

// Touchpoints are all touchpoints, in the order of tables and charts.
var Touchpoints = [12]Touchpoint{Advert, Site, App, Shop, Staff, Phone, Chat, Email, Social, Delivery, Kiosk, Invoice}

// Human tells whether a person of the company stands at the touchpoint; the
// others are self-service or one-way.
func (t Touchpoint) Human() bool {
	switch t {
	case Shop, Staff, Phone, Chat, Email, Social, Delivery:
		return true
	}
	return false
}

// ServiceContact tells whether to touch t is to speak of the company's
// assistance: people and the channels to reach them. It underlies the figure
// "complaints that mention service".
func (t Touchpoint) ServiceContact() bool {
	switch t {
	case Staff, Phone, Chat, Email:
		return true
	}
	return false
}

// Factor is a side of the customer that a mention speaks of.
type Factor string

// The factors: what a customer does, feels, likes, sees, thinks, wants.
const (
	Does   Factor = "does"
	Feels  Factor = "feels"
	Likes  Factor = "likes"
	Sees   Factor = "sees"
	Thinks Factor = "thinks"
	Wants  Factor = "wants"
)

// Factors are all factors, in the order of tables.
var Factors = [6]Factor{Does, Feels, Likes, Sees, Thinks, Wants}

// Signal is something a mention foretells or betrays, beside its polarity.
type Signal string

// The signals: the customer leaves, recommends, had to work for it.
const (
	Defection Signal = "defection"
	Advocacy  Signal = "advocacy"
	Effort    Signal = "effort"
)

// Signals are all signals, in the order of tables.
var Signals = [3]Signal{Defection, Advocacy, Effort}
