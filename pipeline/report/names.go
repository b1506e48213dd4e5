package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gripe/pipeline/opinion"
)

// className is a class as a reader calls it.
func className(c opinion.Class) string {
	switch c {
	case opinion.Product:
		return "Product"
	case opinion.Marketing:
		return "Marketing"
	case opinion.Service:
		return "Service"
	}
	return "No one in particular"
}

// themeWords are a theme's name, what customers say under it (after the
// codebook), and the question to take to those who can fix it.
type themeWords struct{ name, says, ask string }

func wordsOf(t opinion.Theme) themeWords {
	switch t {
	case opinion.Performance:
		return themeWords{"Performance", "does its job badly", "Which job does it do badly, and since which release or batch?"}
	case opinion.Features:
		return themeWords{"Features", "missing or removed", "Which one missing thing is named most, and was it ever there?"}
	case opinion.Reliability:
		return themeWords{"Reliability", "breaks, crashes, fails", "Can engineering reproduce the failures quoted here?"}
	case opinion.Durability:
		return themeWords{"Durability", "wears out early", "Which part wears out first, and after how long?"}
	case opinion.Usability:
		return themeWords{"Usability", "hard to use or understand", "At which step do they give up? Watch five people try it."}
	case opinion.DesignTheme:
		return themeWords{"Design", "looks, size, fit, comfort, noise", "Is it one variant, or all of them?"}
	case opinion.Content:
		return themeWords{"Content", "food, selection, information", "Which items are named, and who chooses them?"}
	case opinion.Safety:
		return themeWords{"Safety", "danger, health, security, privacy", "Is anyone at risk now? Read every one of these today."}
	case opinion.Compatibility:
		return themeWords{"Compatibility", "does not work with other things", "With what does it fail, and do we say so before they buy?"}
	case opinion.Claims:
		return themeWords{"Claims", "not as described or pictured", "Which sentence or picture raised the hope? Correct it."}
	case opinion.PriceValue:
		return themeWords{"Price and value", "too dear for what it is", "Compared with what, and did the price or the product change?"}
	case opinion.FeesTerms:
		return themeWords{"Fees and terms", "hidden fees, small print", "Where do they first meet the fee? Show it earlier."}
	case opinion.Promotion:
		return themeWords{"Promotions", "offers and points not honoured", "Which offer, and are its conditions plain?"}
	case opinion.Communications:
		return themeWords{"Communications", "spam, pop-ups, unwanted calls", "Which message is it, and can they stop it in one step?"}
	case opinion.Sales:
		return themeWords{"Sales", "promises and pressure before buying", "What was promised, and by whom?"}
	case opinion.Brand:
		return themeWords{"Brand", "hype, image, reputation", "Which expectation does the name raise that we do not meet?"}
	case opinion.Responsiveness:
		return themeWords{"Responsiveness", "no answer, on hold, waiting", "How long do they wait, on which channel, at which hours?"}
	case opinion.Attitude:
		return themeWords{"Attitude", "rude or indifferent", "Is it one place or team? Listen to the contacts behind these."}
	case opinion.Knowledge:
		return themeWords{"Knowledge", "wrong or conflicting advice", "Which question was answered wrongly? Put the answer where staff look."}
	case opinion.Resolution:
		return themeWords{"Resolution", "not solved, passed around", "Who owns a case from the first contact to the last?"}
	case opinion.ReturnsRefunds:
		return themeWords{"Returns and refunds", "returns, refunds, claims, warranty", "How old is the oldest open refund, and what holds it up?"}
	case opinion.Fulfilment:
		return themeWords{"Fulfilment", "late, wrong, missing, damaged on the way", "Which carrier, depot or item stands behind these?"}
	case opinion.BillingAdmin:
		return themeWords{"Billing and accounts", "wrong charges, account errors", "Which charge was wrong, and who else was charged it?"}
	case opinion.General:
		return themeWords{name: "General", says: "a verdict without a cause"}
	case opinion.NoTheme:
		return themeWords{name: "Not said"}
	}
	return themeWords{name: coined(string(t))}
}

// coined is the name of a label that this package has no words for yet: its
// letters and digits, for the rest may be anything.
func coined(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
	if len(s) > 40 {
		s = s[:wordEnd(s, 0, 40)]
	}
	if s == "" {
		return "Unnamed"
	}
	return s
}

// lowerFirst sets a name inside a sentence.
func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

func stageName(s string) string {
	switch opinion.Stage(s) {
	case opinion.StagePre:
		return "Before buying"
	case opinion.StageBuy:
		return "Buying"
	case opinion.StageUse:
		return "Using"
	case opinion.StagePost:
		return "After"
	case opinion.StageNone:
		return "Not said"
	}
	return shortened(s, nameBytes)
}

func touchpointName(s string) string {
	switch opinion.Touchpoint(s) {
	case opinion.Advert:
		return "Advert"
	case opinion.Site:
		return "Website"
	case opinion.App:
		return "App"
	case opinion.Shop:
		return "Shop or branch"
	case opinion.Staff:
		return "Staff"
	case opinion.Phone:
		return "Phone"
	case opinion.Chat:
		return "Chat"
	case opinion.Email:
		return "E-mail"
	case opinion.Social:
		return "Social media"
	case opinion.Delivery:
		return "Delivery"
	case opinion.Kiosk:
		return "Kiosk"
	case opinion.Invoice:
		return "Invoice"
	}
	return shortened(s, nameBytes)
}

// touchpointPeople notes a touchpoint where people meet.
const touchpointPeople = "people"

func touchpointKind(s string) string {
	if opinion.Touchpoint(s).Human() {
		return touchpointPeople
	}
	return "self-service or one-way"
}

// estimatorName says in words how the shares were estimated.
func estimatorName(s string) string {
	switch s {
	case "pacc":
		return "the classifier's probabilities, corrected for its own errors (PACC)"
	case "em":
		return "the classifier's probabilities, corrected for a shift in what is complained of (EM)"
	case "ppi":
		return "the classifier's decisions, put right by human checks of a random sample (prediction-powered inference)"
	case "count":
		return "a bare count of the classifier's decisions, not corrected for its errors"
	case "":
		return "not stated"
	}
	return shortened(s, nameBytes)
}
