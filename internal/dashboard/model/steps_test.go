package model

import (
	"encoding/json"
	"reflect"
	"testing"
)

// holds compares parts of a normal form, by JSON path, with the JSON that is expected there.
func holds(t *testing.T, stored string, want map[string]string) {
	t.Helper()
	doc := mustParse(t, stored)
	for _, broken := range guarantees(t, doc) {
		t.Error(broken)
	}
	d := normal(t, doc)
	for path, expected := range want {
		var v any
		if err := json.Unmarshal([]byte(expected), &v); err != nil {
			t.Fatalf("%s: %v", expected, err)
		}
		if got := lookUp(d, path); !reflect.DeepEqual(got, v) {
			data, _ := json.Marshal(got)
			t.Errorf("%s is\n  %s, not\n  %s", path, data, expected)
		}
	}
}

type stepCase struct {
	name, stored string
	want         map[string]string
}

func run(t *testing.T, cases []stepCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { holds(t, c.stored, c.want) })
	}
}

func TestSettings(t *testing.T) {
	run(t, []stepCase{
		{"an empty dashboard has everything", `{"schemaVersion": 8}`, map[string]string{
			"$.title": `"Untitled"`, "$.time": `{"from": "now-6h", "to": "now"}`, "$.tags": `[]`, "$.panels": `[]`, "$.graphTooltip": `0`, "$.refresh": `""`,
		}},
		{"refresh was false", `{"panels": [], "refresh": false}`, map[string]string{"$.refresh": `""`}},
		{"refresh stays", `{"panels": [], "refresh": "30s"}`, map[string]string{"$.refresh": `"30s"`}},
		{"a shared crosshair", `{"panels": [], "sharedCrosshair": true}`, map[string]string{"$.graphTooltip": `1`, "$.sharedCrosshair": `null`}},
		{"a tooltip beyond what there is", `{"panels": [], "graphTooltip": 7}`, map[string]string{"$.graphTooltip": `2`}},
		{"hidden controls", `{"panels": [], "hideControls": true}`, map[string]string{"$.timepicker.hidden": `true`}},
		{"refresh intervals in nav", `{"panels": [], "nav": [{"type": "timepicker", "refresh_intervals": ["5s"]}]}`,
			map[string]string{"$.timepicker.refresh_intervals": `["5s"]`, "$.nav": `null`}},
		{"a link to dashboards by tag", `{"panels": [], "links": [{"type": "dashboards", "tags": "db", "keepTime": true}]}`,
			map[string]string{"$.links[0]": `{"type": "dashboards", "tags": ["db"], "keepTime": true, "title": "", "url": "", "tooltip": "", "icon": "",
				"asDropdown": false, "targetBlank": false, "includeVars": false}`}},
		{"annotations are on unless switched off", `{"panels": [], "annotations": {"list": [{"name": "deploys", "datasource": "-- Grafana --", "builtIn": 1}]}}`,
			map[string]string{"$.annotations.list[0].enable": `true`, "$.annotations.list[0].datasource": `{"type": "grafana", "uid": "-- Grafana --"}`}},
		{"what is unknown passes unchanged", `{"panels": [], "x-team": {"n": 1e3, "big": 12345678901234567890}}`,
			map[string]string{"$.x-team": `{"n": 1000, "big": 12345678901234567890}`}},
	})
}

func TestWrappings(t *testing.T) {
	run(t, []stepCase{
		{"an answer of the API", `{"dashboard": {"uid": "a", "title": "A", "panels": [{"type": "text"}]}, "meta": {"slug": "a"}}`,
			map[string]string{"$.uid": `"a"`, "$.meta": `null`, "$.panels[0].type": `"text"`}},
		{"a resource with a classic spec", `{"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "metadata": {"name": "b"}, "spec": {"title": "B", "panels": []}}`,
			map[string]string{"$.uid": `"b"`, "$.title": `"B"`, "$.spec": `null`}},
		{"a resource as Grafana's page is given it", `{"apiVersion": "dashboard.grafana.app/v1", "kind": "DashboardWithAccessInfo", "metadata": {"name": "c"}, "access": {}, "spec": {"title": "C", "panels": []}}`,
			map[string]string{"$.uid": `"c"`, "$.access": `null`}},
		{"inputs become a type and constants their value", `{"__inputs": [{"name": "DS_PROM", "type": "datasource", "pluginId": "prometheus"},
			{"name": "VAR_JOB", "type": "constant", "value": "node"}], "panels": [{"type": "timeseries", "datasource": "${DS_PROM}",
			"targets": [{"expr": "up{job=\"${VAR_JOB}\"}"}, {"expr": "up", "datasource": {"uid": "${DS_PROM}"}}]}]}`,
			map[string]string{"$.panels[0].datasource": `{"type": "prometheus", "uid": ""}`, "$.panels[0].targets[0].expr": `"up{job=\"node\"}"`,
				"$.panels[0].targets[1].datasource": `{"type": "prometheus", "uid": ""}`, "$.__inputs": `null`}},
		{"an input that is a variable too is asked as one", `{"__inputs": [{"name": "DS_PROM", "type": "datasource", "pluginId": "prometheus"}],
			"templating": {"list": [{"name": "DS_PROM", "type": "datasource", "query": "prometheus"}]}, "panels": [{"type": "stat", "datasource": "${DS_PROM}"}]}`,
			map[string]string{"$.panels[0].datasource": `{"type": "prometheus", "uid": "${DS_PROM}"}`}},
		{"an input whose list was lost", `{"panels": [{"type": "stat", "datasource": "${DS_LOKI}", "targets": [{}]}]}`,
			map[string]string{"$.panels[0].datasource": `{"type": "loki", "uid": ""}`, "$.panels[0].targets[0].datasource": `{"type": "loki", "uid": ""}`}},
		{"a library panel of the export", `{"__elements": {"lib": {"model": {"type": "gauge", "title": "Load", "targets": [{"expr": "up"}]}}},
			"panels": [{"id": 3, "gridPos": {"x": 1, "y": 2, "w": 3, "h": 4}, "libraryPanel": {"uid": "lib", "name": "Load"}}]}`,
			map[string]string{"$.panels[0].type": `"gauge"`, "$.panels[0].gridPos": `{"x": 1, "y": 2, "w": 3, "h": 4}`, "$.panels[0].targets[0].expr": `"up"`}},
	})
}

func TestPlaces(t *testing.T) {
	run(t, []stepCase{
		{"spans of twelve and heights in pixels", `{"rows": [{"height": "250px", "panels": [{"type": "text", "span": 8}, {"type": "text", "span": 4}, {"type": "text", "span": 6}]}]}`,
			map[string]string{"$.panels[0].gridPos": `{"x": 0, "y": 0, "w": 16, "h": 7}`, "$.panels[1].gridPos": `{"x": 16, "y": 0, "w": 8, "h": 7}`,
				"$.panels[2].gridPos": `{"x": 0, "y": 7, "w": 12, "h": 7}`, "$.rows": `null`}},
		{"one visible title makes rows of all", `{"rows": [{"panels": [{"type": "text"}]}, {"showTitle": true, "title": "Disks", "height": 114, "panels": [{"type": "text"}]}]}`,
			map[string]string{"$.panels[0].type": `"row"`, "$.panels[2].title": `"Disks"`, "$.panels[2].gridPos": `{"x": 0, "y": 8, "w": 24, "h": 1}`,
				"$.panels[3].gridPos": `{"x": 0, "y": 9, "w": 8, "h": 3}`}},
		{"a collapsed row keeps its panels", `{"rows": [{"collapse": true, "title": "More", "panels": [{"type": "text", "title": "in"}]}]}`,
			map[string]string{"$.panels[0].collapsed": `true`, "$.panels[0].panels[0].title": `"in"`}},
		{"a repeated row", `{"rows": [{"repeat": "disk", "panels": [{"type": "text"}]}]}`, map[string]string{"$.panels[0].repeat": `"disk"`}},
		{"an open row gives its panels back", `{"panels": [{"type": "row", "collapsed": false, "panels": [{"type": "text", "title": "in"}]}]}`,
			map[string]string{"$.panels[0].panels": `[]`, "$.panels[1].title": `"in"`}},
		{"a row within a collapsed row", `{"panels": [{"type": "row", "collapsed": true, "panels": [{"type": "row", "collapsed": true, "panels": [{"type": "text", "title": "in"}]}]}]}`,
			map[string]string{"$.panels[0].panels[0].title": `"in"`}},
		{"panels without a place follow each other", `{"panels": [{"type": "text"}, {"type": "text"}, {"type": "text", "gridPos": {}}]}`,
			map[string]string{"$.panels[0].gridPos": `{"x": 0, "y": 0, "w": 12, "h": 8}`, "$.panels[1].gridPos": `{"x": 12, "y": 0, "w": 12, "h": 8}`,
				"$.panels[2].gridPos": `{"x": 0, "y": 8, "w": 12, "h": 8}`}},
		{"a place beyond the edge", `{"panels": [{"type": "text", "gridPos": {"x": 20, "y": -3, "w": 12, "h": 0}}]}`,
			map[string]string{"$.panels[0].gridPos": `{"x": 12, "y": 0, "w": 12, "h": 1}`}},
		{"ids missing, twice, and as text", `{"panels": [{"type": "text", "id": 4}, {"type": "text", "id": 4}, {"type": "text"}, {"type": "text", "id": "2"}]}`,
			map[string]string{"$.panels[0].id": `4`, "$.panels[1].id": `5`, "$.panels[2].id": `6`, "$.panels[3].id": `2`}},
		{"clones that were saved are dropped", `{"panels": [{"id": 1, "type": "text", "repeat": "x"}, {"id": 2, "type": "text", "repeatPanelId": 1, "scopedVars": {}},
			{"id": 3, "type": "text", "title": "other", "repeatPanelId": 9}]}`, map[string]string{"$.panels[1].title": `"other"`, "$.panels[2]": `null`}},
		{"minSpan became maxPerRow", `{"panels": [{"type": "stat", "repeat": "x", "minSpan": 6}]}`,
			map[string]string{"$.panels[0].maxPerRow": `4`, "$.panels[0].repeatDirection": `"h"`, "$.panels[0].minSpan": `null`}},
	})
}

func TestDatasources(t *testing.T) {
	with := func(ds string) string {
		return `{"templating": {"list": [{"name": "datasource", "type": "datasource", "query": "loki"}]}, "panels": [{"type": "logs", "datasource": ` + ds + `}]}`
	}
	for name, c := range map[string]struct{ stored, want string }{
		"nothing":                     {`null`, `null`},
		"the default one by name":     {`"default"`, `null`},
		"a name":                      {`"Prometheus EU"`, `{"type": "prometheus", "uid": "Prometheus EU"}`},
		"a variable":                  {`"$datasource"`, `{"type": "loki", "uid": "${datasource}"}`},
		"a variable with a format":    {`{"uid": "${datasource:text}"}`, `{"type": "loki", "uid": "${datasource}"}`},
		"a variable in brackets":      {`"[[datasource]]"`, `{"type": "loki", "uid": "${datasource}"}`},
		"mixed":                       {`"-- Mixed --"`, `{"type": "datasource", "uid": "-- Mixed --"}`},
		"another panel's data":        {`{"type": "datasource", "uid": "-- Dashboard --"}`, `{"type": "datasource", "uid": "-- Dashboard --"}`},
		"Grafana's own":               {`{"type": "datasource", "uid": "grafana"}`, `{"type": "grafana", "uid": "-- Grafana --"}`},
		"an object with nothing":      {`{}`, `null`},
		"an id of another's database": {`7`, `null`},
	} {
		t.Run(name, func(t *testing.T) { holds(t, with(c.stored), map[string]string{"$.panels[0].datasource": c.want}) })
	}
}

func TestTargets(t *testing.T) {
	run(t, []stepCase{
		{"letters for those without", `{"panels": [{"type": "stat", "targets": [{"expr": "a", "refId": "B"}, {"expr": "b"}, {"expr": "c", "refId": "B"}, {"expr": "d", "refID": "X"}]}]}`,
			map[string]string{"$.panels[0].targets[0].refId": `"B"`, "$.panels[0].targets[1].refId": `"A"`, "$.panels[0].targets[2].refId": `"C"`, "$.panels[0].targets[3].refId": `"X"`}},
		{"a query asks whom its panel asks", `{"panels": [{"type": "stat", "datasource": {"type": "prometheus", "uid": "p"}, "targets": [{"expr": "a"}]}]}`,
			map[string]string{"$.panels[0].targets[0].datasource": `{"type": "prometheus", "uid": "p"}`}},
		{"of a mixed panel each says itself", `{"panels": [{"type": "stat", "datasource": "-- Mixed --", "targets": [{"expr": "a"}, {"datasource": "Loki"}]}]}`,
			map[string]string{"$.panels[0].targets[0].datasource": `null`, "$.panels[0].targets[1].datasource": `{"type": "loki", "uid": "Loki"}`}},
	})
}

func TestVariables(t *testing.T) {
	with := func(v string) string { return `{"panels": [], "templating": {"list": [` + v + `]}}` }
	run(t, []stepCase{
		{"refresh and hide were true or false", with(`{"name": "x", "type": "query", "query": "label_values(up, x)", "refresh": true, "hideLabel": true}`),
			map[string]string{"$.templating.list[0].refresh": `1`, "$.templating.list[0].hide": `1`}},
		{"never refreshed and never asked is asked once", with(`{"name": "x", "type": "query", "query": "q"}`), map[string]string{"$.templating.list[0].refresh": `1`}},
		{"an object as a query", with(`{"name": "x", "type": "query", "query": {"query": "label_values(job)", "refId": "A"}}`),
			map[string]string{"$.templating.list[0].query": `"label_values(job)"`, "$.templating.list[0].queryObject.refId": `"A"`, "$.templating.list[0].definition": `"label_values(job)"`}},
		{"several values though one was asked for", with(`{"name": "x", "type": "custom", "query": "a,b", "current": {"text": ["a"], "value": ["a"]}}`),
			map[string]string{"$.templating.list[0].current": `{"text": "a", "value": "a"}`}},
		{"one value though several may be", with(`{"name": "x", "type": "custom", "multi": true, "current": {"text": "All", "value": "$__all"}}`),
			map[string]string{"$.templating.list[0].current": `{"text": ["All"], "value": ["$__all"]}`}},
		{"a value within a value", with(`{"name": "x", "type": "custom", "current": {"text": {"text": "a", "value": "b"}, "value": {"text": "a", "value": "b"}}}`),
			map[string]string{"$.templating.list[0].current": `{"text": "a", "value": "b"}`}},
		{"options as plain values", with(`{"name": "x", "type": "custom", "options": ["a", 5]}`),
			map[string]string{"$.templating.list[0].options": `[{"text": "a", "value": "a"}, {"text": "5", "value": "5"}]`}},
		{"no value for all means each of them", with(`{"name": "x", "includeAll": true, "allValue": ""}`), map[string]string{"$.templating.list[0].allValue": `null`}},
		{"a dollar in the name", with(`{"name": "$x", "type": "custom"}`), map[string]string{"$.templating.list[0].name": `"x"`}},
	})
}
