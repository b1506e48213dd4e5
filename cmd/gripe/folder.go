package main

import "os"

// makeFolder makes an output folder with its parents.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fail(exitCreate, "making the output folder: %w; name another with --out or output", err)
	}
	return nil
}
