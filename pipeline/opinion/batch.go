package opinion

import "time"

// Batch is what a source hands over at once: one page of verbatims with the
// fetch it came from. A store keeps all of it in one transaction, or nothing.
type Batch struct {
	Source    string
	Fetch     Fetch
	Verbatims []Verbatim
	Rejects   []Reject
}

// Fetch is a row of the fetch ledger.
type Fetch struct {
	URL string
	At  time.Time
	// Status is the HTTP status, 200 for a file that was read, 0 where no
	// answer came.
	Status int
	// Bytes after inflation; Hash of the body.
	Bytes        int64
	Hash         string
	ETag         string
	LastModified string
	// Tries is how many requests it took.
	Tries int
	// Error is empty where the fetch succeeded.
	Error string
}

// Reject is an item that could not be taken: kept, counted, shown.
type Reject struct {
	// Where names the place: a URL, or file and line.
	Where string
	// Reason is one clear clause; Raw the item as found, cut to 4 KiB.
	Reason string
	Raw    string
}

// Saved counts what a store did with a Batch.
type Saved struct {
	New      int `json:"new"`
	Revised  int `json:"revised"`
	Known    int `json:"known"`
	Rejected int `json:"rejected"`
	// Forgotten were erased on request before, and are not taken again.
	Forgotten int `json:"forgotten"`
}

// Add sums counts.
func (s *Saved) Add(o Saved) {
	s.New += o.New
	s.Revised += o.Revised
	s.Known += o.Known
	s.Rejected += o.Rejected
	s.Forgotten += o.Forgotten
}

// Fields counts verbatims, and those of them that have an author, a date, a
// rating.
type Fields struct {
	Of     int `json:"of"`
	Author int `json:"author"`
	Date   int `json:"date"`
	Rating int `json:"rating"`
}

// Coverage is the ledger line of one source in one run: what it announced and
// what became of it.
type Coverage struct {
	Source string `json:"source"`
	// Announced is how many verbatims the source says it has; -1 where it
	// does not say.
	Announced int `json:"announced"`
	// Pages fetched, Failed fetches, Blocked by robots.txt.
	Pages   int `json:"pages"`
	Failed  int `json:"failed"`
	Blocked int `json:"blocked"`
	// Unchanged are those of Pages that the server says are as they were.
	Unchanged int `json:"unchanged"`
	// Parsed verbatims; Saved tells what became of them.
	Parsed int   `json:"parsed"`
	Saved  Saved `json:"saved"`
	// Skipped counts, by reason, items that were left out on purpose, such as
	// a deleted post or a reply of the company.
	Skipped map[string]int `json:"skipped,omitempty"`
	// Gone verbatims were there before and are no longer, on a full read.
	Gone int `json:"gone"`
	// Capped: a limit of the configuration ended the source early.
	Capped bool `json:"capped"`
	// Suspect says in a clause why the figures should not be trusted
	// ("announced 120, found 20"); empty where nothing is wrong.
	Suspect string `json:"suspect,omitempty"`
	// Error ended the source early; empty where none did.
	Error string `json:"error,omitempty"`
}
