// Package collect fetches what customers say in public and hands it over, one
// page at a time.
//
// In: the options of a source (page, sitemap, feed, appstore, reddit,
// hackernews, mastodon, bluesky, discourse, steam, lemmy, file, directory, claims)
// and, for the network, a Gate.
// Out: opinion.Batch values given to a Sink, each with the ledger row of the
// fetch it came from, and one opinion.Coverage per source and run.
//
// Every request passes the Gate, an http.RoundTripper beneath colly: robots.txt
// at every hop, one request at a time and host, addresses checked after the
// name is resolved, sizes capped. A page is handed over whole or not at all:
// a broken, cut or oversized answer is a fault in the ledger, never a page.
//
// It must never judge a text, keep an author anywhere but in the Verbatim,
// sleep on anything but the injected clock, or reach the network past the Gate.
//
// A kind of source is one file, kind_*.go, that turns a Page into verbatims and
// calls run.fetch or run.revisit for each URL; public interfaces share api.go.
// A page is read in one of several ways, the most trusted first: see ways.go.
package collect
