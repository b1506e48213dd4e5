package deliver

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// HookOptions say where notices are posted.
type HookOptions struct {
	// Name is what the owner calls the channel; the ledger knows it as
	// "webhook:" and the name.
	Name string
	// URL is secret: whoever has it can post.
	URL   string
	Shape Shape
	// Timeout of one try; 0 means 30 s.
	Timeout time.Duration
	Now     func() time.Time
	// Wait sleeps between two tries; nil means by the clock.
	Wait func(ctx context.Context, d time.Duration) error
	// Roots are the authorities to trust; nil means the system's.
	Roots *x509.CertPool
}

// Hook posts notices to one channel.
type Hook struct {
	o      HookOptions
	client *http.Client
}

// A channel that asks for patience is tried three times in all, and waited for
// a minute at most: cron's run must end, and the next run tries again.
const (
	maxTries = 3
	maxWait  = time.Minute
)

// NewHook checks the options. Its errors do not hold the URL.
func NewHook(o HookOptions) (*Hook, error) {
	if err := CheckHookURL(o.URL); err != nil {
		return nil, fmt.Errorf("webhook %s: %w", o.Name, err)
	}
	if _, err := payload(o.Shape, Notice{}); err != nil {
		return nil, fmt.Errorf("webhook %s: %w", o.Name, err)
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	dialer := &net.Dialer{}
	if strings.HasPrefix(strings.ToLower(o.URL), "http:") {
		dialer.Control = onlyLoopback
	}
	return &Hook{o: o, client: &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableKeepAlives: true,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
		},
		// A redirect would hand the notice to an address the owner did not name.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// CheckHookURL tells what is wrong with a webhook's address, without showing it.
func CheckHookURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return errors.New("its url is not an address such as https://hooks.example.com/…")
	}
	if u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()) {
		return nil
	}
	return errors.New("its url must begin with https://")
}

// webAddress tells what is wrong with a link to show.
func webAddress(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(s, "<>|\" \r\n") {
		return errors.New("not a web address")
	}
	return nil
}

// Recipient is the channel's name in the ledger.
func (h *Hook) Recipient() string { return "webhook:" + h.o.Name }

// File is the body that Post would send, as a file in the folder dir.
func (h *Hook) File(n Notice, dir string) (File, error) {
	body, err := payload(h.o.Shape, n)
	return File{Path: filepath.Join(dir, "webhook-"+unsafeName.ReplaceAllString(strings.ToLower(h.o.Name), "_")+".json"), Data: body}, err
}

// Post posts a notice unless the ledger says the channel has it. A channel that
// is busy is tried again, as it asks.
func (h *Hook) Post(ctx context.Context, n Notice, l Ledger, resend bool) Outcome {
	return once(ctx, l, n.Digest, h.Recipient(), "", resend, func() error {
		body, err := payload(h.o.Shape, n)
		if err != nil {
			return err
		}
		for try := 1; ; try++ {
			later, err := h.try(ctx, body)
			if err == nil || later < 0 || try == maxTries {
				return h.redacted(err)
			}
			if later > maxWait {
				return fmt.Errorf("%w, and asks to wait %s; run again then", h.redacted(err), later.Round(time.Second))
			}
			if werr := h.o.Wait(ctx, later); werr != nil {
				return fmt.Errorf("interrupted while waiting to try again: %w", werr)
			}
		}
	})
}

// try posts once. later is how long to wait before the next try, negative
// where another would not help.
func (h *Hook) try(ctx context.Context, body []byte) (later time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.o.URL, bytes.NewReader(body))
	if err != nil {
		return -1, err
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "gripe")
	res, err := h.client.Do(req)
	if err != nil {
		return -1, err
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(res.Body, maxLine)) // for the message only
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return 0, nil
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return -1, fmt.Errorf("it answers with a redirect (%d), which is not followed; put its present address into the configuration", res.StatusCode)
	}
	err = fmt.Errorf("it answers %d %s", res.StatusCode, http.StatusText(res.StatusCode))
	if text := headerText(string(said)); text != "" {
		err = fmt.Errorf("%w: %s", err, text)
	}
	switch res.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return h.retryAfter(res.Header.Get("Retry-After")), err
	}
	return -1, err
}

// retryAfter reads the header of that name: seconds, or a date (RFC 9110,
// 10.2.3). Without one, a second.
func (h *Hook) retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 {
		return time.Duration(min(n, 1<<30)) * time.Second
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(0, at.Sub(h.o.Now()))
	}
	return time.Second
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// redacted is err on one line without the address or any part of it by which
// it could be guessed.
func (h *Hook) redacted(err error) error {
	if err == nil {
		return nil
	}
	// net/http names the address in its own error; what is beneath does not.
	cause := err
	if e, ok := errors.AsType[*url.Error](err); ok {
		cause = e.Err
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("interrupted: %w", context.Canceled)
	}
	text := cause.Error()
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		text = "it does not answer within " + h.o.Timeout.String()
	}
	u, perr := url.Parse(h.o.URL)
	if perr != nil {
		return errors.New("its url cannot be read")
	}
	parts := []string{h.o.URL, u.RequestURI(), u.Path, u.RawQuery, u.Host, u.Hostname()}
	for _, p := range strings.FieldsFunc(u.Path+"&"+u.RawQuery, func(r rune) bool { return strings.ContainsRune("/&=", r) }) {
		if len(p) >= 6 {
			parts = append(parts, p)
		}
	}
	for _, p := range parts {
		if len(p) > 1 {
			text = strings.ReplaceAll(text, p, "[url]")
		}
	}
	return errors.New(headerText(text))
}
