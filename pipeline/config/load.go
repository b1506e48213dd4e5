package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// maxFile caps a configuration file; nobody writes a larger one by hand.
const maxFile = 1 << 20

// Load reads and checks a file. Its faults come all at once as *Faults; a file
// that is absent gives an error for which errors.Is(err, fs.ErrNotExist) holds.
func Load(path string) (Config, error) {
	st, err := os.Stat(path)
	if err != nil {
		return Config{}, fmt.Errorf("reading the configuration: %w", err)
	}
	if st.Size() > maxFile {
		return Config{}, fmt.Errorf("reading the configuration: %s has %d bytes, more than 1 MiB: is it the right file?", path, st.Size())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("reading the configuration: %w", err)
	}
	c, err := Parse(path, b)
	c.Dir = filepath.Dir(path)
	return c, err
}

// Parse checks the bytes of a configuration; name is used in faults.
func Parse(name string, b []byte) (c Config, err error) {
	c = Default()
	faults := &Faults{File: name}
	// goccy/go-yaml 1.19.2 panics on some malformed documents (FuzzParse keeps
	// one); a broken configuration must end as a clear line all the same.
	defer func() {
		if r := recover(); r != nil {
			faults.add(0, "this is not YAML that can be read (%v); see gripe init for an example", r)
			err = faults.err()
		}
	}()
	file, err := parser.ParseBytes(b, 0)
	if err != nil {
		faults.addYAML(err)
		return c, faults.err()
	}
	if len(file.Docs) > 1 {
		faults.add(file.Docs[1].GetToken().Position.Line, "a second YAML document; put everything into one")
		return c, faults.err()
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return c, nil
	}
	at := lines{}
	walk(file.Docs[0].Body, reflect.TypeFor[Config](), "", at, faults)
	if err := yaml.NodeToValue(file.Docs[0].Body, &c); err != nil {
		if len(faults.List) == 0 {
			faults.addYAML(err)
		}
		return c, faults.err()
	}
	c.validate(at, faults)
	return c, faults.err()
}

// addYAML takes line and message out of a YAML error.
func (f *Faults) addYAML(err error) {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		f.add(y.GetToken().Position.Line, "%s", strings.TrimSpace(y.GetMessage()))
		return
	}
	f.add(0, "%s", strings.SplitN(err.Error(), "\n", 2)[0])
}

// Resolve makes a path of the configuration absolute or relative to the
// working folder: relative ones are seen from the configuration file.
func (c *Config) Resolve(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(c.Dir, path)
}
