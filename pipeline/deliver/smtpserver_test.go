package deliver

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailServer is a mail server on 127.0.0.1 that does as a test tells it.
type mailServer struct {
	port int
	tls  *tls.Config
	// implicit speaks TLS from the first byte; auth is offered where not empty.
	implicit bool
	auth     string
	// answer overrides the reply to a command line; "" keeps the usual one,
	// "hang up" closes the connection, "stall" never answers.
	answer func(command string) string

	mu       sync.Mutex
	letters  []received
	commands []string
	sessions int
	stop     chan struct{}
}

type received struct{ from, to, data string }

// serveMail starts the server; it ends with the test.
func serveMail(t *testing.T, s *mailServer) *mailServer {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = ln.Addr().(*net.TCPAddr).Port
	s.stop = make(chan struct{})
	var live sync.WaitGroup
	live.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			live.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() { ln.Close(); close(s.stop); live.Wait() })
	return s
}

func (s *mailServer) talk(raw net.Conn) {
	defer func() { raw.Close() }()
	conn := raw
	if s.implicit {
		conn = tls.Server(raw, s.tls)
	}
	s.mu.Lock()
	s.sessions++
	s.mu.Unlock()
	in := bufio.NewReader(conn)
	reply := func(command, usual string) bool {
		text := s.wants(command)
		switch text {
		case "":
			text = usual
		case "hang up":
			return false
		case "stall":
			<-s.stop
			return false
		}
		fmt.Fprintf(conn, "%s\r\n", text)
		return true
	}
	if !reply("greeting", "220 loopback") {
		return
	}
	var got received
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		ok := true
		switch verb = strings.ToUpper(verb); verb {
		case "EHLO":
			usual := "250-loopback\r\n250-ENHANCEDSTATUSCODES\r\n"
			if _, secure := conn.(*tls.Conn); s.tls != nil && !secure {
				usual += "250-STARTTLS\r\n"
			}
			if s.auth != "" {
				usual += "250-AUTH " + s.auth + "\r\n"
			}
			ok = reply(line, usual+"250 8BITMIME")
		case "STARTTLS":
			if ok = reply(line, "220 go on"); ok {
				conn = tls.Server(conn, s.tls)
				in = bufio.NewReader(conn)
			}
		case "AUTH":
			if strings.HasPrefix(rest, "LOGIN") {
				fmt.Fprint(conn, "334 VXNlcm5hbWU6\r\n")
				user, _ := in.ReadString('\n')
				fmt.Fprint(conn, "334 UGFzc3dvcmQ6\r\n")
				pass, _ := in.ReadString('\n')
				line += " " + strings.TrimSpace(user) + " " + strings.TrimSpace(pass)
			}
			ok = reply(line, "235 welcome")
		case "MAIL":
			got = received{from: rest}
			ok = reply(line, "250 ok")
		case "RCPT":
			got.to = strings.TrimSuffix(strings.TrimPrefix(rest, "TO:<"), ">")
			ok = reply(line, "250 ok")
		case "DATA":
			if ok = reply(line, "354 go on"); ok {
				if got.data, err = readLetter(in); err != nil {
					return
				}
				s.keep(got)
				ok = reply("letter to "+got.to, "250 taken")
			}
		case "QUIT":
			reply(line, "221 goodbye")
			return
		default:
			ok = reply(line, "250 ok")
		}
		if !ok {
			return
		}
	}
}

// wants is what the test wants answered, empty for the usual.
func (s *mailServer) wants(command string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
	if s.answer == nil {
		return ""
	}
	return s.answer(command)
}

// behave makes the server answer as usual from now on.
func (s *mailServer) behave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = nil
}

// keep keeps a letter that is to be taken.
func (s *mailServer) keep(l received) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answer == nil || s.answer("letter to "+l.to) == "" {
		s.letters = append(s.letters, l)
	}
}

func readLetter(in *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", io.ErrUnexpectedEOF
		}
		if line == ".\r\n" {
			return b.String(), nil
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

// recipients of the letters taken, in order.
func (s *mailServer) recipients() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, l := range s.letters {
		out = append(out, l.to)
	}
	return out
}

// certificate is a self-signed one for host, and the pool that trusts it.
func certificate(t *testing.T, host string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	spec := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if ip := net.ParseIP(host); ip != nil {
		spec.DNSNames, spec.IPAddresses = nil, []net.IP{ip}
	}
	der, err := x509.CreateCertificate(rand.Reader, spec, spec, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}
