package train

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEncoderNamesWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	gold := filepath.Join(dir, "gold.jsonl")
	line := `{"id":"ID","domain":"DOMAIN","text":"It broke.","cause":"product","mentions":[{"start":0,"end":9,"polarity":"neg","class":"product","theme":"reliability","stage":"use"}]}` + "\n"
	var b strings.Builder
	for _, d := range []string{"a", "b", "c"} {
		b.WriteString(strings.NewReplacer("ID", d, "DOMAIN", d).Replace(line))
	}
	if err := os.WriteFile(gold, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]Options{
		"labelled":    {Gold: filepath.Join(dir, "none"), Original: dir},
		"vocabulary":  {Gold: gold, Original: dir},
		"name a gold": {Original: dir},
	} {
		if _, _, err := Train(context.Background(), o, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that names %q", err, want)
		}
	}
}
