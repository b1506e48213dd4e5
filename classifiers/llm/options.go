package llm

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"gripe/classifiers"
)

// Use says which verbatims the endpoint is asked about.
type Use string

// The uses. An audit sample is labelled by a classifier of its own with All.
const (
	All Use = "all"
	// Unsure: those whose most probable cause the embedded classifier gives
	// less than Threshold.
	Unsure Use = "unsure"
)

// Defaults of the options that are zero. At about 2,500 tokens a call the two
// budgets end together.
const (
	DefaultThreshold = 0.7
	DefaultMaxCalls  = 1000
	DefaultMaxTokens = 2_500_000
	DefaultTimeout   = time.Minute
	DefaultParallel  = 2
)

// Options of a Classifier. URL, Model and Fallback are needed.
type Options struct {
	// URL is the base of the API ("http://localhost:11434/v1") or the address
	// of its chat completions. Plain http is for the own network only.
	URL string
	// Model is the endpoint's name of the model.
	Model string
	// Key is sent as a bearer token; empty where the endpoint wants none. It
	// comes from the environment and is never shown.
	Key string
	// Fallback is the embedded classifier.
	Fallback classifiers.Classifier
	// Use is All unless given.
	Use Use
	// Threshold, in (0,1], goes with Unsure.
	Threshold float64
	// MaxCalls and MaxTokens bound what all of this classifier's calls may
	// cost. A retry is a call. Tokens are as the endpoint counts them, else
	// estimated.
	MaxCalls, MaxTokens int
	// Timeout of one call, body included.
	Timeout time.Duration
	// Parallel is how many calls may be under way at once.
	Parallel int
	// Cache keeps answers; nil keeps none.
	Cache Cache
	// Context ends all calls, because Judge has none of its own; nil never does.
	Context context.Context
	// Client is copied; redirects are not followed whatever it says.
	Client *http.Client
	// Now and Sleep are the clock. Sleep returns early when the context ends.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
}

// modelName is what fits into a version string: "llama3.1:8b", "org/name".
var modelName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$`)

// check fills in defaults and says all that is wrong at once.
func (o *Options) check() (endpoint string, err error) {
	var faults []error
	endpoint, fault := endpointOf(o.URL)
	faults = append(faults, fault)
	if !modelName.MatchString(o.Model) {
		faults = append(faults, errors.New("the model's name must be 1 to 128 letters, digits and . _ : / @ + -, as the endpoint lists it"))
	}
	if strings.ContainsFunc(o.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		faults = append(faults, errors.New("the key holds a space, a line end or a character that is not ASCII; set it again without"))
	}
	if o.Fallback == nil {
		faults = append(faults, errors.New("an embedded classifier to fall back to is missing"))
	}
	if o.Use == "" {
		o.Use = All
	}
	if o.Use != All && o.Use != Unsure {
		faults = append(faults, fmt.Errorf("use %q must be all or unsure", o.Use))
	}
	if o.Threshold == 0 {
		o.Threshold = DefaultThreshold
	}
	if math.IsNaN(o.Threshold) || o.Threshold < 0 || o.Threshold > 1 {
		faults = append(faults, errors.New("threshold must be above 0 and at most 1"))
	}
	if o.MaxCalls < 0 || o.MaxTokens < 0 || o.Timeout < 0 || o.Parallel < 0 {
		faults = append(faults, errors.New("calls, tokens, timeout and parallel must not be negative"))
	}
	o.MaxCalls = orDefault(o.MaxCalls, DefaultMaxCalls)
	o.MaxTokens = orDefault(o.MaxTokens, DefaultMaxTokens)
	o.Timeout = orDefault(o.Timeout, DefaultTimeout)
	o.Parallel = orDefault(o.Parallel, DefaultParallel)
	if o.Context == nil {
		o.Context = context.Background()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return endpoint, errors.Join(faults...)
}

func orDefault[T int | time.Duration](v, d T) T {
	if v == 0 {
		return d
	}
	return v
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// endpointOf checks an address and completes it. No error repeats the address,
// for it may hold what should not be shown.
func endpointOf(raw string) (string, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return "", errors.New("the endpoint's url is not a web address such as http://localhost:11434/v1")
	case u.User != nil:
		return "", errors.New("the endpoint's url holds a user or password; a key comes from the environment only")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", errors.New("the endpoint's url holds a query or fragment; a key comes from the environment only")
	case u.Scheme == "http" && !inOwnNetwork(u.Hostname()):
		return "", errors.New("the endpoint's url must be https outside the own network: reviews and key would travel in clear")
	}
	const chat = "/chat/completions"
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = ""
	if !strings.HasSuffix(u.Path, chat) {
		u.Path += chat
	}
	return u.String(), nil
}

// inOwnNetwork tells hosts that plain http may reach: this machine, private
// addresses, and names that no public server has.
func inOwnNetwork(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		a = a.Unmap()
		return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.Contains(host, ".") {
		// "localhost", "ollama"; but 2130706433 is an address written oddly.
		return strings.ContainsFunc(host, func(r rune) bool { return r < '0' || r > '9' }) && !strings.HasPrefix(host, "0x")
	}
	for _, s := range []string{".localhost", ".local", ".internal", ".lan", ".home.arpa"} {
		if strings.HasSuffix(host, s) {
			return true
		}
	}
	return false
}
