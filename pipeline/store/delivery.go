package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"unicode/utf8"
)

// BeginDelivery notes that a digest is about to be sent to a recipient, and
// tells whether it was sent already: then it must not be again. digest names
// what is sent (week and sections, say); messageID is what the mail will carry
// and stays that of the first try.
//
// Sending is at least once: a crash between the mail server's yes and
// EndDelivery leaves the delivery open, and the next run sends again under the
// same message ID, by which mail programs fold the two into one.
func (s *Store) BeginDelivery(ctx context.Context, digest, recipient, messageID string) (alreadySent bool, err error) {
	err = s.writing(ctx, "note a delivery", func(w *writer) error {
		who, err := s.recipient(recipient)
		if err != nil {
			return err
		}
		err = w.query(`SELECT sent_at IS NOT NULL FROM delivery WHERE digest = ?1 AND recipient = ?2`, func(row []driver.Value) error {
			alreadySent = row[0].(int64) != 0
			return nil
		}, clean(digest), who)
		if err != nil || alreadySent {
			return err
		}
		_, err = w.exec(`INSERT INTO delivery (digest, recipient, shown, message_id, first_try, tries, error)
			VALUES (?1, ?2, ?3, ?4, ?5, 1, '') ON CONFLICT (digest, recipient) DO UPDATE SET tries = tries + 1`,
			clean(digest), who, maskAddress(recipient), clean(messageID), s.now().Unix())
		return err
	})
	return alreadySent, err
}

// EndDelivery closes what BeginDelivery opened: sent where sendErr is nil, else
// the reason why not, and the next run tries again.
func (s *Store) EndDelivery(ctx context.Context, digest, recipient string, sendErr error) error {
	return s.writing(ctx, "note a delivery", func(w *writer) error {
		who, err := s.recipient(recipient)
		if err != nil {
			return err
		}
		var sent any = s.now().Unix()
		reason := ""
		if sendErr != nil {
			// A server's answer often names the address.
			sent, reason = nil, strings.ReplaceAll(sendErr.Error(), recipient, maskAddress(recipient))
		}
		n, err := w.exec(`UPDATE delivery SET sent_at = coalesce(sent_at, ?3), error = ?4 WHERE digest = ?1 AND recipient = ?2`,
			clean(digest), who, sent, clean(reason))
		if err == nil && n == 0 {
			err = fmt.Errorf("the delivery of %s to %s was never begun", digest, maskAddress(recipient))
		}
		return err
	})
}

// recipient is a keyed hash of an address; case and space around it do not
// make another.
func (s *Store) recipient(address string) ([]byte, error) {
	h, err := s.authors(s.now().Unix())
	if err != nil {
		return nil, err
	}
	return h.mark("recipient", strings.ToLower(strings.TrimSpace(address))), nil
}

// maskAddress leaves the first letter and the domain: enough to tell a team's
// addresses apart, and to see a mistyped domain.
func maskAddress(address string) string {
	address = clean(strings.TrimSpace(address))
	local, domain := address, ""
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		local, domain = address[:at], address[at:]
	}
	_, first := utf8.DecodeRuneInString(local)
	return local[:first] + "***" + domain
}
