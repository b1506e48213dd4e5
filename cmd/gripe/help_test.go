package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCommandIsDocumented holds that each command explains itself with an
// example that the command line takes, and that README names it.
func TestEveryCommandIsDocumented(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := newParser(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile(`(?m)^Example.*?: (.*)$`)
	for _, node := range p.Model.Children {
		t.Run(node.Name, func(t *testing.T) {
			if !bytes.Contains(readme, []byte("gripe "+node.Name)) {
				t.Errorf("README does not name gripe %s", node.Name)
			}
			m := example.FindStringSubmatch(node.Detail)
			if m == nil {
				t.Fatalf("gripe %s --help gives no example", node.Name)
			}
			args := exampleArgs(t, m[1])
			fresh, err := newParser(&cli{})
			if err != nil {
				t.Fatal(err)
			}
			k, err := fresh.Parse(args)
			if err != nil {
				t.Fatalf("the example %q: %v", m[1], err)
			}
			if got := strings.Fields(k.Command())[0]; got != node.Name {
				t.Errorf("the example is of %s", got)
			}
		})
	}
}

// exampleArgs takes the arguments of gripe out of a shell line.
func exampleArgs(t *testing.T, line string) []string {
	t.Helper()
	at := strings.LastIndex(line, "gripe ")
	if at < 0 {
		t.Fatalf("%q does not call gripe", line)
	}
	call, _, _ := strings.Cut(line[at+len("gripe "):], " > ")
	var args []string
	for i, part := range strings.Split(call, `"`) {
		if i%2 == 1 {
			args = append(args, part)
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	return args
}

// TestReadmeCommands holds that every gripe command in README's code is one
// that the command line takes, and that its make targets exist.
func TestReadmeCommands(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	calls := regexp.MustCompile(`(?m)bin/gripe ([^#\n|]*)`).FindAllSubmatch(readme, -1)
	if len(calls) < 5 {
		t.Fatalf("README shows %d commands", len(calls))
	}
	for _, m := range calls {
		p, err := newParser(&cli{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Parse(exampleArgs(t, "gripe "+string(m[1]))); err != nil {
			t.Errorf("README's %q: %v", m[0], err)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^make (\\w+)|`make (\\w+)`").FindAllSubmatch(readme, -1) {
		target := string(m[1]) + string(m[2])
		if !regexp.MustCompile(`(?m)^` + target + `:`).Match(makefile) {
			t.Errorf("README's make %s is no target", target)
		}
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"digest", "--help"}, {"version"}} {
		var out, errs bytes.Buffer
		if code := Run(context.Background(), args, nil, &out, &errs); code != 0 || out.Len() == 0 || errs.Len() != 0 {
			t.Errorf("gripe %v: %d, %q, %q", args, code, out.String(), errs.String())
		}
	}
}
