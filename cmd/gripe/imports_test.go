package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// stages may not import each other: they meet in opinion's types and in
// stored rows.
var stages = []string{"collect", "annotate", "store", "measure", "report", "deliver", "serve", "audit", "export"}

func stageOf(pkg string) string {
	rest, ok := strings.CutPrefix(pkg, "gripe/pipeline/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	for _, s := range stages {
		if s == first {
			return s
		}
	}
	return ""
}

func under(pkg, parent string) bool { return pkg == parent || strings.HasPrefix(pkg, parent+"/") }

// forbidden says why from may not import to, or nothing.
func forbidden(from, to string) string {
	std := !strings.Contains(strings.SplitN(to, "/", 2)[0], ".") && !under(to, "gripe")
	switch {
	case under(to, "gripe/cmd"):
		return "nothing imports cmd"
	case under(from, "gripe/cmd"):
		return ""
	case under(from, "gripe/pipeline/opinion") && !std:
		return "opinion imports the standard library only"
	case under(from, "gripe/data") && !std && !under(to, "gripe/data"):
		return "data imports the standard library only"
	case stageOf(from) == "serve" && stageOf(to) == "report":
		return "" // the one edge between stages: the dashboard draws the digest's view-models
	case stageOf(from) != "" && stageOf(to) != "" && stageOf(from) != stageOf(to):
		return "stages never import each other"
	case from == "gripe/pipeline" && stageOf(to) != "":
		return "pipeline sees stages only through the functions it is given"
	case under(from, "gripe/classifiers") && stageOf(to) != "":
		return "classifiers never import a stage"
	case stageOf(from) != "" && under(to, "gripe/classifiers"):
		return "a stage meets a classifier through its own interface"
	case stageOf(from) == "measure" && !std && !under(to, "gripe") && !under(to, "gonum.org/v1/gonum"):
		return "measure needs numbers only"
	}
	return ""
}

func TestImportRules(t *testing.T) {
	root := filepath.Join("..", "..")
	checked := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2 || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		from := "gripe/" + filepath.ToSlash(rel)
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, imp := range f.Imports {
			to, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			checked++
			if why := forbidden(from, to); why != "" {
				t.Errorf("%s imports %s: %s", path, to, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 100 {
		t.Errorf("only %d imports seen: is the walk at the module's root?", checked)
	}
}

func TestImportRulesForbidWhatTheyShould(t *testing.T) {
	for _, c := range []struct {
		from, to string
		bad      bool
	}{
		{"gripe/pipeline/collect", "gripe/pipeline/store", true},
		{"gripe/pipeline/collect/dates", "gripe/pipeline/collect", false},
		{"gripe/pipeline/opinion", "gonum.org/v1/gonum/stat", true},
		{"gripe/pipeline/opinion", "time", false},
		{"gripe/data/demo", "gripe/pipeline/opinion", true},
		{"gripe/pipeline", "gripe/pipeline/store", true},
		{"gripe/classifiers/linear", "gripe/pipeline/annotate", true},
		{"gripe/classifiers/linear", "gripe/pipeline/passage", false},
		{"gripe/pipeline/annotate", "gripe/classifiers", true},
		{"gripe/pipeline/report", "gripe/cmd/gripe", true},
		{"gripe/cmd/gripe", "gripe/pipeline/store", false},
		{"gripe/pipeline/serve", "gripe/pipeline/report/chart", false},
		{"gripe/pipeline/serve", "gripe/pipeline/store", true},
		{"gripe/pipeline/report", "gripe/pipeline/serve", true},
	} {
		if got := forbidden(c.from, c.to) != ""; got != c.bad {
			t.Errorf("forbidden(%s, %s) = %v", c.from, c.to, got)
		}
	}
}

// TestTopLevel holds the house's fixed top level.
func TestImportsTopLevel(t *testing.T) {
	allowed := map[string]bool{
		"cmd": true, "pipeline": true, "classifiers": true, "data": true, "go.mod": true, "go.sum": true, "Makefile": true,
		"README.md": true, "LICENSE": true, "NOTICE": true, "CHANGELOG.md": true,
		"bin": true, "gripe-demo": true, // what make demo leaves, ignored by git
	}
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !allowed[e.Name()] && !strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}
