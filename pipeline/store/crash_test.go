package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gripe/pipeline/opinion"
)

// crashEnv makes the test binary a process that saves until it is killed.
const crashEnv = "GRIPE_STORE_CRASH_DB"

const crashBatch = 25

func TestMain(m *testing.M) {
	if path := os.Getenv(crashEnv); path != "" {
		fmt.Fprintln(os.Stderr, saveForEver(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// saveForEver saves batch after batch, annotates each, and says so on standard
// output before and after.
func saveForEver(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, Options{})
	if err != nil {
		return err
	}
	n, err := s.Known(ctx, "shop")
	if err != nil {
		return err
	}
	for ; ; n += crashBatch {
		fmt.Println("saving", n)
		if _, err := s.Save(ctx, batch("shop", n, n+crashBatch)); err != nil {
			return err
		}
		fmt.Println("saved", n+crashBatch)
		vs, err := s.Pending(ctx, "m1", "", 0)
		if err != nil {
			return err
		}
		items := make([]opinion.Annotated, len(vs))
		for i := range vs {
			items[i] = annotate(&vs[i])
		}
		if err := s.SaveAnnotations(ctx, "m1", items); err != nil {
			return err
		}
	}
}

// A process killed at any moment leaves whole batches with their ledger rows,
// and loses none that it was told is saved.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gripe.db")
	most := 0
	for turn := range 8 {
		told := killAfter(t, path, 3+turn*turn)
		s := open(t, path)
		checkWhole(t, s)
		known, err := s.Known(t.Context(), "shop")
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, told)
		if known < told || known%crashBatch != 0 {
			t.Fatalf("turn %d: %d verbatims stand, %d were told", turn, known, told)
		}
		var ledger, unlike, half int
		err = s.read.QueryRow(`SELECT coalesce(sum(new), 0),
			(SELECT count(*) FROM fetch f WHERE new != (SELECT count(*) FROM verbatim v WHERE v.first_fetch = f.key)),
			(SELECT count(*) FROM annotation) % ?1 FROM fetch`, crashBatch).Scan(&ledger, &unlike, &half)
		if err != nil || ledger != known || unlike != 0 || half != 0 {
			t.Fatalf("turn %d: ledger %d of %d, %d rows unlike, %d annotations over, %v", turn, ledger, known, unlike, half, err)
		}
		if got, err := s.Findings(t.Context(), "m1", opinion.Filter{}); err != nil || len(got) != known {
			t.Fatalf("turn %d: %d findings, %v", turn, len(got), err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if most < 5*crashBatch {
		t.Fatalf("only %d verbatims were ever told of: the test kills too early to show anything", most)
	}
}

// killAfter runs the child, kills it when it has said so many lines, wherever
// it then is, and gives the number of verbatims that it said are saved.
func killAfter(t *testing.T, path string, lines int) (told int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), crashEnv+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(out)
	for n := 0; sc.Scan(); n++ {
		_, _ = fmt.Sscanf(sc.Text(), "saved %d", &told)
		if n == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	return told
}
