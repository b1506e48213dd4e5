package report

import (
	"strings"
)

// Message is a digest as a mail client wants it.
type Message struct {
	Subject, HTML, Text string
	// Inline are the images that HTML shows by content id.
	Inline []Image
}

// Image is one picture of a message; HTML names it as "cid:" and ID. Type is
// its media type.
type Image struct {
	ID, Type string
	Data     []byte
}

// Mail writes d for a mail client. An error is a defect of the renderer.
func Mail(d Digest) (Message, error) {
	m := Message{Subject: subject(d)}
	var html, text strings.Builder
	if err := HTML(&html, d); err != nil {
		return m, err
	}
	if err := Markdown(&text, d); err != nil {
		return m, err
	}
	m.HTML, m.Text = html.String(), text.String()
	return m, nil
}

// subject is one line: whose customers, which week.
func subject(d Digest) string {
	s := d.Title + ", " + lowerFirst(d.Week.Text)
	if d.Company != "" {
		s = d.Company + ": " + s
	}
	return s
}
