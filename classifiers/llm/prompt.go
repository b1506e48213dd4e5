package llm

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"gripe/pipeline/opinion"
)

// instruction is the codebook (gold/CODEBOOK.md) in short. It is the same for
// every call, so that an endpoint can keep what it computed of it.
//
//go:embed prompt.md
var instruction string

// labels are all that a mention's class and theme can be, as one word, so that
// a theme cannot be given a class that it does not belong to.
func labels() []string {
	out := make([]string, len(opinion.Themes))
	for i, t := range opinion.Themes {
		out[i] = string(t.Class()) + "/" + string(t)
	}
	return out
}

// schema is the closed form of an answer. It uses only what OpenAI's strict
// mode, vLLM and Ollama all know: no bounds on lists or numbers.
func schema() json.RawMessage {
	type object = map[string]any
	oneOf := func(values any) object { return object{"type": "string", "enum": values} }
	closed := func(properties object, required ...string) object {
		return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	}
	mention := closed(object{
		"i":        object{"type": "integer"},
		"polarity": oneOf(opinion.Polarities),
		"label":    oneOf(labels()),
		"stage":    oneOf(opinion.Stages),
		"gap":      object{"type": "boolean"},
	}, "i", "polarity", "label", "stage", "gap")
	b, err := json.Marshal(closed(object{
		"mentions": object{"type": "array", "items": mention},
		"cause":    oneOf(opinion.Causes),
	}, "mentions", "cause"))
	if err != nil {
		return nil // plain strings and maps always marshal
	}
	return b
}

// fingerprint is a hash of parts, each with its length, so that no two lists
// of parts read the same.
func fingerprint(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return hex.EncodeToString(h.Sum(nil))
}
