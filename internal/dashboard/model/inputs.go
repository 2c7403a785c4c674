package model

import (
	"maps"
	"slices"
	"strings"
)

// maxGrowth bounds, in bytes, what constants may add to a document by standing in many places.
const maxGrowth = 1 << 20

// answerInputs fills in what an export for sharing left open. A data source becomes its type with no
// uid, which means any of that type; a constant becomes its value wherever it stands.
func answerInputs(m *migration) {
	a := answers{sources: map[string]string{}, constants: map[string]string{}, left: maxGrowth}
	for _, in := range objects(m.dash, "__inputs") {
		name := "${" + str(in, "name") + "}"
		switch str(in, "type") {
		case "datasource":
			a.sources[name] = short(str(in, "pluginId"))
		case "constant":
			a.constants[name] = str(in, "value")
		}
	}
	for _, v := range objects(obj(m.dash, "templating"), "list") { // a variable of that name is asked instead
		delete(a.sources, "${"+str(v, "name")+"}")
	}
	if len(a.sources)+len(a.constants) == 0 {
		return
	}
	delete(m.dash, "__inputs")
	a.answer(m.dash)
	if a.left < 0 {
		m.warn(m.dash, "the constants of this export are too long for the number of places where they stand: some are left out")
	}
}

// answers are what an import would have asked a person for, by the text that stands for it.
type answers struct {
	sources, constants map[string]string
	left               int // of maxGrowth
}

func (a *answers) answer(v any) any {
	switch v := v.(type) {
	case string:
		return a.text(v)
	case []any:
		for i := range v {
			v[i] = a.answer(v[i])
		}
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if s, ok := v[key].(string); ok && (key == "datasource" || key == "uid") && a.sources[s] != "" {
				answerSource(v, key, a.sources[s])
				continue
			}
			v[key] = a.answer(v[key])
		}
	}
	return v
}

func answerSource(o object, key, kind string) {
	if key == "uid" {
		o["uid"], o["type"] = "", kind
		return
	}
	o[key] = object{"type": kind, "uid": ""}
}

func (a *answers) text(s string) string {
	if !strings.Contains(s, "${") {
		return s
	}
	for _, name := range slices.Sorted(maps.Keys(a.constants)) {
		value := a.constants[name]
		if n := strings.Count(s, name); n > 0 {
			if a.left -= n * len(value); a.left < 0 {
				return s
			}
			s = strings.ReplaceAll(s, name, value)
		}
	}
	return s
}
