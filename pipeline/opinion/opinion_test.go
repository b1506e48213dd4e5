package opinion

import (
	"testing"
	"time"
)

func TestThemesAndClassesAgree(t *testing.T) {
	n := 0
	for _, c := range Causes {
		for _, theme := range ThemesOf(c) {
			n++
			if theme.Class() != c {
				t.Errorf("%s belongs to %s, not %s", theme, theme.Class(), c)
			}
			if got, err := ParseTheme(string(theme)); err != nil || got != theme {
				t.Errorf("ParseTheme(%q) = %q, %v", theme, got, err)
			}
			if theme.NarrowService() && c != Service {
				t.Errorf("%s is narrow service outside service", theme)
			}
		}
		if got, err := ParseClass(string(c)); err != nil || got != c || Causes[c.Index()] != c {
			t.Errorf("ParseClass(%q) = %q, %v", c, got, err)
		}
	}
	if n != len(Themes) {
		t.Errorf("%d themes belong to a class, of %d", n, len(Themes))
	}
	if _, err := ParseTheme("colour"); err == nil {
		t.Error("an unknown theme must be an error")
	}
	if _, err := ParseClass("Product"); err == nil {
		t.Error("an unknown class must be an error")
	}
}

func TestIndexesAreVectorOrder(t *testing.T) {
	for i, p := range Polarities {
		if p.Index() != i {
			t.Errorf("%s has index %d", p, p.Index())
		}
	}
	for i, s := range Stages {
		if s.Index() != i {
			t.Errorf("%s has index %d", s, s.Index())
		}
	}
	for i, theme := range Themes {
		if theme.Index() != i {
			t.Errorf("%s has index %d", theme, theme.Index())
		}
	}
}

func TestBest(t *testing.T) {
	if c, p := (CauseP{0.2, 0.4, 0.4, 0}).Best(); c != Marketing || p != 0.4 {
		t.Errorf("a tie must go to the earlier: %s %g", c, p)
	}
	if c, p := (ClassP{0.1, 0.2, 0.7}).Best(); c != Service || p != 0.7 {
		t.Errorf("%s %g", c, p)
	}
	p := ThemeP{}
	p[Fulfilment.Index()], p[Claims.Index()] = 0.3, 0.7
	if theme, v := p.BestOf(Service); theme != Fulfilment || v != 0.3 {
		t.Errorf("BestOf looks beyond its class: %s %g", theme, v)
	}
}

func TestIdentity(t *testing.T) {
	day := time.Date(2026, 11, 2, 23, 30, 0, 0, time.FixedZone("", -3600))
	base := Verbatim{Source: "shop", Text: "It broke.", Author: "A", PostedAt: day}
	id := func(v Verbatim) string { v.Identify(); return v.ID }
	if len(id(base)) != 24 {
		t.Fatalf("id %q is not 24 digits", id(base))
	}
	spaced := base
	spaced.Text = "  It\n broke. "
	if id(spaced) != id(base) {
		t.Error("white space must not make another verbatim")
	}
	for name, change := range map[string]func(*Verbatim){
		"source": func(v *Verbatim) { v.Source = "x" },
		"text":   func(v *Verbatim) { v.Text = "It bent." },
		"author": func(v *Verbatim) { v.Author = "B" },
		"day":    func(v *Verbatim) { v.PostedAt = day.Add(24 * time.Hour) },
		"split":  func(v *Verbatim) { v.Author, v.Text = "AIt", "broke." },
	} {
		v := base
		change(&v)
		if id(v) == id(base) {
			t.Errorf("another %s must be another verbatim", name)
		}
	}
	named := Verbatim{Source: "shop", ExternalID: "7", Text: "a"}
	edited := Verbatim{Source: "shop", ExternalID: "7", Text: "b"}
	if id(named) != id(edited) || named.Content() == edited.Content() {
		t.Error("an edit is the same verbatim with other content")
	}
}

func TestBlankAndEmpty(t *testing.T) {
	for _, c := range []struct {
		v            Verbatim
		blank, empty bool
	}{
		{Verbatim{}, true, true},
		{Verbatim{Text: " \n"}, true, true},
		{Verbatim{Rating: 4}, true, false},
		{Verbatim{RatingRaw: "87"}, true, false},
		{Verbatim{Title: "x"}, false, false},
	} {
		if c.v.Blank() != c.blank || c.v.Empty() != c.empty {
			t.Errorf("%+v: blank %v, empty %v", c.v, c.v.Blank(), c.v.Empty())
		}
	}
}

func TestMentionsServiceIsNotCausedByService(t *testing.T) {
	called := Annotation{Cause: Product, Mentions: []Mention{{Class: Product, Polarity: Neg, Touchpoints: []Touchpoint{Phone}}}}
	if !called.MentionsService() || called.NarrowService() {
		t.Error("a call about a broken product mentions service and is not caused by it")
	}
	silent := Annotation{Cause: Product, Mentions: []Mention{{Class: Product, Polarity: Neg, Touchpoints: []Touchpoint{Delivery}}}}
	if silent.MentionsService() {
		t.Error("a parcel is no contact with assistance")
	}
	late := Annotation{Cause: Service, Mentions: []Mention{
		{Class: Service, Polarity: Neg, Theme: Fulfilment}, {Class: Service, Polarity: Neg, Theme: BillingAdmin},
		{Class: Service, Polarity: Neg, Theme: Attitude}, {Class: Service, Polarity: Pos, Theme: Knowledge},
	}}
	if late.NarrowService() {
		t.Error("mostly fulfilment and billing is service in the broad sense only")
	}
	late.Mentions[0].Theme = Responsiveness
	if !late.NarrowService() {
		t.Error("a tie counts as narrow")
	}
}

func TestSavedAdds(t *testing.T) {
	s := Saved{1, 2, 3, 4, 5}
	s.Add(Saved{10, 20, 30, 40, 50})
	if s != (Saved{11, 22, 33, 44, 55}) {
		t.Errorf("got %+v", s)
	}
}
