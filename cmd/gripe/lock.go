package main

import (
	"fmt"

	"github.com/gofrs/flock"
)

// locked runs work while holding the database's lock, so that two runs never
// write at once. A lock that is held ends in exit code 75: try later.
func (a *app) locked(db string, work func() error) (err error) {
	l := flock.New(db + ".lock")
	ok, err := l.TryLock()
	if err != nil {
		return fail(exitCreate, "locking %s: %w; check that its folder can be written", db, err)
	}
	if !ok {
		return fail(exitLocked, "another gripe run holds %s.lock; try again when it has ended", db)
	}
	defer func() {
		if uerr := l.Unlock(); uerr != nil && err == nil {
			err = fmt.Errorf("unlocking %s: %w", db, uerr)
		}
	}()
	return work()
}
