package main

import (
	"fmt"
	"runtime"
)

// version of the program; it heads the User-Agent too.
const version = "0.1.0"

type versionCmd struct{}

// Help is shown by gripe version --help.
func (versionCmd) Help() string {
	return "Prints the versions of gripe, of the model it judges with, and of Go.\n\nExample: gripe version"
}

// Run prints versions of program, model and Go.
func (versionCmd) Run(a *app) error {
	cfg, err := a.settings()
	if err != nil {
		return err
	}
	m, err := a.classifier(cfg)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "gripe %s, model %s, %s\n", version, m.Model(), runtime.Version())
	return err
}
