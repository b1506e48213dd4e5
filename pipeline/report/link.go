package report

import (
	"net/url"
	"strings"

	"gripe/pipeline/mask"
)

// safeLink is the address to link to, empty where it is not plain http or
// https: what poses as an address ("javascript:", a user name that looks like
// a host) is shown as text and not linked; so is one with an e-mail address or
// a handle in it, for no renderer may show those.
func safeLink(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	if plain(raw) != strings.TrimSpace(raw) || strings.Contains(u.Path+u.RawQuery+u.Fragment, "@") || strings.Contains(strings.ToLower(u.RawQuery+u.Fragment), "%40") {
		return ""
	}
	return u.String()
}

// place is how an address that is not linked is shown, cut where it is long.
func place(raw string) string {
	if s, err := url.QueryUnescape(raw); err == nil && strings.Contains(s, "@") {
		raw = s
	}
	return mask.Text(shortened(raw, titleBytes))
}
