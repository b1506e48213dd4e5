package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// The exit codes, after sysexits.h; partial is our own. DESIGN.md and README
// list them, and the tests hold them.
const (
	exitOK       = 0
	exitPartial  = 3
	exitUsage    = 64
	exitData     = 65
	exitNoInput  = 66
	exitNoSource = 69
	exitDefect   = 70
	exitCreate   = 73
	exitIO       = 74
	exitLocked   = 75
	exitConfig   = 78
)

// coded is an error that knows its exit code.
type coded struct {
	code int
	err  error
}

func (c *coded) Error() string { return c.err.Error() }
func (c *coded) Unwrap() error { return c.err }

// fail makes an error that ends the program with code.
func fail(code int, format string, args ...any) error {
	return &coded{code, fmt.Errorf(format, args...)}
}

// as gives err an exit code, unless it has one or is nil.
func as(code int, err error) error {
	var c *coded
	if err == nil || errors.As(err, &c) {
		return err
	}
	return &coded{code, err}
}

// codeOf is the exit code that err calls for.
func codeOf(err error) int {
	var c *coded
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &c):
		return c.code
	case errors.Is(err, context.Canceled):
		return exitIO
	case errors.Is(err, fs.ErrNotExist):
		return exitNoInput
	case errors.Is(err, fs.ErrPermission):
		return exitCreate
	}
	return exitIO
}
