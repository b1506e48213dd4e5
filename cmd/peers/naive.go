package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/jdkato/prose/v2"
)

// naiveLoop is what a first evening with prose looks like: a new document for
// each review, sentences, tags and entities read out, a panic survived.
func naiveLoop(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	found := 0
	for d := json.NewDecoder(f); d.More(); {
		var review struct {
			Text string `json:"text"`
		}
		if err := d.Decode(&review); err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		found += naively(review.Text)
	}
	_, err = fmt.Println(found)
	return err
}

func naively(text string) (found int) {
	defer func() { _ = recover() }()
	doc, err := prose.NewDocument(text)
	if err != nil {
		return 0
	}
	return len(doc.Sentences()) + len(doc.Tokens()) + len(doc.Entities())
}
