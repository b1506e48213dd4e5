package collect

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzStrictJSON: what is read is what encoding/json reads, and what is refused
// is either no JSON or deep.
func FuzzStrictJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-0.5e+3,true,false,null,"x"],"a":{"b":{}}, "c" : [ ] }`, `"\u00e9\ud83d\ude00\ud83d\ud83d\ude00\udc00x\ud800"`, `"\ud800\u12g4"`,
		`"\"\\\/\b\f\n\r\t"`, `"\x"`, `01`, `-`, `1.`, `1e`, `.5`, `1e999`, `-0`, "\"a\nb\"", `{"a":1,}`, `[1 2]`, `{"a" 1}`, `tru`, ` "x" `, `"x" y`, "\u00a01", `{"a`, `"\`, `"\u12`,
		strings.Repeat("[", maxJSONDepth+2) + strings.Repeat("]", maxJSONDepth+2),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = validString(s)
		got, ok := strictJSON(s)
		var want any
		err := json.Unmarshal([]byte(s), &want)
		switch {
		case ok && err != nil:
			t.Errorf("%q is read, and is no JSON: %v", s, err)
		case ok:
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q read otherwise by encoding/json (-) than here (+):\n%s", s, diff)
			}
		case err == nil && strings.Count(s, "[")+strings.Count(s, "{") <= maxJSONDepth:
			t.Errorf("%q is JSON and is refused", s)
		}
	})
}
