package deliver

import (
	"context"
	"fmt"
)

// Ledger remembers which recipient has which digest, so that a rerun sends to
// those alone that lack it.
type Ledger interface {
	// BeginDelivery is told before a sending is tried; alreadySent tells that
	// an earlier one came to a good end.
	BeginDelivery(ctx context.Context, digest, recipient, messageID string) (alreadySent bool, err error)
	// EndDelivery is told how it ended; a nil sendErr means that the other side
	// has taken it.
	EndDelivery(ctx context.Context, digest, recipient string, sendErr error) error
}

// Outcome is how one delivery ended.
type Outcome struct {
	// Recipient is an e-mail address, or "webhook:" and a name.
	Recipient string
	// Had tells that the recipient had this digest already and got nothing.
	Had bool
	// Err is nil where the other side has taken the digest. It is one line and
	// holds no credentials.
	Err error
}

// once delivers to one recipient under the ledger: at least once, for a
// process that dies between the other side's yes and EndDelivery sends again.
// With resend it delivers whatever the ledger says.
func once(ctx context.Context, l Ledger, digest, recipient, messageID string, resend bool, send func() error) Outcome {
	had, err := l.BeginDelivery(ctx, digest, recipient, messageID)
	if err != nil {
		return Outcome{Recipient: recipient, Err: fmt.Errorf("nothing was sent, for the ledger could not be read: %w", err)}
	}
	if had && !resend {
		return Outcome{Recipient: recipient, Had: true}
	}
	sent := send()
	// What was sent is written down though the run was cancelled meanwhile.
	if err := l.EndDelivery(context.WithoutCancel(ctx), digest, recipient, sent); err != nil && sent == nil {
		return Outcome{Recipient: recipient, Err: fmt.Errorf("it was sent, but the ledger could not be written, so that the next run sends it again: %w", err)}
	}
	return Outcome{Recipient: recipient, Err: sent}
}
