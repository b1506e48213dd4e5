package deliver

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Mail is one digest as mail.
type Mail struct {
	// Digest is what the ledger knows it by, such as "2026-W47".
	Digest  string
	Subject string
	// HTML refers to Inline images as cid:ID.
	HTML, Text string
	Inline     []Image
}

// Image is shown inside the HTML.
type Image struct {
	// ID is its content id: letters, digits, dots, dashes and underscores.
	ID string
	// Type is its media type: image/png, image/jpeg or image/gif.
	Type string
	Data []byte
}

// TLS says how the connection to the mail server is kept from being read.
type TLS string

// The ways. With Plain nothing is encrypted; it is for a server on this very
// machine, and no other is talked to.
const (
	StartTLS TLS = "starttls"
	Implicit TLS = "tls"
	Plain    TLS = "none"
)

// MailOptions say from whom, to whom and through which server mail goes.
type MailOptions struct {
	From string
	To   []string
	// Prefix stands before each subject.
	Prefix string
	// Unsubscribe is an https or mailto address; {recipient} in it becomes the
	// recipient's address, escaped. Empty: the header is left out.
	Unsubscribe string
	Host        string
	Port        int
	TLS         TLS
	// Username and Password are empty where the server wants none.
	Username, Password string
	// Timeout of one message, connection included; 0 means 30 s.
	Timeout time.Duration
	// Key, which belongs to the database and is secret, and Company make
	// message ids the same in each run and different in each installation.
	Key     []byte
	Company string
	Now     func() time.Time
	// Roots are the authorities that the server's certificate is checked
	// against; nil means the system's.
	Roots *x509.CertPool
}

// Mailer sends digests, one mail per recipient.
type Mailer struct {
	o    MailOptions
	from *mail.Address
	to   []*mail.Address
}

// defaultTimeout is enough for a digest of some hundred kilobytes on a slow
// line, and keeps a run under its hour with a hundred recipients.
const defaultTimeout = 30 * time.Second

// NewMailer checks the options; all faults come in one error.
func NewMailer(o MailOptions) (*Mailer, error) {
	m := &Mailer{o: o}
	var errs []error
	fault := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	from, err := ParseAddress(o.From)
	fault(err)
	m.from = from
	seen := map[string]bool{}
	for _, s := range o.To {
		a, err := ParseAddress(s)
		fault(err)
		if err != nil || seen[strings.ToLower(a.Address)] {
			continue
		}
		seen[strings.ToLower(a.Address)] = true
		m.to = append(m.to, a)
	}
	if len(o.To) == 0 {
		fault(errors.New("no recipient is named"))
	}
	fault(CheckServer(o.Host, o.Port, o.TLS))
	fault(CheckUnsubscribe(o.Unsubscribe))
	if (o.Username == "") != (o.Password == "") {
		fault(errors.New("the mail server's user name and password go together: give both or none"))
	}
	if m.o.Timeout <= 0 {
		m.o.Timeout = defaultTimeout
	}
	return m, errors.Join(errs...)
}

// CheckServer tells what is wrong with a mail server's address.
func CheckServer(host string, port int, mode TLS) error {
	if host == "" || strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`/\@?#%"<>`, r) }) {
		return fmt.Errorf("%q is not the name of a mail server such as smtp.example.com", host)
	}
	if port < 1 || port > 65535 {
		return fmt.Errorf("port %d is none; 587 is usual with starttls, 465 with tls", port)
	}
	switch mode {
	case StartTLS, Implicit:
		return nil
	case Plain:
		if !loopback(host) {
			return fmt.Errorf("tls: none is for a mail server on this machine (localhost); %s needs starttls or tls", host)
		}
		return nil
	}
	return fmt.Errorf("tls %q must be starttls, tls or none", mode)
}

// loopback tells whether a host's name is this machine's own.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}

// maxUnsubscribe keeps the header's line under RFC 5322's 998 characters, with
// the longest address in it, escaped.
const maxUnsubscribe = 200

// CheckUnsubscribe tells what is wrong with the address to unsubscribe at.
func CheckUnsubscribe(s string) error {
	if s == "" {
		return nil
	}
	bad := fmt.Errorf("%q is not an address to unsubscribe at, such as https://example.com/unsubscribe or mailto:leave@example.com", s)
	for _, r := range s {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`<>"\,`, r) {
			return bad
		}
	}
	u, err := url.Parse(strings.ReplaceAll(s, "{recipient}", "a"))
	if err != nil || u.User != nil || len(s) > maxUnsubscribe || strings.Count(s, "{recipient}") > 1 {
		return bad
	}
	switch {
	case u.Scheme == "https" && u.Host != "":
		return nil
	case u.Scheme == "mailto":
		if to, _, _ := strings.Cut(u.Opaque, "?"); to != "" {
			if _, err := ParseAddress(to); err == nil {
				return nil
			}
		}
	}
	return bad
}

// Files gives one .eml file per recipient, in the folder dir, exactly as Send
// would send it but for the boundaries of its parts, which are drawn anew.
func (m *Mailer) Files(d Mail, dir string) ([]File, error) {
	return m.files(d, dir)
}

// Send sends to each recipient that lacks the digest, and tells how it went
// for each, in order. One that fails never stops the others; only where the
// server cannot be reached twice in a row are the rest spared the wait.
func (m *Mailer) Send(ctx context.Context, d Mail, l Ledger, resend bool) []Outcome {
	var out []Outcome
	unreachable := 0
	for _, to := range m.to {
		out = append(out, once(ctx, l, d.Digest, to.Address, "<"+m.messageID(d.Digest, to.Address)+">", resend, func() error {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("not tried: %w", err)
			}
			if unreachable >= 2 {
				return fmt.Errorf("not tried, for the mail server %s could not be reached; run again later", m.server())
			}
			reached, err := m.post(ctx, d, to)
			if reached {
				unreachable = 0
			} else {
				unreachable++
			}
			return err
		}))
	}
	return out
}
