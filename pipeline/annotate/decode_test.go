package annotate

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"gripe/pipeline/opinion"
)

// sameLine holds that what the short way takes is what encoding/json reads.
func sameLine(t *testing.T, line []byte) (short bool) {
	t.Helper()
	id, v, ok := plainLine(line)
	if !ok {
		return false
	}
	wantID, want, err := readVerbatim(line)
	if err != nil || string(id) != string(wantID) || v.Text != want.Text || v.Title != want.Title || v.Product != want.Product || v.Rating != want.Rating {
		t.Fatalf("%q: read as id %s, %+v\nencoding/json: id %s, %+v, %v", line, id, v, wantID, want, err)
	}
	return true
}

func TestPlainLineIsEncodingJSON(t *testing.T) {
	short := []string{
		`{"text":""}`, `{ "id" : "a\"b\\\/\n" , "text" : "caf\u00e9 \u20ac\t" , "n" : -0.5e+3 , "b":true,"z":null}`,
		`{"id":null,"text":"x","rating":4.5,"rating_max":10}`, `{"text":"x","rating":0}`, `{"id":7,"text":"😡","title":"","product":"p"}`,
		`{"text":"\u0000\u001f\u007F\b\f\r"}`, `{"text":"x","unknown":"\u00e9"}`,
	}
	for _, s := range short {
		if !sameLine(t, []byte(s)) {
			t.Errorf("%s takes the long way", s)
		}
	}
	for _, s := range []string{
		`{"Text":"x"}`, `{"text":"x","TEXT":"y"}`, `{"text":"x","text":"y"}`, `{"text":"\ud800"}`, `{"text":"\ud83d\ude21"}`, "{\"text\":\"\xff\"}",
		`{"text":null}`, `{"text":1}`, `{"text":"x","rating":"5"}`, `{"text":"x","rating":null}`, `{"text":"x","rating":9}`, `{"text":"x","a":[1]}`,
		`{"text":"x"}}`, `{"text":"x",}`, `{"text":"x"`, `{}`, `[]`, ``, `{"text":"x","n":01}`, `{"text":"x","n":1.}`, `{"text":"x","n":+1}`, `{"text":"x","rating":1e999}`,
		"{\"text\":\"a\tb\"}", `{"text":"\x"}`, `{"text":"\u00g0"}`, `{"text":"x","id":nul}`, `{"te\u0078t":"x"}`, "{\"text\":\"x\",\"a\":\"\\\n\"}", `{"text" "x"}`, `{"text":"x" "a":1}`,
	} {
		if _, _, ok := plainLine([]byte(s)); ok {
			t.Errorf("%s takes the short way", s)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	taken := 0
	for _, v := range reviews(t, 20) {
		line, err := json.Marshal(map[string]any{"id": v.ID, "text": v.Text, "title": v.Title, "rating": 3, "posted_at": "2026-11-02"})
		if err != nil {
			t.Fatal(err)
		}
		for range 20 { // and as many lines with a byte or two changed
			if sameLine(t, line) {
				taken++
			}
			line[random.IntN(len(line))] = byte(random.IntN(256))
		}
	}
	if taken < 200 {
		t.Errorf("only %d lines took the short way", taken)
	}
}

func FuzzPlainLine(f *testing.F) {
	for _, s := range []string{`{"id":1,"text":"bad\n","rating":4.5}`, `{"text":"\u00e9","x":null,"rating_max":10}`, `{"title":"a","text":"😡"}`, "{\"text\":\"\xff\"}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) { sameLine(t, line) })
}

func BenchmarkDecode(b *testing.B) {
	line := []byte(`{"id": "tp-65ea", "title": "Never again", "text": "Worst flight of our lives \u2013 three hours late, and nobody told us anything.\nThe crew was rude.", "rating": 1, "posted_at": "2024-03-11T20:00:30Z"}`)
	b.ReportAllocs()
	var v opinion.Verbatim
	for b.Loop() {
		_, v, _ = plainLine(line)
	}
	if v.Text == "" {
		b.Fatal("the line was not read")
	}
}
