// Command peers times gripe beside the programs that it wants to be picked
// over, on the same texts, in the same minutes.
//
// In: a built gripe, a file of reviews (JSON Lines, plain or gzip), a folder
// with wink-nlp from npm. Out: reviews a second of each and the ratios of
// paired runs, median with minimum and maximum. A peer that is not installed is
// named and left out. It never fetches anything: make bench-peers installs.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "peers: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	gripe := flags.String("gripe", "bin/gripe", "gripe's binary")
	texts := flags.String("texts", "../shared/reviews/insurance.jsonl.gz", "reviews as JSON Lines")
	wink := flags.String("wink", "", "folder in which npm installed wink-nlp and wink-eng-lite-web-model")
	runs := flags.Int("runs", 5, "paired runs")
	sample := flags.Int("naive", 60, "reviews for the naive loop, which takes a sixth of a second for each")
	only := flags.String("only", "annotate,scrapy", "what to compare")
	naive := flags.String("naive-loop", "", "be the naive loop over this file, and nothing else")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *naive != "" {
		return naiveLoop(*naive)
	}
	for _, what := range strings.Split(*only, ",") {
		switch what {
		case "annotate":
			if err := compareAnnotate(ctx, out, *gripe, *texts, *wink, *runs, *sample); err != nil {
				return fmt.Errorf("comparing annotation: %w", err)
			}
		case "scrapy":
			if err := compareScrapy(ctx, out, *gripe, *runs); err != nil {
				return fmt.Errorf("comparing crawls: %w", err)
			}
		default:
			return fmt.Errorf("nothing called %q can be compared; annotate and scrapy can", what)
		}
	}
	return nil
}
