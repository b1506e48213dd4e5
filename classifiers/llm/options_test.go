package llm

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestEndpointAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"http://localhost:11434/v1":                     "http://localhost:11434/v1/chat/completions",
		"http://127.0.0.1:8000/v1/":                     "http://127.0.0.1:8000/v1/chat/completions",
		"http://[::1]:8000":                             "http://[::1]:8000/chat/completions",
		"http://10.1.2.3/v1":                            "http://10.1.2.3/v1/chat/completions",
		"http://ollama:11434/v1":                        "http://ollama:11434/v1/chat/completions",
		"http://gpu.lan/v1":                             "http://gpu.lan/v1/chat/completions",
		"https://api.example.com/v1":                    "https://api.example.com/v1/chat/completions",
		"https://api.example.com/x/v1/chat/completions": "https://api.example.com/x/v1/chat/completions",

		"":                              "web address",
		"localhost:11434":               "web address",
		"ftp://localhost/v1":            "web address",
		"file:///etc/passwd":            "web address",
		"http:///v1":                    "web address",
		"https://me:pw@example.com/v1":  "user or password",
		"https://example.com/v1?key=pw": "query",
		"https://example.com/v1#pw":     "query",
		"http://example.com/v1":         "https",
		"http://8.8.8.8/v1":             "https",
		"http://134744072/v1":           "https",
		"http://0x08080808/v1":          "https",
		"http://[2001:4860::8888]/v1":   "https",
	} {
		got, err := endpointOf(in)
		switch {
		case strings.HasPrefix(want, "http") && want != "https":
			if err != nil || got != want {
				t.Errorf("%q: %q, %v", in, got, err)
			}
		case err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "pw@"):
			t.Errorf("%q: %q, %v; want an error about %q", in, got, err, want)
		}
	}
}

func TestNewNamesEveryFault(t *testing.T) {
	_, err := New(Options{URL: "ftp://x", Model: "a b", Key: "k\n", Use: "some", Threshold: 2, MaxCalls: -1})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"url", "model's name", "key", "fall back", `use "some"`, "threshold", "negative"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not speak of %s: %v", want, err)
		}
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	if err := sleep(ctx, time.Nanosecond); err != nil {
		t.Error(err)
	}
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
