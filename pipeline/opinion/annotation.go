package opinion

// Annotation is what gripe reads in one verbatim. It is a pure function of the
// verbatim and the model.
type Annotation struct {
	// Language is an ISO 639-1 code, "und" where it cannot be told, Wordless
	// for a bare rating. Only English is judged; the others carry no mentions
	// and no cause.
	Language string
	// Complaint: at least one mention complains, or Cause is not None.
	Complaint bool
	Cause     Class
	P         CauseP
	Mentions  []Mention
	Entities  []Entity
	// Model is the version of the classifier that judged.
	Model string
}

// Wordless is the language of a rating without words: ISO 639-2's "no
// linguistic content".
const Wordless = "zxx"

// Mention is one sentence or clause with its judgement.
type Mention struct {
	// Start and End are byte offsets into the verbatim's text as given.
	Start, End int
	Polarity   Polarity
	// PComplaint is the calibrated probability that the mention complains.
	PComplaint float64
	Class      Class
	P          ClassP
	Theme      Theme
	Stage      Stage
	// Gap: the mention sets an expectation against what happened.
	Gap         bool
	Touchpoints []Touchpoint
	Factors     []Factor
	Signals     []Signal
	// Aspects are what the opinion is about: lower-case noun terms.
	Aspects []string
}

// Entity is a named thing in the text.
type Entity struct {
	// Start and End are byte offsets into the verbatim's text as given.
	Start, End int
	Text       string
	// Label is BRAND or PRODUCT from the gazetteer, PERSON, GPE or ORG from
	// the tagger; the latter are hints.
	Label string
}

// MentionsService tells whether the verbatim speaks of service at all, as a
// cause or as a mere channel: a mention of class service, or one that touches
// people or the channels to reach them.
func (a *Annotation) MentionsService() bool {
	for i := range a.Mentions {
		m := &a.Mentions[i]
		if m.Class == Service {
			return true
		}
		for _, t := range m.Touchpoints {
			if t.ServiceContact() {
				return true
			}
		}
	}
	return false
}

// NarrowService tells whether a verbatim caused by service is so in the narrow
// sense: more of its service complaints are about assistance and advice than
// about fulfilment and billing, or as many. It is false for other causes.
func (a *Annotation) NarrowService() bool {
	if a.Cause != Service {
		return false
	}
	narrow, broad := 0, 0
	for i := range a.Mentions {
		m := &a.Mentions[i]
		if !m.Polarity.Complaint() || m.Class != Service {
			continue
		}
		if m.Theme.NarrowService() {
			narrow++
		} else {
			broad++
		}
	}
	return narrow >= broad
}

// Annotated is the outcome for one verbatim: an annotation, or the reason why
// there is none.
type Annotated struct {
	ID string
	// Content is the revision that was read: see Verbatim.Content.
	Content    string
	Annotation Annotation
	// Err is empty where the annotation holds.
	Err string
	// Sketch finds copies of the text; nil where it is too short to tell.
	Sketch Sketch
}

// Sketch is a short summary of a text: near copies have near sketches. Package
// pipeline/copies makes and compares them.
type Sketch []byte
