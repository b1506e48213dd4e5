package main

import (
	"context"
	"errors"

	"gripe/pipeline"
	"gripe/pipeline/annotate"
	"gripe/pipeline/copies"
	"gripe/pipeline/opinion"
	"gripe/pipeline/store"
)

// backlog joins store and annotator.
func backlog(st *store.Store, ann *annotate.Annotator, m judge) pipeline.Backlog {
	return pipeline.Backlog{
		Pending: func(ctx context.Context, after string, limit int) ([]opinion.Verbatim, error) {
			return st.Pending(ctx, m.Model(), after, limit)
		},
		Annotate: func(vs []opinion.Verbatim) []opinion.Annotated {
			out := make([]opinion.Annotated, len(vs))
			for i, r := range ann.AnnotateAll(vs) {
				out[i] = opinion.Annotated{
					ID: vs[i].ID, Content: vs[i].Content(), Annotation: r.Annotation,
					Sketch: copies.Of(vs[i].Title, vs[i].Text), // in any language
				}
				switch {
				case errors.Is(r.Err, annotate.ErrNoText):
					out[i].Annotation = opinion.Annotation{Language: opinion.Wordless, Cause: opinion.None, Model: m.Model()}
				case r.Err != nil:
					out[i].Err = r.Err.Error()
				}
			}
			return out
		},
		Save: func(ctx context.Context, items []opinion.Annotated) error {
			err := st.SaveAnnotations(ctx, m.Model(), items)
			if errors.Is(err, store.ErrUnknownVerbatim) {
				return nil // erased since it was read; the others are saved
			}
			return err
		},
	}
}
