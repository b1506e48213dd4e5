package collect

import "time"

// Step is a kind of event.
type Step string

// The steps of a source. Each source has one Started and one Ended.
const (
	Started Step = "source started"
	Asking  Step = "asking" // for a page
	Fetched Step = "page fetched"
	Waiting Step = "waiting"
	Retry   Step = "retry"
	Fault   Step = "fault"
	Notice  Step = "notice"
	Ended   Step = "source ended"
)

// Event is one step of a source, for a progress line. Its texts come from
// outside in part: clean them before they reach a terminal.
type Event struct {
	Source string
	Step   Step
	URL    string
	// Pages, Parsed and New count the source's pages and verbatims so far.
	Pages, Parsed, New int
	// Wait is how long, For what, a Waiting source stands still: "the delay",
	// "Retry-After", "a pause after a fault", "robots.txt", "its turn". Wait is
	// 0 where the length is not known.
	Wait time.Duration
	For  string
	// Try is the number of a Retry, from 2.
	Try int
	// Message is one clause: a fault, a notice, how the source ended.
	Message string
}

// Progress receives events, one at a time for a source, of several sources at
// once; it must return quickly.
type Progress func(Event)

// shortWait is not worth telling.
const shortWait = 20 * time.Millisecond

// tell passes an event of the gate on to the source that waits for it.
func (t *trace) tell(e Event) {
	if t.events != nil {
		t.events(e)
	}
}
