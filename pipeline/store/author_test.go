package store

import (
	"testing"

	"gripe/pipeline/opinion"
)

// Two verbatims of one author share a key that is not their name; another
// author, and nobody, have others.
func TestAuthorKey(t *testing.T) {
	s := fresh(t)
	vs := []opinion.Verbatim{
		{Source: "shop", ExternalID: "1", Author: "Ada", Text: "The lamp broke"},
		{Source: "shop", ExternalID: "2", Author: "Ada", Text: "The lamp broke again"},
		{Source: "shop", ExternalID: "3", Author: "Bea", Text: "Lovely lamp"},
		{Source: "shop", ExternalID: "4", Text: "Fine lamp"},
	}
	for i := range vs {
		vs[i].Identify()
	}
	save(t, s, opinion.Batch{Source: "shop", Verbatims: vs})
	keys := map[string]string{}
	if err := s.Export(t.Context(), opinion.Filter{}, "none", func(x Stored) error {
		keys[x.Verbatim.ExternalID] = x.AuthorKey
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if keys["1"] == "" || keys["1"] != keys["2"] || keys["1"] == keys["3"] || keys["4"] != "" || keys["1"] == "Ada" {
		t.Errorf("author keys %q", keys)
	}
}
