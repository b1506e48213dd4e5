package audit

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// Listen opens a port for the page on 127.0.0.1; port 0 picks a free one.
func Listen(port int) (net.Listener, error) {
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("audit: open the page on this machine: %w; choose another --port", err)
	}
	return ln, nil
}

// loopback tells whether only this machine can reach an address.
func loopback(a net.Addr) bool {
	t, ok := a.(*net.TCPAddr)
	return ok && t.IP.IsLoopback()
}

// secret is 128 random bits in hexadecimal.
func secret() (string, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("audit: draw a secret: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// guard stands before the page. The reviews may be confidential and the labels
// steer a published figure, so neither another site open in the same browser
// nor another user of the machine may read or write them:
//   - only names of this machine are answered, which ends DNS rebinding;
//   - the address holds a secret, as the port is open to every local user;
//   - a POST must carry a second secret, which no other site can read, and
//     where the browser says where it comes from (Origin, Sec-Fetch-Site: no
//     cookie is involved), that must be this page;
//   - the page runs no script and loads nothing but its own style, by hash.
type guard struct {
	// hosts are what the Host header may say.
	hosts []string
	// form is the secret that a POST must carry.
	form string
	// policy is the content security policy.
	policy string
	next   http.Handler
}

// hostsOf are the names of this machine with the port of a listener.
func hostsOf(a net.Addr) []string {
	_, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return nil
	}
	return []string{"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port}
}

// maxForm bounds a POST in bytes: a review of a thousand mentions fits.
const maxForm = 256 << 10

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", g.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	// Not no-referrer, by which browsers send the Origin of a form as "null".
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if !slices.Contains(g.hosts, r.Host) {
		http.Error(w, "This page answers to 127.0.0.1 only.", http.StatusMisdirectedRequest)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if reason := g.foreign(r); reason != "" {
			http.Error(w, reason, http.StatusForbidden)
			return
		}
	default:
		h.Set("Allow", "GET, HEAD, POST")
		http.Error(w, "Only GET and POST.", http.StatusMethodNotAllowed)
		return
	}
	g.next.ServeHTTP(w, r)
}

// foreign says why a POST does not come from this page; empty where it does.
func (g *guard) foreign(r *http.Request) string {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return "This form was sent by another site."
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" || u.Host != r.Host {
			return "This form was sent by another site."
		}
	}
	if err := r.ParseForm(); err != nil {
		return "The form cannot be read."
	}
	if subtle.ConstantTimeCompare([]byte(r.PostForm.Get("form")), []byte(g.form)) != 1 {
		return "This form is of an earlier run of gripe audit. Open the address that it printed last."
	}
	return ""
}
