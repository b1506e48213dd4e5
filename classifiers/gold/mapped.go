package gold

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"gripe/pipeline/opinion"
	"gripe/pipeline/passage"
)

type rawAux struct {
	ID       string `json:"id"`
	Domain   string `json:"domain"`
	Source   string `json:"source"`
	Text     string `json:"text"`
	Opinions []struct {
		Polarity string `json:"polarity"`
		Class    string `json:"class"`
	} `json:"opinions"`
}

// ReadMapped reads the mapped format, plain or gzipped. Sentences without an
// opinion become neutral ones.
func ReadMapped(r io.Reader) ([]Aux, error) {
	br := bufio.NewReader(r)
	if magic, err := br.Peek(2); err == nil && magic[0] == 0x1f && magic[1] == 0x8b {
		zr, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("unzip mapped sentences: %w", err)
		}
		defer zr.Close()
		return readMapped(zr)
	}
	return readMapped(br)
}

func readMapped(r io.Reader) ([]Aux, error) {
	var out []Aux
	err := eachLine(r, func(_ int, line []byte) error {
		var raw rawAux
		if err := json.Unmarshal(line, &raw); err != nil {
			return err
		}
		if raw.Text == "" || raw.Domain == "" {
			return errors.New("text or domain is missing")
		}
		a := Aux{ID: raw.ID, Domain: raw.Domain, Source: raw.Source}
		var err error
		if a.Polarity, a.Class, err = raw.verdict(); err != nil {
			return fmt.Errorf("sentence %s: %w", raw.ID, err)
		}
		a.Passage = passage.FromSpans("", raw.Text, 0, [][2]int{{0, len(raw.Text)}})
		out = append(out, a)
		return nil
	})
	return out, err
}

// verdict folds the opinions of one sentence into one polarity and one class.
// The class is that of the complaints where there are any; it is None where
// they name several, or where one of them names none.
func (raw *rawAux) verdict() (opinion.Polarity, opinion.Class, error) {
	var has [4]bool
	for _, o := range raw.Opinions {
		p := opinion.Polarity(o.Polarity)
		if o.Polarity == "" || opinion.Polarities[p.Index()] != p {
			return opinion.Neu, opinion.None, fmt.Errorf("polarity %q is none of neg, pos, mix, neu", o.Polarity)
		}
		has[p.Index()] = true
	}
	pol := opinion.Neu
	switch neg, pos := has[0] || has[2], has[1] || has[2]; {
	case neg && pos:
		pol = opinion.Mix
	case neg:
		pol = opinion.Neg
	case pos:
		pol = opinion.Pos
	}
	class, first := opinion.None, true
	for _, o := range raw.Opinions {
		if pol.Complaint() != opinion.Polarity(o.Polarity).Complaint() {
			continue
		}
		c := opinion.None
		if o.Class != "" {
			var err error
			if c, err = opinion.ParseClass(o.Class); err != nil {
				return pol, opinion.None, err
			}
		}
		if first {
			class, first = c, false
		} else if c != class {
			class = opinion.None
		}
	}
	return pol, class, nil
}
