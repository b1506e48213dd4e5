package annotate

import (
	"strings"
	"testing"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// contrasts come apart at "|": the polarity turns there, or the class does.
var contrasts = []string{
	"Great phone, |but the battery dies in two hours.",
	"Great phone |but terrible battery.",
	"Great phone, |but too expensive.",
	"The food was delicious, |but delivery was late.",
	"Lovely room |but the staff were rude.",
	"The staff were friendly, |but the room was filthy.",
	"I love the app, |but it crashes every day.",
	"GREAT CAMERA, |BUT THE SCREEN BROKE IN A WEEK",
	"Works great; |but the manual is useless.",
	"Nice design - |but flimsy.. and the hinge broke",
	"The hotel was beautiful, |however, the breakfast was awful.",
	"The hotel was beautiful; |however the service was slow.",
	"Good sound |however, the buttons are flimsy.",
	"The waiter was lovely, |although the food was cold.",
	"The food was cold, |although the waiter was lovely.",
	"Although the food was great, |the service was terrible.",
	"Although the staff were helpful, |the claim was refused.",
	"Though the price is good, |the quality is poor.",
	"The quality is poor, |though the price is reasonable.",
	"Nice jacket |though the zip broke after a week.",
	"While the room was clean, |the noise was horrible.",
	"While the camera is excellent, |the battery is useless.",
	"The camera is excellent, |while the battery is useless.",
	"The app is beautiful, |whereas the website is confusing.",
	"Whereas the old version worked, |this one crashes.",
	"The product is excellent, |yet the company ignored my complaint.",
	"Beautiful dress, |yet the seams were damaged.",
	"It looks solid and |yet it broke on the first day.",
	"Everything was perfect |except for the rude receptionist.",
	"Everything was perfect, |except the noisy air conditioning.",
	"I love it |except that it crashes all the time.",
	"Except for the slow delivery, |everything was great.",
	"Apart from the rude waiter, |everything was great.",
	"Everything was great |apart from the rude waiter.",
	"Great trip |apart from the delayed flight.",
	"Aside from the awful parking, |we loved our stay.",
	"We loved our stay, |aside from the noisy neighbours.",
	"Other than the cold food, |it was a lovely evening.",
	"It was a lovely evening |other than the cold food.",
	"Despite the friendly staff, |it was a terrible stay.",
	"It was a terrible stay |despite the friendly staff.",
	"Despite the awful weather, |we enjoyed the tour.",
	"The screen is gorgeous; |on the other hand, the speakers are awful.",
	"The screen is gorgeous, |on the other hand the speakers are awful.",
	"The plot is boring; |that said, the graphics are stunning.",
	"The support was useless, |that said, the product is solid.",
	"The driver was polite, |but the car was dirty.",
	"The car was dirty, |but the driver was polite.",
	"Cheap and slow, |but the staff are wonderful.",
	"I enjoyed the food, |but I never got my refund and the manager ignored me.",
	"Fast shipping, |but the item was damaged.",
	"Fast shipping |but wrong item.",
	"The screen cracked within a week, |but customer service was excellent.",
	"Good value, |but the sound is weak.",
	"Not cheap, |but the battery is useless.",
	"The staff were not helpful, |but the food was excellent.",
	"I can't fault the staff, |but the room was filthy.",
	"It isn't pretty, |but it works well.",
	"It doesn't crash, |but it is slow and confusing.",
	"They never answer, |but the product is great.",
	"Comfortable seats, |but the crew were rude and the flight was delayed.",
	"Pretty good game, |but the servers crash.",
	"The app is slow, |but support was quick and polite.",
	"Great food, |but the service was slow, |but the dessert was amazing.",
	"The phone is slow, |but the staff were rude too.",
	"The battery is terrible, |but the price is outrageous too.",
	"The waiter was rude, |while the food was bland.",
	"Love the colour, |but hate the fabric.",
	"Excellent location, |but outrageous fees.",
	"The price is great, |but the photos were misleading.",
}

// wholes stay together: no turn, or none that parts two opinions.
var wholes = []string{
	"Not only is the food great but the staff are lovely too.",
	"Not only was the room dirty but also the staff were rude.",
	"It is not just slow but broken as well.",
	"I have nothing but praise for the friendly staff.",
	"Nothing but problems since this great update.",
	"The staff were anything but helpful.",
	"It was all but useless after the nice update.",
	"I had no choice but to return this nice phone broken.",
	"Last but not least, the staff were lovely.",
	"We loved the pool, the food and, last but not least, the rude parrot.",
	"I couldn't help but love this awful little game.",
	"Everything but the kitchen sink, great stuff and a problem less.",
	"She said \"great phone, but the battery dies\" and smiled.",
	"He told me \"the food is lovely but the room is dirty\" again.",
	"Everyone but me loved it, no problem.",
	"Good, fast, cheap and clean.",
	"Slow, rude, dirty and late.",
	"It is good but expensive.",
	"Good but not great.",
	"I was ignored while waiting for the lovely manager.",
	"They broke it while I was on hold.",
	"It took a while to load the page.",
	"I have not yet received my great new phone and there is a problem.",
	"It crashed yet again after the great update.",
	"Yet another great update.",
	"The room would have been fine if the neighbours had been quiet.",
	"It would have been great but for the rude staff.",
	"It could have been lovely but it was awful.",
	"However long it takes, the support is great.",
	"The other than usual great service.",
	"I would have loved this game if it worked.",
	"Great exception to the rule.",
	"Buttons are good and the display is great.",
	"It's a great butter dish.",
	"I called but nobody answered.",
	"I bought it in May, but I only opened it in June.",
	"I like it but I wish it were blue.",
	"That said it all, really great.",
	"On the other hand my ring looks great.",
	"Thoughtful gift, great price.",
	"But the battery is bad.",
	"However, the battery is bad.",
}

func TestContrastsComeApart(t *testing.T) {
	if len(contrasts)+len(wholes) < 100 {
		t.Errorf("%d cases", len(contrasts)+len(wholes))
	}
	for _, in := range append(append([]string{}, contrasts...), wholes...) {
		s := strings.ReplaceAll(in, "|", "")
		var got []string
		for _, m := range passage.New("", s, 0).Spans {
			got = append(got, s[m.Start:m.End])
		}
		want := strings.Split(in, "|")
		for i := range want {
			want[i] = strings.TrimSpace(want[i])
		}
		if g, w := strings.Join(got, "|"), strings.Join(want, "|"); g != w {
			t.Errorf("comes apart as %q\n                want %q", g, w)
		}
	}
}

// TestContrastsTurn: where a clause comes apart because the polarity turns, the
// fast model hears it turn in most cases; the rest is the model's.
func TestContrastsTurn(t *testing.T) {
	a := fast(t, Options{})
	turned, heard := 0, 0
	for _, in := range contrasts {
		got, err := a.Annotate(text(strings.ReplaceAll(in, "|", "")))
		if err != nil {
			t.Fatal(err)
		}
		complaints, other := 0, 0
		for _, m := range got.Mentions {
			if m.Polarity == opinion.Neg {
				complaints++
			} else {
				other++
			}
		}
		turned++
		if complaints > 0 && other > 0 {
			heard++
		} else {
			t.Logf("no turn heard: %q", in)
		}
	}
	t.Logf("the turn is heard in %d of %d", heard, turned)
	if heard*100 < turned*85 {
		t.Errorf("the turn is heard in %d of %d", heard, turned)
	}
}
