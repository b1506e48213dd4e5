package collect

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// addressError refuses an address that lies inside some private network.
type addressError struct{ address string }

func (e *addressError) Error() string {
	return fmt.Sprintf("%s, a private or reserved address; if it is yours, name it in a source with allow_private: true", e.address)
}

func isForbiddenAddress(err error) bool {
	var e *addressError
	return errors.As(err, &e)
}

// oddNumber tells whether host is an IPv4 address in a spelling that only some
// resolvers understand (2130706433, 0x7f.1, 0177.0.0.1): its last label is a
// number, which no public name's is, and it is no plain address. No site needs
// one, and no name server is asked for it.
func oddNumber(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// reserved are the networks of the IANA special-purpose registries that no
// public site lies in, beside those netip knows by name.
var reserved = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4",
	"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	"5f00::/16", "fec0::/10", "fd00:ec2::254/128",
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, 0, len(list))
	for _, s := range list {
		if p, err := netip.ParsePrefix(s); err == nil { // a test reads every one
			out = append(out, p)
		}
	}
	return out
}

// publicAddress tells whether a is an address of the open internet. NAT64,
// 6to4 and Teredo addresses are refused whole: they carry any IPv4 address.
func publicAddress(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// dialer checks the address that a name resolved to at the moment of the
// connection, which rebinding and odd spellings of an address cannot evade.
type dialer struct {
	open, guarded net.Dialer
	private       map[string]bool
}

func guardedDialer(private []string) *dialer {
	d := &dialer{private: map[string]bool{}}
	for _, p := range private {
		d.private[p] = true
	}
	d.open = net.Dialer{Timeout: 20 * time.Second}
	d.guarded = net.Dialer{Timeout: 20 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || !publicAddress(ap.Addr()) {
			return &addressError{address}
		}
		return nil
	}}
	return d
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if d.private[address] {
		return d.open.DialContext(ctx, network, address)
	}
	return d.guarded.DialContext(ctx, network, address)
}
