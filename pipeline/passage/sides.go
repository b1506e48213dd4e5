package passage

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// Words of opinion in any trade; what is good in one and bad in the other ("cold",
// "cheap") is counted as what it mostly is in reviews.
var praise = set(`good great love loved loves lovely nice excellent perfect perfectly amazing fantastic awesome wonderful best friendly helpful
	fast quick quickly easy beautiful comfortable happy pleased impressed delicious superb brilliant fine works worked clean
	like liked enjoy enjoyed enjoyable fun gorgeous polite professional kind courteous reliable solid sturdy sharp bright crisp
	cool cute smooth tasty fresh cozy cosy spacious quiet affordable reasonable outstanding terrific incredible fabulous
	pretty stunning attentive efficient prompt promptly responsive knowledgeable recommend decent okay ok top handy useful well`)

var blame = set(`bad terrible awful horrible poor poorly worst worse slow slowly dirty rude broke broken breaks dies died dead useless expensive
	overpriced pricey disappointing disappointed disappointment disappoints crash crashes crashed crashing fails failed failure fault faulty problem problems
	issue issues late unhelpful nightmare lousy sucks sucked cheap flimsy noisy loud smelly cold bland hate hated hates
	ugly boring annoying confusing buggy laggy freezes froze leaks leaked leaking stopped stops missing wrong damaged defective
	scratched cracked stained filthy tiny cramped uncomfortable stale dry greasy soggy salty burnt overcooked undercooked
	ignored rushed dismissive incompetent unprofessional arrogant unreliable waste wasted rip-off ripoff scam misleading
	ridiculous pathetic frustrating frustrated mess joke shame sadly unfortunately refused lied lost delayed weak blurry grainy
	drains drained overheats complicated unusable waited never hidden outrageous steep mediocre disgusting gross rotten mouldy moldy`)

var negators = set("not n't no never hardly barely rarely without nothing neither nor dont didnt isnt wasnt doesnt cant wont")

// matter is what a clause speaks of, as far as one word tells.
type matter uint8

const (
	ofThing matter = iota + 1
	ofPeople
	ofPrice
)

var matters = func() map[string]matter {
	m := map[string]matter{}
	for kind, words := range map[matter]string{
		ofThing: `phone battery screen camera app game food room rooms sound picture product bed meal pizza coffee fabric seat seats
			software update laptop tablet keyboard breakfast bathroom location flight dress shoes jacket design graphics story`,
		ofPeople: `staff service support waiter waitress waiters server agent agents rep reps representative delivery shipping manager
			receptionist driver courier crew reception helpdesk installer technician`,
		ofPrice: `price prices pricing cost costs fee fees premium advert advertising ads photos`,
	} {
		for w := range strings.FieldsSeq(words) {
			m[w] = kind
		}
	}
	return m
}()
