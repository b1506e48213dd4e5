package deliver

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gripe/pipeline/opinion"
)

// TestTraces finds a verbatim in each form that an output may have, shortened,
// escaped, wrapped and masked.
func TestTraces(t *testing.T) {
	v := opinion.Verbatim{
		ID: "0123456789abcdef01234567", Title: "Never again",
		Text: "Hello. The <b>lamp</b> & its café-style shade broke after two days; write to jo@example.org about it. Bye.",
	}
	traces := TracesOf([]opinion.Verbatim{v})
	m := mailer(t, testOptions(25))
	d := testMail()
	d.HTML, d.Text = "<p>none</p>", "The <b>lamp</b> & its café-style shade broke after two days; write to [e-mail] about it."
	emls, err := m.Files(d, ".")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"a.html", "b.md", "c.txt", "d.json", "e.csv", "f.eml", "g.jsonl", "h.json", "i.svg", "w1/digest.html", "w1/digest.json", "w1/mail-ann.eml"}
	write("a.html", `<p>“The &lt;b&gt;lamp&lt;/b&gt; &amp; its <mark>caf&#233;-style shade broke after two days; write to [e-mail]</mark> about it.”</p>`)
	write("b.md", `> The \<b\>lamp\</b\> &amp; its café\-style shade broke after two days; write to \[e\-mail\] about it\.`)
	write("c.txt", "  The <b>lamp</b> & its café-style\n  shade broke after two days;\n  write to [e-mail] about it.\n")
	write("d.json", `{"q":"The \u003cb\u003elamp\u003c/b\u003e \u0026 its caf\u00e9-style shade broke after two days; write to jo@example.org about it."}`)
	write("e.csv", "id,text\n"+`1,"The <b>lamp</b> & its café-style shade broke after two days; write to jo@example.org about it."`)
	write("f.eml", string(emls[0].Data))
	write("g.jsonl", `{"id":"other"}`+"\n"+`{"id":"0123456789abcdef01234567"}`+"\n")
	write("h.json", `broken {"q":"The <b>lamp</b> & its café-style shade broke after two days; write to [e-mail] about it."`)
	write("i.svg", `<svg><title>The &lt;b>lamp&lt;/b> &amp; its café-style shade broke after two days; write to [e-mail] about it.</title></svg>`)
	// One of a digest's files names the ID: all of them quote it.
	write("w1/digest.json", `{"id":"0123456789abcdef01234567"}`)
	write("w1/digest.html", "Bye.")
	write("w1/mail-ann.eml", "Subject: x\r\n\r\nBye.")
	write("w1/notes.txt", "ours")
	write("w2/digest.html", "<p>The lamp is lovely. Hello. Never again. Bye.</p>")
	write("w2/x.parquet", "PAR1")
	write("w2/chart.png", "\x89PNG")

	quoting, unread, err := traces.In(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range [][]string{quoting, unread} {
		for i, path := range list {
			if list[i], err = filepath.Rel(dir, path); err != nil {
				t.Fatal(err)
			}
		}
	}
	if d := cmp.Diff(want, quoting); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"w2/x.parquet"}, unread); d != "" {
		t.Error(d)
	}
	if q, u, err := traces.In(filepath.Join(dir, "absent")); q != nil || u != nil || err != nil {
		t.Errorf("a folder that is not there: %v, %v, %v", q, u, err)
	}
}
