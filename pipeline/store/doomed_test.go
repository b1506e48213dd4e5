package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// What Doomed names is what Forget erases, with every revision of it.
func TestDoomedIsWhatForgetErases(t *testing.T) {
	ctx := t.Context()
	for name, c := range map[string]struct {
		what Forgettable
		want []string
	}{
		"author":              {Forgettable{Author: " Ada "}, []string{"The lamp broke", "The lamp broke twice", "Elsewhere too"}},
		"author of a source":  {Forgettable{Author: "Ada", Source: "shop"}, []string{"The lamp broke", "The lamp broke twice"}},
		"nobody":              {Forgettable{Author: "Eve"}, nil},
		"one verbatim":        {Forgettable{ID: "shop 2"}, []string{"Lovely lamp"}},
		"a verbatim not here": {Forgettable{ID: "000000000000000000000000"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := fresh(t)
			ids := map[string]string{}
			for _, v := range []opinion.Verbatim{
				{Source: "shop", ExternalID: "1", Author: "Ada", Text: "The lamp broke"},
				{Source: "shop", ExternalID: "1", Author: "Ada", Text: "The lamp broke twice"},
				{Source: "shop", ExternalID: "2", Author: "Bea", Text: "Lovely lamp"},
				{Source: "forum", ExternalID: "1", Author: "Ada", Text: "Elsewhere too"},
			} {
				v.PostedAt = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
				v.Identify()
				ids[v.Source+" "+v.ExternalID] = v.ID
				save(t, s, opinion.Batch{Source: v.Source, Verbatims: []opinion.Verbatim{v}})
			}
			if id, ok := ids[c.what.ID]; ok {
				c.what.ID = id
			}
			doomed, err := s.Doomed(ctx, c.what)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			erased := map[string]bool{}
			for _, v := range doomed {
				got = append(got, v.Text)
				erased[v.ID] = true
			}
			if name == "author" { // sources come by name
				got = append(got[1:], got[0])
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if n, err := s.Forget(ctx, c.what); err != nil || n != len(erased) {
				t.Errorf("Forget erased %d, Doomed named %d: %v", n, len(erased), err)
			}
		})
	}
}
