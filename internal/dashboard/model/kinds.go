package model

import "maps"

// queryOfKind reads {refId, hidden, query}; the query names its data source itself, or, in the
// alpha of the schema, stands beside it.
func queryOfKind(_ string, spec object) object {
	target := dataQuery(spec)
	target["refId"], target["hide"] = spec["refId"], truth(spec, "hidden")
	return target
}

// dataQuery flattens {query: {kind: DataQuery, group: prometheus, datasource: {name}, spec: {…}}}.
func dataQuery(spec object) object {
	query := obj(spec, "query")
	out := object{}
	maps.Copy(out, obj(query, "spec"))
	kind := str(query, "kind")
	if kind == "DataQuery" {
		kind = str(query, "group")
	}
	if ds := obj(spec, "datasource"); ds != nil {
		out["datasource"] = object{"type": firstOf(str(ds, "type"), kind), "uid": str(ds, "uid")}
	} else if name := str(obj(query, "datasource"), "name"); name != "" || kind != "" {
		out["datasource"] = object{"type": kind, "uid": name}
	}
	return out
}

func transformationsOfKind(list []object) []any {
	out := []any{}
	for _, t := range list {
		spec := obj(t, "spec")
		transformation := object{"id": firstOf(str(spec, "id"), str(t, "group"), str(t, "kind"))}
		for _, key := range []string{"disabled", "options", "filter", "topic"} {
			if has(spec, key) {
				transformation[key] = spec[key]
			}
		}
		out = append(out, transformation)
	}
	return out
}

func annotationOfKind(_ string, spec object) object {
	out := dataQuery(spec)
	maps.Copy(out, obj(spec, "legacyOptions"))
	for _, key := range []string{"name", "enable", "hide", "iconColor", "builtIn", "filter"} {
		if has(spec, key) {
			out[key] = spec[key]
		}
	}
	return out
}

// variableOfKind turns QueryVariable and its like into the classic type, and words into its numbers.
func variableOfKind(kind string, spec object) object {
	v := maps.Clone(spec)
	v["type"] = map[string]string{"QueryVariable": "query", "TextVariable": "textbox", "ConstantVariable": "constant",
		"DatasourceVariable": "datasource", "IntervalVariable": "interval", "CustomVariable": "custom", "GroupByVariable": "groupby",
		"AdhocVariable": "adhoc", "SwitchVariable": "switch"}[kind]
	if v["type"] == "" {
		v["type"] = kind
	}
	if word, ok := v["hide"].(string); ok {
		v["hide"] = map[string]int{"hideLabel": 1, "hideVariable": 2}[word]
	}
	if word, ok := v["refresh"].(string); ok {
		v["refresh"] = map[string]int{"onDashboardLoad": 1, "onTimeRangeChanged": 2}[word]
	}
	if word, ok := v["sort"].(string); ok {
		v["sort"] = map[string]int{"alphabeticalAsc": 1, "alphabeticalDesc": 2, "numericalAsc": 3, "numericalDesc": 4,
			"alphabeticalCaseInsensitiveAsc": 5, "alphabeticalCaseInsensitiveDesc": 6, "naturalAsc": 7, "naturalDesc": 8}[word]
	}
	if v["type"] == "datasource" {
		move(v, "pluginId", v, "query")
	}
	if query := obj(spec, "query"); query != nil {
		flat := dataQuery(spec)
		v["datasource"] = flat["datasource"]
		delete(flat, "datasource")
		move(flat, "__legacyStringValue", flat, "query")
		v["query"] = flat
	} else if has(spec, "group") { // of adhoc and groupby: the kind of data source that is asked for labels
		v["datasource"] = object{"type": str(spec, "group"), "uid": str(obj(spec, "datasource"), "name")}
	}
	return v
}
