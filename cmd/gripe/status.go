package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"gripe/pipeline/mask"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

type statusCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Help is shown by gripe status --help.
func (statusCmd) Help() string {
	return `Counts what is stored, annotated, waiting, set aside and in other languages, source by source, with the reasons of whatever could not be read, and how the last run went.

Example: gripe status`
}

// Run prints the state of the database.
func (c *statusCmd) Run(a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	st, err := a.readStore(a.database(cfg))
	if err != nil {
		return err
	}
	defer st.Close()
	s, err := st.Status(a.ctx)
	if err != nil {
		return storeFault(err)
	}
	runs, err := st.LastRuns(a.ctx, runsAsked)
	if err != nil {
		return storeFault(err)
	}
	setLastGood(s.Sources, runs)
	last := runs[:min(1, len(runs))]
	claims, err := st.Claims(a.ctx)
	if err != nil {
		return storeFault(err)
	}
	own := map[string]int{}
	for _, c := range claims {
		own[c.Source]++
	}
	if c.JSON {
		return printJSON(a.stdout, struct {
			store.Status
			Claims   map[string]int `json:"claims"`
			LastRuns []store.Run    `json:"last_runs"`
		}{masked(s), own, last})
	}
	writeStatus(a.stdout, s)
	for _, source := range slices.Sorted(maps.Keys(own)) {
		fmt.Fprintf(a.stdout, "\n%s: %s of the company's own\n", source, counted(own[source], "claim", "claims"))
	}
	writeRuns(a.stdout, last)
	writeEarlier(a.stdout, s.Sources, runs)
	return nil
}

// masked hides personal data in what customers' items are quoted for.
func masked(s store.Status) store.Status {
	for _, list := range [][]store.Reason{s.Reasons, s.Rejects} {
		for i := range list {
			r := &list[i]
			r.Reason, r.Where, r.Raw = mask.Text(r.Reason), mask.Text(r.Where), mask.Text(r.Raw)
		}
	}
	for i := range s.Sources {
		s.Sources[i].LastError = mask.Text(s.Sources[i].LastError)
	}
	return s
}

func writeStatus(w io.Writer, s store.Status) {
	fmt.Fprintf(w, "%s, %.1f MB", s.Path, float64(s.Bytes)/1e6)
	if s.Model != "" {
		fmt.Fprintf(w, ", last read by %s", s.Model)
	}
	fmt.Fprint(w, "\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "source\tstored\tannotated\twaiting\tset aside\trejected\tnewest\tlast good fetch\t")
	for _, x := range s.Sources {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t\n", x.Name, x.Verbatims, x.Annotated[s.Model],
			x.Waiting, x.Quarantined, x.Rejected, day(x.Newest), day(x.LastGood))
	}
	t.Flush()
	for _, x := range s.Sources {
		if x.LastError != "" {
			fmt.Fprintf(w, "\n%s: the last fetch failed: %s\n", x.Name, oneLine(x.LastError))
		}
		if l := languages(x.Languages); l != "" {
			fmt.Fprintf(w, "\n%s: other languages, stored but not judged: %s\n", x.Name, l)
		}
		if n := x.Languages[opinion.Wordless]; n > 0 {
			fmt.Fprintf(w, "\n%s: ratings without words, stored but not judged: %d\n", x.Name, n)
		}
	}
	writeReasons(w, "could not be annotated, kept aside", s.Reasons)
	writeReasons(w, "could not be taken, kept aside", s.Rejects)
}

func writeReasons(w io.Writer, what string, reasons []store.Reason) {
	for _, r := range reasons {
		fmt.Fprintf(w, "\n%s: %d %s: %s (for example %s)\n", r.Source, r.Count, what, oneLine(mask.Text(r.Reason)), oneLine(mask.Text(r.Where)))
	}
}

// languages lists what is not English, most frequent first.
func languages(by map[string]int) string {
	var keys []string
	for k := range by {
		if k != "en" && k != opinion.Wordless {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if by[a] != by[b] {
			return by[b] - by[a]
		}
		return strings.Compare(a, b)
	})
	for i, k := range keys {
		keys[i] = fmt.Sprintf("%s %d", k, by[k])
	}
	return strings.Join(keys, ", ")
}

func writeRuns(w io.Writer, runs []store.Run) {
	for _, r := range runs {
		outcome := r.Outcome
		if r.Finished.IsZero() {
			outcome = "was cut off; the next run goes on where it stopped"
		}
		fmt.Fprintf(w, "\nlast run %s: %s\n", r.Started.UTC().Format("2006-01-02 15:04 MST"), outcome)
		for _, c := range r.Coverage {
			if why := doubt(c); why != "" {
				fmt.Fprintf(w, "  %s: %s\n", c.Source, oneLine(why))
			}
			if s := accounted(c); s != "" {
				fmt.Fprintf(w, "  %s: %s\n", c.Source, s)
			}
		}
	}
}

// writeEarlier names the faults of sources that the last run did not read, but
// for those whose last fetch failed, which writeStatus tells of.
func writeEarlier(w io.Writer, sources []store.SourceStatus, runs []store.Run) {
	for _, r := range newestReadings(runs) {
		for _, c := range r.Coverage {
			told := slices.ContainsFunc(sources, func(x store.SourceStatus) bool { return x.Name == c.Source && x.LastError != "" })
			if why := doubt(c); why != "" && !told && r.ID != runs[0].ID {
				fmt.Fprintf(w, "\n%s: since %s: %s\n", c.Source, r.Started.UTC().Format("2006-01-02 15:04 MST"), oneLine(why))
			}
		}
	}
}

// doubt is why a source's reading is not to be trusted, empty where it is.
func doubt(c opinion.Coverage) string { return strings.TrimSpace(c.Error + " " + c.Suspect) }

// accounted says what became of all that a source showed in a run.
func accounted(c opinion.Coverage) string {
	var parts []string
	say := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	say(max(c.Announced, 0), "announced")
	say(c.Parsed, "read")
	say(c.Saved.New, "new")
	say(c.Saved.Revised, "revised")
	say(c.Saved.Known, "known")
	say(c.Saved.Rejected, "rejected")
	say(c.Saved.Forgotten, "forgotten on request and not taken again")
	say(c.Gone, "gone")
	for _, x := range []struct {
		n    int
		what string
	}{{c.Unchanged, "unchanged"}, {c.Blocked, "blocked by robots.txt"}, {c.Failed, "failed"}} {
		if x.n == 1 {
			say(1, "page "+x.what)
		} else {
			say(x.n, "pages "+x.what)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(c.Skipped)) {
		say(c.Skipped[reason], "left out: "+oneLine(reason))
	}
	if c.Capped {
		parts = append(parts, "more is there, beyond a cap")
	}
	return strings.Join(parts, "; ")
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}

// calm keeps what comes from outside from breaking, or steering, a terminal.
func calm(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, s)
}

// oneLine is s, calm and short.
func oneLine(s string) string {
	s = calm(s)
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return strings.Join(strings.Fields(s), " ")
}
