package annotate

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"gripe/pipeline/opinion"
)

// TestEncodeIsEncodingJSON holds that lines written by hand are those of
// encoding/json over lineOut, to the byte.
func TestEncodeIsEncodingJSON(t *testing.T) {
	a := New(fake{}, Options{})
	var annotations []opinion.Annotation
	for _, v := range reviews(t, 10) {
		r, err := a.Annotate(v)
		if err != nil {
			t.Fatal(err)
		}
		annotations = append(annotations, r)
	}
	odd := opinion.Annotation{Language: "e\"n\\", Model: "m<&>\u2028\u2029\x00\b\f\x7f\xff\t\n", Mentions: []opinion.Mention{{}, {Aspects: []string{"caf\u00e9", "\xf0\x9f", "a b", "<b>"}, Touchpoints: []opinion.Touchpoint{"x\"y"}}}}
	odd.Entities = []opinion.Entity{{Start: -1, End: 1 << 40, Text: "\u00dcber \U0001f621", Label: "ORG"}}
	annotations = append(annotations, odd, opinion.Annotation{})
	for _, p := range []float64{0, 1, 0.5, 0.1, 0.12345, 0.99995, 0.99994, 0.00004, 0.00005, 0.0001, 0.001, 0.0105, 1.5, 12, 1e9, 1e17, -0.1, -0.00001, math.NaN(), math.Inf(1), math.Inf(-1)} {
		annotations = append(annotations, opinion.Annotation{P: opinion.CauseP{p, p / 3, p / 7, 1 - p}})
	}
	if len(annotations) < 200 {
		t.Fatalf("only %d annotations", len(annotations))
	}
	for i := range annotations {
		for _, id := range []json.RawMessage{nil, json.RawMessage(`"r1"`), json.RawMessage(`[1,{"a":2}]`)} {
			var want bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(written(id, &annotations[i])); err != nil {
				t.Fatal(err)
			}
			got, err := Marshal(id, &annotations[i])
			if err != nil || string(got)+"\n" != want.String() {
				t.Fatalf("written by hand, %v:\n%s\nencoding/json:\n%s", err, got, want.String())
			}
		}
	}
	if _, err := Marshal(json.RawMessage(`"a`), &odd); err == nil {
		t.Error("an id that is no JSON is taken")
	}
}

// lineOut is an annotation as Stream writes it.
type lineOut struct {
	ID        json.RawMessage `json:"id"`
	Language  string          `json:"language"`
	Complaint bool            `json:"complaint"`
	Cause     opinion.Class   `json:"cause"`
	P         causeOut        `json:"p"`
	Mentions  []mentionOut    `json:"mentions"`
	Entities  []entityOut     `json:"entities"`
	Model     string          `json:"model"`
}

type causeOut struct {
	classOut
	None share `json:"none"`
}

type classOut struct {
	Product   share `json:"product"`
	Marketing share `json:"marketing"`
	Service   share `json:"service"`
}

type mentionOut struct {
	Start       int                  `json:"start"`
	End         int                  `json:"end"`
	Polarity    opinion.Polarity     `json:"polarity"`
	PComplaint  share                `json:"p_complaint"`
	Class       opinion.Class        `json:"class"`
	P           classOut             `json:"p"`
	Theme       opinion.Theme        `json:"theme"`
	Stage       opinion.Stage        `json:"stage"`
	Gap         bool                 `json:"gap"`
	Touchpoints []opinion.Touchpoint `json:"touchpoints"`
	Factors     []opinion.Factor     `json:"factors"`
	Signals     []opinion.Signal     `json:"signals"`
	Aspects     []string             `json:"aspects"`
}

type entityOut struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
	Label string `json:"label"`
}

// share is a probability, written with four decimals at most.
type share float64

// MarshalJSON rounds; what is not a number becomes 0, for JSON knows none.
func (s share) MarshalJSON() ([]byte, error) {
	f := math.Round(float64(s)*1e4) / 1e4
	if math.IsNaN(f) || math.IsInf(f, 0) {
		f = 0
	}
	return json.Marshal(f)
}

func written(id json.RawMessage, a *opinion.Annotation) lineOut {
	out := lineOut{
		ID: id, Language: a.Language, Complaint: a.Complaint, Cause: a.Cause, Model: a.Model,
		P:        causeOut{classOut{share(a.P[0]), share(a.P[1]), share(a.P[2])}, share(a.P[3])},
		Mentions: make([]mentionOut, len(a.Mentions)),
		Entities: make([]entityOut, len(a.Entities)),
	}
	for i := range a.Mentions {
		m := &a.Mentions[i]
		out.Mentions[i] = mentionOut{
			Start: m.Start, End: m.End, Polarity: m.Polarity, PComplaint: share(m.PComplaint),
			Class: m.Class, P: classOut{share(m.P[0]), share(m.P[1]), share(m.P[2])}, Theme: m.Theme, Stage: m.Stage, Gap: m.Gap,
			Touchpoints: full(m.Touchpoints), Factors: full(m.Factors), Signals: full(m.Signals), Aspects: full(m.Aspects),
		}
	}
	for i, e := range a.Entities {
		out.Entities[i] = entityOut(e)
	}
	return out
}

// full makes an empty list of none, for the contract writes [] and not null.
func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
