package classifiers

import (
	"errors"
	"strings"
	"testing"
)

func TestRegistryOpen(t *testing.T) {
	broken := errors.New("no file")
	r := Registry{"b": func() (Classifier, error) { return nil, broken }, "a": nil}
	if got := strings.Join(r.Names(), " "); got != "a b" {
		t.Errorf("names %q", got)
	}
	if _, err := r.Open("c"); !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "a, b") {
		t.Errorf("unknown name: %v", err)
	}
	if _, err := r.Open("b"); !errors.Is(err, broken) {
		t.Errorf("failing opener: %v", err)
	}
}
