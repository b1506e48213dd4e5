package main

import (
	"context"
	"os"
	"strings"
	"time"

	"gripe/pipeline/collect"
	"gripe/pipeline/config"
	"gripe/pipeline/opinion"
)

// newSource makes one configured source; the configuration has checked its keys.
// progress is told of its steps; nil tells nobody.
func newSource(c config.Config, s config.Source, gate *collect.Gate, now func() time.Time, progress collect.Progress) (collect.Source, error) {
	api := collect.APIOptions{Name: s.Name, Product: s.Product, Base: s.Base, MaxPages: c.MaxPagesOf(s), Progress: progress}
	file, page := fileOptions(c, s, now), pageOptions(c, s)
	file.Progress, page.Progress = progress, progress
	if s.TokenEnv != "" {
		if api.Token = os.Getenv(s.TokenEnv); api.Token == "" {
			return nil, fail(exitConfig, "the environment variable %s is empty; export the token in it", s.TokenEnv)
		}
	}
	switch s.Kind {
	case "file":
		return collect.NewFile(file)
	case "directory":
		return collect.NewDirectory(collect.DirectoryOptions{FileOptions: file, Match: s.Match})
	case "sitemap":
		return collect.NewSitemap(collect.SitemapOptions{PageOptions: page, Match: s.Match}, gate)
	case "claims":
		return collect.NewClaims(collect.ClaimsOptions{
			Name: s.Name, Product: s.Product, URLs: s.URLs, Claim: s.Selectors.Claim, Text: s.Selectors.Text, Path: c.Resolve(s.Path),
			Columns: file.Columns, Per: s.Per, MaxPages: page.MaxPages, Now: now, Progress: progress,
		}, gate)
	case "feed":
		return collect.NewFeed(collect.FeedOptions{APIOptions: api, URLs: s.URLs}, gate)
	case "appstore":
		return collect.NewAppStore(collect.AppStoreOptions{APIOptions: api, App: s.App, Countries: s.Countries}, gate)
	case "steam":
		return collect.NewSteam(collect.SteamOptions{APIOptions: api, App: s.App, Language: s.Language}, gate)
	case "reddit":
		return collect.NewReddit(collect.RedditOptions{APIOptions: api, Query: s.Query, Subreddit: s.Subreddit, Threads: s.Threads, Comments: s.Comments}, gate)
	case "hackernews":
		return collect.NewHackerNews(collect.HackerNewsOptions{APIOptions: api, Query: s.Query, Tags: strings.Join(s.Tags, ",")}, gate)
	case "mastodon":
		return collect.NewMastodon(collect.MastodonOptions{APIOptions: api, Query: s.Query, Tags: s.Tags}, gate)
	case "bluesky":
		return collect.NewBluesky(collect.BlueskyOptions{APIOptions: api, Query: s.Query, Language: s.Language}, gate)
	case "discourse":
		return collect.NewDiscourse(collect.DiscourseOptions{APIOptions: api, Query: s.Query, Topics: s.Topics}, gate)
	case "lemmy":
		return collect.NewLemmy(collect.LemmyOptions{APIOptions: api, Query: s.Query, Community: s.Community}, gate)
	}
	return collect.NewPage(page, gate)
}

func fileOptions(c config.Config, s config.Source, now func() time.Time) collect.FileOptions {
	return collect.FileOptions{
		Name: s.Name, Path: c.Resolve(s.Path), Product: s.Product, Locale: s.Locale, RatingMax: s.RatingMax,
		Columns: columns(s.Columns), Now: now,
	}
}

func pageOptions(c config.Config, s config.Source) collect.PageOptions {
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
	return o
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

// collectInto binds a source to where it stores, and tells when it begins and
// ends.
func collectInto(src collect.Source, sink collect.Sink, progress collect.Progress) func(context.Context) (opinion.Coverage, error) {
	if progress == nil {
		progress = func(collect.Event) {}
	}
	return func(ctx context.Context) (opinion.Coverage, error) {
		progress(collect.Event{Source: src.Name(), Step: collect.Started})
		c, err := src.Collect(ctx, sink)
		progress(collect.Event{
			Source: src.Name(), Step: collect.Ended, Pages: c.Pages, Parsed: c.Parsed, New: c.Saved.New,
			Message: strings.TrimSpace(c.Error + " " + c.Suspect),
		})
		return c, err
	}
}
