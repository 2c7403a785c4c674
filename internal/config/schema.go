package config

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	amconfig "github.com/prometheus/alertmanager/config"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"go.yaml.in/yaml/v4"
)

// schema answers which keys a block may have. It is read off the libraries' own types, so it knows whatever the
// linked version knows.
type schema struct {
	roots []reflect.Type
	own   []key // Lookout's keys; only in lookout.yml
}

func prometheusSchema() schema {
	return schema{roots: []reflect.Type{reflect.TypeFor[promconfig.Config]()}}
}

func alertmanagerSchema() schema {
	return schema{roots: []reflect.Type{reflect.TypeFor[amconfig.Config]()}}
}

// scrapeConfigsSchema is that of a file which scrape_config_files includes.
func scrapeConfigsSchema() schema {
	return schema{roots: []reflect.Type{reflect.TypeFor[promconfig.ScrapeConfigs]()}}
}

func lookoutSchema() schema {
	return schema{
		roots: []reflect.Type{reflect.TypeFor[promconfig.Config](), reflect.TypeFor[amconfig.Config]()},
		own:   lookoutKeys(),
	}
}

// keysAt lists the keys of the block at a path, such as [scrape_configs [] static_configs []]. It is empty where the
// libraries read the block by other means than a struct.
func (s schema) keysAt(path []string) []string {
	var keys []string
	for _, t := range s.roots {
		for _, step := range path {
			t = below(t, step)
		}
		for name := range fieldsOf(t) {
			keys = append(keys, name)
		}
	}
	keys = append(keys, ownKeysAt(s.own, path)...)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// places lists where a key is known, as paths without list indices.
func (s schema) places(name string) []string {
	var found []string
	for _, t := range s.roots {
		walkFields(t, "", nil, func(path, field string) {
			if field == name {
				found = append(found, path)
			}
		})
	}
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(strings.Count(a, ".")-strings.Count(b, "."), cmp.Compare(a, b))
	})
	return slices.Compact(found)
}

// allKeys lists every key known anywhere.
func (s schema) allKeys() []string {
	var keys []string
	for _, t := range s.roots {
		walkFields(t, "", nil, func(_, field string) { keys = append(keys, field) })
	}
	for _, k := range s.own {
		keys = append(keys, k.path[strings.LastIndex(k.path, ".")+1:])
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func walkFields(t reflect.Type, path string, within []reflect.Type, visit func(path, field string)) {
	for t != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer) {
		t = t.Elem()
	}
	if t == nil || slices.Contains(within, t) {
		return
	}
	within = append(within, t)
	for name, fieldType := range fieldsOf(t) {
		visit(path, name)
		walkFields(fieldType, strings.TrimPrefix(path+"."+name, "."), within, visit)
	}
}

// below is the type of what stands under a key, or of the items of a list; nil where that is not known.
func below(t reflect.Type, step string) reflect.Type {
	t = pointedTo(t)
	switch {
	case t == nil:
		return nil
	case t.Kind() == reflect.Slice && step == listItem:
		return t.Elem()
	case t.Kind() == reflect.Map:
		return t.Elem()
	}
	return fieldsOf(t)[step]
}

// listItem is the step of a path into any item of a list.
const listItem = "[]"

func pointedTo(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// fieldsOf maps the keys of a block to the types of their values, as the YAML library reads struct tags.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	t = pointedTo(t)
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	t = withDiscovery(t)
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		field := t.Field(i)
		if !field.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-":
		case strings.Contains(options, "inline"):
			for name, inner := range fieldsOf(field.Type) {
				fields[name] = inner
			}
		case name == "":
			fields[strings.ToLower(field.Name)] = field.Type
		default:
			fields[name] = field.Type
		}
	}
	return fields
}

// withDiscovery adds the *_sd_configs of all registered mechanisms to a type that may hold them. The registry is
// private to the library, but what it marshals such a type to has them as fields.
func withDiscovery(t reflect.Type) reflect.Type {
	for i := range t.NumField() {
		if t.Field(i).Type != reflect.TypeFor[discovery.Configs]() {
			continue
		}
		if full, err := discovery.MarshalYAMLWithInlineConfigs(reflect.New(t).Interface()); err == nil {
			return pointedTo(reflect.TypeOf(full))
		}
	}
	return t
}

// steps is the path from root to a node for keysAt: keys as they are, list items as []. It is nil if the node is not
// there.
func steps(root, target *yaml.Node) []string {
	if root == target {
		return []string{}
	}
	for i, child := range root.Content {
		step := listItem
		if root.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			step = root.Content[i-1].Value
		}
		if path := steps(child, target); path != nil {
			return append([]string{step}, path...)
		}
	}
	return nil
}
