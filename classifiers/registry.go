package classifiers

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// ErrUnknown is wrapped by Open where no classifier has the name asked for.
var ErrUnknown = errors.New("unknown classifier")

// Open makes a classifier ready to judge: it loads and checks its model.
type Open func() (Classifier, error)

// Registry maps names, as written in a configuration, to classifiers. It is a
// value that the wiring fills, not a global.
type Registry map[string]Open

// Names are the registered names, sorted.
func (r Registry) Names() []string {
	names := make([]string, 0, len(r))
	for n := range r {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// Open opens the classifier of that name. The error of an unknown name wraps
// ErrUnknown and says which names there are.
func (r Registry) Open(name string) (Classifier, error) {
	open, ok := r[name]
	if !ok || open == nil {
		return nil, fmt.Errorf("%w %q: choose one of %s", ErrUnknown, name, strings.Join(r.Names(), ", "))
	}
	c, err := open()
	if err != nil {
		return nil, fmt.Errorf("open classifier %s: %w", name, err)
	}
	return c, nil
}
