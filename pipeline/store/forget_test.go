package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gripe/pipeline/copies"
	"gripe/pipeline/opinion"
)

// onDisk tells which of the words stand in the files of a database.
func onDisk(t *testing.T, s *Store, words ...string) (found []string) {
	t.Helper()
	for _, end := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(s.Path() + end)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if bytes.Contains(bytes.ToLower(b), []byte(strings.ToLower(w))) {
				found = append(found, w+end)
			}
		}
	}
	return found
}

func TestForget(t *testing.T) {
	for name, what := range map[string]func(v opinion.Verbatim) Forgettable{
		"an ID":                 func(v opinion.Verbatim) Forgettable { return Forgettable{ID: v.ID} },
		"an author":             func(opinion.Verbatim) Forgettable { return Forgettable{Author: "Zaphod Quux"} },
		"an author in a source": func(opinion.Verbatim) Forgettable { return Forgettable{Author: " Zaphod Quux ", Source: "shop"} },
	} {
		t.Run(name, func(t *testing.T) {
			s := fresh(t)
			var vs []opinion.Verbatim
			for n := range 300 { // enough for pages to split
				vs = append(vs, told("shop", n, story(n)+" and the zebra sang"))
			}
			v := told("shop", 301, "My xylophone exploded in Wuppertal, and the zebra sang about it for weeks on end, quite badly.")
			v.Author, v.Title = "Zaphod Quux", "Kaputtnik"
			twin := told("shop", 302, v.Text)
			vs = append(vs, v, twin)
			sketched(t, s, 40, vs...)
			old := v
			v.Text = strings.Replace(v.Text, "exploded", "imploded", 1)
			sketched(t, s, 40, append(vs[:100:100], v)...)
			if _, err := s.DrawAudit(t.Context(), opinion.AuditDraw{Sample: opinion.RandomSample, IDs: []string{v.ID, vs[0].ID}}); err != nil {
				t.Fatal(err)
			}
			if err := s.SaveAudit(t.Context(), opinion.Audit{ID: v.ID, Content: v.Content()}); err != nil {
				t.Fatal(err)
			}
			if err := s.SaveAnnotations(t.Context(), "m2", []opinion.Annotated{{ID: v.ID, Content: v.Content(), Err: "xylophone is no word"}}); err != nil {
				t.Fatal(err)
			}
			save(t, s, opinion.Batch{Source: "shop", Rejects: []opinion.Reject{
				{Where: "f#1", Reason: "no date", Raw: fmt.Sprintf("{%q: %q}", "text", old.Text+"\nMore.")},
				{Where: "f#2", Reason: "no date", Raw: "by zaphod quux, 5 stars"},
				{Where: "f#3", Reason: "no date", Raw: "something else"},
			}})
			if name == "an ID" {
				if err := s.writing(t.Context(), "test", func(w *writer) error {
					_, err := w.exec(`DELETE FROM reject WHERE place = 'f#2'`)
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}

			if n, err := s.Forget(t.Context(), what(v)); err != nil || n != 1 {
				t.Fatalf("%d erased, %v", n, err)
			}
			if found := onDisk(t, s, "imploded", "Kaputtnik", "zaphod"); len(found) != 0 {
				t.Errorf("left on the disk: %v", found)
			}
			if found := onDisk(t, s, "xylophone"); !slices.Equal(found, []string{"xylophone"}) {
				t.Errorf("the twin's text must stay: %v", found)
			}
			checkWhole(t, s)
			checkTally(t, s)
			checkClusters(t, s)
			var got string
			err := s.read.QueryRow(`SELECT printf('%d %d %d %d', (SELECT count(*) FROM verbatim), (SELECT count(*) FROM audit),
				(SELECT count(*) FROM quarantine), (SELECT count(*) FROM reject))`).Scan(&got)
			if err != nil || got != "301 0 0 1" {
				t.Errorf("left are %s, %v", got, err)
			}
			if f := find(t, s, SearchQuery{Text: "imploded"}); len(f) != 0 {
				t.Errorf("search finds %v", f)
			}
			if f := find(t, s, SearchQuery{Text: "zebra", Limit: 200}); len(f) != 301 {
				t.Errorf("search finds %d of the others", len(f))
			}
			if x, err := s.Verbatims(t.Context(), []string{v.ID, twin.ID}); err != nil || len(x) != 1 || x[twin.ID].Cluster != 0 {
				t.Errorf("%d stand, %v", len(x), err)
			}

			// It does not come back, under whatever name.
			again := v
			elsewhere := told("forum", 999, v.Text)
			elsewhere.Title = v.Title
			path := s.Path()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = open(t, path)
			saved := save(t, s, opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{again, elsewhere, vs[1]}})
			if saved != (opinion.Saved{Forgotten: 2, Known: 1}) {
				t.Errorf("saved again: %+v", saved)
			}
			later := told("shop", 1000, "Another day.")
			later.Author = "zaphod  quux"
			want := opinion.Saved{Forgotten: 1}
			if name == "an ID" {
				want = opinion.Saved{New: 1}
			}
			if saved := save(t, s, opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{later}}); saved != want {
				t.Errorf("the author's next: %+v", saved)
			}
		})
	}
}

func TestForgetAsksForOne(t *testing.T) {
	s := fresh(t)
	for _, what := range []Forgettable{{}, {Source: "shop"}, {ID: "x", Author: "y"}} {
		if _, err := s.Forget(t.Context(), what); err == nil {
			t.Errorf("%+v is accepted", what)
		}
	}
	// What never came is kept from coming.
	v := review("shop", 1)
	if n, err := s.Forget(t.Context(), Forgettable{ID: v.ID}); err != nil || n != 0 {
		t.Fatalf("%d, %v", n, err)
	}
	if saved := save(t, s, batch("shop", 0, 3)); saved != (opinion.Saved{New: 2, Forgotten: 1}) {
		t.Errorf("%+v", saved)
	}
	ro, err := Open(t.Context(), s.Path(), Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if _, err := ro.Forget(t.Context(), Forgettable{ID: v.ID}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("read only: %v", err)
	}
}

// A reader that stays keeps the old log: that is told, and the next call ends it.
func TestForgetWhileRead(t *testing.T) {
	path := fresh(t).Path()
	s, err := Open(t.Context(), path, Options{Wait: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save(t, s, batch("shop", 0, 3))
	conn, err := s.read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, q := range []string{"BEGIN DEFERRED", "SELECT * FROM verbatim"} {
		if _, err := conn.ExecContext(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	id := review("shop", 1).ID
	if n, err := s.Forget(t.Context(), Forgettable{ID: id}); !errors.Is(err, ErrLocked) || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	if _, err := conn.ExecContext(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Forget(t.Context(), Forgettable{ID: id}); err != nil {
		t.Fatal(err)
	}
	if found := onDisk(t, s, "no. 1."); len(found) != 0 {
		t.Errorf("left: %v", found)
	}
}

func TestDrop(t *testing.T) {
	path := fresh(t).Path()
	s, err := Open(t.Context(), path, Options{Drop: func(text string) string { return strings.ReplaceAll(text, "555-1234", "[number]") }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v := review("shop", 1)
	v.ExternalID, v.Title, v.Text = "", "Call 555-1234", "I called 555-1234 twice."
	v.ID = ""
	v.Identify()
	b := opinion.Batch{Source: "shop", Verbatims: []opinion.Verbatim{v}, Rejects: []opinion.Reject{{Where: "x", Reason: "y", Raw: "555-1234"}}}
	save(t, s, b)
	if saved := save(t, s, b); saved.Known != 1 {
		t.Errorf("again: %+v", saved)
	}
	vs, err := s.Pending(t.Context(), "m1", "", 0)
	if err != nil || len(vs) != 1 || vs[0].ID != v.ID || vs[0].Text != "I called [number] twice." || vs[0].Title != "Call [number]" {
		t.Fatalf("%+v, %v", vs, err)
	}
	item := opinion.Annotated{ID: v.ID, Content: vs[0].Content(), Sketch: copies.Of(vs[0].Title, vs[0].Text), Annotation: opinion.Annotation{Language: "en"}}
	if err := s.SaveAnnotations(t.Context(), "m1", []opinion.Annotated{item}); err != nil {
		t.Error(err)
	}
	if found := onDisk(t, s, "555-1234"); len(found) != 0 {
		t.Errorf("stored all the same: %v", found)
	}
}
