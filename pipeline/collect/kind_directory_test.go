package collect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gripe/pipeline/opinion"
)

func TestDirectory(t *testing.T) {
	dir := t.TempDir()
	write := func(name, body string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	sink := &ledger{}
	collect := func(to Sink) opinion.Coverage {
		t.Helper()
		src, err := NewDirectory(DirectoryOptions{FileOptions: FileOptions{Name: "drop", Path: dir}, Match: "*.*"})
		if err != nil {
			t.Fatal(err)
		}
		cov, err := src.Collect(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		return cov
	}
	if cov := collect(sink); cov.Error != "" || cov.Suspect != "" || cov.Parsed != 0 {
		t.Errorf("an empty folder: %+v", cov)
	}
	write("a.csv", "id,text\n1,It leaks\n2,Fine\n")
	write("b.jsonl", `{"id":"3","text":"Went back"}`+"\n")
	write(".hidden.csv", "id,text\n8,no\n")
	write("c.csv.part", "id,text\n9,no\n")
	write("README", "id,text\n7,no\n")
	if cov := collect(sink); cov.Parsed != 3 || cov.Saved.New != 3 || cov.Unchanged != 0 || cov.Suspect != "" {
		t.Errorf("two files: %+v", cov)
	}
	if cov := collect(sink); cov.Parsed != 0 || cov.Unchanged != 2 || cov.Suspect != "" || cov.Error != "" {
		t.Errorf("nothing new: %+v", cov)
	}
	write("a.csv", "id,text\n1,It leaks\n2,Fine\n4,Too late\n")
	if cov := collect(sink); cov.Parsed != 3 || cov.Saved.New != 1 || cov.Saved.Known != 2 || cov.Unchanged != 1 {
		t.Errorf("one file grew: %+v", cov)
	}
	if cov := collect(ReadAll(sink)); cov.Parsed != 4 || cov.Saved.New != 0 || cov.Unchanged != 0 {
		t.Errorf("all again: %+v", cov)
	}
	write("bad.csv.gz", "\x1f\x8b no gzip")
	write("d.csv", "id,text\n5,Loud\n")
	if cov := collect(sink); cov.Saved.New != 1 || cov.Failed != 1 || !strings.Contains(cov.Suspect, "inflate") || cov.Error != "" {
		t.Errorf("one bad file: %+v", cov)
	}
	if cov := collect(sink); cov.Failed != 1 || cov.Unchanged != 3 {
		t.Errorf("the bad file is tried again: %+v", cov)
	}
	if _, err := NewDirectory(DirectoryOptions{Match: "["}); err == nil || !strings.Contains(err.Error(), "match") || !strings.Contains(err.Error(), "needs a path") {
		t.Errorf("error %v", err)
	}
	src, err := NewDirectory(DirectoryOptions{FileOptions: FileOptions{Name: "drop", Path: filepath.Join(dir, "gone")}})
	if err != nil {
		t.Fatal(err)
	}
	if cov, err := src.Collect(t.Context(), sink); err != nil || !strings.Contains(cov.Error, "read the folder") {
		t.Errorf("no folder: %+v, %v", cov, err)
	}
}
