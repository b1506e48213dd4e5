package mask

import (
	"os"
	"strings"
	"testing"
)

// rows are the lines of a table that are no comments.
func rows(t *testing.T, path string) (out []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, strings.ReplaceAll(line, `\n`, "\n"))
		}
	}
	if len(out) < 150 {
		t.Fatalf("%s has %d rows, want 150", path, len(out))
	}
	return out
}

func TestPersonal(t *testing.T) {
	for _, row := range rows(t, "testdata/personal.txt") {
		text, secret, ok := strings.Cut(row, "\t")
		if !ok || !strings.Contains(text, secret) {
			t.Fatalf("%q does not say what to hide", row)
		}
		got := Text(text)
		if strings.Contains(got, secret) || !strings.Contains(got, "[") || digits(got) > 4 {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestImpersonal(t *testing.T) {
	for _, text := range rows(t, "testdata/impersonal.txt") {
		if got := Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
