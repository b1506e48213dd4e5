package llm

import "sync"

// budget is what calls may still cost. Tokens are set aside before a call, for
// otherwise calls side by side would overdraw it.
type budget struct {
	mu            sync.Mutex
	calls, tokens int
	spent         counted
}

// counted is what calls did cost.
type counted struct{ calls, tokens int }

// reserve sets a call and its likely tokens aside, or says which is used up.
func (b *budget) reserve(tokens int) Origin {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.calls < 1 {
		return NoCalls
	}
	if b.tokens < tokens {
		return NoTokens
	}
	b.calls--
	b.tokens -= tokens
	b.spent.calls++
	return ""
}

// settle books what a call did cost in place of what was set aside.
func (b *budget) settle(reserved, used int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens += reserved - used
	b.spent.tokens += used
}

func (b *budget) cost() counted {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.spent
}

// likelyTokens of a call: English has about four bytes a token in the usual
// vocabularies, one mention of an answer about 35 tokens.
func likelyTokens(body []byte, mentions int) int { return len(body)/4 + 35*mentions + 20 }

const (
	// maxFaults in a row, and an endpoint that does not work is let be: a dead
	// one would cost a run Timeout per verbatim.
	maxFaults = 5
	// maxBad answers in a row, and a model that cannot do the task is let be.
	maxBad = 20
)

// brake stops asking an endpoint that does not work.
type brake struct {
	mu          sync.Mutex
	faults, bad int
	why         Origin
}

// reason is why the endpoint is not asked any more; empty while it is.
func (b *brake) reason() Origin {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.why
}

func (b *brake) stop(why Origin) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.why == "" {
		b.why = why
	}
}

// note counts how a question ended.
func (b *brake) note(o Origin) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch o {
	case FromEndpoint:
		b.faults, b.bad = 0, 0
	case BadAnswer, TooLarge, Rejected:
		b.faults = 0
		b.bad++
	case TimedOut, Unreachable, Busy, ServerFault:
		b.faults++
	}
	if b.why == "" && (b.faults >= maxFaults || b.bad >= maxBad) {
		b.why = GaveUp
	}
}
