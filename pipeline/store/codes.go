package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"

	"gripe/pipeline/opinion"
)

// codes is what the small numbers of one taxonomy stand for.
type codes struct {
	class       []opinion.Class
	polarity    []opinion.Polarity
	theme       []opinion.Theme
	stage       []opinion.Stage
	touchpoint  []opinion.Touchpoint
	factor      []opinion.Factor
	signal      []opinion.Signal
	touchpoints map[int64][]opinion.Touchpoint
	factors     map[int64][]opinion.Factor
	signals     map[int64][]opinion.Signal
}

// ownCodes are those of this program: the places in opinion's ordered arrays.
func ownCodes() *codes {
	return &codes{
		class: opinion.Causes[:], polarity: opinion.Polarities[:], theme: opinion.Themes[:], stage: opinion.Stages[:],
		touchpoint: opinion.Touchpoints[:], factor: opinion.Factors[:], signal: opinion.Signals[:],
	}
}

// kinds pairs the names used in the table label with their labels in order.
func (c *codes) kinds() map[string][]string {
	return map[string][]string{
		"class": texts(c.class), "polarity": texts(c.polarity), "theme": texts(c.theme), "stage": texts(c.stage),
		"touchpoint": texts(c.touchpoint), "factor": texts(c.factor), "signal": texts(c.signal),
	}
}

// kindNames fixes an order over kinds.
var kindNames = [...]string{"class", "polarity", "theme", "stage", "touchpoint", "factor", "signal"}

// version is a print of all labels in order: whenever the codebook's
// sets change, it does.
func (c *codes) version() string {
	kinds := c.kinds()
	h := sha256.New()
	for _, k := range kindNames {
		fmt.Fprintf(h, "%s=%s\n", k, strings.Join(kinds[k], ","))
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// loadCodes reads the labels of a taxonomy.
func loadCodes(ctx context.Context, db querier, taxonomy int64) (*codes, error) {
	c := &codes{
		touchpoints: map[int64][]opinion.Touchpoint{}, factors: map[int64][]opinion.Factor{}, signals: map[int64][]opinion.Signal{},
	}
	err := scan(ctx, db, `SELECT kind, name FROM label WHERE taxonomy = ?1 ORDER BY kind, code`, []any{taxonomy}, func(rows *sql.Rows) error {
		var kind, name string
		if err := rows.Scan(&kind, &name); err != nil {
			return err
		}
		switch kind {
		case "class":
			c.class = append(c.class, opinion.Class(name))
		case "polarity":
			c.polarity = append(c.polarity, opinion.Polarity(name))
		case "theme":
			c.theme = append(c.theme, opinion.Theme(name))
		case "stage":
			c.stage = append(c.stage, opinion.Stage(name))
		case "touchpoint":
			c.touchpoint = append(c.touchpoint, opinion.Touchpoint(name))
		case "factor":
			c.factor = append(c.factor, opinion.Factor(name))
		case "signal":
			c.signal = append(c.signal, opinion.Signal(name))
		}
		return nil
	})
	return c, err
}

// at is the label with a code; the last one, which means none, where a row
// holds a code that its taxonomy does not.
func at[T any](labels []T, code int64) T {
	if len(labels) == 0 {
		var none T
		return none
	}
	if code < 0 || code >= int64(len(labels)) {
		code = int64(len(labels)) - 1
	}
	return labels[code]
}

// mask puts labels into bits; those unknown to the taxonomy are left out.
func mask[T comparable](all []T, some []T) int64 {
	var m int64
	for _, s := range some {
		for i, a := range all {
			if a == s {
				m |= 1 << i
			}
		}
	}
	return m
}

// unmask reads bits back, in the taxonomy's order. Equal masks share a slice,
// cut so that an append copies it.
func unmask[T any](all []T, cache map[int64][]T, m int64) []T {
	if m == 0 {
		return nil
	}
	if out, ok := cache[m]; ok {
		return out
	}
	var out []T
	for i, a := range all {
		if m&(1<<i) != 0 {
			out = append(out, a)
		}
	}
	out = out[:len(out):len(out)]
	cache[m] = out
	return out
}

func texts[T ~string](labels []T) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = string(l)
	}
	return out
}
