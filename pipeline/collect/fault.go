package collect

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	neturl "net/url"
	"strings"
)

// explain gives one clear line: the URL, what is wrong, what to do.
func explain(err error, url string, status int) error {
	var client *neturl.Error // repeats the URL that the gate's errors name
	if errors.As(err, &client) {
		err = client.Err
	}
	var blocked *BlockedError
	var address *addressError
	switch {
	case errors.As(err, &blocked):
		return blocked
	case errors.As(err, &address):
		return fmt.Errorf("%s leads to %w", url, address)
	case status > 202:
		return fmt.Errorf("%s answered %d %s: %s", url, status, http.StatusText(status), adviceFor(status))
	case strings.Contains(err.Error(), "open stack of elements"):
		return fmt.Errorf("%s: the HTML is nested too deeply to be read: %w; report it to the site, or remove the URL", url, err)
	case !strings.Contains(err.Error(), url):
		err = fmt.Errorf("%s: %w", url, err)
	}
	if do := advice(err); do != "" {
		return fmt.Errorf("%w; %s", err, do)
	}
	return err
}

// adviceFor tells what to do about a status.
func adviceFor(status int) string {
	switch {
	case status == http.StatusTooManyRequests:
		return "the site wants fewer requests; raise the delay, and try again later"
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusUnavailableForLegalReasons:
		return "the site refuses; ask it for permission or an API, or remove the URL"
	case status == http.StatusNotFound || status == http.StatusGone:
		return "check the URL in a browser, and correct or remove it"
	case status >= 500:
		return "the site has a fault of its own; try again later"
	case status >= 300 && status < 400:
		return "the redirect leads nowhere; check the URL in a browser"
	}
	return "check the URL in a browser"
}

// advice tells what to do about a fault of the connection or the body.
func advice(err error) string {
	var size *sizeError
	var coding *encodingError
	var dns *net.DNSError
	var tags *tagsError
	switch {
	case errors.As(err, &tags):
		return "name a smaller page"
	case errors.As(err, &size):
		return "name a smaller page, or raise max_body"
	case errors.As(err, &coding):
		return "report it to the site, or remove the URL"
	case errors.As(err, &dns):
		return "check the host's name and the connection"
	case errors.Is(err, context.DeadlineExceeded):
		return "try again later, or raise timeout"
	case strings.Contains(err.Error(), "redirect"):
		return "check the URL in a browser"
	case strings.Contains(err.Error(), "read body") || strings.Contains(err.Error(), "inflate body"):
		return "the answer did not arrive whole and nothing of it is kept; try again later"
	case strings.Contains(err.Error(), "empty body"):
		return "check the URL in a browser"
	case strings.Contains(err.Error(), "later"):
		return ""
	}
	return "check the URL and the connection, and try again later"
}
