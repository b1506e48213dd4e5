package sharedtest

import (
	"bufio"
	"compress/gzip"
	"os"
	"testing"
)

// Lines are the first lines of a gzipped JSON Lines file of the shared
// material, at most limit of them; all of them where limit is 0.
func Lines(t testing.TB, limit int, elem ...string) [][]byte {
	t.Helper()
	f, err := os.Open(Path(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for (limit == 0 || len(out) < limit) && lines.Scan() {
		out = append(out, append([]byte(nil), lines.Bytes()...))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
