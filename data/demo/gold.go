package demo

import (
	"bytes"
	"encoding/json"
)

// goldLine is a line of a gold file, its fields in the order of the codebook.
type goldLine struct {
	ID       string    `json:"id"`
	Domain   string    `json:"domain"`
	Source   string    `json:"source"`
	Rating   int       `json:"rating,omitempty"`
	Text     string    `json:"text"`
	Cause    string    `json:"cause"`
	Mentions []Mention `json:"mentions"`
}

// Gold gives, as gold-format JSON Lines of domain "demo", every English review
// that has a text, planted duplicates left out: its shares are the demo's
// natural prevalences. It was labelled once, by its author: good for demos and
// tests, no ground to report a classifier's quality on. It is empty if the embedded reviews are damaged: Truth says why.
func Gold() []byte {
	reviews, err := Truth()
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for _, r := range reviews {
		if len(r.Mentions) == 0 || r.Language != "" || r.DuplicateOf != "" {
			continue
		}
		line := goldLine{
			ID: r.ID, Domain: "demo", Source: "demo-" + r.Page, Rating: r.Rating,
			Text: r.Text, Cause: r.Cause, Mentions: r.Mentions,
		}
		if err := enc.Encode(line); err != nil {
			return nil
		}
	}
	return out.Bytes()
}
