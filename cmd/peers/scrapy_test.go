package main

import (
	"bytes"
	"os"
	"testing"
)

func TestX(t *testing.T) {
	var b bytes.Buffer
	err := compareCrawlers(t.Context(), os.Stdout, "/tmp/gripe-bench", 3, 3000)
	t.Log(b.String(), err)
}
