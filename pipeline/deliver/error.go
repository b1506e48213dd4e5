package deliver

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Error says which output could not be written and what would help. A command
// that ends on it exits with 73, cannot create output.
type Error struct {
	// Path as the caller gave it.
	Path string
	// Advice is one clause that says what to do.
	Advice string
	Err    error
}

// Error is one line.
func (e *Error) Error() string {
	return fmt.Sprintf("cannot write %s: %v; %s", e.Path, cause(e.Err), e.Advice)
}

// Unwrap gives the file system's own error.
func (e *Error) Unwrap() error { return e.Err }

// cause leaves out the temporary file's name, which would only puzzle.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

func failure(path string, err error) *Error {
	return &Error{Path: path, Advice: advice(err), Err: err}
}

func advice(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "create its folder first, or choose another output"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "let the user who runs gripe write to its folder, or choose another output"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "free some space there, then run again"
	case errors.Is(err, syscall.ENOTDIR):
		return "a part of the path is a file: choose another output"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "choose a shorter name"
	case errors.Is(err, errNotRegular):
		return "name a file"
	}
	return "check the disk, or choose another output"
}

var errNotRegular = errors.New("it is a folder or a device, not a file")
