package deliver

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"syscall"

	gomail "github.com/wneessen/go-mail"
)

// post sends one letter over a connection of its own, so that what befalls one
// recipient cannot befall the next. reached tells whether the server answered
// up to the letter itself.
func (m *Mailer) post(ctx context.Context, d Mail, to *mail.Address) (reached bool, err error) {
	msg, err := m.letter(d, to)
	if err != nil {
		return true, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, m.o.Timeout, fmt.Errorf("no end within %s", m.o.Timeout))
	defer cancel()
	// go-mail reads reply codes out of error texts by position (v0.8.1,
	// senderror.go) and could fall over an answer that is shorter.
	defer func() {
		if r := recover(); r != nil {
			err = m.fault(ctx, fmt.Errorf("an answer that no mail server should give: %v", r))
		}
	}()
	client, err := m.client(ctx)
	if err != nil {
		return false, m.fault(ctx, err)
	}
	session, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return false, m.fault(ctx, err)
	}
	err = client.SendWithSMTPClient(session, msg)
	// Closing tells the server goodbye. The letter is delivered once the server
	// has taken it, whatever becomes of the goodbye.
	closing := client.CloseWithSMTPClient(session)
	if msg.IsDelivered() {
		return true, nil
	}
	return true, m.fault(ctx, errors.Join(err, closing))
}

// client talks to the server over connections that end with ctx, however the
// server dallies: go-mail itself renews its deadline with each command.
func (m *Mailer) client(ctx context.Context) (*gomail.Client, error) {
	conf := &tls.Config{ServerName: m.o.Host, MinVersion: tls.VersionTLS12, RootCAs: m.o.Roots}
	dialer := &net.Dialer{}
	options := []gomail.Option{
		gomail.WithPort(m.o.Port), gomail.WithTimeout(2 * m.o.Timeout), gomail.WithTLSConfig(conf),
		gomail.WithoutNoop(), gomail.WithoutRset(),
	}
	switch m.o.TLS {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case Implicit:
		options = append(options, gomail.WithSSL())
	case Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
		dialer.Control = onlyLoopback
	}
	options = append(options, gomail.WithDialContextFunc(func(dial context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(dial, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { conn.Close() }) // post ends ctx, so that none is left open
		if m.o.TLS != Implicit {
			return conn, nil
		}
		secure := tls.Client(conn, conf)
		return secure, secure.HandshakeContext(dial)
	}))
	if m.o.Username != "" {
		plain, login := gomail.SMTPAuthPlain, gomail.SMTPAuthLogin
		if m.o.TLS == Plain {
			plain, login = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc
		}
		options = append(options, gomail.WithUsername(m.o.Username), gomail.WithPassword(m.o.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, plain, login))
	}
	return gomail.NewClient(m.o.Host, options...)
}

// onlyLoopback refuses to talk in the clear to any other machine, whatever the
// server's name is taken to mean.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	if host, _, err := net.SplitHostPort(address); err != nil || !loopback(host) {
		return fmt.Errorf("%s is not this machine, and tls: none is for this machine only", address)
	}
	return nil
}

func (m *Mailer) server() string { return net.JoinHostPort(m.o.Host, strconv.Itoa(m.o.Port)) }

// fault is one line on why a letter was not taken, with nothing in it that the
// server must not have repeated.
func (m *Mailer) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	var send *gomail.SendError
	text, code := err.Error(), 0
	if errors.As(err, &send) {
		code = send.ErrorCode()
		text, _, _ = strings.Cut(text, ", affected ")
	}
	text = m.redacted(text)
	advice := "run again later"
	if code >= 500 {
		advice = "check the address and what the server allows"
	}
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("interrupted while talking to the mail server %s: %w", m.server(), context.Canceled)
	case strings.Contains(text, "AUTH"):
		advice = "check the user name and password in the environment"
	case isCertificate(err):
		advice = "check the server's name and certificate"
	}
	return fmt.Errorf("the mail server %s: %s; %s", m.server(), headerText(text), advice)
}

// redacted is text without the credentials, in the forms that go over the wire
// or come back quoted.
func (m *Mailer) redacted(text string) string {
	if m.o.Username == "" {
		return text
	}
	for _, s := range []string{"\x00" + m.o.Username + "\x00" + m.o.Password, m.o.Password, m.o.Username} {
		text = strings.ReplaceAll(text, base64.StdEncoding.EncodeToString([]byte(s)), "[credentials]")
		text = strings.ReplaceAll(text, s, "[credentials]")
		text = strings.ReplaceAll(text, strings.Trim(strconv.Quote(s), `"`), "[credentials]")
	}
	return text
}

func isCertificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}
