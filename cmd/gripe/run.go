package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"gripe/pipeline/measure"
)

// cli is the command line: global flags and one field per command.
type cli struct {
	Config string `help:"Configuration file." placeholder:"gripe.yaml" type:"path"`
	DB     string `name:"db" help:"Database file; the configuration's, else gripe.db beside it." placeholder:"FILE" type:"path"`
	Model  string `help:"Classifier: ${models}." placeholder:"NAME"`
	Log    string `help:"Form of messages on standard error: text or json." enum:"text,json" default:"text"`

	Demo     demoCmd     `cmd:"" help:"Scrape, annotate, measure and digest the embedded demo shop."`
	Init     initCmd     `cmd:"" help:"Write a commented gripe.yaml."`
	Collect  collectCmd  `cmd:"" help:"Fetch the configured sources and store what they say."`
	Source   sourceCmd   `cmd:"" help:"Try out a page before it becomes a source."`
	Import   importCmd   `cmd:"" help:"Store the reviews of one file (CSV, TSV, JSON Lines, JSON, Parquet)."`
	Annotate annotateCmd `cmd:"" help:"Annotate what is new in the database; with -, standard input to standard output."`
	Share    shareCmd    `cmd:"" help:"Print how much of the complaints is really about service."`
	Top      topCmd      `cmd:"" help:"Print what the complaints are most about: themes, products, terms and more."`
	Show     showCmd     `cmd:"" help:"Print one verbatim, its mentions, and the words that pulled them to their classes."`
	Digest   digestCmd   `cmd:"" help:"Write the digest of one week: HTML, Markdown, text, JSON, CSV."`
	Gaps     gapsCmd     `cmd:"" help:"Write the expectation-gap report: promises kept and broken, in the customers' words."`
	Run      runCmd      `cmd:"" help:"Collect, annotate and digest in one go, for cron."`
	Audit    auditCmd    `cmd:"" help:"Let a person label a random sample, so that the shares are estimated from it."`
	Train    trainCmd    `cmd:"" help:"Train the classifier from labelled files."`
	Eval     evalCmd     `cmd:"" help:"Measure the classifiers on a labelled file."`
	Export   exportCmd   `cmd:"" help:"Print stored verbatims, mentions or shares as JSON Lines, CSV or Parquet."`
	Serve    serveCmd    `cmd:"" help:"Show what is stored as web pages that only this machine can open."`
	Forget   forgetCmd   `cmd:"" help:"Erase a review, or all of an author's, from the database and the outputs, for good."`
	Status   statusCmd   `cmd:"" help:"Say what is in the database."`
	Doctor   doctorCmd   `cmd:"" help:"Check configuration, database, model, write permission and credentials."`
	Version  versionCmd  `cmd:"" help:"Print the versions of gripe and its model."`
}

const description = `gripe reads what customers say in public and shows how much of their complaints is really about service, and how much is the product's or marketing's to fix.

Try it: gripe demo. Begin: gripe init, then gripe run.`

// app is what every command is given.
type app struct {
	*cli
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	log    *slog.Logger
	now    func() time.Time
}

// Run carries out one command line and gives the exit code. It reads and
// writes nothing but the streams and files it is told of.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	var c cli
	exited := -1
	out := &output{Writer: stdout}
	if !isTerminal(stdout) {
		stdout = out
	}
	parser, err := newParser(&c, kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code; panic(exitSignal{}) }))
	if err != nil {
		fmt.Fprintf(stderr, "gripe: %v\n", err)
		return exitDefect
	}
	a := &app{cli: &c, ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(exitSignal); ok {
				code = exited
				return
			}
			fmt.Fprintf(stderr, "gripe: a defect of gripe, please report it: %v\n%s", r, debug.Stack())
			code = exitDefect
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(stderr, "gripe: %s; see %s --help\n", calm(err.Error()), asked(err))
		return exitUsage
	}
	a.log = newLogger(stderr, c.Log)
	if err = k.Run(a); err == nil {
		err = as(exitIO, out.failed)
	}
	if err != nil && !errors.Is(err, errSaid) {
		a.say(err)
	}
	return codeOf(err)
}

// output keeps the first fault of writing to standard output, so that no
// command that prints in passing ends with 0 on a full disk. A reader that has
// seen enough and closes the pipe, as head does, is no fault.
type output struct {
	io.Writer
	failed error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.failed == nil && !errors.Is(err, syscall.EPIPE) {
		o.failed = fmt.Errorf("writing to standard output: %w", err)
	}
	return n, err
}

// asked is the command that a wrong command line names, as far as it does.
func asked(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) && wrong.Context != nil && wrong.Context.Selected() != nil {
		return wrong.Context.Selected().FullPath()
	}
	return "gripe"
}

// newParser describes the command line.
func newParser(c *cli, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(c, append(more,
		kong.Name("gripe"),
		kong.Description(description),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Vars{"models": strings.Join(modelNames(), ", "), "tables": strings.Join(measure.TopTables, ",")},
	)...)
}

// exitSignal unwinds kong's own exits (after --help), so that Run returns.
type exitSignal struct{}

// errSaid ends a command whose message has been given already.
var errSaid = errors.New("said")

// say prints an error: as text, or as a record with --log json.
func (a *app) say(err error) {
	if a.Log == "json" {
		a.log.Error(err.Error(), "exit", codeOf(err))
		return
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(a.stderr, "gripe: %s\n", calm(strings.TrimRight(line, "\n")))
	}
}

// note tells on standard error what is no fault yet should be known.
func (a *app) note(s string) {
	if a.Log == "json" {
		a.log.Warn(s)
		return
	}
	fmt.Fprintf(a.stderr, "gripe: %s\n", calm(s))
}

// newLogger writes warnings and errors only: cron is quiet on success.
func newLogger(w io.Writer, form string) *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelWarn}
	if form == "json" {
		o.Level = slog.LevelInfo
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
