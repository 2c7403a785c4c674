package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// renewGraph turns the graph panel (until Grafana 7) into timeseries, or into what its x axis showed
// instead of time.
func renewGraph(m *migration, p object) {
	custom := child(child(child(p, "fieldConfig"), "defaults"), "custom")
	graphStyle(p, custom)
	graphStacking(p, custom)
	yaxes := objects(p, "yaxes")
	if len(yaxes) == 0 {
		yaxes = oldAxes(p)
	}
	graphAxis(p, custom, yaxes[0])
	if d := p["decimals"]; d != nil {
		setField(p, "decimals", d)
	}
	setField(p, "color", object{"mode": "palette-classic"})
	graphColours(p)
	graphOverrides(m, p, yaxes)
	graphThresholds(p, custom)
	graphLinks(p)
	p["options"] = object{"legend": graphLegend(p["legend"]), "tooltip": graphTooltip(obj(p, "tooltip"))}
	p["type"] = "timeseries"
	graphXAxis(p)
	dropGraph(p)
}

// graphStyle: bars, lines and points could be on together; a series is drawn in one style now, and
// lines may show their points.
func graphStyle(p, custom object) {
	lines := truth(p, "lines") || p["lines"] == nil
	custom["drawStyle"] = drawStyle(truth(p, "bars"), lines, truth(p, "points"))
	custom["lineWidth"] = number0(p["linewidth"], 1)
	custom["fillOpacity"] = min(number0(p["fill"], 1)*10, 100)
	custom["gradientMode"] = "none"
	if g := number0(p["fillGradient"], 0); g > 0 {
		custom["fillOpacity"], custom["gradientMode"] = min(g*10, 100), "opacity"
	}
	if custom["drawStyle"] == "bars" {
		custom["fillOpacity"] = 100
	}
	custom["showPoints"] = "never"
	if truth(p, "points") {
		custom["showPoints"] = "always"
	}
	custom["pointSize"] = max(number0(p["pointradius"], 2)*2, 1)
	custom["lineInterpolation"] = "linear"
	if truth(p, "steppedLine") {
		custom["lineInterpolation"] = "stepAfter"
	}
	if truth(p, "dashes") {
		custom["lineStyle"] = dashes(p)
	}
	graphNulls(p, custom)
}

func drawStyle(bars, lines, points bool) string {
	switch {
	case bars:
		return "bars"
	case points && !lines:
		return "points"
	}
	return "line"
}

func dashes(o object) object {
	return object{"fill": "dash", "dash": []any{number0(o["dashLength"], 10), number0(o["spaceLength"], 10)}}
}

func number0(v any, fallback float64) float64 {
	if n, ok := num(v); ok {
		return n
	}
	return fallback
}

func graphNulls(p, custom object) {
	custom["spanNulls"] = str(p, "nullPointMode") == "connected"
	if str(p, "nullPointMode") == "null as zero" {
		setField(p, "nullValueMode", "null as zero")
	}
}

func graphStacking(p, custom object) {
	mode := "none"
	switch {
	case truth(p, "stack") && truth(p, "percentage"):
		mode = "percent"
	case truth(p, "stack"):
		mode = "normal"
	}
	custom["stacking"] = object{"mode": mode, "group": "A"}
}

// graphAxis carries the left axis over: unit, limits, label, scale.
func graphAxis(p, custom, axis object) {
	if format := str(axis, "format"); format != "short" || !has(obj(obj(p, "fieldConfig"), "defaults"), "unit") {
		setField(p, "unit", unit(format))
	}
	for _, key := range []string{"min", "max", "decimals"} {
		if n := number(axis[key]); n != nil {
			setField(p, key, n)
		}
	}
	for id, value := range axisCustom(axis) {
		custom[id] = value
	}
}

// oldAxes: before schema version 13 both axes were described in the grid and in lists beside it.
func oldAxes(p object) []object {
	grid, formats := obj(p, "grid"), append(strs(p["y_formats"]), "short", "short")
	axes := make([]object, 2)
	for i, side := range []string{"left", "right"} {
		axes[i] = object{"format": formats[i], "min": grid[side+"Min"], "max": grid[side+"Max"], "logBase": grid[side+"LogBase"],
			"label": p[side+"YAxisLabel"]}
		if p["y-axis"] == false {
			axes[i]["show"] = false
		}
	}
	return axes
}

var seriesVariable = strings.NewReplacer("${__series_name}", "${__series.name}", "$__series_name", "${__series.name}",
	"${__value_time}", "${__value.time}", "$__value_time", "${__value.time}")

// graphLinks: the links of a series stood in options.dataLinks in Grafana 6.
func graphLinks(p object) {
	links := objects(obj(p, "options"), "dataLinks")
	if len(links) == 0 {
		return
	}
	for _, l := range links {
		l["url"], l["title"] = seriesVariable.Replace(str(l, "url")), seriesVariable.Replace(str(l, "title"))
	}
	setField(p, "links", anys(links))
}

func axisCustom(axis object) object {
	out := object{}
	if label := str(axis, "label"); label != "" {
		out["axisLabel"] = label
	}
	if base := number0(axis["logBase"], 1); base > 1 {
		out["scaleDistribution"] = object{"type": "log", "log": base}
	}
	if axis["show"] == false {
		out["axisPlacement"] = "hidden"
	}
	return out
}

// graphColours: aliasColors gave a series a colour by its exact name.
func graphColours(p object) {
	colours := obj(p, "aliasColors")
	for _, alias := range slices.Sorted(maps.Keys(colours)) {
		if c := str(colours, alias); c != "" {
			addOverride(p, object{"id": "byName", "options": alias}, properties{fixedColour(c)})
		}
	}
}

func fixedColour(c string) object {
	return object{"id": "color", "value": object{"mode": "fixed", "fixedColor": c}}
}

// graphThresholds: each said on which side of a value it begins. Today each step holds from its value up.
func graphThresholds(p, custom object) {
	old := objects(p, "thresholds")
	if len(old) == 0 {
		old = gridThresholds(obj(p, "grid"))
	}
	slices.SortStableFunc(old, func(a, b object) int {
		return cmp.Compare(number0(a["value"], 0), number0(b["value"], 0))
	})
	steps := []any{object{"color": "transparent", "value": nil}}
	area, line := false, false
	for _, t := range old {
		value, ok := num(t["value"])
		if !ok {
			continue
		}
		area, line = area || t["fill"] != false, line || t["line"] == true
		if str(t, "op") == "lt" {
			steps[len(steps)-1].(object)["color"] = thresholdColour(t)
			steps = append(steps, object{"color": "transparent", "value": value})
			continue
		}
		steps = append(steps, object{"color": thresholdColour(t), "value": value})
	}
	if len(steps) == 1 {
		return
	}
	setField(p, "thresholds", object{"mode": "absolute", "steps": steps})
	custom["thresholdsStyle"] = object{"mode": thresholdMode(area, line)}
}

func thresholdMode(area, line bool) string {
	switch {
	case area && line:
		return "line+area"
	case line:
		return "line"
	}
	return "area"
}

func thresholdColour(t object) string {
	switch str(t, "colorMode") {
	case "warning":
		return "orange"
	case "ok":
		return "green"
	case "custom":
		return firstOf(str(t, "fillColor"), str(t, "lineColor"), "red")
	}
	return "red"
}

// gridThresholds: before schema version 13 there were two, in the grid.
func gridThresholds(grid object) []object {
	var out []object
	for i, key := range []string{"threshold1", "threshold2"} {
		if value, ok := num(grid[key]); ok {
			out = append(out, object{"value": value, "op": "gt", "fill": true, "line": truth(grid, "thresholdLine"), "colorMode": "custom",
				"fillColor": firstOf(str(grid, key+"Color"), []string{"orange", "red"}[i])})
		}
	}
	return out
}

func graphLegend(v any) object {
	old, _ := v.(object)
	if on, ok := v.(bool); ok { // before schema version 3
		old = object{"show": on}
	}
	legend := object{"showLegend": old["show"] != false, "displayMode": "list", "placement": "bottom", "calcs": []any{}}
	if truth(old, "alignAsTable") {
		legend["displayMode"] = "table"
	}
	if truth(old, "rightSide") {
		legend["placement"] = "right"
		if w := number(old["sideWidth"]); w != nil {
			legend["width"] = w
		}
	}
	if old["values"] == true {
		legend["calcs"] = legendCalcs(old)
	}
	if by := str(old, "sort"); by != "" {
		legend["sortBy"], legend["sortDesc"] = legendColumn(by), truth(old, "sortDesc")
	}
	return legend
}

func legendCalcs(old object) []any {
	calcs := []any{}
	for _, key := range []string{"min", "max", "avg", "current", "total"} {
		if truth(old, key) {
			calcs = append(calcs, reducer(key))
		}
	}
	return calcs
}

// legendColumn is the heading of the column that a table legend is sorted by.
func legendColumn(calc string) string {
	return map[string]string{"avg": "Mean", "current": "Last *", "total": "Total", "min": "Min", "max": "Max"}[calc]
}

func graphTooltip(old object) object {
	tip := object{"mode": "single", "sort": "none"}
	if old["shared"] != false {
		tip["mode"] = "multi"
	}
	switch whole(old["sort"], 0, 2, 0) {
	case 1:
		tip["sort"] = "asc"
	case 2:
		tip["sort"] = "desc"
	}
	return tip
}

// graphXAxis: the axis could show series or a histogram of values instead of time.
func graphXAxis(p object) {
	axis := obj(p, "xaxis")
	switch str(axis, "mode") {
	case "series":
		calc := "mean"
		if values := strs(axis["values"]); len(values) > 0 {
			calc = reducer(values[0])
		}
		p["type"] = "barchart"
		reduce := object{"id": "reduce", "options": object{"mode": "seriesToRows", "reducers": []any{calc}}}
		p["transformations"] = append(list(p, "transformations"), reduce)
	case "histogram":
		p["type"] = "histogram"
		if n := number(axis["buckets"]); n != nil {
			obj(p, "options")["bucketCount"] = n
		}
	}
	if p["type"] != "timeseries" {
		defaults := obj(obj(p, "fieldConfig"), "defaults")
		old := obj(defaults, "custom")
		defaults["custom"] = object{"fillOpacity": old["fillOpacity"], "lineWidth": old["lineWidth"], "gradientMode": old["gradientMode"]}
	}
}

func dropGraph(p object) {
	drop(p, "aliasColors", "bars", "dashLength", "dashes", "fill", "fillGradient", "grid", "hiddenSeries", "legend", "lines", "linewidth",
		"nullPointMode", "percentage", "pointradius", "points", "seriesOverrides", "spaceLength", "stack", "steppedLine", "thresholds",
		"timeRegions", "tooltip", "xaxis", "yaxes", "yaxis", "decimals", "x-axis", "y-axis", "y_formats", "y_format", "leftYAxisLabel", "rightYAxisLabel")
}
