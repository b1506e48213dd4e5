package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// JSON writes d with two spaces of indentation. Names are in snake case; the
// field "version" tells the schema. The error is that of w.
func JSON(w io.Writer, d Digest) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("write the digest as JSON: %w", err)
	}
	return nil
}
