package config

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with a configuration file.
type Fault struct {
	// Line is 1-based; 0 where no line can be named.
	Line int
	Text string
}

// Faults are all that is wrong with one file, in order of lines.
type Faults struct {
	File string
	List []Fault
}

// Error gives one line per fault: file:line: what is wrong and what would be right.
func (f *Faults) Error() string {
	lines := make([]string, len(f.List))
	for i, x := range f.List {
		if x.Line > 0 {
			lines[i] = fmt.Sprintf("%s:%d: %s", f.File, x.Line, x.Text)
		} else {
			lines[i] = fmt.Sprintf("%s: %s", f.File, x.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func (f *Faults) add(line int, format string, args ...any) {
	f.List = append(f.List, Fault{line, fmt.Sprintf(format, args...)})
}

// err is nil where nothing is wrong.
func (f *Faults) err() error {
	if len(f.List) == 0 {
		return nil
	}
	slices.SortStableFunc(f.List, func(a, b Fault) int { return a.Line - b.Line })
	return f
}
