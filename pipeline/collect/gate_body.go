package collect

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"golang.org/x/net/html/charset"
)

// bodyRule is how much of a body is taken, in bytes before and after
// inflation. Beyond it a body is an error, or where cut is set, left unread.
type bodyRule struct {
	limit int64
	cut   bool
}

// sizeError: the body is larger than the cap. It is never cut instead.
type sizeError struct {
	limit    int64
	inflated bool
}

func (e *sizeError) Error() string {
	if e.inflated {
		return fmt.Sprintf("the body inflates beyond the cap of %d bytes", e.limit)
	}
	return fmt.Sprintf("the body is larger than the cap of %d bytes", e.limit)
}

// encodingError: the body comes in a coding that was not asked for.
type encodingError struct{ coding string }

func (e *encodingError) Error() string {
	return fmt.Sprintf("content encoding %q was not asked for and is not understood", e.coding)
}

// final tells whether trying again cannot help.
func final(err error) bool {
	var size *sizeError
	var coding *encodingError
	return errors.As(err, &size) || errors.As(err, &coding) || isForbiddenAddress(err)
}

// readBody replaces the body by its complete, inflated content in UTF-8, and
// sets the headers so that no one downstream inflates or converts it again.
func readBody(resp *http.Response, rule bodyRule, t *trace) error {
	defer resp.Body.Close()
	if resp.ContentLength > rule.limit && !rule.cut {
		return &sizeError{limit: rule.limit}
	}
	raw, err := readCapped(resp.Body, rule, false)
	if err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	whole := int64(len(raw)) < rule.limit
	coding := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding")))
	switch coding {
	case "", "identity", "gzip", "x-gzip":
	default:
		return &encodingError{coding}
	}
	// A gzip magic number decides, not the headers: archives come as
	// application/x-gzip, as .xml.gz, or in a gzip coding once more.
	for layer := 0; layer < 2 && bytes.HasPrefix(raw, []byte{0x1f, 0x8b}); layer++ {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return fmt.Errorf("inflate body: %w", err)
		}
		if raw, err = readCapped(z, rule, true); err != nil && (whole || !errors.Is(err, io.ErrUnexpectedEOF)) {
			return fmt.Errorf("inflate body: %w", err)
		}
	}
	t.bytes = int64(len(raw))
	kind := resp.Header.Get("Content-Type")
	if kind == "" {
		kind = http.DetectContentType(raw)
	}
	if media, _, err := mime.ParseMediaType(kind); err == nil || errors.Is(err, mime.ErrInvalidMediaParameter) {
		if textual(media) {
			raw = toUTF8(raw, kind)
			kind = media + "; charset=utf-8"
		}
	}
	resp.Header.Set("Content-Type", kind)
	resp.Header.Del("Content-Encoding")
	resp.Header.Del("Content-Length")
	resp.Uncompressed = true // or colly would inflate an .xml.gz once more
	resp.ContentLength = int64(len(raw))
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	return nil
}

// readCapped gives what was read also where it ends in an error.
func readCapped(r io.Reader, rule bodyRule, inflated bool) ([]byte, error) {
	if rule.cut {
		return io.ReadAll(io.LimitReader(r, rule.limit))
	}
	b, err := io.ReadAll(io.LimitReader(r, rule.limit+1))
	if err == nil && int64(len(b)) > rule.limit {
		return nil, &sizeError{limit: rule.limit, inflated: inflated}
	}
	return b, err
}

func textual(media string) bool {
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "json") || strings.HasSuffix(media, "xml") ||
		strings.HasSuffix(media, "javascript")
}

// toUTF8 finds the charset from the byte order mark, the meta tags and the
// header, and gives valid UTF-8. Bytes that are valid UTF-8 and not plain
// ASCII are believed over any label: no text in another charset looks so.
func toUTF8(raw []byte, kind string) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if validUTF8(raw) {
		return raw
	}
	enc, name, _ := charset.DetermineEncoding(raw, kind)
	if name != "utf-8" {
		if out, err := enc.NewDecoder().Bytes(raw); err == nil {
			raw = out
		}
	}
	return bytes.ToValidUTF8(raw, []byte("\ufffd"))
}
