package main

import (
	"context"
	"net"
	"net/url"
	"strings"
	"time"

	"gripe/pipeline/collect"
	"gripe/pipeline/config"
	"gripe/pipeline/opinion"
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

// newSource makes one configured source.
func newSource(c config.Config, s config.Source, gate *collect.Gate, now func() time.Time) (collect.Source, error) {
	if s.Kind == "file" {
		return collect.NewFile(collect.FileOptions{
			Name: s.Name, Path: c.Resolve(s.Path), Product: s.Product, Locale: s.Locale, RatingMax: s.RatingMax,
			Columns: columns(s.Columns), Now: now,
		})
	}
	o := collect.PageOptions{
		Name: s.Name, Product: s.Product, URLs: s.URLs, MaxPages: c.MaxPagesOf(s), Locale: s.Locale,
		Selectors: collect.Selectors{
			Review: s.Selectors.Review, ID: s.Selectors.ID, Author: s.Selectors.Author, Rating: s.Selectors.Rating,
			Date: s.Selectors.Date, Title: s.Selectors.Title, Text: s.Selectors.Text, Link: s.Selectors.Link,
			Product: s.Selectors.Product, Announced: s.Selectors.Announced, Next: s.Next,
		},
	}
	if s.Pages != "" {
		o.URLs = append(o.URLs[:len(o.URLs):len(o.URLs)], s.Pages)
		o.From, o.To = max(s.First, 1), s.Last
		if s.Last == 0 {
			o.To = o.From + o.MaxPages - 1
		}
	}
	return collect.NewPage(o, gate)
}

// columns names only the columns that the configuration names.
func columns(c config.Columns) map[string]string {
	all := map[string]string{
		"id": c.ID, "text": c.Text, "title": c.Title, "rating": c.Rating,
		"date": c.PostedAt, "product": c.Product, "url": c.URL, "author": c.Author,
	}
	for k, v := range all {
		if v == "" {
			delete(all, k)
		}
	}
	return all
}

// collectInto binds a source to where it stores.
func collectInto(src collect.Source, sink collect.Sink) func(context.Context) (opinion.Coverage, error) {
	return func(ctx context.Context) (opinion.Coverage, error) { return src.Collect(ctx, sink) }
}
