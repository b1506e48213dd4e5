// Package deliver puts finished outputs where readers find them: into files,
// into mailboxes, into a channel of Slack or Teams.
//
// In: bytes and the path they belong at; a mail, or a notice, and where the
// owner wants it. Out: the file, whole and on the disk, or the old file
// untouched; one mail per recipient and one post per channel, at least once,
// kept in a ledger; or an error of one line that says what to do.
// It must never leave half a file or a temporary one behind, follow a path to
// anything but a regular file, let a text of others become a header, a link or
// a mention, show credentials, nor know how a digest is made.
package deliver
