package main

import (
	"bufio"
	"encoding/json"
	"time"

	"gripe/pipeline/annotate"
	"gripe/pipeline/mask"
	"gripe/pipeline/store"
)

type exportCmd struct {
	filterFlags
}

// Help is shown by gripe export --help.
func (exportCmd) Help() string {
	return `Prints one JSON object per verbatim, by date and id, so that two exports of the same content are equal byte for byte. "annotation" has the fields of gripe annotate -, and is absent where the model has not read the verbatim. Authors are never exported; e-mail addresses, numbers and handles in texts are asterisks, so that offsets hold.

Example: gripe export --source survey > survey.jsonl`
}

// exported is a line of gripe export.
type exported struct {
	ID         string          `json:"id"`
	Source     string          `json:"source"`
	ExternalID string          `json:"external_id,omitempty"`
	URL        string          `json:"url,omitempty"`
	Product    string          `json:"product,omitempty"`
	PostedAt   *time.Time      `json:"posted_at,omitempty"`
	Rating     float64         `json:"rating,omitempty"`
	Title      string          `json:"title,omitempty"`
	Text       string          `json:"text"`
	Revision   int             `json:"revision"`
	Annotation json.RawMessage `json:"annotation,omitempty"`
	Error      string          `json:"error,omitempty"`
}

// Run prints what the filter leaves.
func (c *exportCmd) Run(a *app) error {
	r, err := a.reader()
	if err != nil {
		return err
	}
	defer r.store.Close()
	f, err := c.filter(r.cfg.Location)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(a.stdout)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	err = r.store.Export(a.ctx, f, r.judge.Model(), func(s store.Stored) error {
		e, err := exportedOf(s)
		if err != nil {
			return err
		}
		return enc.Encode(e)
	})
	if ferr := w.Flush(); err == nil {
		err = ferr
	}
	return storeFault(err)
}

func exportedOf(s store.Stored) (e exported, err error) {
	v := &s.Verbatim
	e = exported{
		ID: v.ID, Source: v.Source, ExternalID: v.ExternalID, URL: v.URL, Product: v.Product,
		Rating: v.Rating, Title: mask.Text(v.Title), Text: mask.Stars(v.Text), Revision: s.Revision, Error: s.Quarantined,
	}
	if !v.PostedAt.IsZero() {
		t := v.PostedAt.UTC()
		e.PostedAt = &t
	}
	if s.Annotation != nil {
		e.Annotation, err = annotate.Marshal(json.RawMessage(`"`+v.ID+`"`), s.Annotation)
	}
	return e, err
}
