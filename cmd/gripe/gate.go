package main

import (
	"context"
	"net"
	"net/url"
	"strings"
	"time"

	"gripe/pipeline/collect"
	"gripe/pipeline/config"
)

// gateSleep replaces the gate's way to wait in tests; nil is the real one.
var gateSleep func(ctx context.Context, d time.Duration) error

// newGate makes the one way to the network that all sources share.
func newGate(c config.Config) (*collect.Gate, error) {
	agent := "gripe/" + version
	if c.Contact != "" {
		agent += " (+" + c.Contact + ")"
	}
	o := collect.GateOptions{
		UserAgent: agent,
		Delay:     atLeastOne(c.Fetch.Delay),
		HostDelay: map[string]time.Duration{},
		Timeout:   c.Fetch.Timeout,
		MaxBody:   int64(c.Fetch.MaxBody),
		Sleep:     gateSleep,
	}
	for _, s := range c.Sources {
		for _, raw := range addresses(s) {
			u, err := url.Parse(raw)
			if err != nil {
				continue // the source itself names the fault
			}
			if s.AllowPrivate {
				o.AllowPrivate = append(o.AllowPrivate, hostPort(u))
			}
			if s.Delay != nil {
				// Where sources share a host, the longer delay holds.
				host := strings.ToLower(u.Hostname())
				o.HostDelay[host] = max(o.HostDelay[host], atLeastOne(*s.Delay))
			}
		}
	}
	g, err := collect.NewGate(o)
	return g, as(exitConfig, err)
}

// addresses are all web addresses that a source begins with.
func addresses(s config.Source) []string {
	out := s.URLs
	if s.Base != "" {
		out = append(out[:len(out):len(out)], s.Base)
	}
	if s.Pages != "" {
		out = append(out[:len(out):len(out)], strings.ReplaceAll(s.Pages, "{page}", "1"))
	}
	return out
}

// hostPort spells a host as the gate does, port always included.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// atLeastOne keeps an explicit 0s from meaning the gate's own default.
func atLeastOne(d time.Duration) time.Duration { return max(d, time.Nanosecond) }
