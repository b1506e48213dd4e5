package collect

import (
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

func TestZstandard(t *testing.T) {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	packed := w.EncodeAll([]byte("id,text\n1,It leaks\n2,Fine\n"), nil)
	if _, cov, _ := importFile(t, "a.csv.zst", packed, nil); cov.Parsed != 2 || cov.Error != "" {
		t.Errorf("%+v", cov)
	}
	if _, cov, _ := importFile(t, "export", packed, nil); cov.Parsed != 2 || cov.Error != "" {
		t.Errorf("without a telling name: %+v", cov)
	}
	if _, cov, _ := importFile(t, "a.csv.zst", packed[:len(packed)-3], nil); !strings.Contains(cov.Error, "breaks off") {
		t.Errorf("cut: %+v", cov)
	}
	bomb := w.EncodeAll(make([]byte, 8<<20), nil)
	_, cov, _ := importFile(t, "bomb.jsonl.zst", bomb, func(o *FileOptions) { o.MaxBytes = 1 << 20 })
	if !strings.Contains(cov.Error, "inflates beyond the cap") {
		t.Errorf("%d bytes that become 8 MiB: %+v", len(bomb), cov)
	}
}
