package llm

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Origin says where a judgement comes from: the endpoint, the cache, or the
// embedded classifier, and then why.
type Origin string

// The origins. From NoCalls on the judgement fell back.
const (
	FromEndpoint Origin = "endpoint"
	FromCache    Origin = "cache"
	// Sure: the embedded classifier was sure enough not to ask.
	Sure Origin = "sure"

	NoCalls     Origin = "budget of calls used up"
	NoTokens    Origin = "budget of tokens used up"
	TimedOut    Origin = "no answer in time"
	Unreachable Origin = "endpoint cannot be reached"
	Busy        Origin = "endpoint asks to wait"
	ServerFault Origin = "endpoint failed"
	Denied      Origin = "endpoint refuses the key or the account"
	NotFound    Origin = "endpoint does not know the address or the model"
	Rejected    Origin = "endpoint rejects the request"
	Redirected  Origin = "endpoint redirects elsewhere, which is not followed"
	TooLarge    Origin = "answer too large"
	BadAnswer   Origin = "answer outside the codebook"
	TooLong     Origin = "text too long to send"
	GaveUp      Origin = "endpoint let be after repeated failures"
	Stopped     Origin = "run stopped"
	Defect      Origin = "a defect of gripe"
)

// FellBack tells whether the embedded classifier judged what the endpoint was
// to judge.
func (o Origin) FellBack() bool { return o != FromEndpoint && o != FromCache && o != Sure }

// Stats count verbatims, but for Calls and Tokens.
type Stats struct {
	// Asked were judged by the endpoint, Cached by an earlier answer of it.
	Asked, Cached int
	// Sure were left to the embedded classifier by intent.
	Sure int
	// FellBack were left to it for want of an answer, by reason.
	FellBack map[Origin]int
	// Calls were sent, retries among them; Tokens are what they cost.
	Calls, Tokens int
}

// counts tally origins.
type counts struct {
	mu sync.Mutex
	n  map[Origin]int
}

func (c *counts) add(o Origin) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[Origin]int{}
	}
	c.n[o]++
}

// Stats are the counts since New. The caller owns them.
func (c *Classifier) Stats() Stats {
	cost := c.budget.cost()
	s := Stats{FellBack: map[Origin]int{}, Calls: cost.calls, Tokens: cost.tokens}
	c.counts.mu.Lock()
	defer c.counts.mu.Unlock()
	for o, n := range c.counts.n {
		switch o {
		case FromEndpoint:
			s.Asked = n
		case FromCache:
			s.Cached = n
		case Sure:
			s.Sure = n
		default:
			s.FellBack[o] = n
		}
	}
	return s
}

// Note is a line for the user where the second opinion was not had as wanted,
// else empty.
func (c *Classifier) Note() string {
	note := c.Stats().note()
	if f, ok := c.o.Cache.(interface{ Err() error }); ok && f.Err() != nil {
		if note != "" {
			note += "; "
		}
		note += "answers are not all kept: " + f.Err().Error()
	}
	return note
}

func (s Stats) note() string {
	fell := 0
	reasons := make([]Origin, 0, len(s.FellBack))
	for o, n := range s.FellBack {
		fell += n
		reasons = append(reasons, o)
	}
	if fell == 0 {
		return ""
	}
	slices.SortFunc(reasons, func(a, b Origin) int {
		if d := s.FellBack[b] - s.FellBack[a]; d != 0 {
			return d
		}
		return strings.Compare(string(a), string(b))
	})
	parts := make([]string, len(reasons))
	for i, o := range reasons {
		parts[i] = string(o)
		if len(reasons) > 1 {
			parts[i] = fmt.Sprintf("%s (%d)", o, s.FellBack[o])
		}
	}
	kind, were := "verbatims", "were"
	if s.Sure > 0 {
		kind = "unsure verbatims"
	}
	if fell == 1 {
		were = "was"
	}
	return fmt.Sprintf("%d of %d %s %s judged by the embedded model: %s",
		fell, fell+s.Asked+s.Cached, kind, were, strings.Join(parts, ", "))
}
