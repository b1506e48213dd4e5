package encoder

import (
	"encoding/binary"
	"testing"
)

// A damaged model file is an error, never a panic or a demand for all memory.
func FuzzUnmarshal(f *testing.F) {
	whole, err := randomFile(f, 1).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole[:2048])
	for _, header := range []string{
		`{}`, `{"pieces":-1}`, `{"pieces":1,"rows":[99999],"members":[{"body":0,"shape":{"hidden":4096}}]}`,
		`{"pieces":0,"rows":[],"members":[{"body":0}]}`, `{"members":[{"body":-1}],"companion":2}`,
	} {
		b := binary.LittleEndian.AppendUint32([]byte(magic), uint32(len(header)))
		f.Add(append(b, header...))
	}
	f.Add(binary.LittleEndian.AppendUint32([]byte(magic), 1<<31))
	f.Fuzz(func(t *testing.T, data []byte) {
		if file, err := Unmarshal(data); err == nil && len(file.Members) == 0 {
			t.Error("a model without members was taken")
		}
	})
}
