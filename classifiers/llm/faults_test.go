package llm

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// TestMisbehaviour: whatever the endpoint does, the embedded judgement stands
// and the reason is counted.
func TestMisbehaviour(t *testing.T) {
	reply := func(content string) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, _ string) { say(w, content) }
	}
	status := func(code int, header ...string) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, _ string) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
		}
	}
	edit := func(old, new string) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, right string) { say(w, strings.ReplaceAll(right, old, new)) }
	}
	for _, c := range []struct {
		name  string
		reply func(w http.ResponseWriter, right string)
		want  Origin
		calls int
	}{
		{"broken JSON", func(w http.ResponseWriter, _ string) { fmt.Fprint(w, `{"choices":[{"mess`) }, BadAnswer, 1},
		{"no choices", func(w http.ResponseWriter, _ string) { fmt.Fprint(w, `{"choices":[]}`) }, BadAnswer, 1},
		{"refusal", func(w http.ResponseWriter, _ string) {
			fmt.Fprint(w, `{"choices":[{"message":{"content":null,"refusal":"no"}}]}`)
		}, BadAnswer, 1},
		{"broken answer", reply(`{"mentions":[`), BadAnswer, 1},
		{"prose", reply("I think it is marketing."), BadAnswer, 1},
		{"class outside the codebook", edit("service/attitude", "staff/attitude"), BadAnswer, 1},
		{"theme of another class", edit("service/attitude", "product/attitude"), BadAnswer, 1},
		{"theme outside the codebook", edit("service/attitude", "service/smell"), BadAnswer, 1},
		{"cause outside the codebook", edit(`"cause":"service"`, `"cause":"both"`), BadAnswer, 1},
		{"polarity outside the codebook", edit(`"neg"`, `"negative"`), BadAnswer, 1},
		{"stage outside the codebook", edit(`"post"`, `""`), BadAnswer, 1},
		{"gap as a word", edit("true", `"yes"`), BadAnswer, 1},
		{"gap missing", edit(`,"gap":true`, ""), BadAnswer, 1},
		{"unknown key", edit(`"cause"`, `"why":"x","cause"`), BadAnswer, 1},
		{"two objects", func(w http.ResponseWriter, right string) { say(w, right+right) }, BadAnswer, 1},
		{"a mention too few", reply(rightAnswer(1)), BadAnswer, 1},
		{"a mention too many", reply(rightAnswer(3)), BadAnswer, 1},
		{"wrong numbers", edit(`"i":2`, `"i":1`), BadAnswer, 1},
		{"redirect", status(http.StatusTemporaryRedirect, "Location", "/elsewhere"), Redirected, 1},
		{"500 for good", status(500), ServerFault, 3},
		{"429 for good", status(429), Busy, 3},
		{"429 for an hour", status(429, "Retry-After", "3600"), Busy, 1},
		{"401", status(401), Denied, 1},
		{"402", status(402), Denied, 1},
		{"404", status(404), NotFound, 1},
		{"400 in every form", status(400), Rejected, 4},
		{"201", status(201), Rejected, 4},
		{"connection cut", func(http.ResponseWriter, string) { panic(http.ErrAbortHandler) }, Unreachable, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, _ int, right string) { c.reply(w, right) })
			m := newClassifier(t, e.URL, nil)
			js, from := m.JudgeFrom([]opinion.Passage{bad})
			if from[0] != c.want {
				t.Errorf("fell back for %q, want %q", from[0], c.want)
			}
			if diff := cmp.Diff(embedded{}.Judge([]opinion.Passage{bad}), js); diff != "" {
				t.Errorf("not the embedded judgement: %s", diff)
			}
			if n := len(e.sent()); n != c.calls {
				t.Errorf("%d calls, want %d", n, c.calls)
			}
			if want := "1 of 1 verbatims was judged by the embedded model: " + string(c.want); m.Note() != want {
				t.Errorf("note %q", m.Note())
			}
		})
	}
}

// The rest of a body that is too large is not waited for.
func TestHugeBodyIsCutOff(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, r *http.Request, _ int, _ string) {
		chunk := strings.Repeat("x", 64<<10)
		for range 20 {
			fmt.Fprint(w, chunk)
		}
		<-r.Context().Done()
	})
	c := newClassifier(t, e.URL, func(o *Options) { o.Timeout = 10 * time.Second })
	if _, from := c.JudgeFrom([]opinion.Passage{bad}); from[0] != TooLarge {
		t.Errorf("got %s", from[0])
	}
}

func TestSlowEndpointTimesOut(t *testing.T) {
	e := newEndpoint(t, func(_ http.ResponseWriter, r *http.Request, _ int, _ string) { <-r.Context().Done() })
	c := newClassifier(t, e.URL, func(o *Options) { o.Timeout = 20 * time.Millisecond })
	_, from := c.JudgeFrom([]opinion.Passage{bad})
	if from[0] != TimedOut || len(e.sent()) != 1 {
		t.Errorf("%s after %d calls", from[0], len(e.sent()))
	}
	// The endpoint may have done the work: the tokens are booked.
	if c.Stats().Tokens == 0 {
		t.Error("a timed-out call cost nothing")
	}
}

func TestRetriesHonourRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		header string
		want   []time.Duration
	}{
		{"", []time.Duration{time.Second, 2 * time.Second}},
		{"7", []time.Duration{7 * time.Second, 7 * time.Second}},
		{"0", []time.Duration{time.Second, 2 * time.Second}},
		{now.Add(30 * time.Second).Format(http.TimeFormat), []time.Duration{30 * time.Second, 30 * time.Second}},
		{"soon", []time.Duration{time.Second, 2 * time.Second}},
		{"-5", []time.Duration{time.Second, 2 * time.Second}},
	} {
		e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, n int, right string) {
			if n <= 2 {
				w.Header().Set("Retry-After", c.header)
				w.WriteHeader([]int{429, 503}[n-1])
				return
			}
			say(w, right)
		})
		var slept naps
		m := newClassifier(t, e.URL, func(o *Options) {
			o.Sleep = slept.sleep
			o.Now = func() time.Time { return now }
		})
		if _, from := m.JudgeFrom([]opinion.Passage{bad}); from[0] != FromEndpoint {
			t.Errorf("%q: %s", c.header, from[0])
		}
		if diff := cmp.Diff(c.want, slept.all); diff != "" {
			t.Errorf("%q: %s", c.header, diff)
		}
		if s := m.Stats(); s.Calls != 3 || s.Tokens != 1000 {
			t.Errorf("%q: %+v", c.header, s)
		}
	}
}

func TestEndpointsThatKnowLess(t *testing.T) {
	for name, knows := range map[string]func(call) bool{
		"no temperature":   func(c call) bool { return c.Temp == nil },
		"json_object only": func(c call) bool { return c.Format.Type == "json_object" },
		"neither":          func(c call) bool { return c.Format.Type == "" && c.Temp == nil },
	} {
		var e *endpoint
		e = newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, n int, right string) {
			if !knows(e.sent()[n-1]) {
				http.Error(w, "unsupported", http.StatusBadRequest)
				return
			}
			say(w, right)
		})
		c := newClassifier(t, e.URL, nil)
		c.Judge(many(1))
		first := len(e.sent())
		c.Judge(many(5))
		if s := c.Stats(); s.Asked != 6 || len(e.sent()) != first+5 {
			t.Errorf("%s: %+v; the form that works must be remembered", name, s)
		}
	}
	// Once a form has worked, a refusal is of the review: it is not asked in
	// other forms.
	e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, n int, right string) {
		if n == 2 {
			http.Error(w, "too long", http.StatusBadRequest)
			return
		}
		say(w, right)
	})
	c := newClassifier(t, e.URL, nil)
	_, from := c.JudgeFrom(many(3))
	if diff := cmp.Diff([]Origin{FromEndpoint, Rejected, FromEndpoint}, from); diff != "" {
		t.Error(diff)
	}
}

func TestFencedAnswersAreRead(t *testing.T) {
	right := rightAnswer(2)
	for _, content := range []string{
		"```json\n" + right + "\n```", "```\n" + right + "```", "Here you are:\n```json\n" + right + "\n```\nAnything else?",
		"\ufeff \n" + right + "\n", "<think>The agent {laughed}.</think>\n" + right,
	} {
		e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ string) { say(w, content) })
		if _, from := newClassifier(t, e.URL, nil).JudgeFrom([]opinion.Passage{bad}); from[0] != FromEndpoint {
			t.Errorf("%q: %s", content, from[0])
		}
	}
}

func TestBudgets(t *testing.T) {
	e := newEndpoint(t, nil)
	c := newClassifier(t, e.URL, func(o *Options) { o.MaxCalls = 28 })
	c.Judge(many(40))
	if want := "12 of 40 verbatims were judged by the embedded model: budget of calls used up"; c.Note() != want || len(e.sent()) != 28 {
		t.Errorf("%q after %d calls", c.Note(), len(e.sent()))
	}
	// About 2,600 tokens are set aside for a call, of which 1,000 are booked.
	c = newClassifier(t, e.URL, func(o *Options) { o.MaxTokens = 10_000 })
	c.Judge(many(40))
	s := c.Stats()
	if s.Asked < 5 || s.Asked > 9 || s.FellBack[NoTokens] != 40-s.Asked || s.Tokens != 1000*s.Asked {
		t.Errorf("got %+v", s)
	}
	// An endpoint that does not count is charged the estimate.
	quiet := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, _ int, right string) {
		fmt.Fprintf(w, `{"choices":[{"message":{"content":%q}}]}`, right)
	})
	c = newClassifier(t, quiet.URL, nil)
	c.Judge(many(1))
	if s := c.Stats(); s.Asked != 1 || s.Tokens < 1000 || s.Tokens > 5000 {
		t.Errorf("got %+v", s)
	}
	// Retries are paid for.
	down := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ string) { w.WriteHeader(500) })
	c = newClassifier(t, down.URL, func(o *Options) { o.MaxCalls = 2 })
	c.Judge(many(3))
	if s := c.Stats(); s.Calls != 2 || s.FellBack[ServerFault] != 1 || s.FellBack[NoCalls] != 2 {
		t.Errorf("got %+v", s)
	}
}

func TestDeadEndpointIsLetBe(t *testing.T) {
	e := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ string) { w.WriteHeader(503) })
	c := newClassifier(t, e.URL, nil)
	c.Judge(many(20))
	if n := len(e.sent()); n != 3*maxFaults {
		t.Errorf("%d calls", n)
	}
	want := "20 of 20 verbatims were judged by the embedded model: endpoint let be after repeated failures (15), endpoint failed (5)"
	if c.Note() != want {
		t.Errorf("note %q", c.Note())
	}
	useless := newEndpoint(t, func(w http.ResponseWriter, _ *http.Request, _ int, _ string) { say(w, "hello") })
	c = newClassifier(t, useless.URL, nil)
	c.Judge(many(30))
	if s := c.Stats(); s.FellBack[BadAnswer] != maxBad || s.FellBack[GaveUp] != 30-maxBad {
		t.Errorf("got %+v", s)
	}
}
