package annotate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	rules "gripe/classifiers/lexicon"
	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// contractions with the tokens that they must give, and what may follow.
var contractions = []struct{ written, tokens, rest string }{
	{"don't", "do n't", "like it"}, {"doesn't", "does n't", "work"}, {"didn't", "did n't", "help"}, {"isn't", "is n't", "good"},
	{"wasn't", "was n't", "clean"}, {"aren't", "are n't", "friendly"}, {"weren't", "were n't", "helpful"}, {"won't", "will n't", "charge"},
	{"can't", "can n't", "connect"}, {"couldn't", "could n't", "reach anyone"}, {"wouldn't", "would n't", "recommend it"}, {"shouldn't", "should n't", "buy this"},
	{"haven't", "have n't", "replied"}, {"hasn't", "has n't", "arrived"}, {"hadn't", "had n't", "told me"}, {"ain't", "is n't", "worth it"}, {"needn't", "need n't", "bother"},
}

// around are the ways to write a contraction N and to set it among marks; R is
// what it negates.
var around = []string{"I N.", "It N!", "(N)", "\"N\" R", "N- R", "they N... R", "😡N R😡", "\u201cN\u201d?!", "'N R'", "*N* R", "N<br>R", "N\nR", "well,N R"}

// spelt are spellings of an apostrophe, and of none.
var spelt = []string{"'", "\u2019", "\u2018", "`", "\u00b4", "\u02bc", "&#39;", "&rsquo;", "&amp;#39;", ""}

// TestNegationTokens: however a negation is written and whatever stands around
// it, it is a token, and one that the classifiers take for a negation.
func TestNegationTokens(t *testing.T) {
	n := 0
	expect := func(in, tokens string) {
		t.Helper()
		n++
		var norms []string
		for _, k := range passage.New("", in, 0).Tokens {
			norms = append(norms, k.Norm)
		}
		if got := " " + strings.Join(norms, " ") + " "; !strings.Contains(got, " "+tokens+" ") {
			t.Errorf("%q: tokens %s, want %s among them", in, got, tokens)
		}
		if !slices.ContainsFunc(norms, rules.Negator) {
			t.Errorf("%q: none of the tokens %q negates", in, norms)
		}
	}
	for _, c := range contractions {
		for _, frame := range around {
			expect(strings.NewReplacer("N", c.written, "R", c.rest).Replace(frame), c.tokens)
		}
		expect(strings.ToUpper("it "+c.written+" "+c.rest), c.tokens)
		for _, apostrophe := range spelt {
			expect("it "+strings.Replace(c.written, "'", apostrophe, 1)+" "+c.rest, c.tokens)
		}
	}
	for _, word := range []string{"not", "never", "hardly", "barely", "without", "nothing", "neither", "nor", "no", "nobody", "none"} {
		for _, frame := range []string{"N", "N.", "(N)", "\"N\" good", "N- good", "😡N good", "good...N", "N!!!", "*N*", "<b>N</b> good"} {
			expect(strings.ReplaceAll(frame, "N", word), word)
		}
	}
	for in, tokens := range map[string]string{"cannot": "can n't", "can not": "can not", "no longer works": "no longer works", "neither good nor bad": "neither good nor bad", "not-so-good": "not - so - good", "NOT good": "not good", "nooo!": "nooo"} {
		if in != "nooo!" {
			expect(in, tokens)
		}
	}
	t.Logf("%d cases", n)
	if n < 200 {
		t.Errorf("%d cases, want 200", n)
	}
}

// negated are clear cases: blame by negation, and praise by it.
var negated = map[opinion.Polarity][]string{
	opinion.Neg: {
		"I don't like it", "It doesn't work", "The app didn't load", "It isn't good", "It wasn't clean", "They aren't helpful", "They weren't friendly", "It won't charge", "I can't log in",
		"I couldn't reach anyone", "I wouldn't recommend it", "You shouldn't buy this", "They haven't replied to my emails", "My order hasn't arrived", "They hadn't cleaned the room", "It ain't worth it",
		"Not good", "Not worth the money", "Not happy with the service", "Never again", "It never works", "I never got my refund", "It hardly works", "The battery hardly lasts a day", "It no longer works",
		"The app no longer connects", "They left me without any help", "It arrived without a charger", "Nothing works", "Nothing like the picture", "Neither fast nor reliable", "Neither of them helped me",
		"No refund", "No answer from support", "No one helped me", "Nobody answers the phone", "Barely usable", "Lack of support", "Not at all comfortable", "Not what I ordered",
		"It does not work anymore", "The staff did not care", "They never called back", "There is no way to reach a human", "It is not waterproof as advertised", "I am not satisfied",
	},
	opinion.Pos: {
		"Can't fault it", "Can't fault the staff", "Can't complain", "No problems at all", "No complaints", "Never had a problem with it", "Not bad at all", "Couldn't be happier", "Couldn't ask for more",
		"Nothing but praise for them", "No issues so far", "Works without any problems", "It never disappoints", "Not a single problem", "I wouldn't change a thing", "I can't recommend them enough",
		"No hassle returns, great", "It never fails", "Don't hesitate, buy it", "I was not disappointed", "Nothing bad to say", "You can't go wrong with this", "I wouldn't go anywhere else", "No regrets",
	},
}

// TestNegationReachesThePolarity: the fast model, and behind it the rules, tell
// clear cases of negation right. The floors are what holds.
func TestNegationReachesThePolarity(t *testing.T) {
	lex, err := rules.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		a     *Annotator
		floor map[opinion.Polarity]int // per cent
	}{
		{"fast", fast(t, Options{}), map[opinion.Polarity]int{opinion.Neg: 95, opinion.Pos: 95}},
		{"lexicon", New(lex, Options{}), map[opinion.Polarity]int{opinion.Neg: 90, opinion.Pos: 70}},
	} {
		for want, cases := range negated {
			right := 0
			for _, in := range cases {
				for _, end := range []string{".", "!", "", "..."} {
					got, err := tc.a.Annotate(text(in + end))
					if err != nil || len(got.Mentions) != 1 {
						t.Fatalf("%q: %+v, %v", in, got, err)
					}
					if got.Mentions[0].Polarity.Complaint() == want.Complaint() {
						right++
					} else if end == "." {
						t.Logf("%s: %q is %s", tc.name, in, got.Mentions[0].Polarity)
					}
				}
			}
			n := 4 * len(cases)
			t.Logf("%s: %d of %d negations that mean %s are told right", tc.name, right, n, want)
			if right*100 < n*tc.floor[want] {
				t.Errorf("%s: %d of %d negations that mean %s are told right", tc.name, right, n, want)
			}
		}
	}
}

// TestNegationMovesTheModel: the fast model hears each negation: taking it away
// changes the probability of a complaint.
func TestNegationMovesTheModel(t *testing.T) {
	m, err := fastModel()
	if err != nil {
		t.Fatal(err)
	}
	p := func(s string) float64 {
		return m.Judge([]opinion.Passage{passage.New("", s, 0)})[0].Mentions[0].Complaint
	}
	for _, neg := range []string{"not", "never", "n't", "hardly", "no longer", "nothing", "without", "neither", "nor", "barely", "dont", "don\u2019t", "don&#39;t", "cannot"} {
		in := fmt.Sprintf("they do %s good work", neg)
		if neg == "n't" {
			in = "they don't good work"
		}
		if with, without := p(in), p("they do good work"); with-without < 0.05 {
			t.Errorf("%q is a complaint by %.2f, without the negation by %.2f", in, with, without)
		}
	}
}
