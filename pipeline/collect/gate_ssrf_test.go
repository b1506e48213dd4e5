package collect

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
)

// inward are hosts that lie inside, in every spelling that some resolver or
// socket library understands.
var inward = []string{
	// loopback
	"127.0.0.1", "127.0.0.2", "127.1.2.3", "127.255.255.254", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "127.000.000.001",
	"2130706433", "0x7f000001", "0x7f.0x0.0x0.0x1", "0x7f.1", "017700000001", "0177.0.0.1", "0177.1", "00000177.1",
	"[::1]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::FFFF:7F00:0001]",
	"[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::127.0.0.1]", "[2002:7f00:1::]", "[::1%25lo]",
	// digits and dots that are not ASCII: a host name is mapped to ASCII at last
	"１２７.０.０.１", "127。0。0。1", "①②⑦.0.0.1", "ⓛocalhost",
	// unspecified: reaches the own machine on Linux
	"0", "0.0.0.0", "00.0.0.0", "0.1.2.3", "[::]", "[0:0:0:0:0:0:0:0]", "[::ffff:0.0.0.0]",
	// private networks
	"10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "[::ffff:10.0.0.1]", "[::ffff:192.168.1.1]",
	"[::ffff:0a00:0001]", "[fc00::1]", "[fd12:3456::1]", "[fec0::1]", "100.64.0.1", "100.127.255.254",
	// link-local and the metadata services of clouds
	"169.254.169.254", "169.254.0.1", "[fe80::1]", "[fe80::1%25eth0]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[fd00:ec2::254]",
	"2852039166", "0xa9fea9fe", "100.100.100.200", "192.0.0.192", "[64:ff9b::a9fe:a9fe]",
	// multicast, broadcast, reserved, documentation, benchmarks, translation
	"224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.88.99.1",
	"[ff02::1]", "[2001:db8::1]", "[2001::1]", "[100::1]", "[5f00::1]", "[3fff::1]",
}

// TestNoWayInside: no spelling of an inward address is reached, directly, by a
// redirect of a page or of robots.txt, or by a link. The canary listens on all
// of the machine's addresses and must not see one connection.
func TestNoWayInside(t *testing.T) {
	var connections atomic.Int32
	canary := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { sendHTML(w, onePage) }))
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	canary.Listener.Close()
	canary.Listener = l
	canary.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	canary.Start()
	defer canary.Close()
	port := l.Addr().(*net.TCPAddr).Port

	targets := inward
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range own {
		if p, err := netip.ParsePrefix(a.String()); err == nil && !publicAddress(p.Addr()) && p.Addr().Zone() == "" {
			targets = append(targets[:len(targets):len(targets)], strings.TrimSuffix(netip.AddrPortFrom(p.Addr(), 1).String(), ":1"))
		}
	}
	way, target := "", ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt" && way == "robots redirect":
			w.Header().Set("Location", target+"/robots.txt")
			w.WriteHeader(302)
		case r.URL.Path == "/robots.txt":
			w.WriteHeader(404)
		case way == "redirect":
			w.Header().Set("Location", target+"/page")
			w.WriteHeader(302)
		case way == "link":
			sendHTML(w, strings.Replace(onePage, "<head>", fmt.Sprintf(`<head><base href=%q><link rel="canonical" href=%q><link rel="next" href=%q>`,
				target+"/", target+"/page", target+"/next"), 1))
		default:
			sendHTML(w, onePage)
		}
	}))
	defer server.Close()

	attempts := 0
	for _, host := range targets {
		target = fmt.Sprintf("http://%s:%d", host, port)
		for _, way = range []string{"direct", "redirect", "robots redirect", "link"} {
			attempts++
			gate := testGate(t, newClock(), nil, server)
			if way == "link" {
				src, err := NewPage(PageOptions{Name: "p", URLs: []string{server.URL + "/page"}}, gate)
				if err != nil {
					t.Fatal(err)
				}
				if cov, err := src.Collect(t.Context(), &memory{}); err != nil || cov.Pages != 1 {
					t.Errorf("%s %s: %+v, %v", way, host, cov, err)
				}
				continue
			}
			url := server.URL + "/page"
			if way == "direct" {
				url = target + "/page"
			}
			_, row, err := fetch(t.Context(), gate, url, nil, nil)
			if err == nil || row.Status == http.StatusOK {
				t.Errorf("%s %s: was fetched", way, host)
				continue
			}
			// What is plainly an address must be refused as one.
			if _, perr := netip.ParseAddr(strings.Trim(host, "[]")); perr == nil && !strings.Contains(host, "%") && !strings.Contains(err.Error(), "private or reserved address") {
				t.Errorf("%s %s: %v", way, host, err)
			}
		}
	}
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections on the canary", n)
	}
	t.Logf("%d targets by 4 ways: %d attempts, %d connections on the canary", len(targets), attempts, connections.Load())

	// The canary does sing where it is allowed.
	g := testGate(t, newClock(), func(o *GateOptions) { o.AllowPrivate = []string{fmt.Sprintf("127.0.0.1:%d", port)} })
	if _, _, err := fetch(t.Context(), g, fmt.Sprintf("http://127.0.0.1:%d/page", port), nil, nil); err != nil || connections.Load() == 0 {
		t.Errorf("an allowed address: %v, %d connections", err, connections.Load())
	}
}

func TestOddNumber(t *testing.T) {
	for host, want := range map[string]bool{
		"2130706433": true, "0x7f.1": true, "0177.0.0.1": true, "127.1": true, "127.0.0.1.2": true, "a.1": true, "0x": true, "1.": true,
		"127.0.0.1": false, "::1": false, "example.org": false, "1.example.org": false, "10.0.0.1.example.org": false, "example.x0": false, "example.0xg": false, "": false,
	} {
		if got := oddNumber(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}
