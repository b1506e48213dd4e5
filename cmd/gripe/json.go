package main

import (
	"encoding/json"
	"io"
)

// printJSON prints what --json asks for, indented for people too.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
