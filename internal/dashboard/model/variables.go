package model

import (
	"regexp"
	"slices"
	"strings"
)

// settleVariables brings every variable into one shape, whatever release wrote it.
func settleVariables(m *migration) {
	place := child(m.dash, "templating")
	place["list"] = anys(objects(place, "list"))
	for _, v := range objects(place, "list") {
		settleVariable(v)
		if refers(str(v, "query"), str(v, "name")) && str(v, "type") == "query" {
			m.warn(v, "variable %s asks for itself in its query: it is empty until somebody chooses", str(v, "name"))
		}
	}
}

func settleVariable(v object) {
	fill(v, "type", "query")
	if v["type"] == "filter" || v["type"] == "adhocfilters" {
		v["type"] = "adhoc"
	}
	v["name"] = strings.TrimPrefix(str(v, "name"), "$") // schema version 6 and before wrote the dollar too
	v["label"], v["description"], v["regex"] = str(v, "label"), str(v, "description"), str(v, "regex")
	v["multi"], v["includeAll"] = truth(v, "multi"), truth(v, "includeAll")
	v["allValue"] = allValue(v)
	v["sort"] = whole(v["sort"], 0, 8, 0)
	v["hide"] = hidden(v)
	v["refresh"] = variableRefresh(v)
	settleQuery(v)
	settleOptions(v)
	drop(v, "useTags", "tags", "tagsQuery", "tagValuesQuery", "tagValues", "hideLabel", "refresh_on_load", "queryValue")
}

// allValue is null where all means every option by name.
func allValue(v object) any {
	if s := str(v, "allValue"); s != "" {
		return s
	}
	return nil
}

// hidden: hideVariable and hideLabel were truth values before schema version 12.
func hidden(v object) int {
	switch {
	case truth(v, "hide") || truth(v, "hideVariable"):
		return 2
	case truth(v, "hideLabel"):
		return 1
	}
	return whole(v["hide"], 0, 2, 0)
}

// variableRefresh: refresh true meant on load. A query without stored options must be asked at least
// once, whatever it says.
func variableRefresh(v object) int {
	n := whole(v["refresh"], 0, 2, 0)
	if truth(v, "refresh") || truth(v, "refresh_on_load") {
		n = 1
	}
	asks := v["type"] == "query" || v["type"] == "datasource"
	if n == 0 && asks && len(list(v, "options")) == 0 {
		n = 1
	}
	return n
}

// settleQuery keeps the plain query in query. Newer releases store an object there; that one stays
// beside it as queryObject, for what the plain text does not say.
func settleQuery(v object) {
	q, ok := v["query"].(object)
	if ok {
		v["queryObject"] = q
		v["query"] = firstOf(str(q, "query"), str(q, "expr"), str(v, "definition"))
	}
	v["query"] = str(v, "query")
	if v["type"] == "query" {
		fill(v, "definition", v["query"])
	}
}

// settleOptions reads options from a list of objects or of plain values, or from the text of a custom
// variable, and makes the current value agree with multi.
func settleOptions(v object) {
	options := []any{}
	for _, item := range list(v, "options") {
		options = append(options, option(item))
	}
	v["options"] = options
	current := option(v["current"])
	if len(current) == 0 {
		v["current"] = object{}
		return
	}
	texts, values := strs(current["text"]), strs(current["value"])
	if v["multi"] == true {
		v["current"] = object{"text": anyStrings(texts), "value": anyStrings(values)}
		return
	}
	v["current"] = object{"text": strings.Join(texts, " + "), "value": firstOf(values...)}
}

// option reads {text, value}, {text: {text, value}} of an editor that once went wrong, or a plain value.
func option(v any) object {
	o, ok := v.(object)
	if !ok {
		if s := text(v); s != "" {
			return object{"text": s, "value": s}
		}
		return object{}
	}
	if inner := obj(o, "value"); inner != nil {
		o = inner
	}
	if o["text"] == nil && o["value"] == nil {
		return object{}
	}
	out := object{"text": plain(o["text"]), "value": plain(o["value"])}
	if o["value"] == nil {
		out["value"] = out["text"]
	}
	if o["text"] == nil {
		out["text"] = out["value"]
	}
	if truth(o, "selected") {
		out["selected"] = true
	}
	return out
}

func plain(v any) any {
	if items, ok := v.([]any); ok {
		return anyStrings(strs(items))
	}
	return text(v)
}

var anyVariable = regexp.MustCompile(`\$(\w+)|\$\{(\w+)[^}]*\}|\[\[(\w+)[^\]]*\]\]`)

// references returns the names of the variables that a text uses.
func references(s string) []string {
	var names []string
	for _, m := range anyVariable.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1]+m[2]+m[3])
	}
	return names
}

func refers(s, name string) bool { return slices.Contains(references(s), name) }
