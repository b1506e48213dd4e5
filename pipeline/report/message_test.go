package report

import (
	"bytes"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gripe/pipeline/opinion"
)

// checkMail holds a message to what mail needs: no element that runs or loads,
// no link but to the sources, each image by content id, there and sharp.
func checkMail(t *testing.T, name string, m Message) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "link", "svg", "iframe", "object", "embed", "form", "input", "base":
			t.Errorf("%q: element %s", name, n.Data)
		case "img":
			id, ok := strings.CutPrefix(attr(n, "src"), "cid:")
			if !ok || attr(n, "alt") == "" || attr(n, "width") == "" {
				t.Errorf("%q: image %+v", name, n.Attr)
			}
			shown[id] = true
		case "a":
			if !strings.HasPrefix(attr(n, "href"), "https://reviews.example/") || attr(n, "rel") != "noopener noreferrer nofollow" {
				t.Errorf("%q: link %+v", name, n.Attr)
			}
		case "th":
			if attr(n, "scope") == "" {
				t.Errorf("%q: a heading cell without scope", name)
			}
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(strings.ToLower(a.Key), "on") || a.Key == "style" && strings.Contains(strings.ToLower(a.Val), "url(") {
				t.Errorf("%q: attribute %s=%q", name, a.Key, a.Val)
			}
		}
	}
	if len(shown) != len(m.Inline) {
		t.Errorf("%q: %d images shown of %d", name, len(shown), len(m.Inline))
	}
	for _, i := range m.Inline {
		if !shown[i.ID] || i.Type != "image/png" || !regexp.MustCompile(`^[a-z]+$`).MatchString(i.ID) {
			t.Errorf("%q: image %s of type %s", name, i.ID, i.Type)
		}
		if size, err := png.DecodeConfig(bytes.NewReader(i.Data)); err != nil || size.Width < sharp*360 {
			t.Errorf("%q: image %s: %v, %v", name, i.ID, size.Width, err)
		}
	}
	if strings.ContainsAny(m.Subject, "\r\n\t\x00") || m.Text == "" {
		t.Errorf("%q: subject %q, %d bytes of text", name, m.Subject, len(m.Text))
	}
}

func TestMail(t *testing.T) {
	for name, c := range map[string]struct {
		in     Input
		images int
	}{"full": {fixture(), 6}, "small": {small(), 1}, "empty": {empty(), 0}} {
		m, err := Mail(Build(c.in))
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Inline) != c.images {
			t.Errorf("%s: %d images, want %d", name, len(m.Inline), c.images)
		}
		checkMail(t, name, m)
		total := len(m.HTML)
		for _, i := range m.Inline {
			total += len(i.Data)
		}
		// Gmail cuts HTML at 102 KB off; all of it should load on a train.
		if len(m.HTML) > 100_000 || total > 500_000 {
			t.Errorf("%s: HTML %d bytes, in all %d", name, len(m.HTML), total)
		}
	}
}

func TestMailHoldsNothingThatRuns(t *testing.T) {
	for _, p := range payloads {
		in := poisoned(p)
		f := &in.Figures // one picture is enough: the rest were drawn in the test before
		f.Journey, f.Touchpoints, f.Trend, f.Balance, f.Venn = nil, nil, nil, nil, opinion.Venn{}
		m, err := Mail(Build(in))
		if err != nil {
			t.Fatal(err)
		}
		checkMail(t, p, m)
	}
}
