package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// postOffice is a mail server on 127.0.0.1. It refuses the recipient that it is
// told to.
type postOffice struct {
	addr string

	mu      sync.Mutex
	refuse  string
	letters map[string][]string
}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{addr: ln.Addr().String(), letters: map[string][]string{}}
	var live sync.WaitGroup
	live.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			live.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() { ln.Close(); live.Wait() })
	return p
}

func (p *postOffice) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	fmt.Fprint(c, "220 here\r\n")
	to := ""
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch line = strings.TrimSpace(line); {
		case strings.HasPrefix(line, "EHLO"):
			fmt.Fprint(c, "250-here\r\n250 AUTH PLAIN\r\n")
		case strings.HasPrefix(line, "AUTH"):
			fmt.Fprint(c, "235 welcome\r\n")
		case strings.HasPrefix(line, "RCPT TO:"):
			to = strings.Trim(strings.TrimPrefix(line, "RCPT TO:"), "<>")
			p.mu.Lock()
			refused := to == p.refuse
			p.mu.Unlock()
			if refused {
				fmt.Fprint(c, "450 4.2.1 mailbox full\r\n")
				continue
			}
			fmt.Fprint(c, "250 ok\r\n")
		case line == "DATA":
			fmt.Fprint(c, "354 go on\r\n")
			var b strings.Builder
			for {
				l, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				b.WriteString(l)
			}
			p.mu.Lock()
			p.letters[to] = append(p.letters[to], b.String())
			p.mu.Unlock()
			fmt.Fprint(c, "250 taken\r\n")
		case line == "QUIT":
			fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

// count gives how many letters each of the three got, as "ann bob cy".
func (p *postOffice) count() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprint(len(p.letters["ann@example.com"]), len(p.letters["bob@example.com"]), len(p.letters["cy@example.com"]))
}

// office is a folder with reviews, a configuration that sends, a mail server
// and a channel.
type office struct {
	t     *testing.T
	dir   string
	post  *postOffice
	posts *[]string
}

const mailPassword = "pa55-in-the-environment"

func newOffice(t *testing.T) office {
	t.Helper()
	o := office{t: t, dir: t.TempDir(), post: openPostOffice(t), posts: new([]string)}
	channel := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		*o.posts = append(*o.posts, r.URL.Path+" "+string(b))
	}))
	t.Cleanup(channel.Close)
	t.Setenv("SMTP_USERNAME", "postman")
	t.Setenv("SMTP_PASSWORD", mailPassword)
	t.Setenv("TEAM_WEBHOOK", channel.URL+"/services/hush")
	host, port, _ := net.SplitHostPort(o.post.addr)
	o.write("gripe.yaml", fmt.Sprintf(`company: "Lamps & Co"
model: lexicon
digests_url: https://digests.example.com/lamps
mail:
  from: Gripe <gripe@example.com>
  to: [Ann <ann@example.com>, bob@example.com, cy@example.com]
  host: %s
  port: %s
  tls: none
  username_env: SMTP_USERNAME
  password_env: SMTP_PASSWORD
  subject_prefix: "[gripe]"
  unsubscribe: https://example.com/leave?who={recipient}
webhooks:
  - {name: team, url_env: TEAM_WEBHOOK, shape: slack}
sources:
  - {name: survey, kind: file, path: reviews.csv}
`, host, port))
	o.write("reviews.csv", `id,text,rating,posted_at,author
1,"The lamp broke after two days, write to jo@example.org.",1,2026-11-02,Ada
2,"Support hung up on me twice.",1,2026-11-03,Bea
3,"Lovely lamp.",5,2026-11-04,Cid
`)
	return o
}

func (o office) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// gripe runs a command in the folder and holds its exit code.
func (o office) gripe(want int, args ...string) (stdout, stderr string) {
	o.t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{"--config", filepath.Join(o.dir, "gripe.yaml")}, args...)
	if code := Run(context.Background(), args, nil, &out, &errs); code != want {
		o.t.Fatalf("gripe %v exits with %d, want %d: %s", args, code, want, errs.String())
	}
	for _, secret := range []string{mailPassword, "postman", "/services/hush"} {
		if strings.Contains(out.String()+errs.String(), secret) {
			o.t.Errorf("gripe %v shows %s: %s%s", args, secret, out.String(), errs.String())
		}
	}
	return out.String(), errs.String()
}

const sentWeek = "2026-W45"

func TestRunSendsOnceToEach(t *testing.T) {
	o := newOffice(t)
	o.post.refuse = "bob@example.com"
	_, stderr := o.gripe(exitPartial, "run", "--week", sentWeek)
	if want := "gripe: the digest was made but not sent to bob@example.com: "; !strings.HasPrefix(stderr, want) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("stderr is %q", stderr)
	}
	if got := o.post.count(); got != "1 0 1" || len(*o.posts) != 1 {
		t.Errorf("letters %s, %d posts", got, len(*o.posts))
	}
	// The next run sends to him who lacks it, and is quiet.
	o.post.refuse = ""
	for range 2 {
		if stdout, stderr := o.gripe(exitOK, "run", "--week", sentWeek); stdout+stderr != "" {
			t.Errorf("a run that succeeds prints %q %q", stdout, stderr)
		}
		if got := o.post.count(); got != "1 1 1" || len(*o.posts) != 1 {
			t.Errorf("letters %s, %d posts", got, len(*o.posts))
		}
	}
	// By hand: nothing more, unless forced.
	stdout, _ := o.gripe(exitOK, "digest", "--week", sentWeek, "--mail", "--webhook")
	if strings.Count(stdout, "has it already") != 4 || o.post.count() != "1 1 1" {
		t.Errorf("letters %s: %s", o.post.count(), stdout)
	}
	stdout, _ = o.gripe(exitOK, "digest", "--week", sentWeek, "--mail", "--resend")
	if strings.Count(stdout, "sent to") != 3 || o.post.count() != "2 2 2" || len(*o.posts) != 1 {
		t.Errorf("letters %s, %d posts: %s", o.post.count(), len(*o.posts), stdout)
	}
	id := func(letter string) string {
		_, rest, _ := strings.Cut(letter, "\r\nMessage-ID: ")
		id, _, _ := strings.Cut(rest, "\r\n")
		return id
	}
	if l := o.post.letters["ann@example.com"]; id(l[0]) == "" || id(l[0]) != id(l[1]) {
		t.Errorf("message ids %q and %q", id(l[0]), id(l[1]))
	}
	for _, l := range slices.Concat(o.post.letters["ann@example.com"], *o.posts) {
		if strings.Contains(l, "jo@example.org") {
			t.Errorf("a customer's address was sent: %s", l)
		}
	}
	if p := (*o.posts)[0]; !strings.Contains(p, "https://digests.example.com/lamps/2026-W45/digest.html") || !strings.Contains(p, "Lamps \\u0026amp; Co") {
		t.Errorf("posted %s", p)
	}
}

func TestAnEmptyWeekIsNobodysNews(t *testing.T) {
	o := newOffice(t)
	_, stderr := o.gripe(exitOK, "run", "--week", "2026-W30")
	if !strings.Contains(stderr, "--empty") || o.post.count() != "0 0 0" || len(*o.posts) != 0 {
		t.Errorf("letters %s, %d posts: %s", o.post.count(), len(*o.posts), stderr)
	}
	o.gripe(exitOK, "digest", "--week", "2026-W30", "--mail", "--empty")
	if o.post.count() != "1 1 1" {
		t.Errorf("asked for by hand, yet letters %s", o.post.count())
	}
}

func TestDryRunTouchesNoNetwork(t *testing.T) {
	o := newOffice(t)
	for _, name := range []string{"SMTP_USERNAME", "SMTP_PASSWORD", "TEAM_WEBHOOK"} {
		t.Setenv(name, "")
	}
	if _, stderr := o.gripe(exitConfig, "run", "--week", sentWeek); !strings.Contains(stderr, "the environment variable SMTP_USERNAME is empty") {
		t.Errorf("without credentials: %s", stderr)
	}
	o.gripe(exitOK, "import", filepath.Join(o.dir, "reviews.csv"), "--source", "survey", "--db", filepath.Join(o.dir, "gripe.db"))
	o.gripe(exitOK, "annotate")
	stdout, _ := o.gripe(exitOK, "digest", "--week", sentWeek, "--mail", "--webhook", "--dry-run")
	if o.post.count() != "0 0 0" || len(*o.posts) != 0 {
		t.Fatal("something was sent")
	}
	emls, err := filepath.Glob(filepath.Join(o.dir, "digests", sentWeek, "mail-*.eml"))
	if err != nil || len(emls) != 3 {
		t.Fatalf("%v, %v", emls, err)
	}
	for _, path := range emls {
		if !strings.Contains(stdout, path) {
			t.Errorf("%s is not named: %s", path, stdout)
		}
	}
	b, err := os.ReadFile(filepath.Join(o.dir, "digests", sentWeek, "webhook-team.json"))
	if err != nil || !json.Valid(b) {
		t.Errorf("%s, %v", b, err)
	}
	// What was written dry stands for nothing in the ledger.
	t.Setenv("SMTP_USERNAME", "postman")
	t.Setenv("SMTP_PASSWORD", mailPassword)
	o.gripe(exitOK, "digest", "--week", sentWeek, "--mail")
	if o.post.count() != "1 1 1" {
		t.Errorf("letters %s", o.post.count())
	}
}

func TestSendFlagsNeedTheirSections(t *testing.T) {
	o := newOffice(t)
	o.write("gripe.yaml", "model: lexicon\n")
	o.gripe(exitOK, "import", filepath.Join(o.dir, "reviews.csv"), "--source", "survey", "--db", filepath.Join(o.dir, "gripe.db"))
	for want, args := range map[string][]string{
		"no section mail":             {"--mail"},
		"no section webhooks":         {"--webhook"},
		"go with --mail or --webhook": {"--dry-run"},
	} {
		code := exitConfig
		if args[0] == "--dry-run" {
			code = exitUsage
		}
		if _, stderr := o.gripe(code, append([]string{"digest"}, args...)...); !strings.Contains(stderr, want) {
			t.Errorf("%v: %s", args, stderr)
		}
	}
}
