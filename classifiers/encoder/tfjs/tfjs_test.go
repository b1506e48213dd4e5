package tfjs

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gripe/classifiers/encoder"
)

// write lays out a small model directory: the right names and sizes, a
// vocabulary of n pieces.
func write(t *testing.T, dir string, change func(name string) string) {
	t.Helper()
	p := encoder.NewParams(8)
	var weights []map[string]any
	var data []byte
	for i, x := range p.Tensors {
		name := original(x.Name)
		if change != nil {
			name = change(name)
		}
		weights = append(weights, map[string]any{"name": name, "shape": []int{x.Rows, x.Cols}, "dtype": "float32"})
		for range x.V {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(i)))
		}
	}
	half := len(data) / 2
	m := map[string]any{"weightsManifest": []any{map[string]any{"paths": []string{"a", "b"}, "weights": weights}}}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"model.json": raw, "a": data[:half], "b": data[half:],
		"vocab.json": []byte(`[["?",0],["<s>",0],["</s>",0],["1",0],["2",0],["3",0],[":",null],["the",-3.5]]`),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadPutsEveryWeightInItsPlace(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, nil)
	p, pieces, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range p.Tensors {
		if x.V[0] != float32(i) || x.V[len(x.V)-1] != float32(i) {
			t.Errorf("%s holds %g to %g, want %d", x.Name, x.V[0], x.V[len(x.V)-1], i)
		}
	}
	if len(pieces) != 8 || pieces[6] != (encoder.Piece{Text: ":", Score: 0}) || pieces[7].Score != -3.5 {
		t.Errorf("pieces read as %v", pieces)
	}
}

func TestReadSaysWhatIsMissing(t *testing.T) {
	for want, spoil := range map[string]func(dir string){
		"manifest":   func(dir string) { os.Remove(filepath.Join(dir, "model.json")) },
		"shard":      func(dir string) { os.Remove(filepath.Join(dir, "b")) },
		"end inside": func(dir string) { os.WriteFile(filepath.Join(dir, "b"), nil, 0o644) },
		"vocabulary": func(dir string) { os.WriteFile(filepath.Join(dir, "vocab.json"), []byte("{"), 0o644) },
		"tanh_layer_0": func(dir string) {
			write(t, dir, func(n string) string { return strings.ReplaceAll(n, "tanh_layer_0", "x") })
		},
		"no text":       func(dir string) { os.WriteFile(filepath.Join(dir, "vocab.json"), []byte(`[[1,2]]`), 0o644) },
		"appears twice": func(dir string) { write(t, dir, func(string) string { return "same" }) },
		"outside the model": func(dir string) {
			os.WriteFile(filepath.Join(dir, "model.json"), []byte(`{"weightsManifest":[{"paths":["../a"]}]}`), 0o644)
		},
	} {
		dir := t.TempDir()
		write(t, dir, nil)
		spoil(dir)
		if _, _, err := Read(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one that names %q", err, want)
		}
	}
}

// The golden rows are whole, and a wrong port is refused. (That the right one
// passes is checked whenever a model is built: the weights are not here.)
func TestVerifyRefusesAnotherModel(t *testing.T) {
	var rows []goldenRow
	if err := json.Unmarshal(golden, &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if len(r.Vector) != encoder.Width || len(r.IDs) == 0 || math.Abs(cosine(r.Vector, r.Vector)-1) > 1e-9 {
			t.Errorf("golden row %q is damaged", r.Text)
		}
	}
	dir := t.TempDir()
	write(t, dir, nil)
	p, pieces, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(p, pieces); err == nil || !strings.Contains(err.Error(), "the original has") {
		t.Errorf("error %v, want one that compares with the original", err)
	}
}
