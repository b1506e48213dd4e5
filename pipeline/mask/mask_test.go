package mask

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"write to jo.bloggs+x@mail.example.co.uk, please": "write to [e-mail], please",
		"jo (at) example (dot) org":                       "[e-mail]",
		"jo ＠example.org":                                 "[e-mail]",
		"ring 020 7946 0123 now":                          "ring [phone] now",
		"ring +44 (0)20 7946-0123.":                       "ring [phone].",
		"(555) 010-0199":                                  "[phone]",
		"call 555-0199 today":                             "call [phone] today",
		"07700900123":                                     "[phone]",
		"card 4111 1111 1111 1111 was charged":            "card [card number] was charged",
		"card 4111-1111-1111-1111":                        "card [card number]",
		"4111111111111111":                                "[card number]",
		"GB29 NWBK 6016 1331 9268 19":                     "[account number]",
		"thanks @jo_bloggs.":                              "thanks [handle].",
		"(@jo) and @jo@social.example":                    "([handle]) and [handle]",
		"ask u/jo_bloggs or /u/jo_bloggs":                 "ask [handle] or [handle]",
		"٠١٢٣٤٥٦٧٨٩":                                      "[phone]",

		// These stay.
		"on 2026-11-02 and 02/11/2026":      "on 2026-11-02 and 02/11/2026",
		"2019 2020 2021":                    "2019 2020 2021",
		"2019-2021":                         "2019-2021",
		"£1,299.99 for 900 megabit":         "£1,299.99 for 900 megabit",
		"1 000 000 users":                   "1 000 000 users",
		"the WH-1000XM4, model 123456":      "the WH-1000XM4, model 123456",
		"3 @ £5 each":                       "3 @ £5 each",
		"and/or, 24/7, 9-5":                 "and/or, 24/7, 9-5",
		"menu/under":                        "menu/under",
		"":                                  "",
		"no numbers, no names, just a moan": "no numbers, no names, just a moan",
	} {
		if got := Text(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// An address stays hidden where a part of the text ends in its middle.
func TestPartAcrossBounds(t *testing.T) {
	text := "mail jo@example.org today"
	hide := Find(text)
	for at := range len(text) + 1 {
		got := Part(text, hide, 0, at) + Part(text, hide, at, len(text))
		if got != "mail [e-mail] today" {
			t.Errorf("parted at %d: %q", at, got)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"jo@example.org", "4111 1111 1111 1111", "@a@b.c", "+1(2)3-4 5/6.7", "\xff@\x00"} {
		f.Add(s)
	}
	f.Add("030/1 (0)2 / (3) 4.5-6 ext 7")
	f.Fuzz(func(t *testing.T, s string) {
		if got := Text(s); reEmail.MatchString(got) && !strings.Contains(got, "[") {
			t.Errorf("%q became %q", s, got)
		}
	})
}

// A text made of what the rules look for costs about the same per byte, however
// long it is: a rule that read on to the end for each number would need minutes
// for these. The count of steps that Go's regular expressions take is not to be
// had, so the test's own time limit holds it.
func TestLongTexts(t *testing.T) {
	for _, p := range []string{"1", "1 ", "1-", "(1)", "1/", "2019-01-01 ", "www.a 1234567 ", "http://a 5550100199 ", "@a.b ", "a@", "4111 1111 1111 1111 ", "ab12 ", "call 5550100 ", "jo (at) "} {
		s := strings.Repeat(p, 50_000/len(p))
		if got := Text(s); got == "" {
			t.Errorf("%q: nothing is left", p)
		}
	}
}

func TestStarsKeepTheLength(t *testing.T) {
	for in, want := range map[string]string{
		"mail jo@example.org today": "mail ************** today", "jö@exämple.de": "***************", "nothing": "nothing",
	} {
		if got := Stars(in); got != want || len(got) != len(in) {
			t.Errorf("%q became %q", in, got)
		}
	}
}
