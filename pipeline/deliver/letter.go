package deliver

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/mail"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

var (
	imageID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	// Names of the images as mail programs that list attachments show them.
	imageTypes = map[string]string{"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}
)

// messageID is the same for one digest and recipient in each run, so that a
// mail that came twice is shown once. The keyed hash tells a reader of the
// header nothing of the other parts.
func (m *Mailer) messageID(digest, recipient string) string {
	mac := hmac.New(sha256.New, m.o.Key)
	for _, part := range []string{"gripe mail", digest, m.o.Company, strings.ToLower(recipient)} {
		fmt.Fprintf(mac, "%d:%s", len(part), part)
	}
	_, domain, _ := strings.Cut(m.from.Address, "@")
	return "gripe." + hex.EncodeToString(mac.Sum(nil)[:16]) + "@" + domain
}

// letter is the mail for one recipient.
func (m *Mailer) letter(d Mail, to *mail.Address) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(m.from)
	msg.ToMailAddress(to)
	msg.Subject(headerText(m.o.Prefix + " " + d.Subject))
	msg.SetDateWithValue(m.o.Now())
	msg.SetMessageIDWithValue(m.messageID(d.Digest, to.Address))
	// No answering machine is to reply to it (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if err := m.unsubscribe(msg, to); err != nil {
		return nil, err
	}
	msg.SetBodyString(gomail.TypeTextPlain, strings.ToValidUTF8(d.Text, "\uFFFD"))
	msg.AddAlternativeString(gomail.TypeTextHTML, strings.ToValidUTF8(d.HTML, "\uFFFD"))
	for _, img := range d.Inline {
		suffix, known := imageTypes[img.Type]
		if !known || !imageID.MatchString(img.ID) {
			return nil, fmt.Errorf("an image %q of type %q cannot stand in a mail", img.ID, img.Type)
		}
		err := msg.EmbedReader(img.ID+suffix, bytes.NewReader(img.Data),
			gomail.WithFileContentID("<"+img.ID+">"), gomail.WithFileContentType(gomail.ContentType(img.Type)))
		if err != nil {
			return nil, fmt.Errorf("adding the image %s: %w", img.ID, err)
		}
	}
	return msg, nil
}

// unsubscribe says how to leave: by mail, or with one click (RFC 8058).
func (m *Mailer) unsubscribe(msg *gomail.Msg, to *mail.Address) error {
	at := strings.ReplaceAll(m.o.Unsubscribe, "{recipient}", url.QueryEscape(to.Address))
	switch {
	case at == "":
		return nil
	case strings.HasPrefix(at, "https:"):
		return msg.SetListUnsubscribeOneClick(at)
	}
	msg.SetListUnsubscribe(at)
	return nil
}

// files writes each letter where Send would have sent it.
func (m *Mailer) files(d Mail, dir string) ([]File, error) {
	var out []File
	for _, to := range m.to {
		msg, err := m.letter(d, to)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if _, err := msg.WriteTo(io.Writer(&b)); err != nil {
			return nil, fmt.Errorf("writing the mail to %s: %w", to.Address, err)
		}
		out = append(out, File{Path: filepath.Join(dir, emlName(to.Address)), Data: b.Bytes()})
	}
	return out, nil
}

var unsafeName = regexp.MustCompile(`[^a-z0-9._@+-]+`)

// emlName is a file name for a recipient, different for each.
func emlName(address string) string {
	address = strings.ToLower(address)
	sum := sha256.Sum256([]byte(address))
	plain := unsafeName.ReplaceAllString(address, "_")
	return "mail-" + plain[:min(len(plain), 80)] + "-" + hex.EncodeToString(sum[:3]) + ".eml"
}
