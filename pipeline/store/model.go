package store

import (
	"context"
	"database/sql"
	"time"
)

// Model is a classifier version that has saved annotations here.
type Model struct {
	Version string `json:"version"`
	// Taxonomy is a print of the label sets it judged by.
	Taxonomy  string    `json:"taxonomy"`
	FirstUsed time.Time `json:"first_used"`
	LastUsed  time.Time `json:"last_used"`
}

// Models are all models with rows here, the one used last first.
func (s *Store) Models(ctx context.Context) ([]Model, error) {
	var out []Model
	err := scan(ctx, s.read, `SELECT m.version, t.version, m.first_used, m.last_used FROM model m
		JOIN taxonomy t ON t.key = m.taxonomy ORDER BY m.last_used DESC, m.key DESC`, nil, func(r *sql.Rows) error {
		var m Model
		var first, last int64
		err := r.Scan(&m.Version, &m.Taxonomy, &first, &last)
		m.FirstUsed, m.LastUsed = when(first), when(last)
		out = append(out, m)
		return err
	})
	return out, s.explain("list models", err)
}

// newestModel is the version used last, empty where none was.
func (s *Store) newestModel(ctx context.Context) (string, error) {
	models, err := s.Models(ctx)
	if err != nil || len(models) == 0 {
		return "", err
	}
	return models[0].Version, nil
}
