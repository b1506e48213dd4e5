package main

import (
	"errors"

	"gripe/pipeline/store"
)

// storeFault gives a database's fault its exit code.
func storeFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrLocked):
		return as(exitLocked, err)
	case errors.Is(err, store.ErrMissing):
		return as(exitNoInput, err)
	case errors.Is(err, store.ErrReadOnly):
		return as(exitCreate, err)
	case errors.Is(err, store.ErrNewer), errors.Is(err, store.ErrForeign), errors.Is(err, store.ErrDamaged),
		errors.Is(err, store.ErrTaxonomy), errors.Is(err, store.ErrAuthorKey):
		return as(exitData, err)
	}
	return as(exitIO, err)
}
