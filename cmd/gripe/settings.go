package main

import (
	"errors"
	"io/fs"
	"path/filepath"

	"gripe/pipeline/config"
)

// settings reads the configuration. Without --config a missing gripe.yaml
// means the defaults; a file that was named must exist.
func (a *app) settings() (config.Config, error) {
	path := a.Config
	if path == "" {
		path = "gripe.yaml"
	}
	c, err := config.Load(path)
	switch {
	case err == nil:
		return c, nil
	case errors.Is(err, fs.ErrNotExist) && a.Config == "":
		c = config.Default()
		c.Dir = "."
		return c, nil
	case errors.Is(err, fs.ErrNotExist):
		return c, fail(exitConfig, "%w; gripe init writes one", err)
	}
	return c, as(exitConfig, err)
}

// database is the file to work on: --db, else the configuration's.
func (a *app) database(c config.Config) string {
	if a.DB != "" {
		return a.DB
	}
	return filepath.Clean(c.Resolve(c.Database))
}
