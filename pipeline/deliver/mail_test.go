package deliver

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// memoryLedger keeps the ledger of a test.
type memoryLedger struct {
	sent   map[string]bool
	ids    map[string]string
	failed map[string]string
	broken error
}

func newLedger() *memoryLedger {
	return &memoryLedger{sent: map[string]bool{}, ids: map[string]string{}, failed: map[string]string{}}
}

func (l *memoryLedger) BeginDelivery(_ context.Context, digest, recipient, id string) (bool, error) {
	l.ids[recipient] = id
	return l.sent[digest+" "+recipient], l.broken
}

func (l *memoryLedger) EndDelivery(_ context.Context, digest, recipient string, err error) error {
	if err != nil {
		l.failed[recipient] = err.Error()
		return nil
	}
	delete(l.failed, recipient)
	l.sent[digest+" "+recipient] = true
	return nil
}

func testMail() Mail {
	return Mail{
		Digest: "2026-W47", Subject: "Lamps: 12 % of complaints are caused by service",
		HTML: `<p>Twelve percent.</p><img src="cid:venn" alt="A Venn diagram">`, Text: "Twelve percent – naïve café.\n.\n..dots\n",
		Inline: []Image{{ID: "venn", Type: "image/png", Data: []byte("\x89PNG not really")}},
	}
}

func testOptions(port int) MailOptions {
	return MailOptions{
		From: "Gripe <gripe@example.com>", To: []string{"Ann <ann@example.com>", "bob@example.org", "cy@example.net"},
		Prefix: "[gripe]", Unsubscribe: "https://example.com/leave?who={recipient}",
		Host: "127.0.0.1", Port: port, TLS: Plain, Timeout: 5 * time.Second,
		Key: []byte("key"), Company: "Lamps",
		Now: func() time.Time { return time.Date(2026, 11, 23, 6, 15, 0, 0, time.UTC) },
	}
}

func mailer(t *testing.T, o MailOptions) *Mailer {
	t.Helper()
	m, err := NewMailer(o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// told gives each outcome as a word, or the error.
func told(out []Outcome) []string {
	var words []string
	for _, o := range out {
		switch {
		case o.Err != nil:
			words = append(words, o.Recipient+": "+o.Err.Error())
		case o.Had:
			words = append(words, o.Recipient+" had it")
		default:
			words = append(words, o.Recipient)
		}
	}
	return words
}

var three = []string{"ann@example.com", "bob@example.org", "cy@example.net"}

func TestSendOneMailEach(t *testing.T) {
	s := serveMail(t, &mailServer{})
	l := newLedger()
	m := mailer(t, testOptions(s.port))
	if d := cmp.Diff(three, told(m.Send(t.Context(), testMail(), l, false))); d != "" {
		t.Fatal(d)
	}
	if d := cmp.Diff(three, s.recipients()); d != "" {
		t.Error(d)
	}
	for i, letter := range s.letters {
		for j, other := range three {
			if i != j && strings.Contains(letter.data, other) {
				t.Errorf("the mail to %s names %s", letter.to, other)
			}
		}
		if !strings.Contains(letter.data, "\r\nMessage-ID: "+l.ids[letter.to]+"\r\n") {
			t.Errorf("the ledger has %s, the mail another message id", l.ids[letter.to])
		}
		if !strings.Contains(letter.data, "\r\nContent-Id: <venn>\r\n") {
			t.Error("the image cannot be found by its content id")
		}
		if !strings.Contains(letter.data, "\r\n.\r\n..dots\r\n") {
			t.Error("lines that begin with a dot did not arrive as they were")
		}
	}

	// A rerun sends nothing; --resend sends again, under the same ids.
	before := l.ids["ann@example.com"]
	want := []string{"ann@example.com had it", "bob@example.org had it", "cy@example.net had it"}
	if d := cmp.Diff(want, told(m.Send(t.Context(), testMail(), l, false))); d != "" || len(s.recipients()) != 3 {
		t.Errorf("%d mails; %s", len(s.recipients()), d)
	}
	if d := cmp.Diff(three, told(m.Send(t.Context(), testMail(), l, true))); d != "" || len(s.recipients()) != 6 {
		t.Errorf("%d mails; %s", len(s.recipients()), d)
	}
	if l.ids["ann@example.com"] != before {
		t.Error("the message id changed between two runs")
	}
}

func TestMessageIDs(t *testing.T) {
	base := mailer(t, testOptions(25))
	id := base.messageID("2026-W47", "ann@example.com")
	if id != base.messageID("2026-W47", "Ann@Example.com") {
		t.Error("the case of an address changes the id")
	}
	seen := map[string]string{id: "base"}
	for name, change := range map[string]func(*MailOptions){
		"company": func(o *MailOptions) { o.Company = "Other" },
		"key":     func(o *MailOptions) { o.Key = []byte("other") },
	} {
		o := testOptions(25)
		change(&o)
		seen[mailer(t, o).messageID("2026-W47", "ann@example.com")] = name
	}
	seen[base.messageID("2026-W48", "ann@example.com")] = "digest"
	seen[base.messageID("2026-W47", "bob@example.org")] = "recipient"
	if len(seen) != 5 {
		t.Errorf("two of five ids are the same: %v", seen)
	}
}

func TestFaultsOfOneRecipientStopNoOther(t *testing.T) {
	for name, c := range map[string]struct{ command, answer, want string }{
		"4xx recipient": {"RCPT TO:<ann@example.com>", "450 4.2.1 mailbox busy", `450 "4.2.1 mailbox busy"; run again later`},
		"5xx recipient": {"RCPT TO:<ann@example.com>", "550 5.1.1 no such user", `550 "5.1.1 no such user"; check the address`},
		"4xx letter":    {"letter to ann@example.com", "452 4.3.1 disk full", `452 "4.3.1 disk full"; run again later`},
		"5xx letter":    {"letter to ann@example.com", "554 5.7.1 spam", `554 "5.7.1 spam"; check the address and what the server allows`},
		"hang up":       {"letter to ann@example.com", "hang up", "EOF; run again later"},
		"hang up early": {"RCPT TO:<ann@example.com>", "hang up", "EOF"},
		"two lines":     {"RCPT TO:<ann@example.com>", "550-gripe: forged\r\n550 line", `550 "gripe: forged\nline";`},
		"nonsense":      {"RCPT TO:<ann@example.com>", "4", "short response"},
		"binary":        {"RCPT TO:<ann@example.com>", "550 \x1b[31mred\x00", `550 "\x1b[31mred\x00";`},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveMail(t, &mailServer{answer: func(command string) string {
				if strings.HasPrefix(command, c.command) {
					return c.answer
				}
				return ""
			}})
			l := newLedger()
			m := mailer(t, testOptions(s.port))
			got := m.Send(t.Context(), testMail(), l, false)
			if got[0].Err == nil || !strings.Contains(got[0].Err.Error(), c.want) || strings.ContainsAny(got[0].Err.Error(), "\n\r\x1b\x00") {
				t.Errorf("ann: %v", got[0].Err)
			}
			if d := cmp.Diff(three[1:], s.recipients()); d != "" {
				t.Error(d)
			}
			if l.failed["ann@example.com"] == "" {
				t.Error("the ledger does not know of the failure")
			}
			// The rerun sends only to her who lacks it.
			s.behave()
			want := []string{"ann@example.com", "bob@example.org had it", "cy@example.net had it"}
			if d := cmp.Diff(want, told(m.Send(t.Context(), testMail(), l, false))); d != "" {
				t.Error(d)
			}
		})
	}
}

// What is sent counts as sent though the server hangs up on the goodbye.
func TestGoodbyeDoesNotMatter(t *testing.T) {
	for _, answer := range []string{"hang up", "500 no", "421 closing"} {
		s := serveMail(t, &mailServer{answer: func(command string) string {
			if command == "QUIT" {
				return answer
			}
			return ""
		}})
		if d := cmp.Diff(three, told(mailer(t, testOptions(s.port)).Send(t.Context(), testMail(), newLedger(), false))); d != "" {
			t.Errorf("%s: %s", answer, d)
		}
	}
}

func TestEncryptionAndLogin(t *testing.T) {
	conf, pool := certificate(t, "127.0.0.1")
	wrong, _ := certificate(t, "mail.example.com")
	const secret = "s3cret-pass"
	login := func(o *MailOptions) { o.Username, o.Password = "postman", secret }
	for name, c := range map[string]struct {
		server *mailServer
		change func(*MailOptions)
		want   string // "" is success
	}{
		"starttls":           {&mailServer{tls: conf, auth: "PLAIN LOGIN"}, func(o *MailOptions) { o.TLS = StartTLS; login(o) }, ""},
		"login only":         {&mailServer{tls: conf, auth: "LOGIN"}, func(o *MailOptions) { o.TLS = StartTLS; login(o) }, ""},
		"implicit":           {&mailServer{tls: conf, implicit: true, auth: "PLAIN"}, func(o *MailOptions) { o.TLS = Implicit; login(o) }, ""},
		"plain with login":   {&mailServer{auth: "PLAIN"}, login, ""},
		"starttls not there": {&mailServer{}, func(o *MailOptions) { o.TLS = StartTLS }, "does not support STARTTLS"},
		"stripped starttls":  {&mailServer{auth: "PLAIN"}, func(o *MailOptions) { o.TLS = StartTLS; login(o) }, "does not support STARTTLS"},
		"unknown authority":  {&mailServer{tls: conf}, func(o *MailOptions) { o.TLS = StartTLS; o.Roots = nil }, "check the server's name and certificate"},
		"other name":         {&mailServer{tls: wrong}, func(o *MailOptions) { o.TLS = StartTLS }, "check the server's name and certificate"},
		"no login offered":   {&mailServer{}, login, "does not support SMTP AUTH; check the user name and password"},
		"refused": {&mailServer{auth: "PLAIN", answer: func(c string) string {
			if strings.HasPrefix(c, "AUTH") {
				return "535 5.7.8 no: " + secret + " " + strings.Fields(c)[2]
			}
			return ""
		}}, login, "check the user name and password in the environment"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveMail(t, c.server)
			o := testOptions(s.port)
			o.Roots = pool
			c.change(&o)
			got := told(mailer(t, o).Send(t.Context(), testMail(), newLedger(), false))
			if c.want == "" {
				if d := cmp.Diff(three, got); d != "" {
					t.Fatal(d)
				}
				if o.Username != "" && !strings.Contains(strings.Join(s.commands, "\n"), "AUTH") {
					t.Error("nobody logged in")
				}
				return
			}
			if !strings.Contains(got[0], c.want) || len(s.recipients()) != 0 {
				t.Errorf("%s; %d mails were taken", got[0], len(s.recipients()))
			}
			for _, line := range got {
				if strings.Contains(line, secret) || strings.Contains(line, "postman") || strings.Contains(line, "AHBvc3RtYW4") {
					t.Errorf("credentials in: %s", line)
				}
			}
			for _, command := range s.commands {
				if strings.HasPrefix(name, "stripped") && strings.HasPrefix(command, "AUTH") {
					t.Error("a password went over the wire in the clear")
				}
			}
		})
	}
}

// A server that does not answer holds a run up for the timeout, twice at most.
func TestSlowServer(t *testing.T) {
	for _, stuck := range []string{"greeting", "EHLO", "DATA"} {
		s := serveMail(t, &mailServer{answer: func(command string) string {
			if strings.HasPrefix(command, stuck) {
				return "stall"
			}
			return ""
		}})
		o := testOptions(s.port)
		o.Timeout = 50 * time.Millisecond
		for i, x := range mailer(t, o).Send(t.Context(), testMail(), newLedger(), false) {
			want := "no end within 50ms; run again later"
			if i == 2 && stuck != "DATA" {
				want = "not tried, for the mail server 127.0.0.1:" + fmt.Sprint(s.port) + " could not be reached; run again later"
			}
			if x.Err == nil || !strings.HasSuffix(x.Err.Error(), want) {
				t.Errorf("stuck at %s: %v", stuck, x.Err)
			}
		}
	}
}

func TestNobodyThere(t *testing.T) {
	s := serveMail(t, &mailServer{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, x := range mailer(t, testOptions(s.port)).Send(ctx, testMail(), newLedger(), false) {
		if !errors.Is(x.Err, context.Canceled) {
			t.Errorf("cancelled: %v", x.Err)
		}
	}
	if len(s.recipients()) != 0 {
		t.Error("sent after the end")
	}
	l := newLedger()
	l.broken = errors.New("disk on fire")
	for _, x := range mailer(t, testOptions(s.port)).Send(t.Context(), testMail(), l, false) {
		if x.Err == nil || !strings.Contains(x.Err.Error(), "nothing was sent") {
			t.Errorf("broken ledger: %v", x.Err)
		}
	}
	if len(s.recipients()) != 0 {
		t.Error("sent without a ledger")
	}
}

func TestFaultsOfOptions(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*MailOptions)
		want   string
	}{
		"from":        {func(o *MailOptions) { o.From = "nobody" }, "is not an e-mail address"},
		"to":          {func(o *MailOptions) { o.To = []string{"a@b.example", "x y@b"} }, "is not an e-mail address"},
		"nobody":      {func(o *MailOptions) { o.To = nil }, "no recipient"},
		"several":     {func(o *MailOptions) { o.To = []string{"a@b.example, c@d.example"} }, "is not an e-mail address"},
		"script":      {func(o *MailOptions) { o.To = []string{"jö@exämple.org"} }, "xn--"},
		"host":        {func(o *MailOptions) { o.Host = "unix:///tmp/x" }, "is not the name of a mail server"},
		"port":        {func(o *MailOptions) { o.Port = 0 }, "587 is usual"},
		"clear":       {func(o *MailOptions) { o.Host = "mail.example.com" }, "needs starttls or tls"},
		"mode":        {func(o *MailOptions) { o.TLS = "ssl" }, "must be starttls, tls or none"},
		"half login":  {func(o *MailOptions) { o.Username = "x" }, "give both or none"},
		"unsubscribe": {func(o *MailOptions) { o.Unsubscribe = "http://example.com/leave" }, "is not an address to unsubscribe"},
		"mailto":      {func(o *MailOptions) { o.Unsubscribe = "mailto:" }, "is not an address to unsubscribe"},
		"script link": {func(o *MailOptions) { o.Unsubscribe = "javascript:alert(1)" }, "is not an address to unsubscribe"},
	} {
		o := testOptions(25)
		c.change(&o)
		if _, err := NewMailer(o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A name twice is one mail.
	o := testOptions(25)
	o.To = []string{"ann@example.com", "Ann <ANN@example.com>"}
	if m := mailer(t, o); len(m.to) != 1 {
		t.Errorf("%d mails to one address", len(m.to))
	}
}
