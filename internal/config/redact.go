package config

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Part is one file's worth of the running configuration.
type Part struct {
	Name string
	YAML string
}

// Redacted is the running configuration as both projects print theirs, with defaults filled in and secrets hidden.
// What lookout.yml says in Lookout's own words is a part of its own.
func (c *Config) Redacted() []Part {
	var parts []Part
	add := func(file, fallback, text string) {
		name := fallback
		if file != "" {
			name = filepath.Base(file)
		}
		parts = append(parts, Part{Name: name, YAML: c.Mask(text)})
	}
	if c.sources.LookoutFile != "" {
		add(c.sources.LookoutFile, "", c.own)
	}
	add(c.sources.PrometheusFile, "prometheus.yml", c.Prometheus.String())
	add(c.sources.AlertmanagerFile, "alertmanager.yml", c.Alertmanager.String())
	return parts
}

// withoutSecrets copies what stands under one of Lookout's keys. Values that the types of blocks call secrets are
// hidden, unless they are variables.
func (f *lookoutFile) withoutSecrets(path string, n *yaml.Node) *yaml.Node {
	if k := f.own[path]; k.block != nil {
		return hideSecrets(n, k.block)
	}
	c := *n
	c.Content = slices.Clone(n.Content)
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			c.Content[i+1] = f.withoutSecrets(path+"."+n.Content[i].Value, n.Content[i+1])
		}
	}
	return &c
}

func hideSecrets(n *yaml.Node, t reflect.Type) *yaml.Node {
	c := *n
	c.Content = slices.Clone(n.Content)
	fields := fieldsOf(pointedTo(t))
	switch t = pointedTo(t); {
	case t == nil:
	case strings.HasSuffix(t.Name(), "Secret") && n.Kind == yaml.ScalarNode:
		if !isNull(n) && variable.ReplaceAllString(n.Value, "") != "" {
			c.Value, c.Tag, c.Style = "<secret>", "!!str", 0
		}
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for i, item := range n.Content {
			c.Content[i] = hideSecrets(item, t.Elem())
		}
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			below := fields[n.Content[i].Value]
			if below == nil {
				below = valuesOf(t)
			}
			c.Content[i+1] = hideSecrets(n.Content[i+1], below)
		}
	}
	return &c
}

// valuesOf is the type of values under keys that may have any name; nil where there are none.
func valuesOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Map {
		return t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		if field := t.Field(i); field.Type.Kind() == reflect.Map && strings.Contains(field.Tag.Get("yaml"), ",inline") {
			return field.Type.Elem()
		}
	}
	return nil
}
