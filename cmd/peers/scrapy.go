package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

//go:embed scrapy_spider.py
var scrapySpider []byte

// crawl is what one crawler did with the site, once.
type crawl struct {
	pages, reviews int
	// took is the wall time; peak the largest resident size in bytes, 0 where
	// it is not known.
	took time.Duration
	peak int64
}

func (c crawl) rate() float64 { return float64(c.pages) / c.took.Seconds() }

// compareScrapy times gripe collect (fetching, parsing, deduplicating and
// storing into SQLite) against Scrapy (writing the same fields to JSON Lines)
// on the same pages of this machine, delays at zero, in pairs of runs, and
// prints pages per second of both with their ratio. gripe is the binary. Both
// clocks start after the program has loaded for Scrapy, and before for gripe.
func compareScrapy(ctx context.Context, out io.Writer, gripe string, runs int) error {
	return compareCrawlers(ctx, out, gripe, runs, sitePages)
}

func compareCrawlers(ctx context.Context, out io.Writer, gripe string, runs, pages int) error {
	python, err := scrapyPython(ctx)
	if err != nil {
		return err
	}
	shop, err := startSite(pages)
	if err != nil {
		return err
	}
	defer shop.close()
	dir, err := os.MkdirTemp("", "gripe-peers-")
	if err != nil {
		return fmt.Errorf("make a folder for the comparison: %w", err)
	}
	defer os.RemoveAll(dir)
	fmt.Fprintf(out, "%d pages of %d reviews (%d bytes each) on %d hosts of this machine, no delay\n\n", pages, siteReviews, len(shop.pages[0]), siteHosts)
	fmt.Fprintf(out, "%4s  %16s  %16s  %6s  %14s\n", "run", "Scrapy pages/s", "gripe pages/s", "ratio", "gripe peak MB")
	var theirs, ours []float64
	var peak int64
	for i := range runs {
		// Each pair begins with the other one, so that neither always finds the
		// machine warm.
		var s, g crawl
		steps := []func() error{
			func() (err error) { s, err = scrapyRun(ctx, python, dir, shop); return err },
			func() (err error) { g, err = gripeRun(ctx, gripe, dir, shop); return err },
		}
		if i%2 == 1 {
			slices.Reverse(steps)
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		if s.pages != pages || g.pages != pages || s.reviews != g.reviews || g.reviews != pages*siteReviews {
			return fmt.Errorf("not the same work: Scrapy read %d pages and %d reviews, gripe %d and %d, of %d and %d",
				s.pages, s.reviews, g.pages, g.reviews, pages, pages*siteReviews)
		}
		theirs, ours = append(theirs, s.rate()), append(ours, g.rate())
		peak = max(peak, g.peak)
		fmt.Fprintf(out, "%4d  %16.0f  %16.0f  %6.1f  %14.0f\n", i+1, s.rate(), g.rate(), g.rate()/s.rate(), float64(g.peak)/1e6)
	}
	fmt.Fprintf(out, "\nScrapy %s pages/s, gripe %s pages/s, ratio %s; gripe's peak memory %.0f MB\n",
		spread(theirs), spread(ours), spread(ratios(ours, theirs)), float64(peak)/1e6)
	return nil
}

// scrapyPython finds the interpreter that has Scrapy; Debian's is the one
// beside /usr/bin/scrapy.
func scrapyPython(ctx context.Context) (string, error) {
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(ctx, python, "-c", "import scrapy").Run() == nil {
			return python, nil
		}
	}
	return "", errors.New("no Python here has Scrapy; on Debian: apt-get install python3-scrapy")
}

// scrapyRun crawls the site with Scrapy, whose own clock is taken.
func scrapyRun(ctx context.Context, python, dir string, shop *site) (crawl, error) {
	spider, lines := filepath.Join(dir, "spider.py"), filepath.Join(dir, "reviews.jsonl")
	if err := os.WriteFile(spider, scrapySpider, 0o600); err != nil {
		return crawl{}, fmt.Errorf("write the spider: %w", err)
	}
	if err := os.RemoveAll(lines); err != nil {
		return crawl{}, fmt.Errorf("remove the last run's lines: %w", err)
	}
	args := append([]string{spider, lines, strconv.Itoa(shop.perHost())}, shop.hosts...)
	said, _, err := timed(exec.CommandContext(ctx, python, args...))
	if err != nil {
		return crawl{}, fmt.Errorf("run Scrapy: %w", err)
	}
	var got struct {
		Pages, Reviews int
		Seconds        float64
	}
	if err := json.Unmarshal(said, &got); err != nil {
		return crawl{}, fmt.Errorf("read what Scrapy did: %w", err)
	}
	return crawl{pages: got.Pages, reviews: got.Reviews, took: time.Duration(got.Seconds * float64(time.Second))}, nil
}

// gripeRun crawls the site with gripe into a new database.
func gripeRun(ctx context.Context, gripe, dir string, shop *site) (crawl, error) {
	house, err := os.MkdirTemp(dir, "house-")
	if err != nil {
		return crawl{}, fmt.Errorf("make a folder for gripe: %w", err)
	}
	defer os.RemoveAll(house)
	var cfg bytes.Buffer
	cfg.WriteString("fetch: {delay: 0s, max_pages: 100000}\nsources:\n")
	for i, h := range shop.hosts {
		fmt.Fprintf(&cfg, "  - {name: shop%d, kind: page, pages: \"%s/reviews?page={page}\", first: 1, last: %d, allow_private: true}\n", i, h, shop.perHost())
	}
	path := filepath.Join(house, "gripe.yaml")
	if err := os.WriteFile(path, cfg.Bytes(), 0o600); err != nil {
		return crawl{}, fmt.Errorf("write gripe's configuration: %w", err)
	}
	began := time.Now()
	said, peak, err := timed(exec.CommandContext(ctx, gripe, "collect", "--json", "--config", path))
	took := time.Since(began)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) { // 3: a source announces the reviews of all hosts
		return crawl{}, fmt.Errorf("run gripe: %w", err)
	}
	var got struct {
		Sources []struct {
			Pages int
			Saved struct{ New int }
		} `json:"sources"`
	}
	if err := json.Unmarshal(said, &got); err != nil {
		return crawl{}, fmt.Errorf("read what gripe did: %w", err)
	}
	c := crawl{took: took, peak: peak}
	for _, s := range got.Sources {
		c.pages += s.Pages
		c.reviews += s.Saved.New
	}
	return c, nil
}

// timed runs a program, and gives what it printed and its peak of memory.
func timed(cmd *exec.Cmd) (stdout []byte, peak int64, err error) {
	var out, fault bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &fault
	err = cmd.Run()
	if cmd.ProcessState != nil {
		if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = u.Maxrss << 10 // Linux counts in KiB: getrusage(2)
		}
	}
	if err != nil && fault.Len() > 0 {
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(fault.Bytes()))
	}
	return out.Bytes(), peak, err
}
