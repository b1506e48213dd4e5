package train

import (
	"errors"
	"fmt"
	"io"
	"os"

	"gripe/classifiers/eval"
	"gripe/classifiers/gold"
)

// corpus is all that is trained on; only gold is measured on.
type corpus struct {
	gold, written []gold.Doc
	aux           []gold.Aux
}

// all are the labelled verbatims, gold first.
func (c *corpus) all() []gold.Doc { return append(c.gold[:len(c.gold):len(c.gold)], c.written...) }

func (o *Options) read() (c corpus, err error) {
	if o.Gold == "" {
		return c, errors.New("train: name a gold file")
	}
	if c.gold, err = readFile(o.Gold, gold.Read); err != nil {
		return c, err
	}
	if n := len(eval.Domains(c.gold)); n < 3 {
		return c, fmt.Errorf("%s: %d domains; leaving some out asks for at least 3", o.Gold, n)
	}
	if o.Mapped != "" {
		if c.aux, err = readFile(o.Mapped, gold.ReadMapped); err != nil {
			return c, err
		}
	}
	for _, path := range o.Written {
		more, err := readFile(path, gold.Read)
		if err != nil {
			return c, err
		}
		for i := range more {
			more[i].Domain, more[i].ID = "written-"+more[i].Domain, "written/"+more[i].ID
		}
		c.written = append(c.written, more...)
	}
	return c, nil
}

func readFile[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	f, err := os.Open(path)
	if err != nil {
		return none, fmt.Errorf("labelled file: %w", err)
	}
	defer f.Close()
	out, err := read(f)
	if err != nil {
		return none, fmt.Errorf("%s: %w", path, err)
	}
	return out, nil
}
