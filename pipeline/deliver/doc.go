// Package deliver puts finished outputs where readers find them.
//
// In: a path and the bytes to stand there. Out: the file, whole and on the
// disk, or the old file untouched and an *Error that says what to do.
// It must never leave half a file or a temporary one behind, follow a path to
// anything but a regular file, nor know what the bytes mean.
package deliver
