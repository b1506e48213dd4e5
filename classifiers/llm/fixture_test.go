package llm

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

// secret must never show.
const secret = "sk-very-secret-0123456789"

// embedded judges everything alike; what its cause leans to is in the title.
type embedded struct{}

func (embedded) Model() string { return "embedded-1" }

func (embedded) Judge(ps []opinion.Passage) []opinion.Judgement {
	out := make([]opinion.Judgement, len(ps))
	for i, p := range ps {
		out[i].Cause = opinion.CauseP{0.4, 0.3, 0.2, 0.1}
		if p.Title == "sure" {
			out[i].Cause = opinion.CauseP{0.95, 0.03, 0.01, 0.01}
		}
		for range p.Spans {
			m := opinion.MentionJudgement{
				Polarity: [4]float64{0.5, 0.2, 0.1, 0.2}, Complaint: 0.6, Class: opinion.ClassP{0.5, 0.3, 0.2},
				Stage: [5]float64{0.2, 0.2, 0.2, 0.2, 0.2}, Gap: 0.3,
			}
			for k := range m.Theme {
				m.Theme[k] = 0.04
			}
			out[i].Mentions = append(out[i].Mentions, m)
		}
	}
	return out
}

// call is what the fake endpoint was sent.
type call struct {
	header http.Header
	path   string
	body   []byte
	Model  string `json:"model"`
	Temp   *float64
	Format struct {
		Type   string `json:"type"`
		Schema struct {
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
	Messages []struct{ Role, Content string } `json:"messages"`
}

// review is what stands between the fences.
func (c *call) review(t *testing.T) (r reviewOut, mark string) {
	t.Helper()
	lines := strings.Split(c.Messages[1].Content, "\n")
	if len(lines) != 5 {
		t.Fatalf("the question has %d lines, not 5: %q", len(lines), c.Messages[1].Content)
	}
	mark, ok := strings.CutPrefix(lines[1], "BEGIN REVIEW ")
	if !ok || lines[3] != "END REVIEW "+mark || len(mark) < 20 {
		t.Fatalf("not fenced: %q", lines)
	}
	if err := json.Unmarshal([]byte(lines[2]), &r); err != nil {
		t.Fatal(err)
	}
	return r, mark
}

// endpoint is a fake one. It answers well unless reply says otherwise.
type endpoint struct {
	*httptest.Server
	mu    sync.Mutex
	calls []call
}

// newEndpoint starts an endpoint; reply gets each call with its number, from
// 1, and the answer that would be right.
func newEndpoint(t *testing.T, reply func(w http.ResponseWriter, r *http.Request, n int, right string)) *endpoint {
	t.Helper()
	e := &endpoint{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := call{header: r.Header.Clone(), path: r.URL.Path}
		c.body, _ = io.ReadAll(r.Body)
		var temp struct {
			Temperature *float64 `json:"temperature"`
		}
		if json.Unmarshal(c.body, &c) != nil || json.Unmarshal(c.body, &temp) != nil {
			http.Error(w, "not JSON", http.StatusBadRequest)
			return
		}
		c.Temp = temp.Temperature
		e.mu.Lock()
		e.calls = append(e.calls, c)
		n := len(e.calls)
		e.mu.Unlock()
		right := rightAnswer(strings.Count(c.Messages[1].Content, `{"i":`))
		if reply == nil {
			say(w, right)
			return
		}
		reply(w, r, n, right)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) sent() []call {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]call(nil), e.calls...)
}

// rightAnswer labels n mentions as complaints about attitude.
func rightAnswer(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(`{"i":%d,"polarity":"neg","label":"service/attitude","stage":"post","gap":true}`, i+1)
	}
	return `{"mentions":[` + strings.Join(parts, ",") + `],"cause":"service"}`
}

// say replies with a chat completion that cost 1,000 tokens.
func say(w http.ResponseWriter, content string) {
	b, _ := json.Marshal(content)
	fmt.Fprintf(w, `{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}],"usage":{"prompt_tokens":900,"completion_tokens":100,"total_tokens":1000}}`, b)
}

// naps notes what Sleep was asked for, and does not sleep.
type naps struct {
	mu  sync.Mutex
	all []time.Duration
}

func (s *naps) sleep(ctx context.Context, d time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, d)
	return ctx.Err()
}

func newClassifier(t *testing.T, url string, change func(*Options)) *Classifier {
	t.Helper()
	o := Options{URL: url + "/v1", Model: "test:8b", Key: secret, Fallback: embedded{}, Parallel: 1, Sleep: (&naps{}).sleep}
	if change != nil {
		change(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var bad = passage.New("Bad", "The agent laughed at me. Then she hung up.", 1)

// many are n different verbatims of one mention.
func many(n int) []opinion.Passage {
	ps := make([]opinion.Passage, n)
	for i := range ps {
		ps[i] = passage.New("", fmt.Sprintf("It broke on day %d.", i), 2)
	}
	return ps
}
