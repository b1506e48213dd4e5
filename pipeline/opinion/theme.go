package opinion

import "fmt"

// Theme is the second level below Class.
type Theme string

// The themes of the codebook. General and NoTheme belong to class None.
const (
	Performance   Theme = "performance"
	Features      Theme = "features"
	Reliability   Theme = "reliability"
	Durability    Theme = "durability"
	Usability     Theme = "usability"
	DesignTheme   Theme = "design"
	Content       Theme = "content"
	Safety        Theme = "safety"
	Compatibility Theme = "compatibility"

	Claims         Theme = "claims"
	PriceValue     Theme = "price_value"
	FeesTerms      Theme = "fees_terms"
	Promotion      Theme = "promotion"
	Communications Theme = "communications"
	Sales          Theme = "sales"
	Brand          Theme = "brand"

	Responsiveness Theme = "responsiveness"
	Attitude       Theme = "attitude"
	Knowledge      Theme = "knowledge"
	Resolution     Theme = "resolution"
	ReturnsRefunds Theme = "returns_refunds"
	Fulfilment     Theme = "fulfilment"
	BillingAdmin   Theme = "billing_admin"

	General Theme = "general"
	NoTheme Theme = "none"
)

// Themes are all themes, in the order in which every probability vector holds
// them: product's, marketing's, service's, then none's.
var Themes = [25]Theme{
	Performance, Features, Reliability, Durability, Usability, DesignTheme, Content, Safety, Compatibility,
	Claims, PriceValue, FeesTerms, Promotion, Communications, Sales, Brand,
	Responsiveness, Attitude, Knowledge, Resolution, ReturnsRefunds, Fulfilment, BillingAdmin,
	General, NoTheme,
}

// themeBounds[i] and themeBounds[i+1] enclose the themes of Causes[i] in Themes.
var themeBounds = [5]int{0, 9, 16, 23, 25}

// ThemesOf are the themes of one class, in vector order.
func ThemesOf(c Class) []Theme {
	i := c.Index()
	return Themes[themeBounds[i]:themeBounds[i+1]]
}

// Index is the place of t in Themes; an unknown theme counts as NoTheme.
func (t Theme) Index() int {
	for i, x := range Themes {
		if x == t {
			return i
		}
	}
	return len(Themes) - 1
}

// Class is the class that t belongs to.
func (t Theme) Class() Class {
	i := t.Index()
	for c := range Causes {
		if i < themeBounds[c+1] {
			return Causes[c]
		}
	}
	return None
}

// NarrowService tells whether t is service in the narrow sense: assistance and
// advice. Fulfilment and billing make up the rest of the broad sense.
func (t Theme) NarrowService() bool {
	switch t {
	case Responsiveness, Attitude, Knowledge, Resolution, ReturnsRefunds:
		return true
	}
	return false
}

// ParseTheme reads a theme as it is written in gold files and in the database.
func ParseTheme(s string) (Theme, error) {
	for _, t := range Themes {
		if string(t) == s {
			return t, nil
		}
	}
	return NoTheme, fmt.Errorf("theme %q is not in the codebook", s)
}

// ThemeP holds a probability (0..1) for each of Themes; they sum to 1.
type ThemeP [25]float64

// BestOf is the most probable theme among those of class c.
func (p *ThemeP) BestOf(c Class) (Theme, float64) {
	i := c.Index()
	best := themeBounds[i]
	for k := best; k < themeBounds[i+1]; k++ {
		if p[k] > p[best] {
			best = k
		}
	}
	return Themes[best], p[best]
}
