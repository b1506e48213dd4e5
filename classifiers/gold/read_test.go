package gold

import (
	"os"
	"strings"
	"testing"

	"gripe/data/sharedtest"
	"gripe/pipeline/opinion"
)

const okLine = `{"id":"1","domain":"d","text":"Bäd.","cause":"product","mentions":[{"start":0,"end":5,"text":"Bäd.","polarity":"neg","class":"product","theme":"design","stage":"use","gap":true}]}`

func TestReadNamesTheBadLine(t *testing.T) {
	cases := map[string][2]string{
		"json":     {`{`, "line 2:"},
		"cause":    {strings.Replace(okLine, `"cause":"product"`, `"cause":"x"`, 1), "cause"},
		"rune":     {strings.Replace(okLine, `"end":5`, `"end":2`, 1), "cuts a character"},
		"outside":  {strings.Replace(okLine, `"end":5`, `"end":99`, 1), "leaves the text"},
		"text":     {strings.Replace(okLine, `"text":"Bäd.","polarity"`, `"text":"Bad.","polarity"`, 1), "reads"},
		"polarity": {strings.Replace(okLine, `"neg"`, `"bad"`, 1), "polarity"},
		"theme":    {strings.Replace(okLine, `"design"`, `"art"`, 1), "theme"},
		"stage":    {strings.Replace(okLine, `"use"`, `"later"`, 1), "stage"},
	}
	for name, c := range cases {
		line := strings.Replace(c[0], `"id":"1"`, `"id":"2"`, 1)
		_, err := Read(strings.NewReader(okLine + "\n" + line + "\n"))
		if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: error %v, want line 2 and %q", name, err, c[1])
		}
	}
	if _, err := Read(strings.NewReader(okLine + "\n" + okLine)); err == nil {
		t.Error("the same id twice was taken")
	}
}

func TestReadMapped(t *testing.T) {
	in := `{"id":"1","domain":"d","text":"x","opinions":[{"polarity":"neg","class":"service"},{"polarity":"pos","class":"product"}]}
{"id":"2","domain":"d","text":"x","opinions":[{"polarity":"neg","class":"service"},{"polarity":"neg"}]}`
	aux, err := ReadMapped(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	if aux[0].Polarity != opinion.Mix || aux[0].Class != opinion.Service {
		t.Errorf("both: %+v", aux[0])
	}
	if aux[1].Polarity != opinion.Neg || aux[1].Class != opinion.None {
		t.Errorf("one without class: %+v", aux[1])
	}
}

func TestReadSharedGold(t *testing.T) {
	f, err := os.Open(sharedtest.Path(t, "gold", "gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	docs, err := Read(f)
	if err != nil || len(docs) != 3480 {
		t.Fatalf("%d verbatims, error %v", len(docs), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(okLine)
	f.Add(`{"id":"1","mentions":[{"start":-1}]}`)
	f.Fuzz(func(t *testing.T, in string) {
		docs, err := Read(strings.NewReader(in))
		if err != nil {
			return
		}
		for _, d := range docs {
			if len(d.Labels) != len(d.Passage.Spans) {
				t.Errorf("%d labels, %d spans", len(d.Labels), len(d.Passage.Spans))
			}
		}
	})
}
