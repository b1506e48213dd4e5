package config

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// lines maps a path such as "sources[0].name" to the line of its key.
type lines map[string]int

// of is the line of path, else of its nearest parent.
func (l lines) of(path string) int {
	for path != "" {
		if n, ok := l[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}

// walk records the line of every key below node and reports each key that t,
// the Go type it decodes into, does not have, with the nearest that it has.
func walk(node ast.Node, t reflect.Type, path string, at lines, faults *Faults) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n := node.(type) {
	case *ast.MappingNode:
		for _, v := range n.Values {
			walkPair(v, t, path, at, faults)
		}
	case *ast.MappingValueNode:
		walkPair(n, t, path, at, faults)
	case *ast.SequenceNode:
		if t.Kind() != reflect.Slice {
			return // the decoder names the wrong type
		}
		for i, v := range n.Values {
			p := fmt.Sprintf("%s[%d]", path, i)
			at[p] = v.GetToken().Position.Line
			walk(v, t.Elem(), p, at, faults)
		}
	case *ast.StringNode:
		walkText(n, t, faults)
	}
}

// walkText checks the values that are written as text but hold a quantity,
// because the decoder's own error would not name the line.
func walkText(n *ast.StringNode, t reflect.Type, faults *Faults) {
	var err error
	switch t {
	case reflect.TypeFor[time.Duration]():
		if _, err = time.ParseDuration(n.Value); err != nil {
			err = fmt.Errorf("duration %q is not like 2s, 500ms or 1m30s", n.Value)
		}
	case reflect.TypeFor[Size]():
		_, err = ParseSize(n.Value)
	}
	if err != nil {
		faults.add(n.GetToken().Position.Line, "%v", err)
	}
}

func walkPair(v *ast.MappingValueNode, t reflect.Type, path string, at lines, faults *Faults) {
	if t.Kind() != reflect.Struct {
		return // the decoder names the wrong type
	}
	key := v.Key.GetToken().Value
	line := v.Key.GetToken().Position.Line
	p := key
	if path != "" {
		p = path + "." + key
	}
	at[p] = line
	known := fieldsOf(t)
	ft, ok := known[key]
	if !ok {
		names := make([]string, 0, len(known))
		for k := range known {
			names = append(names, k)
		}
		where := ""
		if path != "" {
			where = " in " + path
		}
		faults.add(line, "unknown key %q%s; %s", key, where, suggest(key, names))
		return
	}
	walk(v.Value, ft, p, at, faults)
}

func fieldsOf(t reflect.Type) map[string]reflect.Type {
	m := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		if tag := f.Tag.Get("yaml"); tag != "" && tag != "-" {
			m[tag] = f.Type
		}
	}
	return m
}
