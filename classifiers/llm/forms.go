package llm

import "sync"

// form is a way to ask. Not every endpoint knows every one: some take only
// json_object, some no response_format, and the reasoning models of OpenAI
// refuse a temperature. The answer is checked in the same way in all forms.
type form struct {
	format string
	cold   bool
}

// ladder holds the forms, strictest first.
var ladder = [...]form{{"json_schema", true}, {"json_schema", false}, {"json_object", true}, {"", false}}

// forms remembers the first rung of the ladder that an endpoint took.
type forms struct {
	mu   sync.Mutex
	rung int
	sure bool
}

func (f *forms) current() (rung int, sure bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rung, f.sure
}

// took notes that the endpoint answered on a rung. A refusal after that is of
// the review, not of the form.
func (f *forms) took(rung int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.sure {
		f.rung, f.sure = rung, true
	}
}
