package llm

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// The example at the end of the instruction must be an answer that is taken.
func TestInstructionShowsAValidAnswer(t *testing.T) {
	at := len(instruction) - 1
	for at > 0 && instruction[at-1] != '\n' {
		at--
	}
	a, err := parseAnswer(instruction[at:], 1)
	if err != nil {
		t.Fatalf("%q: %v", instruction[at:], err)
	}
	if a.cause != opinion.Product || a.mentions[0].theme != opinion.Reliability {
		t.Errorf("got %+v", a)
	}
}

func FuzzParseAnswer(f *testing.F) {
	for _, s := range []string{
		rightAnswer(0), rightAnswer(2), "```json\n" + rightAnswer(1) + "\n```", "<think>{</think>" + rightAnswer(1),
		`{"mentions":null,"cause":"none"}`, `{"mentions":[{"i":1e3}],"cause":1}`, "[[[[", "```", "<think>", "\ufeff{}", `{"CAUSE":"none","mentions":[]}`,
	} {
		f.Add(s, 1)
		f.Add(s, 2)
	}
	f.Fuzz(func(t *testing.T, s string, n int) {
		a, err := parseAnswer(s, n)
		if err != nil {
			return
		}
		if len(a.mentions) != n {
			t.Fatalf("%d mentions, not %d", len(a.mentions), n)
		}
		// What is taken is of the codebook, and survives the cache.
		if _, err := opinion.ParseClass(string(a.cause)); err != nil {
			t.Fatal(err)
		}
		again, err := parseAnswer(string(a.marshal()), n)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a, again, cmp.AllowUnexported(answer{}, mentionAnswer{})); diff != "" {
			t.Fatal(diff)
		}
		prior := opinion.Judgement{Mentions: make([]opinion.MentionJudgement, n)}
		valid(t, mix(a, prior))
	})
}
