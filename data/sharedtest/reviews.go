package sharedtest

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"testing"
)

// Reviews are the first reviews of a file of the shared material, such as
// "insurance", each read into a T; all of them where limit is 0.
func Reviews[T any](t testing.TB, name string, limit int) []T {
	t.Helper()
	f, err := os.Open(Path(t, "reviews", name+".jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for (limit == 0 || len(out) < limit) && lines.Scan() {
		var r T
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, r)
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}
