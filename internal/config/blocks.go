package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A block is a top-level key of lookout.yml whose shape and meaning belong to another package. Its Go type tells all
// there is to know: which keys it has by yaml tags, what they are for by help, default and example tags, what holds
// without them by an UnmarshalYAML that fills them in first, and what is wrong by a method
//
//	Validate() error
//
// on any type within it. An error that begins with the name of a key and a colon is reported at that key, any other at
// the block that was validated.
type validator interface{ Validate() error }

// inBlock completes a key whose value is a block of type T, kept in a field of the configuration.
func inBlock[T any](k key, field func(*Config) *T) key {
	k.set, k.block = setBlock(field), reflect.TypeFor[T]()
	return k
}

// setBlock reads a block into a field of the configuration, strictly.
func setBlock[T any](field func(*Config) *T) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) error {
		into := field(c)
		var found mistakes
		found.keys(value, reflect.TypeFor[T]())
		if found == nil {
			if err := value.Decode(into); err != nil {
				return errors.New(reasonOf(err))
			}
			found.meaning(value, reflect.ValueOf(into))
		}
		return found.err()
	}
}

// mistakes are what is wrong inside a block, each with its place.
type mistakes []*mistake

type mistake struct {
	at            *yaml.Node
	problem, hint string
}

// Error prints the problems alone, because only the file's reader knows where it is.
func (m mistakes) Error() string {
	problems := make([]string, len(m))
	for i, one := range m {
		problems[i] = one.problem
	}
	return strings.Join(problems, "; ")
}

func (m mistakes) err() error {
	if m == nil {
		return nil
	}
	return m
}

// eachMistake reports the mistakes that err consists of, and whether it does.
func eachMistake(err error, report func(*mistake)) bool {
	var found mistakes
	if !errors.As(err, &found) {
		return false
	}
	for _, one := range found {
		report(one)
	}
	return true
}

func (m *mistakes) add(at *yaml.Node, problem, hint string) {
	*m = append(*m, &mistake{at, problem, hint})
}

// keys finds keys that the type does not have, and values that are not of theirs.
func (m *mistakes) keys(n *yaml.Node, t reflect.Type) {
	t = pointedTo(t)
	fields := fieldsOf(t)
	switch {
	case isNull(n) || t.Kind() == reflect.Interface:
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, item := range n.Content {
			m.keys(item, t.Elem())
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Map:
		m.pairs(n, func(_, value *yaml.Node) { m.keys(value, t.Elem()) })
	case n.Kind == yaml.MappingNode && len(fields) > 0:
		m.pairs(n, func(name, value *yaml.Node) { m.field(fields, name, value) })
	default:
		m.value(n, t)
	}
}

// value tries a value that has no keys of its own, or none that could be known.
func (m *mistakes) value(n *yaml.Node, t reflect.Type) {
	err := n.Decode(reflect.New(t).Interface())
	_, reads := reflect.New(t).Interface().(interface{ UnmarshalYAML(func(any) error) error })
	switch {
	case err == nil:
	case reads && len(fieldsOf(t)) == 0:
		m.add(n, reasonOf(err), "")
	case t.Kind() == reflect.Slice:
		m.add(n, "needs a list", typeHint("[]"))
	case t.Kind() == reflect.Map || t.Kind() == reflect.Struct:
		m.add(n, "needs a block of keys", "")
	case n.Kind != yaml.ScalarNode:
		m.add(n, "needs a single value", "")
	default:
		m.add(n, fmt.Sprintf("%q does not fit", n.Value), typeHint(t.Kind().String()))
	}
}

func (m *mistakes) pairs(n *yaml.Node, visit func(name, value *yaml.Node)) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i]
		if seen[name.Value] {
			m.add(name, fmt.Sprintf("key %q is set twice", name.Value), "remove one of them")
			continue
		}
		seen[name.Value] = true
		visit(name, n.Content[i+1])
	}
}

func (m *mistakes) field(fields map[string]reflect.Type, name, value *yaml.Node) {
	if t, ok := fields[name.Value]; ok {
		m.keys(value, t)
		return
	}
	var known []string
	for field := range fields {
		known = append(known, field)
	}
	slices.Sort(known)
	hint := "known here: " + strings.Join(known, ", ")
	if meant := nearest(name.Value, known); meant != "" {
		hint = fmt.Sprintf("did you mean %s?", meant)
	}
	m.add(name, fmt.Sprintf("unknown key %q", name.Value), hint)
}

// meaning has every part of a block validated by its own type.
func (m *mistakes) meaning(n *yaml.Node, v reflect.Value) {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if !v.IsValid() || !v.CanInterface() {
		return
	}
	part := v.Interface()
	if v.CanAddr() {
		part = v.Addr().Interface()
	}
	if part, ok := part.(validator); ok {
		if err := part.Validate(); err != nil {
			m.add(placeOf(err, n), err.Error(), "")
			return
		}
	}
	m.parts(n, v)
}

func (m *mistakes) parts(n *yaml.Node, v reflect.Value) {
	switch {
	case n.Kind == yaml.SequenceNode && v.Kind() == reflect.Slice:
		for i := range min(len(n.Content), v.Len()) {
			m.meaning(n.Content[i], v.Index(i))
		}
	case n.Kind == yaml.MappingNode && v.Kind() == reflect.Map:
		for key, value := range v.Seq2() {
			if _, at := valueOf(n, fmt.Sprint(key)); at != nil {
				m.meaning(at, value)
			}
		}
	case n.Kind == yaml.MappingNode && v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			if _, at := valueOf(n, name); at != nil {
				m.meaning(at, v.Field(i))
			}
		}
	}
}

// placeOf is the key that an error begins with, where the block has it.
func placeOf(err error, block *yaml.Node) *yaml.Node {
	name, _, _ := strings.Cut(err.Error(), ":")
	if _, value := valueOf(block, name); value != nil {
		return value
	}
	return block
}

// reasonOf is what the YAML library says of a value, without the position, which is that of the text only by chance.
func reasonOf(err error) string {
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		return load.Message
	}
	return err.Error()
}
