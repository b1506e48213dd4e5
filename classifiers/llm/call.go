package llm

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

const (
	// maxReply caps a reply, after inflation. An answer about 500 mentions has
	// some 50 KB; the rest is for models that think aloud.
	maxReply = 1 << 20
	// maxSpent bounds what an endpoint may claim that one call cost.
	maxSpent = 10_000_000
	// maxRetries of one question, beside the first try.
	maxRetries = 2
	// firstWait doubles with each retry, where the endpoint names no time.
	firstWait = time.Second
	// maxWait is the longest that an endpoint may ask to wait. One that asks
	// for longer is out of quota, and is let be.
	maxWait = time.Minute
)

// ask sends a question, in another form where the endpoint does not know one,
// and again where it is busy. The origin is FromEndpoint where answer holds.
func (c *Classifier) ask(q question) (answer, Origin) {
	rung, sure := c.forms.current()
	var failed Origin
	for retries := 0; ; {
		body := c.request(q, ladder[rung])
		likely := likelyTokens(body, q.mentions)
		if why := c.budget.reserve(likely); why != "" {
			// Where a call has failed that is what a reader should know.
			return answer{}, cmp.Or(failed, why)
		}
		r := c.call(body)
		failed = r.why
		c.budget.settle(likely, r.cost(likely))
		switch {
		case r.why == "":
			c.forms.took(rung)
			a, err := parseAnswer(r.content, q.mentions)
			if err != nil {
				return answer{}, BadAnswer
			}
			return a, FromEndpoint
		case r.why == Rejected && !sure && rung+1 < len(ladder):
			rung++
			continue
		case r.final:
			c.brake.stop(r.why)
			return answer{}, r.why
		case !r.again || retries == maxRetries:
			return answer{}, r.why
		}
		wait := max(r.wait, firstWait<<retries)
		if wait > maxWait {
			c.brake.stop(r.why)
			return answer{}, r.why
		}
		if c.o.Sleep(c.o.Context, wait) != nil {
			return answer{}, Stopped
		}
		retries++
	}
}

// reply is what became of one call.
type reply struct {
	// why is empty where content holds.
	why     Origin
	content string
	// tokens as the endpoint counts them; 0 where it does not say.
	tokens int
	// free: the endpoint refused before it did any work.
	free bool
	// again: a retry may help, after wait at least. final: no call will.
	again, final bool
	wait         time.Duration
}

func (r reply) cost(likely int) int {
	switch {
	case r.free:
		return 0
	case r.tokens > 0:
		return min(r.tokens, maxSpent)
	}
	return likely
}

// call sends one request and reads its reply. What went wrong is told by kind
// only: an endpoint's own words may repeat the key or the review.
func (c *Classifier) call(body []byte) reply {
	ctx, cancel := context.WithTimeout(c.o.Context, c.o.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint, bytes.NewReader(body))
	if err != nil {
		return reply{why: Defect, free: true}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	if c.o.Key != "" {
		req.Header.Set("Authorization", "Bearer "+c.o.Key)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return c.lost(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return refused(res, c.o.Now())
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, maxReply+1))
	switch {
	case err != nil:
		return c.lost(err)
	case len(b) > maxReply:
		return reply{why: TooLarge}
	}
	return read(b)
}

// lost tells why no reply came.
func (c *Classifier) lost(err error) reply {
	if c.o.Context.Err() != nil {
		return reply{why: Stopped}
	}
	var n net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout() {
		return reply{why: TimedOut}
	}
	return reply{why: Unreachable, again: true, free: true}
}

// refused tells what a status other than 200 means.
func refused(res *http.Response, now time.Time) reply {
	r := reply{why: Rejected, free: true}
	switch s := res.StatusCode; {
	case s == http.StatusTooManyRequests:
		r.why, r.again, r.wait = Busy, true, retryAfter(res.Header.Get("Retry-After"), now)
	case s >= 500:
		r.why, r.again, r.wait = ServerFault, true, retryAfter(res.Header.Get("Retry-After"), now)
	case s == http.StatusUnauthorized, s == http.StatusPaymentRequired, s == http.StatusForbidden:
		r.why, r.final = Denied, true
	case s == http.StatusNotFound:
		r.why, r.final = NotFound, true
	case s >= 300 && s < 400:
		r.why, r.final = Redirected, true
	}
	return r
}

// retryAfter reads RFC 9110's Retry-After: seconds, or a date. What it does
// not understand asks for no time.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

// read takes content and cost out of a chat completion.
func read(b []byte) reply {
	var w struct {
		Choices []struct {
			Message struct {
				Content *string `json:"content"`
			} `json:"message"`
		} `json:"choices"`
		Usage struct {
			Total int `json:"total_tokens"`
		} `json:"usage"`
	}
	r := reply{}
	if json.Unmarshal(b, &w) != nil {
		r.why = BadAnswer
		return r
	}
	r.tokens = max(0, w.Usage.Total)
	if len(w.Choices) == 0 || w.Choices[0].Message.Content == nil {
		r.why = BadAnswer // a refusal carries no content
		return r
	}
	r.content = *w.Choices[0].Message.Content
	return r
}
