package serve

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGolden(t *testing.T) {
	h := dashboard(t, fixture(t))
	for name, target := range map[string]string{"overview.html": "/", "verbatim.html": "/verbatim/" + someID, "fault.html": "/?source=nobody"} {
		got := ask(h, "GET", target).Body.String()
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
	}
}

// Every page can be read with a keyboard and with a screen reader.
func TestPagesAreAccessible(t *testing.T) {
	h := dashboard(t, fixture(t))
	for _, target := range addresses {
		level, ids, refs, labels := 0, map[string]bool{}, []string{}, map[string]bool{}
		var fields []string
		count := map[string]int{}
		for n := range parsed(t, ask(h, "GET", target)).Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			count[n.Data]++
			if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				if l := int(n.Data[1] - '0'); l > level+1 {
					t.Errorf("%s: h%d after h%d", target, l, level)
				} else {
					level = l
				}
			}
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: id %s twice", target, id)
				}
				ids[id] = true
			}
			refs = append(refs, strings.Fields(attr(n, "aria-labelledby"))...)
			if href := attr(n, "href"); strings.HasPrefix(href, "#") {
				refs = append(refs, href[1:])
			}
			switch n.Data {
			case "label":
				labels[attr(n, "for")] = true
			case "input", "select":
				if attr(n, "type") != "hidden" {
					fields = append(fields, attr(n, "id"))
				}
			case "th":
				if attr(n, "scope") == "" {
					t.Errorf("%s: a heading cell without scope", target)
				}
			case "svg":
				if attr(n, "role") != "img" || attr(n, "aria-labelledby") == "" {
					t.Errorf("%s: a chart without role or label", target)
				}
			case "nav":
				if attr(n, "aria-label") == "" {
					t.Errorf("%s: a navigation without name", target)
				}
			case "table":
				if c := n.FirstChild; c == nil || c.NextSibling == nil || c.Data != "caption" && c.NextSibling.Data != "caption" {
					t.Errorf("%s: a table without caption", target)
				}
			}
		}
		for _, r := range refs {
			if !ids[r] {
				t.Errorf("%s: nothing has the id %s", target, r)
			}
		}
		for _, id := range fields {
			if !labels[id] {
				t.Errorf("%s: the field %q has no label", target, id)
			}
		}
		if count["main"] != 1 || count["h1"] != 1 || count["nav"] < 1 || count["script"] != 0 {
			t.Errorf("%s: %v", target, count)
		}
	}
}

// Every link of every page leads somewhere.
func TestLinksLead(t *testing.T) {
	h := dashboard(t, fixture(t))
	seen, queue := map[string]bool{}, []string{"/"}
	for len(queue) > 0 && len(seen) < 500 {
		target := queue[0]
		queue = queue[1:]
		w := ask(h, "GET", target)
		// Only one verbatim is stored in the fake.
		if known := !strings.HasPrefix(target, "/verbatim/") || strings.HasSuffix(target, someID); w.Code != 200 && known {
			t.Errorf("%s: %d\n%.900s", target, w.Code, w.Body.String())
		}
		for n := range parsed(t, w).Descendants() {
			if href := attr(n, "href"); n.Data == "a" && strings.HasPrefix(href, "/") && !seen[href] {
				seen[href] = true
				queue = append(queue, href)
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d links were found", len(seen))
	}
}
