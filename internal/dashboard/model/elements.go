package model

import (
	"maps"
	"regexp"
	"strings"
)

// fromElements turns the second schema (dashboard.grafana.app/v2…), which keeps panels apart from where
// they stand, into the classic one. Every element is drawn once, where the layout names it first.
func (m *migration) fromElements() {
	spec := m.dash
	path := str(spec, originKey)
	e := &elements{m: m, path: path, left: obj(spec, "elements")}
	panels := e.layout(obj(spec, "layout"), "", path+".layout", 0)
	m.dash = object{
		"title": spec["title"], "description": spec["description"], "tags": spec["tags"], "links": spec["links"], "editable": spec["editable"],
		"graphTooltip": map[string]int{"Crosshair": 1, "Tooltip": 2}[str(spec, "cursorSync")],
		"annotations":  object{"list": kinds(spec, "annotations", path, annotationOfKind)},
		"templating":   object{"list": kinds(spec, "variables", path, variableOfKind)},
		"panels":       panels, "schemaVersion": SchemaVersion, originKey: path,
	}
	settings := obj(spec, "timeSettings")
	m.dash["time"] = object{"from": settings["from"], "to": settings["to"]}
	m.dash["refresh"], m.dash["timezone"], m.dash["weekStart"] = settings["autoRefresh"], settings["timezone"], settings["weekStart"]
	m.dash["timepicker"] = object{"refresh_intervals": settings["autoRefreshIntervals"], "hidden": truth(settings, "hideTimepicker"),
		"quick_ranges": settings["quickRanges"]}
}

// kinds converts a list of {kind, spec} and notes where each stood.
func kinds(spec object, key, path string, convert func(kind string, spec object) object) []any {
	out := []any{}
	for i, v := range list(spec, key) {
		item, _ := v.(object)
		if inner := obj(item, "spec"); inner != nil {
			converted := convert(str(item, "kind"), inner)
			converted[originKey] = index(path+"."+key, i) + ".spec"
			out = append(out, converted)
		}
	}
	return out
}

// elements are the panels that no layout has named yet.
type elements struct {
	m    *migration
	path string
	left object
}

// layout returns the panels of a layout from a line on. Rows and tabs within rows and tabs become rows
// beneath each other, since a row holds no rows: their titles say where they belong.
func (e *elements) layout(layout object, title, at string, y int) []any {
	spec := obj(layout, "spec")
	switch str(layout, "kind") {
	case "RowsLayout":
		return e.sections(objects(spec, "rows"), title, at+".spec.rows", y)
	case "TabsLayout":
		e.m.warnings = append(e.m.warnings, Warning{Path: at, Message: "tabs are drawn as rows beneath each other"})
		return e.sections(objects(spec, "tabs"), title, at+".spec.tabs", y)
	case "AutoGridLayout", "ResponsiveGridLayout":
		return e.autoGrid(spec, y)
	}
	return e.grid(objects(spec, "items"), at+".spec.items", y)
}

func (e *elements) sections(sections []object, title, at string, y int) []any {
	out := []any{}
	for i, s := range sections {
		spec := obj(s, "spec")
		name := short(strings.TrimPrefix(title+" / "+str(spec, "title"), " / "))
		head := object{"type": "row", "title": name, "collapsed": truth(spec, "collapse"), "panels": []any{},
			"gridPos": object{"x": 0, "y": y, "w": columns, "h": 1}, originKey: specPath(s, index(at, i))}
		repeatFrom(head, spec)
		inner := e.layout(obj(spec, "layout"), name, index(at, i)+".spec.layout", y+1)
		if !truth(spec, "hideHeader") || truth(spec, "collapse") {
			out = append(out, head)
		}
		y = max(y+1, bottom(inner))
		if truth(spec, "collapse") {
			head["panels"] = withoutRows(inner)
			continue
		}
		out = append(out, inner...)
	}
	return out
}

// withoutRows keeps the panels of rows within a collapsed row, beside each other.
func withoutRows(panels []any) []any {
	out := []any{}
	for _, v := range panels {
		p := v.(object)
		if str(p, "type") == "row" {
			out = append(out, list(p, "panels")...)
			continue
		}
		out = append(out, p)
	}
	return out
}

func (e *elements) grid(items []object, at string, y int) []any {
	out := []any{}
	for i, item := range items {
		spec := obj(item, "spec")
		if str(item, "kind") == "GridLayoutRow" {
			out = append(out, e.gridRow(spec, specPath(item, index(at, i)), y)...)
			continue
		}
		p := e.take(obj(spec, "element"))
		if p == nil {
			continue
		}
		p["gridPos"] = object{"x": spec["x"], "y": y + whole(spec["y"], 0, maxY, 0), "w": spec["width"], "h": spec["height"]}
		repeatFrom(p, spec)
		out = append(out, p)
	}
	return out
}

// gridRow is a row of a plain grid; its panels count their lines from its own.
func (e *elements) gridRow(spec object, at string, y int) []any {
	y += whole(spec["y"], 0, maxY, 0)
	head := object{"type": "row", "title": str(spec, "title"), "collapsed": truth(spec, "collapsed"), "panels": []any{},
		"gridPos": object{"x": 0, "y": y, "w": columns, "h": 1}, originKey: at}
	repeatFrom(head, spec)
	inner := e.grid(objects(spec, "elements"), at+".elements", y+1)
	if truth(spec, "collapsed") {
		head["panels"] = withoutRows(inner)
		return []any{head}
	}
	return append([]any{head}, inner...)
}

// autoGrid puts panels of one size beside each other, as many as the layout allows in a line.
func (e *elements) autoGrid(spec object, y int) []any {
	perLine := whole(spec["maxColumnCount"], 1, columns, 3)
	height := map[string]int{"short": 5, "tall": 14}[str(spec, "rowHeightMode")]
	if height == 0 {
		height = units(spec["rowHeight"], 9)
	}
	out := []any{}
	for _, item := range objects(spec, "items") {
		p := e.take(obj(obj(item, "spec"), "element"))
		if p == nil {
			continue
		}
		width := columns / perLine
		p["gridPos"] = object{"x": len(out) % perLine * width, "y": y + len(out)/perLine*height, "w": width, "h": height}
		repeatFrom(p, obj(item, "spec"))
		out = append(out, p)
	}
	return out
}

func repeatFrom(p, spec object) {
	repeat := obj(spec, "repeat")
	if repeat == nil {
		return
	}
	p["repeat"], p["repeatDirection"], p["maxPerRow"] = repeat["value"], repeat["direction"], repeat["maxPerRow"]
}

// specPath leads to the spec of {kind, spec}, or to the whole where it has none.
func specPath(o object, path string) string {
	if obj(o, "spec") == nil {
		return path
	}
	return path + ".spec"
}

var plainKey = regexp.MustCompile(`^[A-Za-z_]\w*$`)

func keyPath(path, key string) string {
	if len(key) <= maxName && plainKey.MatchString(key) {
		return path + "." + key
	}
	return path + "['" + strings.ReplaceAll(short(key), "'", `\'`) + "']"
}

// take returns the classic panel of an element, once.
func (e *elements) take(reference object) object {
	name := str(reference, "name")
	element, known := e.left[name].(object)
	if !known {
		e.m.warnings = append(e.m.warnings, Warning{Path: e.path + ".layout", Message: "the layout names the element " + short(name) + ", which is missing or stands elsewhere already"})
		return nil
	}
	delete(e.left, name)
	path := specPath(element, keyPath(e.path+".elements", name))
	spec := obj(element, "spec")
	if str(element, "kind") == "LibraryPanel" {
		return object{"id": spec["id"], "title": spec["title"], "libraryPanel": spec["libraryPanel"], originKey: path}
	}
	return panelOfElement(spec, path)
}

func panelOfElement(spec object, path string) object {
	viz, data := obj(spec, "vizConfig"), obj(obj(spec, "data"), "spec")
	kind := str(viz, "kind")
	if kind == "VizConfig" {
		kind = str(viz, "group")
	}
	p := object{
		"id": spec["id"], "type": kind, "title": spec["title"], "description": spec["description"], "links": spec["links"],
		"transparent": spec["transparent"], "options": obj(viz, "spec")["options"], "fieldConfig": obj(viz, "spec")["fieldConfig"], originKey: path,
	}
	maps.Copy(p, obj(data, "queryOptions"))
	p["targets"] = kinds(data, "queries", path+".data.spec", queryOfKind)
	p["transformations"] = transformationsOfKind(objects(data, "transformations"))
	if targets := objects(p, "targets"); len(targets) > 0 {
		p["datasource"] = sharedDatasource(targets)
	}
	maps.DeleteFunc(p, func(_ string, v any) bool { return v == nil })
	return p
}

// sharedDatasource is the data source of all queries, or Mixed where they differ.
func sharedDatasource(targets []object) any {
	first := obj(targets[0], "datasource")
	for _, t := range targets {
		if str(obj(t, "datasource"), "uid") != str(first, "uid") {
			return object{"uid": MixedUID}
		}
	}
	if first == nil {
		return nil
	}
	return copied(first)
}
