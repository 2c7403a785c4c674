package model

import (
	"maps"
	"testing"
)

// panel puts a panel into a dashboard; paths begin at the panel.
func panel(t *testing.T, stored string, want map[string]string) {
	t.Helper()
	full := map[string]string{}
	for path, v := range maps.All(want) {
		full["$.panels[0]."+path] = v
	}
	holds(t, `{"panels": [`+stored+`]}`, full)
}

func runPanels(t *testing.T, cases []stepCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { panel(t, c.stored, c.want) })
	}
}

const custom = "fieldConfig.defaults.custom."

func TestGraph(t *testing.T) {
	runPanels(t, []stepCase{
		{"lines with fill", `{"type": "graph", "lines": true, "fill": 2, "linewidth": 3, "nullPointMode": "connected", "steppedLine": true}`, map[string]string{
			"type": `"timeseries"`, custom + "drawStyle": `"line"`, custom + "fillOpacity": `20`, custom + "lineWidth": `3`, custom + "spanNulls": `true`,
			custom + "lineInterpolation": `"stepAfter"`, custom + "showPoints": `"never"`, "fill": `null`, "fieldConfig.defaults.color": `{"mode": "palette-classic"}`}},
		{"bars, stacked to a hundred percent", `{"type": "graph", "bars": true, "lines": false, "stack": true, "percentage": true}`, map[string]string{
			custom + "drawStyle": `"bars"`, custom + "fillOpacity": `100`, custom + "stacking": `{"mode": "percent", "group": "A"}`}},
		{"points alone", `{"type": "graph", "points": true, "lines": false, "pointradius": 3}`, map[string]string{custom + "drawStyle": `"points"`, custom + "pointSize": `6`}},
		{"nulls drawn as zero", `{"type": "graph", "nullPointMode": "null as zero"}`, map[string]string{"fieldConfig.defaults.nullValueMode": `"null as zero"`}},
		{"the left axis", `{"type": "graph", "yaxes": [{"format": "bytes", "min": "0", "max": 100, "label": "memory", "logBase": 10, "decimals": 1}, {"format": "short"}]}`, map[string]string{
			"fieldConfig.defaults.unit": `"bytes"`, "fieldConfig.defaults.min": `0`, "fieldConfig.defaults.max": `100`, "fieldConfig.defaults.decimals": `1`,
			custom + "axisLabel": `"memory"`, custom + "scaleDistribution": `{"type": "log", "log": 10}`, "yaxes": `null`}},
		{"axes before schema version 13", `{"type": "graph", "y_formats": ["percent", "short"], "grid": {"leftMax": 100, "leftLogBase": 1}, "leftYAxisLabel": "CPU"}`, map[string]string{
			"fieldConfig.defaults.unit": `"percent"`, "fieldConfig.defaults.max": `100`, custom + "axisLabel": `"CPU"`}},
		{"a series on the right, drawn down", `{"type": "graph", "yaxes": [{"format": "short"}, {"format": "bps", "min": 0}],
			"seriesOverrides": [{"alias": "/out.*/", "yaxis": 2, "transform": "negative-Y", "color": "#111111"}]}`, map[string]string{
			"fieldConfig.overrides": `[{"matcher": {"id": "byRegexp", "options": "/out.*/"}, "properties": [
				{"id": "color", "value": {"mode": "fixed", "fixedColor": "#111111"}}, {"id": "unit", "value": "bps"},
				{"id": "min", "value": 0}, {"id": "custom.axisPlacement", "value": "right"}, {"id": "custom.transform", "value": "negative-Y"}]}]`}},
		{"what the left axis says does not hold on the right", `{"type": "graph", "yaxes": [{"format": "s", "min": 0, "max": 9, "label": "time", "logBase": 2}, {"format": "none"}], "seriesOverrides": [{"alias": "n", "yaxis": 2}]}`, map[string]string{
			"fieldConfig.overrides[0].properties": `[{"id": "unit", "value": "none"}, {"id": "min", "value": null}, {"id": "max", "value": null}, {"id": "custom.axisPlacement", "value": "right"},
				{"id": "custom.axisLabel", "value": ""}, {"id": "custom.scaleDistribution", "value": {"type": "linear"}}]`}},
		{"a series that looks different", `{"type": "graph", "seriesOverrides": [{"alias": "limit", "dashes": true, "fill": 0, "stack": false, "linewidth": 2, "legend": false}]}`, map[string]string{
			"fieldConfig.overrides": `[{"matcher": {"id": "byName", "options": "limit"}, "properties": [{"id": "custom.lineWidth", "value": 2}, {"id": "custom.fillOpacity", "value": 0},
				{"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [10, 10]}}, {"id": "custom.stacking", "value": {"mode": "none", "group": "A"}},
				{"id": "custom.hideFrom", "value": {"viz": false, "legend": true, "tooltip": false}}]}]`}},
		{"a series stacked apart", `{"type": "graph", "seriesOverrides": [{"alias": "a", "stack": "B"}]}`, map[string]string{
			"fieldConfig.overrides[0].properties": `[{"id": "custom.stacking", "value": {"mode": "normal", "group": "B"}}]`}},
		{"colours by name", `{"type": "graph", "aliasColors": {"b": "#bbb", "a": "red"}}`, map[string]string{
			"fieldConfig.overrides[0].matcher": `{"id": "byName", "options": "a"}`, "fieldConfig.overrides[1].properties": `[{"id": "color", "value": {"mode": "fixed", "fixedColor": "#bbb"}}]`}},
		{"thresholds in any order", `{"type": "graph", "thresholds": [{"op": "gt", "value": 90, "colorMode": "critical", "line": true}, {"op": "gt", "value": 80, "colorMode": "warning", "line": true}]}`, map[string]string{
			"fieldConfig.defaults.thresholds.steps": `[{"color": "transparent", "value": null}, {"color": "orange", "value": 80}, {"color": "red", "value": 90}]`,
			custom + "thresholdsStyle":              `{"mode": "line+area"}`}},
		{"a threshold from below", `{"type": "graph", "thresholds": [{"op": "lt", "value": 5, "colorMode": "critical", "fill": false, "line": true}]}`, map[string]string{
			"fieldConfig.defaults.thresholds.steps": `[{"color": "red", "value": null}, {"color": "transparent", "value": 5}]`, custom + "thresholdsStyle": `{"mode": "line"}`}},
		{"a legend as a table", `{"type": "graph", "legend": {"show": true, "values": true, "avg": true, "current": true, "max": true, "total": true, "alignAsTable": true, "rightSide": true, "sort": "avg", "sortDesc": true}}`, map[string]string{
			"options.legend": `{"showLegend": true, "displayMode": "table", "placement": "right", "calcs": ["max", "mean", "lastNotNull", "sum"], "sortBy": "Mean", "sortDesc": true}`}},
		{"calculations that were not shown", `{"type": "graph", "legend": {"avg": true, "values": false, "show": false}}`, map[string]string{
			"options.legend": `{"showLegend": false, "displayMode": "list", "placement": "bottom", "calcs": []}`}},
		{"the tooltip of one series", `{"type": "graph", "tooltip": {"shared": false, "sort": 2}}`, map[string]string{"options.tooltip": `{"mode": "single", "sort": "desc"}`}},
		{"series along the x axis", `{"type": "graph", "bars": true, "xaxis": {"mode": "series", "values": ["total"]}}`, map[string]string{
			"type": `"barchart"`, "transformations": `[{"id": "reduce", "options": {"mode": "seriesToRows", "reducers": ["sum"]}}]`}},
		{"values along the x axis", `{"type": "graph", "xaxis": {"mode": "histogram", "buckets": 20}}`, map[string]string{"type": `"histogram"`, "options.bucketCount": `20`}},
		{"links of a series", `{"type": "graph", "options": {"dataLinks": [{"title": "to ${__series_name}", "url": "/x?t=${__value_time}"}]}}`, map[string]string{
			"fieldConfig.defaults.links": `[{"title": "to ${__series.name}", "url": "/x?t=${__value.time}"}]`}},
	})
}

func TestSinglestat(t *testing.T) {
	runPanels(t, []stepCase{
		{"coloured background and sparkline", `{"type": "singlestat", "format": "percent", "valueName": "current", "colorBackground": true, "thresholds": "80, 90",
			"colors": ["green", "orange", "red"], "sparkline": {"show": true}, "nullText": "gone", "decimals": 1}`, map[string]string{
			"type": `"stat"`, "options.colorMode": `"background"`, "options.graphMode": `"area"`, "options.reduceOptions.calcs": `["lastNotNull"]`,
			"fieldConfig.defaults.unit": `"percent"`, "fieldConfig.defaults.noValue": `"gone"`, "fieldConfig.defaults.decimals": `1`,
			"fieldConfig.defaults.thresholds.steps": `[{"color": "green", "value": null}, {"color": "orange", "value": 80}, {"color": "red", "value": 90}]`}},
		{"a gauge", `{"type": "singlestat", "gauge": {"show": true, "minValue": 10, "maxValue": 50, "thresholdMarkers": false, "thresholdLabels": true}}`, map[string]string{
			"type": `"gauge"`, "fieldConfig.defaults.min": `10`, "fieldConfig.defaults.max": `50`, "options.showThresholdMarkers": `false`, "options.showThresholdLabels": `true`}},
		{"values to text", `{"type": "singlestat", "mappingType": 1, "valueMaps": [{"op": "=", "text": "up", "value": "1"}, {"op": "=", "text": "N/A", "value": "null"}]}`, map[string]string{
			"fieldConfig.defaults.mappings": `[{"type": "value", "options": {"1": {"text": "up", "index": 0}}}, {"type": "special", "options": {"match": "null", "result": {"text": "N/A", "index": 1}}}]`}},
		{"ranges to text", `{"type": "singlestat", "mappingType": 2, "rangeMaps": [{"from": "0", "to": "10", "text": "low"}]}`, map[string]string{
			"fieldConfig.defaults.mappings": `[{"type": "range", "options": {"from": 0, "to": 10, "result": {"text": "low", "index": 0}}}]`}},
		{"a text behind the value", `{"type": "singlestat", "format": "none", "postfix": " nodes"}`, map[string]string{"fieldConfig.defaults.unit": `"suffix: nodes"`}},
		{"the name of a series", `{"type": "singlestat", "valueName": "name"}`, map[string]string{"options.textMode": `"name"`}},
		{"a column of a table", `{"type": "singlestat", "tableColumn": "version"}`, map[string]string{"options.reduceOptions.fields": `"/^version$/"`}},
		{"a gauge of Grafana 6.7", `{"type": "gauge", "options": {"fieldOptions": {"calcs": ["last"], "defaults": {"unit": "s", "title": "Age", "min": 0}, "overrides": [],
			"thresholds": [{"index": 1, "value": 80, "color": "red"}, {"index": 0, "value": null, "color": "green"}], "values": false}}}`, map[string]string{
			"options": `{"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": false}}`, "fieldConfig.defaults.displayName": `"Age"`, "fieldConfig.defaults.unit": `"s"`,
			"fieldConfig.defaults.thresholds.steps": `[{"value": null, "color": "green"}, {"value": 80, "color": "red"}]`}},
		{"a gauge of Grafana 6.0", `{"type": "gauge", "options": {"valueOptions": {"unit": "ms", "stat": "avg"}, "minValue": 0, "maxValue": 10}}`, map[string]string{
			"options.reduceOptions.calcs": `["mean"]`, "fieldConfig.defaults.max": `10`, "fieldConfig.defaults.unit": `"ms"`}},
	})
}

func TestTable(t *testing.T) {
	runPanels(t, []stepCase{
		{"styles", `{"type": "table", "transform": "table", "styles": [{"pattern": "Time", "type": "hidden"},
			{"pattern": "Value #A", "alias": "CPU", "type": "number", "unit": "percent", "decimals": 1, "colorMode": "row", "thresholds": ["80"], "colors": ["green", "red"]},
			{"pattern": "/.*/", "type": "number", "unit": "short"}]}`, map[string]string{
			"type": `"table"`, "styles": `null`, "transformations": `[{"id": "merge", "options": {}}]`, "fieldConfig.defaults.unit": `"short"`,
			"fieldConfig.overrides": `[{"matcher": {"id": "byName", "options": "Value #A"}, "properties": [{"id": "displayName", "value": "CPU"}, {"id": "unit", "value": "percent"},
				{"id": "decimals", "value": 1}, {"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic", "applyToRow": true}},
				{"id": "color", "value": {"mode": "thresholds"}},
				{"id": "thresholds", "value": {"mode": "absolute", "steps": [{"color": "green", "value": null}, {"color": "red", "value": 80}]}}]},
				{"matcher": {"id": "byName", "options": "Time"}, "properties": [{"id": "custom.hidden", "value": true}]}]`}},
		{"a link with the value of a cell", `{"type": "table-old", "styles": [{"pattern": "pod", "type": "string", "link": true, "linkUrl": "/d/x?var-pod=${__cell}&ns=$__cell_2", "linkTooltip": "Open"}]}`, map[string]string{
			"fieldConfig.overrides[0].properties": `[{"id": "links", "value": [{"title": "Open", "url": "/d/x?var-pod=${__value.raw}&ns=${__data.fields[2]}", "targetBlank": false}]}]`}},
		{"a date", `{"type": "table-old", "styles": [{"pattern": "at", "type": "date", "dateFormat": "YYYY"}]}`, map[string]string{
			"fieldConfig.overrides[0].properties": `[{"id": "unit", "value": "time:YYYY"}]`}},
		{"series to rows", `{"type": "table-old", "transform": "timeseries_to_rows"}`, map[string]string{"transformations": `[{"id": "seriesToRows", "options": {}}]`}},
		{"calculations of series", `{"type": "table-old", "transform": "timeseries_aggregations", "columns": [{"text": "Avg", "value": "avg"}, {"text": "Now", "value": "current"}]}`, map[string]string{
			"transformations": `[{"id": "reduce", "options": {"mode": "seriesToRows", "reducers": ["mean", "lastNotNull"], "includeTimeField": false}}]`}},
		{"leftovers in today's table", `{"type": "table", "styles": [{"pattern": "x", "unit": "s"}], "options": {"showHeader": true}, "fieldConfig": {"defaults": {"unit": "ms"}}}`, map[string]string{
			"styles": `null`, "fieldConfig.defaults.unit": `"ms"`, "fieldConfig.overrides": `[]`}},
		{"how a cell is drawn, in one word", `{"type": "table", "fieldConfig": {"defaults": {"custom": {"displayMode": "lcd-gauge"}}, "overrides": [{"matcher": {"id": "byName", "options": "x"}, "properties": [{"id": "custom.displayMode", "value": "color-background-solid"}]}]}}`, map[string]string{
			custom + "cellOptions": `{"type": "gauge", "mode": "lcd"}`, "fieldConfig.overrides[0].properties": `[{"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic"}}]`}},
	})
}

func TestOtherPanels(t *testing.T) {
	runPanels(t, []stepCase{
		{"a heatmap of buckets", `{"type": "heatmap", "dataFormat": "tsbuckets", "color": {"mode": "spectrum", "colorScheme": "interpolateInferno", "min": 0}, "yAxis": {"format": "s", "decimals": 2}, "yBucketBound": "upper", "hideZeroBuckets": true, "cards": {"cardPadding": 3}}`, map[string]string{
			"options.calculate": `false`, "options.color.scheme": `"Inferno"`, "options.color.min": `0`, "options.yAxis": `{"axisPlacement": "left", "reverse": false, "unit": "s", "decimals": 2}`,
			"options.rowsFrame": `{"layout": "le"}`, "options.filterValues": `{"le": 1e-9}`, "options.cellGap": `3`, "yAxis": `null`}},
		{"a heatmap that counts itself", `{"type": "heatmap", "dataFormat": "timeseries", "xBucketSize": "1m", "yBucketNumber": 10, "yAxis": {"logBase": 2}}`, map[string]string{
			"options.calculate": `true`, "options.calculation": `{"xBuckets": {"mode": "size", "value": "1m"}, "yBuckets": {"mode": "count", "value": "10", "scale": {"type": "log", "log": 2}}}`}},
		{"today's heatmap with leftovers", `{"type": "heatmap", "yAxis": {"format": "s"}, "options": {"calculate": true, "yAxis": {"unit": "ms"}}}`, map[string]string{
			"options": `{"calculate": true, "yAxis": {"unit": "ms"}}`}},
		{"a pie", `{"type": "grafana-piechart-panel", "pieType": "donut", "format": "bytes", "valueName": "total", "legendType": "Right side", "legend": {"values": true, "percentage": true}, "aliasColors": {"a": "red"}}`, map[string]string{
			"type": `"piechart"`, "options.pieType": `"donut"`, "options.reduceOptions.calcs": `["sum"]`, "fieldConfig.defaults.unit": `"bytes"`,
			"options.legend": `{"showLegend": true, "displayMode": "table", "placement": "right", "values": ["value", "percent"]}`, "fieldConfig.overrides[0].matcher.options": `"a"`}},
		{"states", `{"type": "natel-discrete-panel", "rangeMaps": [], "valueMaps": [{"value": "1", "text": "on"}], "colorMaps": [{"text": "on", "color": "green"}]}`, map[string]string{
			"type": `"state-timeline"`, "fieldConfig.defaults.mappings": `[{"type": "value", "options": {"1": {"text": "on", "index": 0, "color": "green"}}}]`}},
		{"text", `{"type": "text", "mode": "html", "content": "<b>x</b>"}`, map[string]string{"options": `{"mode": "html", "content": "<b>x</b>"}`, "content": `null`}},
		{"plain text", `{"type": "text", "mode": "text", "content": "*x*"}`, map[string]string{"options.mode": `"code"`, "options.code.language": `"plaintext"`}},
		{"a list of dashboards", `{"type": "dashlist", "starred": false, "search": true, "limit": 5, "tags": ["a"], "query": "q"}`, map[string]string{
			"options": `{"showStarred": false, "showSearch": true, "maxItems": 5, "tags": ["a"], "query": "q"}`}},
		{"a list of alerts", `{"type": "alertlist", "limit": 3, "stateFilter": ["alerting", "ok"], "onlyAlertsOnDashboard": true}`, map[string]string{
			"options": `{"maxItems": 3, "dashboardAlerts": true, "stateFilter": {"firing": true, "pending": false, "noData": false, "normal": true, "error": false}}`}},
		{"a type nobody knows", `{"type": "acme-clock", "options": {"tz": "UTC"}, "face": 1}`, map[string]string{"type": `"acme-clock"`, "options": `{"tz": "UTC"}`, "face": `1`}},
		{"old mappings", `{"type": "stat", "fieldConfig": {"defaults": {"mappings": [{"id": 0, "type": 1, "value": "0", "text": "down"}, {"id": 1, "type": 2, "from": "1", "to": "2", "text": "up"}]}}}`, map[string]string{
			"fieldConfig.defaults.mappings": `[{"type": "value", "options": {"0": {"text": "down", "index": 0}}}, {"type": "range", "options": {"from": 1, "to": 2, "result": {"text": "up", "index": 1}}}]`}},
		{"thresholds without a base", `{"type": "stat", "fieldConfig": {"defaults": {"thresholds": {"steps": [{"color": "red", "value": 0}, {"color": "green", "value": "5"}]}}}}`, map[string]string{
			"fieldConfig.defaults.thresholds": `{"mode": "absolute", "steps": [{"color": "red", "value": null}, {"color": "green", "value": 5}]}`}},
		{"overrides before Grafana 7", `{"type": "table", "options": {}, "fieldConfig": {"defaults": {"title": "t"}, "overrides": [{"matcher": {"id": "byName", "options": "x"},
			"properties": [{"prop": "title", "value": "X"}, {"path": "unit", "value": "s"}, {"custom": true, "prop": "align", "value": "right"}]}]}}`, map[string]string{
			"fieldConfig.defaults.displayName":    `"t"`,
			"fieldConfig.overrides[0].properties": `[{"id": "displayName", "value": "X"}, {"id": "unit", "value": "s"}, {"id": "custom.align", "value": "right"}]`}},
		{"a drawing style of a preview", `{"type": "timeseries", "fieldConfig": {"defaults": {"custom": {"drawStyle": "lines"}}}}`, map[string]string{custom + "drawStyle": `"line"`}},
		{"a hidden legend", `{"type": "timeseries", "options": {"legend": {"displayMode": "hidden", "placement": "bottom"}}}`, map[string]string{
			"options.legend": `{"displayMode": "list", "placement": "bottom", "showLegend": false}`}},
		{"hidden from the graph", `{"type": "timeseries", "fieldConfig": {"defaults": {"custom": {"hideFrom": {"graph": true}}}}}`, map[string]string{custom + "hideFrom": `{"viz": true}`}},
		{"a transformation's old name", `{"type": "table", "options": {}, "transformations": [{"id": "seriesToColumns", "options": {"byField": "pod"}}]}`, map[string]string{
			"transformations": `[{"id": "joinByField", "options": {"byField": "pod", "mode": "outer"}}]`}},
		{"a panel's link of old", `{"type": "text", "links": [{"title": "x", "url": "/d/a?b=c", "params": "d=e", "keepTime": true, "includeVars": true, "type": "absolute"}]}`, map[string]string{
			"links": `[{"title": "x", "url": "/d/a?b=c&d=e&${__url_time_range}&${__all_variables}", "targetBlank": false}]`}},
	})
}
