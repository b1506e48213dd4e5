package serve

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// policy lets a page load its style sheet and nothing else, and run nothing.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before all pages. The reviews may be confidential, and any page
// open in the same browser may send requests here:
//   - only the names of this machine, or those allowed, are answered, which
//     ends DNS rebinding;
//   - nothing but GET and HEAD is;
//   - every answer, faults among them, carries the same policy and tells caches,
//     frames and other origins to keep off.
type guard struct {
	hosts  []string
	next   http.Handler
	refuse func(w http.ResponseWriter, r *http.Request, status int, what string, allowed []string)
}

// hostsOf are the values that the Host header may have for a listener.
func hostsOf(addr net.Addr, names []string) []string {
	_, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return nil
	}
	var out []string
	add := func(name string) {
		out = append(out, net.JoinHostPort(name, port))
		if port == "80" {
			out = append(out, name)
		}
	}
	if t, ok := addr.(*net.TCPAddr); ok && t.IP.IsLoopback() {
		for _, name := range []string{"127.0.0.1", "localhost", "::1", t.IP.String()} {
			add(name)
		}
	}
	for _, name := range names {
		if _, _, err := net.SplitHostPort(name); err == nil {
			out = append(out, strings.ToLower(name)) // with the port of a proxy
			continue
		}
		name = strings.ToLower(strings.TrimSuffix(name, "."))
		add(name)
		out = append(out, name) // behind a proxy on the usual port
	}
	return out
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	switch {
	case !slices.Contains(g.hosts, strings.ToLower(r.Host)):
		g.refuse(w, r, http.StatusMisdirectedRequest, "This server does not answer to the name that was asked for. Open the address that gripe serve printed; --host allows another name.", nil)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		g.refuse(w, r, http.StatusMethodNotAllowed, "This dashboard can be read, not written to.", []string{"GET", "HEAD"})
	case len(r.URL.EscapedPath()) > valueBytes:
		g.refuse(w, r, http.StatusRequestURITooLong, "There is no address that long here.", nil)
	default:
		g.next.ServeHTTP(w, r)
	}
}
