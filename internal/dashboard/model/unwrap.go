package model

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// migration is a dashboard on its way to the normal form.
type migration struct {
	dash     object
	copies   int // how much may still be copied from library panels
	warnings []Warning
}

func (m *migration) warn(o object, format string, args ...any) {
	m.warnings = append(m.warnings, Warning{Path: str(o, originKey), Message: fmt.Sprintf(format, args...)})
}

const resourceGroup = "dashboard.grafana.app/"

// unwrap finds the dashboard in what Grafana's HTTP API answers ({"dashboard": …, "meta": …}), in a
// resource of dashboard.grafana.app, or as the document itself, and remembers where everything stood.
func unwrap(root object) (*migration, error) {
	path, dash := "$", root
	if inner := obj(root, "dashboard"); inner != nil && !has(root, "panels") && !has(root, "rows") {
		path, dash = "$.dashboard", inner
	}
	meta := obj(dash, "metadata")
	if version, ok := strings.CutPrefix(str(dash, "apiVersion"), resourceGroup); ok {
		switch kind := str(dash, "kind"); kind {
		case "", "Dashboard", "DashboardWithAccessInfo": // the last is what Grafana answers to its own page
		default:
			return nil, fmt.Errorf("the resource is a %s; only resources of the kind Dashboard are drawn", kind)
		}
		if dash = obj(dash, "spec"); dash == nil {
			return nil, fmt.Errorf("the resource of %s%s has no spec", resourceGroup, version)
		}
		path += ".spec"
	}
	m := &migration{dash: dash, copies: maxCopies}
	dash[originKey] = path
	if has(dash, "elements") && has(dash, "layout") {
		m.fromElements()
	} else if err := checkShape(dash, path); err != nil {
		return nil, err
	} else {
		mark(dash, path)
	}
	fill(m.dash, "uid", str(meta, "name"))
	return m, recognise(m.dash)
}

// recognise refuses JSON that is something else; an empty dashboard would be drawn otherwise.
func recognise(dash object) error {
	for _, key := range []string{"panels", "rows", "templating", "schemaVersion", "annotations"} {
		if has(dash, key) {
			return nil
		}
	}
	if has(dash, "title") && has(dash, "uid") {
		return nil
	}
	return errors.New("this JSON is no dashboard: it has neither panels nor rows nor a schemaVersion")
}

// mark notes on every panel, query, variable and annotation where it stood in the stored document.
func mark(dash object, path string) {
	markPanels(list(dash, "panels"), path+".panels")
	for i, v := range list(dash, "rows") {
		if row, ok := v.(object); ok {
			row[originKey] = index(path+".rows", i)
			markPanels(list(row, "panels"), index(path+".rows", i)+".panels")
		}
	}
	markList(list(obj(dash, "templating"), "list"), path+".templating.list")
	markList(list(obj(dash, "annotations"), "list"), path+".annotations.list")
}

func markPanels(panels []any, path string) {
	markList(panels, path)
	for i, v := range panels {
		if panel, ok := v.(object); ok {
			markList(list(panel, "targets"), index(path, i)+".targets")
			markPanels(list(panel, "panels"), index(path, i)+".panels")
		}
	}
}

func markList(items []any, path string) {
	for i, v := range items {
		if item, ok := v.(object); ok {
			item[originKey] = index(path, i)
		}
	}
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
