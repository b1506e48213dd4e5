package llm

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

func TestCachesAreAskedFirst(t *testing.T) {
	folder := NewFolder(filepath.Join(t.TempDir(), "answers"))
	for name, cache := range map[string]Cache{"memory": &Memory{}, "folder": folder} {
		t.Run(name, func(t *testing.T) {
			e := newEndpoint(t, nil)
			with := func(o *Options) { o.Cache = cache }
			want := newClassifier(t, e.URL, with).Judge([]opinion.Passage{bad})
			// Another run, without a budget to speak of.
			c := newClassifier(t, "http://localhost:1", func(o *Options) { o.Cache, o.MaxTokens = cache, 1 })
			js, from := c.JudgeFrom([]opinion.Passage{bad, bad})
			if diff := cmp.Diff([]Origin{FromCache, FromCache}, from); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(want[0], js[1]); diff != "" {
				t.Error(diff)
			}
			if s := c.Stats(); s.Cached != 2 || s.Calls != 0 || s.Tokens != 0 || len(e.sent()) != 1 {
				t.Errorf("got %+v", s)
			}
			// Another model, another rating: another answer.
			newClassifier(t, e.URL, func(o *Options) { o.Cache, o.Model = cache, "other" }).Judge([]opinion.Passage{bad})
			better := bad
			better.Rating = 5
			newClassifier(t, e.URL, with).Judge([]opinion.Passage{better})
			if n := len(e.sent()); n != 3 {
				t.Errorf("%d calls, want 3", n)
			}
		})
	}
}

func TestOnlyGoodAnswersAreKept(t *testing.T) {
	cache := &Memory{}
	e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ string) { say(w, "{}") })
	newClassifier(t, e.URL, func(o *Options) { o.Cache = cache }).Judge([]opinion.Passage{bad})
	if len(cache.m) != 0 {
		t.Errorf("kept %v", cache.m)
	}
}

func TestFolderHoldsNoTextAndMendsItself(t *testing.T) {
	dir := t.TempDir()
	folder := NewFolder(dir)
	e := newEndpoint(t, nil)
	judge := func() { newClassifier(t, e.URL, func(o *Options) { o.Cache = folder }).Judge([]opinion.Passage{bad}) }
	judge()
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if len(files) != 1 {
		t.Fatalf("files %v", files)
	}
	b, err := os.ReadFile(files[0])
	if err != nil || strings.Contains(string(b), "agent") || string(b) != rightAnswer(2) {
		t.Errorf("%q, %v", b, err)
	}
	if st, err := os.Stat(files[0]); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	for _, damage := range []string{"", "{", rightAnswer(1), strings.Repeat(" ", maxReply+1)} {
		if err := os.WriteFile(files[0], []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		before := len(e.sent())
		judge()
		if b, _ := os.ReadFile(files[0]); string(b) != rightAnswer(2) || len(e.sent()) != before+1 {
			t.Errorf("%.10q was not asked again and mended", damage)
		}
	}
	if err := folder.Err(); err != nil {
		t.Error(err)
	}
}

func TestFolderFaultsAreToldAndHarmless(t *testing.T) {
	dir := t.TempDir()
	folder := NewFolder(dir)
	for _, key := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63) + "/"} {
		folder.Put(key, []byte("x"))
		if _, ok := folder.Get(key); ok {
			t.Errorf("%q is no key", key)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	// A file where the folder should be: nothing can be written below it.
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := newEndpoint(t, nil)
	c := newClassifier(t, e.URL, func(o *Options) { o.Cache = folder })
	if _, from := c.JudgeFrom([]opinion.Passage{bad}); from[0] != FromEndpoint {
		t.Errorf("got %s", from[0])
	}
	if !strings.Contains(c.Note(), "answers are not all kept") {
		t.Errorf("note %q", c.Note())
	}
}
