package opinion

// ThemeBalance weighs how much is said of a theme against how it is said: a
// point of the importance-satisfaction map.
type ThemeBalance struct {
	Theme Theme
	Class Class
	// Verbatims speak of the theme with praise or complaint; Praise and
	// Complaints of them praise or complain of it, some do both.
	Verbatims, Praise, Complaints int
	// Net is (praising - complaining) / (praising + complaining), -1..1, with
	// its 95 % interval.
	Net Estimate
}

// Rise is a term that is said more often than before.
type Rise struct {
	Term string
	// Now verbatims of this week hold it; Before of the eight weeks before,
	// BeforeBase verbatims in all.
	Now, Before, BeforeBase int
	// Z is the log-odds with an informative Dirichlet prior over its standard
	// deviation (Monroe, Colaresi and Quinn 2008).
	Z float64
	// Typical are mentions that hold it, most typical first.
	Typical []MentionRef
}

// Need is what people say that they want and do not have.
type Need struct {
	Theme Theme
	// N is in verbatims.
	N int
	// Terms are the aspects most often wanted.
	Terms   []string
	Typical []MentionRef
}

// Praise is a theme that people praise.
type Praise struct {
	Theme Theme
	// N is in verbatims; Share is of all annotated verbatims of the week.
	N       int
	Share   Share
	Typical []MentionRef
}
