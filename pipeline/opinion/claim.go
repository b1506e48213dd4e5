package opinion

import "time"

// Claim is one promise in the company's own words: a sentence of a product
// page, a campaign or a list. It is never a verbatim.
type Claim struct {
	// ID is stable over reruns: a hash of source, product and text.
	ID      string
	Source  string
	Product string
	// URL leads to the page or names the file that makes the claim.
	URL  string
	Text string
	// FirstSeen and LastSeen bound when the company was found to say so.
	FirstSeen, LastSeen time.Time
}
