package model

import (
	"strings"
	"testing"
)

// resource is a dashboard of the second schema with elements a to d and a layout.
func resource(layout string) string {
	element := `{"kind": "Panel", "spec": {"id": %d, "title": "%s", "vizConfig": {"kind": "VizConfig", "group": "stat", "spec": {"options": {"textMode": "value"},
		"fieldConfig": {"defaults": {"unit": "s"}, "overrides": []}}}, "data": {"kind": "QueryGroup", "spec": {"queries": [{"kind": "PanelQuery", "spec": {"refId": "A", "hidden": true,
		"query": {"kind": "DataQuery", "group": "prometheus", "datasource": {"name": "prom"}, "spec": {"expr": "up"}}}}],
		"transformations": [{"kind": "Transformation", "group": "organize", "spec": {"options": {"indexByName": {}}}}], "queryOptions": {"interval": "1m"}}}}}`
	var list []string
	for i, name := range []string{"panel-1", "panel-2", "panel-3"} {
		list = append(list, `"`+name+`": `+strings.NewReplacer("%d", text(i+1), "%s", name).Replace(element))
	}
	return `{"apiVersion": "dashboard.grafana.app/v2beta1", "kind": "Dashboard", "metadata": {"name": "v2"}, "spec": {"title": "Second", "cursorSync": "Crosshair", "tags": ["x"],
		"timeSettings": {"from": "now-1h", "to": "now", "autoRefresh": "10s", "timezone": "utc"},
		"variables": [{"kind": "QueryVariable", "spec": {"name": "job", "hide": "hideLabel", "refresh": "onTimeRangeChanged", "sort": "alphabeticalAsc", "multi": true,
			"query": {"kind": "DataQuery", "group": "prometheus", "datasource": {"name": "${ds}"}, "spec": {"query": "label_values(job)"}}}},
			{"kind": "DatasourceVariable", "spec": {"name": "ds", "pluginId": "prometheus"}}],
		"annotations": [{"kind": "AnnotationQuery", "spec": {"name": "deploys", "enable": true, "iconColor": "red", "query": {"kind": "DataQuery", "group": "prometheus", "spec": {"expr": "deploy"}}}}],
		"elements": {` + strings.Join(list, ",") + `}, "layout": ` + layout + `}}`
}

func item(kind, name, place string) string {
	return `{"kind": "` + kind + `", "spec": {"element": {"kind": "ElementReference", "name": "` + name + `"}` + place + `}}`
}

func TestSecondSchema(t *testing.T) {
	grid := `{"kind": "GridLayout", "spec": {"items": [` + item("GridLayoutItem", "panel-1", `, "x": 2, "y": 3, "width": 10, "height": 4, "repeat": {"mode": "variable", "value": "job", "direction": "v"}`) + `]}}`
	auto := `{"kind": "AutoGridLayout", "spec": {"maxColumnCount": 2, "rowHeightMode": "short", "items": [` +
		item("AutoGridLayoutItem", "panel-1", "") + `,` + item("AutoGridLayoutItem", "panel-2", "") + `,` + item("AutoGridLayoutItem", "panel-3", "") + `]}}`
	run(t, []stepCase{
		{"what is not about panels", resource(grid), map[string]string{
			"$.uid": `"v2"`, "$.title": `"Second"`, "$.graphTooltip": `1`, "$.refresh": `"10s"`, "$.time.from": `"now-1h"`, "$.timezone": `"utc"`, "$.tags": `["x"]`,
			"$.templating.list[0].query": `"label_values(job)"`, "$.templating.list[0].datasource": `{"type": "prometheus", "uid": "${ds}"}`, "$.templating.list[0].hide": `1`,
			"$.templating.list[0].refresh": `2`, "$.templating.list[0].sort": `1`, "$.templating.list[1].type": `"datasource"`, "$.templating.list[1].query": `"prometheus"`,
			"$.annotations.list[0].expr": `"deploy"`, "$.annotations.list[0].datasource": `{"type": "prometheus", "uid": ""}`,
		}},
		{"a grid", resource(grid), map[string]string{
			"$.panels[0].gridPos": `{"x": 2, "y": 3, "w": 10, "h": 4}`, "$.panels[0].repeat": `"job"`, "$.panels[0].repeatDirection": `"v"`, "$.panels[0].type": `"stat"`,
			"$.panels[0].targets[0]":      `{"refId": "A", "hide": true, "expr": "up", "datasource": {"type": "prometheus", "uid": "prom"}}`,
			"$.panels[0].datasource":      `{"type": "prometheus", "uid": "prom"}`,
			"$.panels[0].transformations": `[{"id": "organize", "options": {"indexByName": {}}}]`, "$.panels[0].interval": `"1m"`, "$.panels[0].fieldConfig.defaults.unit": `"s"`,
		}},
		{"a grid that arranges itself", resource(auto), map[string]string{
			"$.panels[0].gridPos": `{"x": 0, "y": 0, "w": 12, "h": 5}`, "$.panels[1].gridPos": `{"x": 12, "y": 0, "w": 12, "h": 5}`, "$.panels[2].gridPos": `{"x": 0, "y": 5, "w": 12, "h": 5}`,
		}},
		{"rows", resource(`{"kind": "RowsLayout", "spec": {"rows": [{"kind": "RowsLayoutRow", "spec": {"title": "One", "layout": ` + grid + `}},
			{"kind": "RowsLayoutRow", "spec": {"title": "Two", "collapse": true, "layout": {"kind": "AutoGridLayout", "spec": {"items": [` + item("AutoGridLayoutItem", "panel-2", "") + `]}}}}]}}`), map[string]string{
			"$.panels[0].title": `"One"`, "$.panels[1].title": `"panel-1"`, "$.panels[1].gridPos.y": `4`, "$.panels[2].collapsed": `true`, "$.panels[2].gridPos.y": `8`,
			"$.panels[2].panels[0].title": `"panel-2"`,
		}},
		{"rows in tabs", resource(`{"kind": "TabsLayout", "spec": {"tabs": [{"kind": "TabsLayoutTab", "spec": {"title": "Tab", "layout": {"kind": "RowsLayout", "spec": {"rows": [
			{"kind": "RowsLayoutRow", "spec": {"title": "Row", "layout": ` + grid + `}}]}}}}]}}`), map[string]string{
			"$.panels[0].title": `"Tab"`, "$.panels[1].title": `"Tab / Row"`, "$.panels[2].title": `"panel-1"`,
		}},
		{"rows of a plain grid", resource(`{"kind": "GridLayout", "spec": {"items": [{"kind": "GridLayoutRow", "spec": {"title": "Old", "y": 2, "collapsed": false, "elements": [` +
			item("GridLayoutItem", "panel-3", `, "x": 0, "y": 0, "width": 24, "height": 6`) + `]}}]}}`), map[string]string{
			"$.panels[0].title": `"Old"`, "$.panels[0].gridPos.y": `2`, "$.panels[1].gridPos": `{"x": 0, "y": 3, "w": 24, "h": 6}`,
		}},
	})
}

func TestLayoutNamesAnElementOnce(t *testing.T) {
	twice := item("GridLayoutItem", "panel-1", "")
	doc := mustParse(t, resource(`{"kind": "GridLayout", "spec": {"items": [`+twice+`,`+twice+`,`+item("GridLayoutItem", "nowhere", "")+`]}}`))
	if len(doc.Normal.Panels) != 1 || len(doc.Warnings) != 2 {
		t.Errorf("%d panels and the warnings %+v; one panel and two warnings were due", len(doc.Normal.Panels), doc.Warnings)
	}
}
