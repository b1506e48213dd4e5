package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Size is a number of bytes, written as 8MiB, 500KiB or a bare number.
type Size int64

// ParseSize reads a size. Units are B, KiB, MiB and GiB (powers of 1,024).
func ParseSize(s string) (Size, error) {
	n := strings.TrimSpace(s)
	unit := int64(1)
	for _, u := range []struct {
		suffix string
		bytes  int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(n, u.suffix); ok {
			n, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	v, err := strconv.ParseInt(n, 10, 64)
	if err != nil || v <= 0 || v > (1<<62)/unit {
		return 0, fmt.Errorf("size %q is not like 8MiB, 500KiB or 1000000", s)
	}
	return Size(v * unit), nil
}

// UnmarshalYAML reads a size from its text form.
func (s *Size) UnmarshalYAML(b []byte) error {
	v, err := ParseSize(strings.Trim(strings.TrimSpace(string(b)), `"'`))
	if err != nil {
		return err
	}
	*s = v
	return nil
}
