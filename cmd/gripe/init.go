package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gripe/pipeline/config"
)

type initCmd struct {
	File string `arg:"" optional:"" default:"gripe.yaml" help:"Where to write it." type:"path"`
}

// Help is shown by gripe init --help.
func (initCmd) Help() string {
	return "Writes a configuration with a comment on every key. An existing file is never overwritten.\n\nExample: gripe init"
}

// Run writes the template and refuses to overwrite.
func (c *initCmd) Run(a *app) error {
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fail(exitCreate, "%s exists already; name another file or move it away", c.File)
	}
	if err != nil {
		return fail(exitCreate, "creating the configuration: %w", err)
	}
	_, err = f.Write(config.Template)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fail(exitIO, "writing %s: %w", c.File, err)
	}
	fmt.Fprintf(a.stdout, "%s written. Name your sources in it, then: gripe doctor\n", c.File)
	return nil
}
