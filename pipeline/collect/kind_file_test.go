package collect

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"gripe/pipeline/opinion"
)

func importFile(t *testing.T, name string, content []byte, change func(*FileOptions)) (*memory, opinion.Coverage, []string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if content != nil {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var notices []string
	opts := FileOptions{Name: "f", Path: path, Now: newClock().Now, Progress: func(e Event) {
		if e.Step == Notice {
			notices = append(notices, e.Message)
		}
	}}
	if change != nil {
		change(&opts)
	}
	src, err := NewFile(opts)
	if err != nil {
		t.Fatal(err)
	}
	sink := &memory{}
	cov, err := src.Collect(t.Context(), sink)
	if err != nil {
		t.Fatal(err)
	}
	return sink, cov, notices
}

func utf16le(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// TestFileFormats: the same review in every form.
func TestFileFormats(t *testing.T) {
	const object = `{"ID":"7","Body":"Café leaks, \"badly\".","Title":"Leaks","stars":2,"created_at":"2026-03-04","Product":"Kettle","link":"https://x.example/7","user":{"name":"Ann"}}`
	const commas = "id,body,title,stars,created_at,product,link,user\n7,\"Café leaks, \"\"badly\"\".\",Leaks,2,2026-03-04,Kettle,https://x.example/7,Ann\n"
	list := "[\n" + object + "\n]"
	for _, c := range []struct {
		name    string
		content []byte
		format  string
	}{
		{"a.jsonl", []byte(object + "\n"), ""},
		{"a.ndjson", []byte(object), ""},
		{"crlf.jsonl", []byte("\r\n" + object + "\r\n\r\n"), ""},
		{"a.jsonl.gz", packed(object + "\n"), ""},
		{"a.json", []byte(list), ""},
		{"a.json.gz", packed(list), ""},
		{"lines.json", []byte(object + "\n"), ""},
		{"a.csv", []byte(commas), ""},
		{"bom.csv", []byte("\xef\xbb\xbf" + commas), ""},
		{"crlf.csv", []byte(strings.ReplaceAll(commas, "\n", "\r\n")), ""},
		{"a.csv.gz", packed(commas), ""},
		{"latin.csv", []byte(strings.ReplaceAll(commas, "é", "\xe9")), ""},
		{"utf16.csv", utf16le(commas), ""},
		{"semicolons.csv", []byte(strings.NewReplacer(`"Café leaks, ""badly""."`, `"Café leaks, ""badly""."`, ",", ";").Replace(commas)), ""},
		{"bars.txt", []byte("id|body|title|stars|created_at|product|link|user\n7|\"Café leaks, \"\"badly\"\".\"|Leaks|2|2026-03-04|Kettle|https://x.example/7|Ann"), ""},
		{"a.tsv", []byte("id\tbody\ttitle\tstars\tcreated_at\tproduct\tlink\tuser\n7\tCafé leaks, \"badly\".\tLeaks\t2\t2026-03-04\tKettle\thttps://x.example/7\tAnn\n"), ""},
		{"odd.name", []byte(object), "jsonl"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink, cov, _ := importFile(t, c.name, c.content, func(o *FileOptions) { o.Format = c.format })
			got := sink.verbatims()
			if len(got) != 1 || cov.Error != "" || cov.Suspect != "" || len(sink.rejects()) != 0 {
				t.Fatalf("%d rows, coverage %+v, rejects %+v", len(got), cov, sink.rejects())
			}
			v := got[0]
			if v.ExternalID != "7" || v.Text != `Café leaks, "badly".` || v.Title != "Leaks" || v.Rating != 2 || v.RatingRaw != "2" || v.Product != "Kettle" ||
				v.URL != "https://x.example/7" || v.Author != "Ann" || v.PostedAt.Format(time.DateOnly) != "2026-03-04" || v.ID == "" || v.Source != "f" {
				t.Errorf("%+v", v)
			}
			if row := sink.batches[0].Fetch; row.Status != 200 || row.Bytes == 0 || row.Hash == "" || !strings.Contains(row.URL, c.name+"#") {
				t.Errorf("ledger row %+v", row)
			}
		})
	}
}

// TestBadRows: a bad row is rejected with its line, and the rest goes on.
func TestBadRows(t *testing.T) {
	for _, c := range []struct {
		name, content string
		texts         string // of the rows kept
		rejects       string // line: reason
	}{
		{"a.jsonl", "{\"text\":\"one\"}\n{broken\n[1]\nnull\n{\"text\":\"  \"}\n{\"text\":\"two\"}\n", "one two", "2: no JSON object; 3: no JSON object; 4: no JSON object; 5: neither text"},
		{"a.json", `[{"text":"one"},7,{"id":"x"},{"text":"two"}]`, "one two", "2: no JSON object; 3: neither text"},
		{"columns.csv", "text,rating\none,1\nx,1,2\ny\ntwo,2\n", "one two", "3: 3 columns where the header has 2; 4: 1 columns where"},
		{"open.csv", "text,rating\none,1\n\"never closed,1\ntwo,2\nthree,3\n", "one two three", "3: a quote is opened and never closed"},
		{"after.csv", "text,rating\none,1\n\"x\"y,1\ntwo,2\n", "one two", "3: text follows a closing quote"},
		{"lines.csv", "text,rating\n\"one\n1\",1\n\n\"two\",9\nthree,\n,\n", "one\n1 two three", "7: neither text"},
		{"inner.csv", "text,rating\n5\" screen,1\n", `5" screen`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink, cov, _ := importFile(t, c.name, []byte(c.content), nil)
			var texts, rejects []string
			for _, v := range sink.verbatims() {
				texts = append(texts, v.Text)
			}
			if got := strings.Join(texts, " "); got != c.texts {
				t.Errorf("kept %q, want %q", got, c.texts)
			}
			want := strings.Split(c.rejects, "; ")
			for i, r := range sink.rejects() {
				_, line, _ := strings.Cut(r.Where, "#")
				rejects = append(rejects, line+": "+r.Reason)
				if i >= len(want) || !strings.HasPrefix(rejects[i], want[i]) || r.Raw == "" {
					t.Errorf("reject %+v", r)
				}
			}
			if c.rejects != "" && len(rejects) != len(want) || cov.Saved.Rejected != len(rejects) || cov.Error != "" {
				t.Errorf("rejects %q, want %q; coverage %+v", rejects, want, cov)
			}
		})
	}
}

// TestBrokenFiles: what was read is kept, the fault is told.
func TestBrokenFiles(t *testing.T) {
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, "{\"text\":\"review %d %x\"}\n", i, i*i*7919)
	}
	cut := packed(many.String())
	cut = cut[:len(cut)/2]
	for _, c := range []struct {
		name    string
		content []byte
		change  func(*FileOptions)
		kept    bool
		fault   string
	}{
		{"cut.jsonl.gz", cut, nil, true, "breaks off"},
		{"bomb.jsonl.gz", packed(many.String()), func(o *FileOptions) { o.MaxBytes = 50_000 }, true, "inflates beyond the cap"},
		{"cut.json", []byte(`[{"text":"one"},{"text":"tw`), nil, true, "item 2 of the list"},
		{"open.json", []byte(`[{"text":"one"}`), nil, true, "not closed"},
		{"object.json", []byte(`{"reviews":1}`), func(o *FileOptions) { o.Format = "json" }, false, "no JSON list"},
		{"missing.csv", nil, nil, false, "open the file"},
		{"empty.csv", []byte{}, nil, false, "is empty"},
		{"empty.jsonl", []byte{}, nil, false, ""},
		{"names.csv", []byte("a,b\n1,2\n"), nil, false, "name the columns"},
		{"words.txt", []byte("hello"), nil, false, "save it as one of them"},
		{"notgzip.jsonl.gz", []byte{0x1f, 0x8b, 1, 2, 3}, nil, false, "inflate the file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sink, cov, _ := importFile(t, c.name, c.content, c.change)
			if kept := len(sink.verbatims()) > 0; kept != c.kept || cov.Parsed != len(sink.verbatims()) {
				t.Errorf("kept %d rows; coverage %+v", len(sink.verbatims()), cov)
			}
			if c.fault == "" {
				if cov.Error != "" || cov.Suspect == "" {
					t.Errorf("coverage %+v", cov)
				}
				return
			}
			last := sink.batches[len(sink.batches)-1]
			if !strings.Contains(cov.Error, c.fault) || cov.Failed != 1 || last.Fetch.Error == "" || len(last.Verbatims) != 0 {
				t.Errorf("coverage %+v, last ledger row %+v", cov, last.Fetch)
			}
		})
	}
}

func TestFileColumnsAndScale(t *testing.T) {
	sink, _, _ := importFile(t, "a.csv", []byte("What they said;Points;Day\nbad;8;31/01/2026\n"), func(o *FileOptions) {
		o.Columns = map[string]string{"text": "what they said", "rating": "Points", "date": "Day"}
		o.RatingMax = 10
		o.Product = "Kettle"
	})
	v := sink.verbatims()
	if len(v) != 1 || v[0].Text != "bad" || v[0].Rating != 4.1111 || v[0].Product != "Kettle" || v[0].PostedAt.Format(time.DateOnly) != "2026-01-31" {
		t.Errorf("%+v", v)
	}
	_, err := NewFile(FileOptions{Format: "xls", Columns: map[string]string{"stars": "x"}, BatchSize: -1, Delimiter: '"'})
	for _, want := range []string{"needs a name", "needs a path", "none of csv", `"stars" is no field`, "negative", "part columns"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in %v", want, err)
		}
	}
}

func TestFileDateOrder(t *testing.T) {
	for _, c := range []struct{ name, dates, locale, first, notice string }{
		{"day first by evidence", "01/05/17 13/05/17", "", "2017-05-01", "read as day first"},
		{"month first by evidence", "01/05/17 05/13/17", "", "2017-01-05", "read as month first"},
		{"none tells", "01/05/17 02/05/17", "", "2017-05-01", "set the locale if that is wrong"},
		{"contradiction", "01/05/17 13/05/17 05/13/17", "", "", "stay unknown"},
		{"the locale decides", "01/05/17 13/05/17", "en-US", "2017-01-05", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			content := "text,date\n"
			for i, d := range strings.Fields(c.dates) {
				content += fmt.Sprintf("t%d,%s\n", i, d)
			}
			sink, _, notices := importFile(t, "a.csv", []byte(content), func(o *FileOptions) { o.Locale = c.locale })
			got := ""
			if v := sink.verbatims(); !v[0].PostedAt.IsZero() {
				got = v[0].PostedAt.Format(time.DateOnly)
			}
			if got != c.first {
				t.Errorf("first date %q, want %q", got, c.first)
			}
			if all := strings.Join(notices, "; "); !strings.Contains(all, c.notice) || c.notice == "" && all != "" {
				t.Errorf("notices %q, want %q", all, c.notice)
			}
		})
	}
}

func TestBatches(t *testing.T) {
	sink, cov, _ := importFile(t, "a.jsonl", []byte(strings.Repeat("{\"text\":\"same\"}\n", 7)), func(o *FileOptions) { o.BatchSize = 3 })
	if len(sink.batches) != 3 || cov.Pages != 3 || cov.Parsed != 7 || cov.Saved.New != 1 || !strings.HasSuffix(sink.batches[1].Fetch.URL, "a.jsonl#4") {
		t.Errorf("%d batches, coverage %+v, second row %+v", len(sink.batches), cov, sink.batches[1].Fetch)
	}
}

func FuzzTable(f *testing.F) {
	f.Add("text,rating\n\"a\n\"\"b\",1\n")
	f.Add("text;x\n\"open;1\nnext;2\n")
	f.Fuzz(func(t *testing.T, s string) {
		path := filepath.Join(t.TempDir(), "a.csv")
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := NewFile(FileOptions{Name: "f", Path: path})
		if err != nil {
			t.Fatal(err)
		}
		sink := &memory{}
		cov, err := src.Collect(t.Context(), sink)
		if err != nil {
			t.Fatal(err)
		}
		if cov.Parsed != len(sink.verbatims()) || cov.Saved.Rejected != len(sink.rejects()) {
			t.Errorf("coverage %+v", cov)
		}
	})
}
